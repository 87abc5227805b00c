package graphstore

import (
	"context"
	"maps"

	"waymark/cpl"
)

var (
	reopenWaived       = statement("reopen_waived")
	tellLapsed         = statement("tell_lapsed")
	waiveConsequences  = statement("waive_consequences")
	reopenConsequences = statement("reopen_consequences")
	setDueDates        = statement("set_due_dates")
	refreshSaw         = statement("refresh_saw")
	countWaived        = statement("count_waived")
)

// Settlement is what the end of a run does to findings beyond its rules.
type Settlement struct {
	RunID string
	Today cpl.Date
	Due   DueFunc
}

// SettleFindings ends what a run does to findings, once all its rules are
// merged: waivers that have lapsed, or whose exposure outgrew its share, reopen
// their findings, of which a manufacturer is told only once the waiver would have
// lapsed where it outgrew its share; consequences follow the waivers of their causes; each
// cause's consequences and each rule's waived findings are counted.
func (s *Store) SettleFindings(ctx context.Context, lease *Lease, o Settlement) error {
	err := s.guarded(ctx, lease, "settle waivers", func(tx *transaction) error {
		act := act{runID: o.RunID, by: "waymark", today: o.Today, due: o.Due}
		changed, err := tx.reopen(ctx, reopenWaived, act)
		if err != nil {
			return err
		}
		if _, err := tx.run(ctx, tellLapsed, act.params()); err != nil {
			return err
		}
		more, err := tx.followCauses(ctx, act)
		if err != nil {
			return err
		}
		if _, err := tx.run(ctx, refreshSaw, map[string]any{"runId": o.RunID, "fingerprints": append(changed, more...)}); err != nil {
			return err
		}
		_, err = tx.run(ctx, countWaived, map[string]any{"runId": o.RunID})
		return err
	})
	if err != nil {
		return err
	}
	for _, st := range []Statement{dropCauseSets, dropCauses, countConsequences, explainCauseSets} {
		err := s.guarded(ctx, lease, "count consequences", func(tx *transaction) error {
			_, err := tx.run(ctx, st, nil)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// act is who changes findings, and when.
type act struct {
	// runID is blank where a person acts.
	runID, by string
	today     cpl.Date
	due       DueFunc
}

func (a act) params() map[string]any {
	return map[string]any{"runId": a.runID, "by": a.by, "today": fromDate(a.today)}
}

// reopen runs a statement that reopens waived findings, and gives them the due
// date of findings that are opened today.
func (t *transaction) reopen(ctx context.Context, st Statement, a act) ([]any, error) {
	return t.reopenBy(ctx, st, a, nil)
}

func (t *transaction) reopenBy(ctx context.Context, st Statement, a act, more map[string]any) ([]any, error) {
	params := a.params()
	maps.Copy(params, more)
	rows, err := t.run(ctx, st, params)
	if err != nil {
		return nil, err
	}
	var fingerprints, due []any
	for _, r := range rows {
		fingerprints = append(fingerprints, r.value("fingerprint"))
		if a.due != nil {
			d := a.due(r.text("severity"), r.text("class"), a.today)
			due = append(due, map[string]any{"fingerprint": r.value("fingerprint"), "dueOn": fromDate(d.On), "dueNote": fromText(d.Note)})
		}
	}
	if len(due) == 0 {
		return fingerprints, nil
	}
	_, err = t.run(ctx, setDueDates, map[string]any{"findings": due, "today": fromDate(a.today)})
	return fingerprints, err
}

// followCauses waives the consequences whose causes are all waived, and reopens
// those of which one is not; what follows from those follows in turn. Causes of
// causes are few deep: a loop of them cannot be, but is not waited for.
func (t *transaction) followCauses(ctx context.Context, a act) ([]any, error) {
	var changed []any
	for range 8 {
		reopened, err := t.reopen(ctx, reopenConsequences, a)
		if err != nil {
			return nil, err
		}
		rows, err := t.run(ctx, waiveConsequences, a.params())
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			reopened = append(reopened, r.value("fingerprint"))
		}
		if len(reopened) == 0 {
			break
		}
		changed = append(changed, reopened...)
	}
	return changed, nil
}

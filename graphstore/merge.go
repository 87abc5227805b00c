package graphstore

import (
	"cmp"
	"context"
	"slices"

	"waymark/cpl"
)

var (
	lockFindings  = statement("lock_findings")
	mergeFindings = statement("merge_findings")
	holdFindings  = statement("hold_findings")
)

// RuleOutcome is what a rule came to that ended well, as it is merged into the findings.
type RuleOutcome struct {
	RunID, Rule string
	// Today is the run's date.
	Today cpl.Date
	Found []Finding
	// Undecided are the fingerprints of subjects that the run could not decide.
	Undecided []string
	// Causes says that the rule names causes, which replace those of the run before.
	Causes bool
	// Due says by when a finding is due; nil sets no date.
	Due DueFunc
	// Why says why a finding is no longer found; nil says that the rule no longer finds it.
	Why WhyFunc
}

// DueFunc says by when a finding is due that was opened on a day.
type DueFunc func(severity, class string, openedOn cpl.Date) Due

// Due is a date, absent where nothing is due, and what it does not take into account.
type Due struct {
	On   cpl.Date
	Note string
}

// RuleFindings merges what a rule found in a run: new ones are opened, resolved
// ones that came back are reopened, and, once all are in, those that the run no
// longer saw are resolved, with why. A finding whose fingerprint is undecided
// stands as it was: not knowing is no evidence. It is called for successful
// rules only. What people change at the same time is neither lost nor undone:
// each finding is locked before its state is read.
func (s *Store) RuleFindings(ctx context.Context, lease *Lease, o RuleOutcome) (opened, reopened, resolved int64, err error) {
	// One order for all who lock several findings.
	found := slices.SortedFunc(slices.Values(o.Found), func(a, b Finding) int { return cmp.Compare(a.Fingerprint, b.Fingerprint) })
	known := map[string]bool{}
	for batch := range slices.Chunk(found, 2000) {
		var was, now int64
		err := s.guarded(ctx, lease, "merge findings", func(tx *transaction) error {
			rows, err := tx.mergeFindings(ctx, o, batch)
			if err != nil {
				return err
			}
			now, was = rows.number("opened"), rows.number("reopened")
			return linkFindings(ctx, tx, batch)
		})
		if err == nil && o.Causes {
			err = s.mergeCauses(ctx, lease, batch, known)
		}
		if err != nil {
			return opened, reopened, 0, err
		}
		opened, reopened = opened+now, reopened+was
	}
	err = s.guarded(ctx, lease, "hold findings", func(tx *transaction) error {
		_, err := tx.run(ctx, holdFindings, map[string]any{"runId": o.RunID, "fingerprints": o.Undecided})
		return err
	})
	if err != nil {
		return opened, reopened, 0, err
	}
	resolved, err = s.resolveVanished(ctx, lease, o)
	return opened, reopened, resolved, err
}

// mergeFindings locks the batch's findings, reads what they were, and merges.
func (t *transaction) mergeFindings(ctx context.Context, o RuleOutcome, batch []Finding) (row, error) {
	fingerprints := make([]any, len(batch))
	for i, f := range batch {
		fingerprints[i] = f.Fingerprint
	}
	rows, err := t.run(ctx, lockFindings, map[string]any{"runId": o.RunID, "fingerprints": fingerprints})
	if err != nil {
		return row{}, err
	}
	before := make(map[string]row, len(rows))
	for _, r := range rows {
		before[r.text("fingerprint")] = r
	}
	findings := make([]any, len(batch))
	for i, f := range batch {
		was, known := before[f.Fingerprint]
		f.OpenedOn = was.date("openedOn")
		if !known || was.text("state") == StateResolved || !f.OpenedOn.Stated() {
			f.OpenedOn = o.Today
		}
		if o.Due != nil {
			due := o.Due(f.Severity, f.Class, f.OpenedOn)
			f.DueOn, f.DueNote = due.On, due.Note
		}
		findings[i] = map[string]any{"fingerprint": f.Fingerprint, "was": was.value("state"), "props": findingProperties(f)}
	}
	rows, err = t.run(ctx, mergeFindings, map[string]any{"runId": o.RunID, "findings": findings})
	if err != nil {
		return row{}, err
	}
	return rows[0], nil
}

func findingProperties(f Finding) map[string]any {
	return map[string]any{
		"rule": f.Rule, "subject": f.Subject, "subjectKind": f.SubjectKind, "severity": f.Severity, "class": f.Class, "duty": f.Duty,
		"reasons": f.Reasons, "manufacturerId": f.ManufacturerID, "supplier": f.Supplier, "modelKey": f.ModelKey,
		"installs": f.Installs, "evidence": string(f.Evidence), "owner": fromText(f.Owner), "maturity": fromText(f.Maturity),
		"audience": fromText(f.Audience), "byInstalls": fromText(f.ByInstalls), "toldEvidence": fromText(string(f.ToldEvidence)), "toldTo": fromText(f.toldTo()),
		"openedOn": fromDate(f.OpenedOn), "dueOn": fromDate(f.DueOn), "dueNote": fromText(f.DueNote),
	}
}

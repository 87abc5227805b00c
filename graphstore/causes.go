package graphstore

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

var (
	createCauseSets   = statement("create_cause_sets")
	listCauseSets     = statement("list_known_cause_sets")
	linkCauses        = statement("link_causes")
	dropCauseSets     = statement("drop_cause_sets")
	dropCauses        = statement("drop_causes")
	countConsequences = statement("count_consequences")
	explainCauseSets  = statement("explain_cause_sets")
)

const (
	// listedCauses is how many causes of each finding a list tells.
	listedCauses = 50
	// listedConsequences is how many consequences of a finding are told.
	listedConsequences = 500
	// causesAtOnce bounds the causes that one transaction writes.
	causesAtOnce = 20_000
)

// mergeCauses ties the batch's findings to their causes. Findings with the same
// causes share one set, since a model may have hundreds of findings with
// hundreds of causes each; a set that was there before is not written again.
func (s *Store) mergeCauses(ctx context.Context, lease *Lease, batch []Finding, known map[string]bool) error {
	links := make([]any, len(batch))
	sets := map[string][]Cause{}
	for i, f := range batch {
		key := causeSetKey(f.Causes)
		links[i] = map[string]any{"fingerprint": f.Fingerprint, "set": key}
		if key != "" && !known[key] {
			sets[key] = f.Causes
		}
	}
	keys := sortedNames(sets)
	rows, err := s.read(ctx, Everything, listCauseSets, map[string]any{"keys": keys})
	if err != nil {
		return err
	}
	for _, r := range rows {
		known[r.text("key")] = true
	}
	var missing []any
	size := 0
	write := func(last bool) error {
		err := s.guarded(ctx, lease, "tie findings to their causes", func(tx *transaction) error {
			if _, err := tx.run(ctx, createCauseSets, map[string]any{"sets": missing}); err != nil || !last {
				return err
			}
			_, err := tx.run(ctx, linkCauses, map[string]any{"findings": links})
			return err
		})
		missing, size = nil, 0
		return err
	}
	for _, key := range keys {
		if known[key] {
			continue
		}
		known[key] = true
		missing = append(missing, map[string]any{"key": key, "causes": causeRows(sets[key])})
		if size += len(sets[key]); size < causesAtOnce {
			continue
		}
		if err := write(false); err != nil {
			return err
		}
	}
	return write(true)
}

// causeSetKey identifies a set of causes, which are sorted and without
// repetition; it is blank for none.
func causeSetKey(causes []Cause) string {
	if len(causes) == 0 {
		return ""
	}
	sum := sha256.New()
	for _, c := range causes {
		_, _ = sum.Write([]byte(c.Key))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func causeRows(causes []Cause) []any {
	out := make([]any, len(causes))
	for i, c := range causes {
		out[i] = map[string]any{"key": c.Key, "rule": c.Rule, "subject": c.Subject}
	}
	return out
}

// toCauses reads causes, the primary one first: the one with most consequences,
// then by rule, then by subject.
func toCauses(value any) []Cause {
	list, _ := value.([]any)
	out := make([]Cause, 0, len(list))
	for _, item := range list {
		r := asRow(item)
		out = append(out, Cause{
			Rule: r.text("rule"), Subject: r.text("subject"), Fingerprint: r.text("fingerprint"), State: r.text("state"), Consequences: r.number("consequences"),
		})
	}
	slices.SortFunc(out, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Consequences, a.Consequences), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject))
	})
	return out
}

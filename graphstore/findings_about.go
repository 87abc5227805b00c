package graphstore

import (
	"context"
	"strings"
)

// subjectLink ties findings of one kind of subject to the nodes that they are about.
type subjectLink struct {
	kind string
	link Statement
	// keys are the keys of those nodes.
	keys func(Finding) []string
}

// subjectLinks are the kinds whose subject is a node of the graph or is held by
// one; what a finding is about stays known by its subject where there is none.
var subjectLinks = []subjectLink{
	{"version", statement("link_entry_findings"), subjectKey},
	{"entry", statement("link_entry_findings"), subjectKey},
	{"cycle", statement("link_entry_findings"), func(f Finding) []string { return splitKey(f.Subject) }},
	{"cohort", statement("link_cohort_findings"), subjectKey},
	{"hash", statement("link_hash_findings"), subjectKey},
	{"tuple", statement("link_tuple_findings"), subjectKey},
	{"return", statement("link_return_findings"), subjectKey},
	{"model-return", statement("link_model_findings"), func(f Finding) []string { return []string{f.ModelKey} }},
}

func subjectKey(f Finding) []string { return []string{f.Subject} }

func linkFindings(ctx context.Context, tx *transaction, batch []Finding) error {
	for _, l := range subjectLinks {
		var links []any
		for _, f := range batch {
			if f.SubjectKind == l.kind {
				links = append(links, map[string]any{"fingerprint": f.Fingerprint, "keys": l.keys(f)})
			}
		}
		if len(links) == 0 {
			continue
		}
		if _, err := tx.run(ctx, l.link, map[string]any{"findings": links}); err != nil {
			return err
		}
	}
	return nil
}

// splitKey undoes [cpl.JoinKey].
func splitKey(key string) []string {
	var parts []string
	var part strings.Builder
	escaped := false
	for _, r := range key {
		switch {
		case !escaped && r == '\\':
			escaped = true
			continue
		case !escaped && r == '|':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
		escaped = false
	}
	return append(parts, part.String())
}

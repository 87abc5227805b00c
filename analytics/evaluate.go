package analytics

import (
	"context"
	"fmt"
	"slices"

	"waymark/cpl"
	"waymark/graphstore"
)

// Evaluation is what a rule says of the graph as it is, before anything is kept.
type Evaluation struct {
	// Examined = Passing + Unknown + what the findings cover: one each, unless the
	// rule says otherwise in the column covers (a component of a graph is one
	// finding, and covers all its members that were examined).
	Examined, Passing, Unknown int64
	// Lacks says in words what is not loaded, where the rule therefore examined nothing.
	Lacks string
	// UnknownBy counts the unknown subjects by why they are; one may count more than once.
	UnknownBy map[string]int64
	Findings  []graphstore.Finding
	// Warnings are what the database warned of, each once.
	Warnings []string
	// Undecided are the unknown subjects: a finding about one of them stands as it was.
	Undecided []Undecided
}

// Undecided is a subject of which a rule cannot decide from the data.
type Undecided struct {
	Fingerprint, Subject string
	// Reasons say why, in codes that the rule words.
	Reasons []string
}

// Evaluate runs a rule's two queries and makes findings of its rows, ordered as
// the rule orders them. It writes nothing.
func (e *Engine) Evaluate(ctx context.Context, rule Rule, today cpl.Date) (Evaluation, error) {
	params := rule.bind(e.Settings, today)
	var warnings []string
	warned := func(text string) {
		if !slices.Contains(warnings, text) {
			warnings = append(warnings, text)
		}
	}
	population, err := e.Graph.Query(ctx, graphstore.Everything, graphstore.Query{Name: rule.ID + ".population", Text: rule.Population, Params: params, Timeout: rule.Timeout, Warned: warned})
	if err != nil {
		return Evaluation{}, fmt.Errorf("count what is examined: %w", err)
	}
	if len(population) != 1 {
		return Evaluation{}, fmt.Errorf("count what is examined: %d rows instead of one", len(population))
	}
	rows, err := e.Graph.Query(ctx, graphstore.Everything, graphstore.Query{Name: rule.ID, Text: rule.Query, Params: params, Timeout: rule.Timeout, Warned: warned})
	if err != nil {
		return Evaluation{}, fmt.Errorf("query: %w", err)
	}
	out, err := e.judge(rule, rows)
	if err != nil {
		return Evaluation{}, err
	}
	out.Warnings = warnings
	out.Lacks, _ = population[0]["lacks"].(string)
	out.Examined, _ = population[0]["examined"].(int64)
	out.Passing += out.Examined
	if out.Passing < 0 {
		return Evaluation{}, fmt.Errorf("%d examined, but %d unknown and %d failing: the population query counts other subjects than the rule returns", out.Examined, out.Unknown, len(out.Findings))
	}
	return out, nil
}

// judge makes findings of the rows that a rule returned; Passing is what they
// take away from what was examined.
func (e *Engine) judge(rule Rule, rows []graphstore.Record) (Evaluation, error) {
	out := Evaluation{UnknownBy: map[string]int64{}}
	seen := make(map[string]string, len(rows))
	for _, row := range rows {
		if unknown, _ := row["unknown"].(bool); unknown {
			out.Unknown++
			out.Passing--
			undecided, err := rule.undecided(row)
			if err != nil {
				return Evaluation{}, err
			}
			for _, reason := range undecided.Reasons {
				out.UnknownBy[reason]++
			}
			out.Undecided = append(out.Undecided, undecided)
			continue
		}
		finding, err := e.finding(rule, row)
		if err != nil {
			return Evaluation{}, err
		}
		if other, twice := seen[finding.Fingerprint]; twice {
			return Evaluation{}, fmt.Errorf("two rows have one identity: %q and %q", other, finding.Subject)
		}
		seen[finding.Fingerprint] = finding.Subject
		out.Findings = append(out.Findings, finding)
		out.Passing -= covers(row)
	}
	return out, nil
}

// undecided makes an Undecided of a row that is unknown.
func (r Rule) undecided(row graphstore.Record) (Undecided, error) {
	fingerprint, err := r.fingerprint(row)
	if err != nil {
		return Undecided{}, err
	}
	u := Undecided{Fingerprint: fingerprint}
	u.Subject, _ = row["subject"].(string)
	reasons, _ := row["reasons"].([]any)
	if len(reasons) == 0 {
		return Undecided{}, fmt.Errorf("%s is unknown without a reason", u.Subject)
	}
	for _, reason := range reasons {
		code, _ := reason.(string)
		if _, worded := r.Unknowns[code]; !worded {
			return Undecided{}, fmt.Errorf("reason %q for not knowing about %s is not worded in the rule's front matter", code, u.Subject)
		}
		u.Reasons = append(u.Reasons, code)
	}
	return u, nil
}

// covers is how many of the examined subjects a finding stands for.
func covers(row graphstore.Record) int64 {
	if n, ok := row["covers"].(int64); ok {
		return n
	}
	return 1
}

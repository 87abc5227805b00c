package graphstore

import (
	"context"
	"maps"
	"slices"
)

var compareRuns = statement("compare_runs")

// The ways in which a finding differs between two runs.
const (
	// ChangeOpened and ChangeReopened were seen by the later run alone.
	ChangeOpened   = "opened"
	ChangeReopened = "reopened"
	// ChangeResolved was resolved by a run between the two, or by the later one.
	ChangeResolved = "resolved"
	// ChangeUnseen stood all the time: one of the two runs could not decide it, did
	// not run its rule, or the rule failed there.
	ChangeUnseen = "unseen"
	// ChangeAltered was seen by both, in another state or severity.
	ChangeAltered = "changed"
)

// RunDifference is what changed from one run to a later one.
type RunDifference struct {
	From Run `json:"from"`
	To   Run `json:"to"`
	// SameInputs is whether both rest on the same data ([Run.InputsHash]), SameSettings whether the
	// settings of the rules were the same, SameRules whether the rules were.
	SameInputs   bool             `json:"sameInputs"`
	SameSettings bool             `json:"sameSettings"`
	SameRules    bool             `json:"sameRules"`
	Rules        []RuleDifference `json:"rules"`
	Findings     []FindingChange  `json:"findings"`
	// Counts is how many findings differ, by kind of change.
	Counts map[string]int64 `json:"counts"`
}

// RuleDifference is a rule's result in two runs; one that did not run is null.
type RuleDifference struct {
	Rule   string      `json:"rule"`
	Before *RuleResult `json:"before"`
	After  *RuleResult `json:"after"`
}

// FindingChange is one finding that differs between two runs.
type FindingChange struct {
	Change         string `json:"change"`
	Fingerprint    string `json:"fingerprint"`
	Rule           string `json:"rule"`
	Subject        string `json:"subject"`
	ManufacturerID string `json:"manufacturerId"`
	Supplier       string `json:"supplier"`
	ModelKey       string `json:"modelKey"`
	StateBefore    string `json:"stateBefore,omitempty"`
	StateAfter     string `json:"stateAfter,omitempty"`
	SeverityBefore string `json:"severityBefore,omitempty"`
	SeverityAfter  string `json:"severityAfter,omitempty"`
	Installs       int64  `json:"installs"`
	Why            string `json:"why,omitempty"`
}

// DiffRuns compares two runs, the earlier one first whatever the order in which
// they are named. It fails with ErrNotFound where one does not exist.
func (s *Store) DiffRuns(ctx context.Context, scope Scope, one, other string) (RunDifference, error) {
	from, err := s.Run(ctx, scope, one)
	if err != nil {
		return RunDifference{}, err
	}
	to, err := s.Run(ctx, scope, other)
	if err != nil {
		return RunDifference{}, err
	}
	if from.Number > to.Number {
		from, to = to, from
	}
	rows, err := s.read(ctx, scope, compareRuns, map[string]any{"from": from.ID, "to": to.ID})
	if err != nil {
		return RunDifference{}, err
	}
	d := RunDifference{
		From: from, To: to, SameInputs: from.InputsHash == to.InputsHash, SameSettings: from.Settings == to.Settings, SameRules: from.RulesHash == to.RulesHash,
		Rules: pairResults(from.Rules, to.Rules), Findings: make([]FindingChange, 0, len(rows)), Counts: map[string]int64{},
	}
	d.From.Rules, d.To.Rules = []RuleResult{}, []RuleResult{}
	for _, r := range rows {
		change := FindingChange{
			Change: r.text("change"), Fingerprint: r.text("fingerprint"), Rule: r.text("rule"), Subject: r.text("subject"),
			ManufacturerID: r.text("manufacturerId"), Supplier: r.text("supplier"), ModelKey: r.text("modelKey"),
			StateBefore: r.text("stateBefore"), StateAfter: r.text("stateAfter"), SeverityBefore: r.text("severityBefore"),
			SeverityAfter: r.text("severityAfter"), Installs: r.number("installs"), Why: r.text("why"),
		}
		d.Findings = append(d.Findings, change)
		d.Counts[change.Change]++
	}
	return d, nil
}

// pairResults puts the results of two runs side by side, by rule.
func pairResults(before, after []RuleResult) []RuleDifference {
	byRule := map[string]*RuleDifference{}
	at := func(rule string) *RuleDifference {
		if byRule[rule] == nil {
			byRule[rule] = &RuleDifference{Rule: rule}
		}
		return byRule[rule]
	}
	for i := range before {
		at(before[i].Rule).Before = &before[i]
	}
	for i := range after {
		at(after[i].Rule).After = &after[i]
	}
	out := make([]RuleDifference, 0, len(byRule))
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		out = append(out, *byRule[rule])
	}
	return out
}

package analytics

import (
	"context"
	"fmt"
	"slices"

	"waymark/graphstore"
)

// causedRules are the rules whose findings have causes.
var causedRules = []string{"install-stranded", "version-dead-end", "version-unreachable", ruleUnrooted}

// outcome is what is merged of a rule that ended well.
func (e *Engine) outcome(run graphstore.Run, rule Rule, found Evaluation) graphstore.RuleOutcome {
	undecided := make([]string, len(found.Undecided))
	for i, u := range found.Undecided {
		undecided[i] = u.Fingerprint
	}
	now := basis{settings: e.Settings.text(), ruleVersion: rule.Version, date: run.Today}
	return graphstore.RuleOutcome{
		RunID: run.ID, Rule: rule.ID, Today: run.Today, Found: found.Findings, Undecided: undecided, Due: e.due(),
		Causes: slices.Contains(causedRules, rule.ID),
		Why:    func(v graphstore.Vanished) (string, string) { return whyResolved(v, rule, now) },
	}
}

func (e *Engine) due() graphstore.DueFunc {
	if e.Deadlines == nil {
		return nil
	}
	return e.Deadlines.Due
}

// settle follows up waivers and consequences once all rules are merged.
func (e *Engine) settle(ctx context.Context, lease *graphstore.Lease, run graphstore.Run) error {
	err := e.Graph.SettleFindings(ctx, lease, graphstore.Settlement{RunID: run.ID, Today: run.Today, Due: e.due()})
	if err != nil {
		return fmt.Errorf("settle waivers and consequences: %w", err)
	}
	return nil
}

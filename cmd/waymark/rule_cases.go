package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/graphstore"
)

func newRulesTest(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "test [RULE…]", Short: "Run the cases of the rules, of all of them or of those named",
		Long: `Runs the cases that stand beside each rule: each loads its data through the importer into an empty graph and
compares what the rule says with what the case expects. With the local Neo4j, a graph of its own is started for
it and removed afterwards; the one given with --neo4j must be empty.`,
		Example: "  waymark rules test\n  waymark rules test version-unreachable --json",
		RunE:    func(cmd *cobra.Command, args []string) error { return c.testRules(cmd.Context(), args) },
	}
}

func (c *command) testRules(ctx context.Context, ids []string) error {
	registry, severities, err := c.loadRules()
	if err != nil {
		return err
	}
	rules := registry.All()
	if len(ids) > 0 {
		rules = rules[:0]
		for _, id := range ids {
			if err := knownRule(registry, id); err != nil {
				return err
			}
			rule, _ := registry.Rule(id)
			rules = append(rules, rule)
		}
	}
	dir, err := os.MkdirTemp("", "waymark-cases-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	// The local Neo4j of the data directory holds the user's data.
	c.config.dataDir, c.config.boltPort = dir, 0
	return c.withStore(ctx, func(store *graphstore.Store) error {
		if err := store.ClaimScratch(ctx); err != nil {
			return err //nolint:wrapcheck // graphstore words its errors
		}
		if err := registry.Verify(ctx, store, c.ruleSettings()); err != nil {
			return fmt.Errorf("check rules: %w", err)
		}
		bench := analytics.CaseBench{
			Graph: store, Severities: severities, Settings: analytics.CaseSettings(c.config.vocabulary), Vocabulary: c.config.vocabulary, Dir: dir,
		}
		bench.Settings.Parameters = c.config.parameters
		return c.runCases(ctx, &bench, rules)
	})
}

func (c *command) runCases(ctx context.Context, bench *analytics.CaseBench, rules []analytics.Rule) error {
	all := []analytics.CaseResult{}
	wrong := 0
	for _, rule := range rules {
		results, err := bench.Run(ctx, rule)
		if err != nil {
			return err //nolint:wrapcheck // it names the rule and the case
		}
		all = append(all, results...)
		right := 0
		for _, r := range results {
			if r.OK {
				right++
			}
			for _, d := range r.Differences {
				c.tell("%s, %s case %q: %s", r.Rule, r.Kind, r.Case, d)
			}
		}
		wrong += len(results) - right
		c.say("%-28s %d of %d cases as expected", rule.ID, right, len(results))
	}
	if c.asJSON {
		if err := writeJSON(c.stdout, map[string]any{"cases": all, "total": len(all), "wrong": wrong}); err != nil {
			return err
		}
	}
	if wrong > 0 {
		return found{fmt.Sprintf("%d of %d cases came out otherwise than they say", wrong, len(all))}
	}
	return nil
}

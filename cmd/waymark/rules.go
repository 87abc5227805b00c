package main

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"
	"waymark/analytics"
)

func newRules(c *command) *cobra.Command {
	cmd := &cobra.Command{Use: "rules", Short: "List the rules, show one, test them, or try a changed one", RunE: choose}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: "List the rules", Args: none,
			RunE: func(*cobra.Command, []string) error { return c.listRules() },
		},
		&cobra.Command{
			Use: "show RULE", Short: "Show a rule: what it says, why, and its query", Args: one("rule"),
			Example: "  waymark rules show version-unreachable",
			RunE:    func(_ *cobra.Command, args []string) error { return c.showRule(args[0]) },
		},
		newRulesTest(c), newRulesPreview(c),
	)
	return cmd
}

func ruleSummary(r analytics.Rule) map[string]any {
	return map[string]any{
		"rule": r.ID, "version": r.Version, "maturity": r.Maturity, "title": r.Title, "addressee": r.Addressee, "subject": r.Subject, "source": r.Source,
	}
}

func (c *command) listRules() error {
	registry, _, err := c.loadRules()
	if err != nil {
		return err
	}
	if c.asJSON {
		summaries := []any{}
		for _, r := range registry.All() {
			summaries = append(summaries, ruleSummary(r))
		}
		return writeJSON(c.stdout, map[string]any{"rules": summaries})
	}
	t := newTable("Rule", "Version", "Maturity", "Who acts", "About a", "What it says")
	for _, r := range registry.All() {
		t.AppendRow([]any{r.ID, r.Version, r.Maturity, r.Addressee, r.Subject, r.Title})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

func (c *command) showRule(id string) error {
	registry, _, err := c.loadRules()
	if err != nil {
		return err
	}
	if err := knownRule(registry, id); err != nil {
		return err
	}
	r, _ := registry.Rule(id)
	if c.asJSON {
		shown := ruleSummary(r)
		maps.Copy(shown, map[string]any{"definition": r.Definition, "basis": r.Basis, "why": r.Why, "fix": r.Fix, "query": r.Query, "population": r.Population, "parameters": parameterTexts(r), "cases": caseNames(r)})
		return writeJSON(c.stdout, map[string]any{"rule": shown})
	}
	c.say("%s %s (%s)\n%s\n\nIt fails when: %s\nWhy it matters: %s\nOn what ground: %s\nHow it is mended: %s\n", r.ID, r.Version, r.Maturity, r.Title, r.Definition, r.Why, r.Basis, r.Fix)
	for _, code := range slices.Sorted(maps.Keys(r.Reasons)) {
		c.say("  %-18s %s The %s: %s", code, r.Reasons[code].Says, r.Reasons[code].Actor, r.Reasons[code].Fix)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Parameters)) {
		c.say("  $%-17s %s", name, r.Parameters[name])
	}
	c.say("%d cases; run them with: waymark rules test %s", len(r.Cases), r.ID)
	c.say("\n%s", r.Query)
	return nil
}

func parameterTexts(r analytics.Rule) map[string]string {
	texts := map[string]string{}
	for name, p := range r.Parameters {
		texts[name] = p.String()
	}
	return texts
}

func caseNames(r analytics.Rule) []map[string]string {
	names := []map[string]string{}
	for _, c := range r.Cases {
		names = append(names, map[string]string{"name": c.Name, "kind": c.Kind})
	}
	return names
}

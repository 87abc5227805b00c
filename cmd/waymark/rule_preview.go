package main

import (
	"context"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/graphstore"
)

func newRulesPreview(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "preview FILE", Short: "Run a changed rule beside the live one, and say what would change", Args: one("rule file"),
		Long: `Runs the rule of FILE (<id>.cypher, with <id>.population.cypher and <id>.cases.yaml beside it) and the live rule of
the same id on the graph as it is, and says which findings the change would open, close, alter or re-key. A finding
that is re-keyed counts as another one: what people did with the former is not carried over. Nothing is kept.`,
		Example: "  waymark rules preview draft/version-unreachable.cypher",
		RunE:    func(cmd *cobra.Command, args []string) error { return c.previewRule(cmd.Context(), args[0]) },
	}
}

func (c *command) previewRule(ctx context.Context, path string) error {
	changed, err := analytics.ReadRule(path)
	if err != nil {
		return err //nolint:wrapcheck // worded for its reader
	}
	day, err := today()
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(store *graphstore.Store) error {
		engine, err := c.newEngine(ctx, store)
		if err != nil {
			return err
		}
		p, err := engine.Preview(ctx, store, changed, day)
		if err != nil {
			return err //nolint:wrapcheck // worded for its reader
		}
		if c.asJSON {
			return writeJSON(c.stdout, map[string]any{"preview": p})
		}
		c.printPreview(p)
		return nil
	})
}

func (c *command) printPreview(p analytics.Preview) {
	if p.Live == "" {
		c.say("%s %s is a new rule.", p.Rule, p.Changed)
	} else {
		c.say("%s %s beside the live %s.", p.Rule, p.Changed, p.Live)
	}
	t := newTable("", "Examined", "Passing", "Failing", "Unknown")
	t.AppendRow([]any{"before", p.Before.Examined, p.Before.Passing, p.Before.Failing, p.Before.Unknown})
	t.AppendRow([]any{"after", p.After.Examined, p.After.Passing, p.After.Failing, p.After.Unknown})
	c.say("%s\n", t.render(c.stdout))
	c.say("It would open %d, close %d, alter %d and re-key %d findings.", len(p.Opens), len(p.Closes), len(p.Alters), len(p.Rekeys))
	for _, f := range p.Opens {
		c.say("  opens   %s (%s, manufacturer %s)", f.Subject, f.Severity, orNone(f.ManufacturerID))
	}
	for _, f := range p.Closes {
		c.say("  closes  %s (%s, manufacturer %s)", f.Subject, f.Severity, orNone(f.ManufacturerID))
	}
	for _, a := range p.Alters {
		c.say("  alters  %s: from %s to %s", a.Subject, a.Before, a.After)
	}
	for _, r := range p.Rekeys {
		c.say("  re-keys %s: from %.12s… to %.12s…", r.Subject, r.From, r.To)
	}
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

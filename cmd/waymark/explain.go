package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/graphstore"
)

func newExplain(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "explain SUBJECT",
		Short: "Say everything that is known about a version, device model, cohort or finding, and why",
		Long: `Say everything that is known about one subject: what was declared and by which line of which file, what can be
walked and what cannot and why, who runs it, what was found, and, where something cannot be reached, which links are
missing and who can declare them. SUBJECT is a CPL Entry ID (also one that is only cited), device type|manufacturer|model,
supplier|device type|manufacturer|model|firmware, or the fingerprint of a finding. A text that fits several is the CPL Entry ID.`,
		Example: `  waymark explain CPL-1234
  waymark explain 'ESME|A0C1|00000001'
  waymark explain 'Acme Energy|ESME|A0C1|00000001|0000000A' --json`,
		Args: one("subject"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.explainSubject(cmd.Context(), args[0]) },
	}
}

func (c *command) explainSubject(ctx context.Context, subject string) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	x, err := desk.explain(ctx, subject)
	if err != nil {
		return err
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"explain": x})
	}
	c.printExplanation(x)
	return nil
}

// explain asks the database.
func (d database) explain(ctx context.Context, subject string) (x *analytics.Explanation, err error) {
	now, err := today()
	if err != nil {
		return nil, err
	}
	err = d.withStore(ctx, func(store *graphstore.Store) error {
		engine, err := d.newEngine(ctx, store)
		if err != nil {
			return err
		}
		x, err = engine.Explain(ctx, store, graphstore.Everything, subject, now)
		return err //nolint:wrapcheck // worded by analytics
	})
	return x, err
}

func (c *command) printExplanation(x *analytics.Explanation) {
	c.say("%s %s\n", strings.ToUpper(x.Kind), x.Subject)
	for _, line := range x.Says {
		c.say("%s", line)
	}
	if x.Model != nil {
		c.printModelVersions(x.Model)
	}
	c.printEdges("CITES (upgrades to it)", x.EdgesIn)
	c.printEdges("CITED BY (upgrades from it)", x.EdgesOut)
	c.printCohorts(x.Installs)
	c.printFindingsAbout(x.Findings)
	c.printHistory(x.History)
	if len(x.Trail) > 0 {
		c.say("\nWHAT HAPPENED TO IT")
		for _, e := range x.Trail {
			c.say("  %s %s %s %s", e.At.Format("2006-01-02 15:04"), e.Kind, e.By, e.Why)
		}
	}
	if x.About != nil {
		c.say("\nWHAT IT IS ABOUT\n")
		c.printExplanation(x.About)
	}
}

func (c *command) printModelVersions(m *analytics.ModelExplanation) {
	c.say("\nVERSIONS")
	t := newTable("CPL Entry ID", "Firmware", "Status", "Added", "Declared", "Devices", "Upgrades from a start", "Upgrades to the newest")
	for _, v := range m.Versions {
		t.AppendRow([]any{v.EntryID, v.FirmwareVersion, v.Status, v.AddedOn, v.Declaration, v.Devices, orDash(v.HopsFromEntryPoint), orDash(v.HopsToNewest)})
	}
	c.say("%s", t.render(c.stdout))
}

func orDash(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

// edgeWords say why an edge cannot be walked.
var edgeWords = map[string]string{
	"unknown-id": "the cited id is on no list", "self": "it cites itself", "foreign": "it is of another device model",
	"not-listed": "what it leads to is not listed", "restricted": "it is restricted", "ended": "it is declared no more",
}

func (c *command) printEdges(title string, edges []graphstore.DeclaredEdge) {
	if len(edges) == 0 {
		return
	}
	c.say("\n%s", title)
	for _, e := range edges {
		line := fmt.Sprintf("  %s: %s", e.EntryID, e.State)
		if e.Why != "" {
			line += ", " + edgeWords[e.Why]
		}
		if e.Since.Stated() {
			line += fmt.Sprintf(", since %s", e.Since)
		}
		if e.Until.Stated() {
			line += fmt.Sprintf(" until %s", e.Until)
		}
		c.say("%s", line)
	}
}

func (c *command) printCohorts(cohorts []graphstore.CohortState) {
	if len(cohorts) == 0 {
		return
	}
	c.say("\nDEVICES, by supplier")
	t := newTable("Supplier", "Firmware", "Devices", "Gained", "As of", "")
	for _, i := range cohorts {
		note := ""
		if i.Carried {
			note = "carried over from an older return"
		}
		t.AppendRow([]any{i.Supplier, i.FirmwareVersion, i.Devices, i.Gained, i.AsOf, note})
	}
	c.say("%s", t.render(c.stdout))
}

func (c *command) printFindingsAbout(found []analytics.RehearsedFinding) {
	if len(found) == 0 {
		return
	}
	c.say("\nFINDINGS by the last run that looked")
	for _, f := range found {
		c.say("  %s: %s [%s, %s, %s] %s", f.State, lower(f.Title), f.Class, f.Severity, f.Rule, f.Fingerprint[:12])
		if f.FirstSeen != nil {
			c.say("      %s, first seen %s, last seen %s", f.Subject, f.FirstSeen.Format("2006-01-02"), f.LastSeen.Format("2006-01-02"))
		}
	}
}

func (c *command) printHistory(history []graphstore.VersionStatement) {
	if len(history) == 0 {
		return
	}
	c.say("\nWHAT FILES SAID ABOUT IT")
	for _, h := range history {
		if h.Retired {
			c.say("  %s: %s, a complete list, left it out", h.EffectiveOn, h.FileName)
			continue
		}
		declared := "says nothing of its predecessors"
		if h.Declaration != nil {
			declared = fmt.Sprintf("declares %q (%s)", h.Declaration.Text, h.Declaration.State)
		}
		c.say("  %s: line %d of %s: status %s, %s", h.EffectiveOn, h.Line, h.FileName, h.Status, declared)
	}
}

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/graphstore"
)

func newFindings(c *command) *cobra.Command {
	var f graphstore.FindingFilter
	var states []string
	var failOnFindings bool
	cmd := &cobra.Command{
		Use:   "findings",
		Short: "List what the rules found",
		Example: `  waymark findings
  waymark findings --rule version-unreachable --manufacturer A0C1
  waymark findings --state all --json`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if f.States, err = statesOf(states); err != nil {
				return err
			}
			f.Manufacturer = strings.TrimPrefix(strings.ToUpper(f.Manufacturer), "0X")
			return c.listFindings(cmd.Context(), f, failOnFindings)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.Rule, "rule", "", "only those of the rule with this id")
	flags.StringSliceVar(&states, "state", nil, "only those in these states, or all (default: every state but resolved)")
	flags.StringVar(&f.Manufacturer, "manufacturer", "", "only those of the manufacturer with this identifier")
	flags.StringVar(&f.Supplier, "supplier", "", "only those of the supplier with this name")
	flags.BoolVar(&failOnFindings, "fail-on-findings", false, "exit with 1 if there are any")
	return cmd
}

func statesOf(states []string) ([]string, error) {
	if len(states) == 0 {
		return graphstore.UnresolvedStates, nil
	}
	if len(states) == 1 && states[0] == "all" {
		return nil, nil
	}
	for _, s := range states {
		if !slices.Contains(graphstore.FindingStates, s) {
			return nil, &graphstore.InputError{Code: "unknown-state", Message: fmt.Sprintf("there is no state %q", s), Hint: "give all, or some of " + strings.Join(graphstore.FindingStates, ", ")}
		}
	}
	return states, nil
}

// knownRule refuses an id that no rule has.
func knownRule(registry *analytics.Registry, id string) error {
	if _, ok := registry.Rule(id); ok {
		return nil
	}
	var ids []string
	for _, r := range registry.All() {
		ids = append(ids, r.ID)
	}
	return &graphstore.InputError{Code: "unknown-rule", Message: fmt.Sprintf("there is no rule %q", id), Hint: "give one of " + strings.Join(ids, ", ")}
}

// findings lists those that the database holds.
func (d database) findings(ctx context.Context, f graphstore.FindingFilter) (all []graphstore.Finding, err error) {
	if f.Rule != "" {
		registry, _, err := d.loadRules()
		if err != nil {
			return nil, err
		}
		if err := knownRule(registry, f.Rule); err != nil {
			return nil, err
		}
	}
	err = d.withStore(ctx, func(store *graphstore.Store) error {
		all, err = store.AllFindings(ctx, graphstore.Everything, f)
		return err //nolint:wrapcheck // worded by graphstore
	})
	return all, err //nolint:wrapcheck // worded by graphstore
}

func (c *command) listFindings(ctx context.Context, f graphstore.FindingFilter, failOnFindings bool) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	all, err := desk.findings(ctx, f)
	if err != nil {
		return err
	}
	if c.asJSON {
		if all == nil {
			all = []graphstore.Finding{}
		}
		err = writeJSON(c.stdout, map[string]any{"findings": all, "total": len(all)})
	} else {
		c.printFindings(all)
	}
	if err == nil && failOnFindings && len(all) > 0 {
		return found{"there are findings"}
	}
	return err
}

func (c *command) printFindings(all []graphstore.Finding) {
	if len(all) == 0 {
		c.say("No findings match.")
		return
	}
	t := newTable("Severity", "Rule", "Subject", "Why", "State", "Devices", "First seen")
	for _, f := range all {
		t.AppendRow([]any{f.Severity, f.Rule, f.Subject, strings.Join(f.Reasons, ", "), f.State, f.Installs, f.FirstSeen.Format("2006-01-02")})
	}
	c.say("%s", t.render(c.stdout))
	c.say("%d findings.", len(all))
}

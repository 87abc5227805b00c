package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"waymark/graphstore"
)

func newRuns(c *command) *cobra.Command {
	cmd := &cobra.Command{Use: "runs", Short: "List the runs, show one, compare two, or follow figures over time", RunE: choose}
	cmd.AddCommand(newRunsList(c), newRunsShow(c), newRunsDiff(c), newRunsTrend(c))
	return cmd
}

func newRunsList(c *command) *cobra.Command {
	limit := 20
	cmd := &cobra.Command{
		Use: "list", Short: "List the runs, newest first", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(s *graphstore.Store) error { return c.listRuns(cmd.Context(), s, limit) })
		},
	}
	cmd.Flags().IntVar(&limit, "limit", limit, "how many")
	return cmd
}

func (c *command) listRuns(ctx context.Context, s *graphstore.Store, limit int) error {
	runs, total, err := s.Runs(ctx, graphstore.Everything, 0, limit)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"runs": runs, "total": total})
	}
	t := newTable("Run", "Id", "Began", "Status", "Rules", "Failing", "Unknown", "Opened", "Reopened", "Resolved", "List of")
	for _, r := range runs {
		t.AppendRow([]any{r.Number, r.ID, r.StartedAt.Format("2006-01-02 15:04"), r.Status, r.RulesRun, r.Failing, r.Unknown, r.Opened, r.Reopened, r.Resolved, r.ListOf})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

func newRunsShow(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "show RUN", Short: "Show a run and what each rule came to", Args: one("run id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(s *graphstore.Store) error {
				run, err := s.Run(cmd.Context(), graphstore.Everything, args[0])
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				if c.asJSON {
					return writeJSON(c.stdout, map[string]any{"run": run})
				}
				c.say("Run %d, %s, began %s (%s), list of %s, installs of %s", run.Number, run.Status, run.StartedAt.Format(time.RFC3339), run.Trigger, orNone(string(run.ListOf)), orNone(string(run.InstallsOf)))
				for _, r := range run.Rules {
					c.say("%s", ruleLine(r))
					for _, n := range r.Notifications {
						c.say("  the database warns: %s", oneLine(n))
					}
				}
				return nil
			})
		},
	}
}

func newRunsDiff(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "diff RUN RUN", Short: "Say what changed from one run to another",
		Example: "  waymark runs list\n  waymark runs diff 0193… 0194…",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage(cmd, fmt.Sprintf("%s takes two run ids, not %d", cmd.CommandPath(), len(args)))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(s *graphstore.Store) error {
				d, err := s.DiffRuns(cmd.Context(), graphstore.Everything, args[0], args[1])
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				if c.asJSON {
					return writeJSON(c.stdout, map[string]any{"diff": d})
				}
				c.printRunDifference(d)
				return nil
			})
		},
	}
}

func (c *command) printRunDifference(d graphstore.RunDifference) {
	c.say("From run %d (%s) to run %d (%s).", d.From.Number, d.From.StartedAt.Format(time.RFC3339), d.To.Number, d.To.StartedAt.Format(time.RFC3339))
	for _, same := range []struct {
		yes  bool
		what string
	}{{d.SameInputs, "files"}, {d.SameSettings, "settings"}, {d.SameRules, "rules"}} {
		if !same.yes {
			c.say("The %s were not the same.", same.what)
		}
	}
	var counts []string
	for _, change := range slices.Sorted(maps.Keys(d.Counts)) {
		counts = append(counts, fmt.Sprintf("%d %s", d.Counts[change], change))
	}
	if len(counts) == 0 {
		c.say("No finding differs.")
		return
	}
	c.say("Findings: %s.", strings.Join(counts, ", "))
	t := newTable("Change", "Rule", "Subject", "Severity", "State", "Devices", "Why")
	for _, f := range d.Findings {
		t.AppendRow([]any{f.Change, f.Rule, f.Subject, arrow(f.SeverityBefore, f.SeverityAfter), arrow(f.StateBefore, f.StateAfter), f.Installs, f.Why})
	}
	c.say("%s", t.render(c.stdout))
}

// arrow shows what was and what is, once if they are the same or one is missing.
func arrow(before, after string) string {
	if before == after || after == "" {
		return before
	}
	if before == "" {
		return after
	}
	return before + " → " + after
}

func newRunsTrend(c *command) *cobra.Command {
	var f graphstore.TrendFilter
	limit := 30
	cmd := &cobra.Command{
		Use: "trend", Short: "Follow the figures over the full runs", Args: none,
		Example: "  waymark runs trend --rule version-unreachable --manufacturer A0C1",
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.Manufacturer = strings.TrimPrefix(strings.ToUpper(f.Manufacturer), "0X")
			f.DeviceType = strings.ToUpper(f.DeviceType)
			return c.withStore(cmd.Context(), func(s *graphstore.Store) error {
				points, err := s.Trend(cmd.Context(), graphstore.Everything, f, limit)
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				if c.asJSON {
					return writeJSON(c.stdout, map[string]any{"trend": points})
				}
				t := newTable("Run", "Date", "Status", "Failing", "Enforced", "Waived", "Opened", "Resolved", "Devices")
				for _, p := range points {
					t.AppendRow([]any{p.Number, p.Today, p.Status, p.Failing, p.Enforced, p.Waived, p.Opened, p.Resolved, p.Installs})
				}
				c.say("%s", t.render(c.stdout))
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&f.Rule, "rule", "", "only this rule")
	cmd.Flags().StringVar(&f.Manufacturer, "manufacturer", "", "only this manufacturer identifier")
	cmd.Flags().StringVar(&f.DeviceType, "device-type", "", "only this device type")
	cmd.Flags().IntVar(&limit, "limit", limit, "of how many of the newest runs")
	return cmd
}

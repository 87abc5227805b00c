package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/graphstore"
)

func newRun(c *command) *cobra.Command {
	var rules []string
	var failOnFindings bool
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run the rules now",
		Long:  "Run the rules over the graph as it is, follow up their findings, and keep the data of the Panel report.",
		Example: `  waymark run
  waymark run --rule version-unreachable     # feeds no report and does not count as the last run`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				return c.runRules(cmd.Context(), store, rules, failOnFindings)
			})
		},
	}
	cmd.Flags().StringSliceVar(&rules, "rule", nil, "run only the rule with this id; may be repeated")
	cmd.Flags().BoolVar(&failOnFindings, "fail-on-findings", false, "exit with 1 if a rule found something")
	return cmd
}

func (c *command) runRules(ctx context.Context, store *graphstore.Store, rules []string, failOnFindings bool) error {
	engine, err := c.newEngine(ctx, store)
	if err != nil {
		return err
	}
	run, err := engine.Run(ctx, analytics.RunOptions{
		Rules: rules, Trigger: "command", Wait: c.waitFor(),
		Progress: func(r graphstore.RuleResult) {
			if !c.asJSON {
				c.say("%s", ruleLine(r))
			}
		},
	})
	if run.ID == "" {
		return err //nolint:wrapcheck // worded by the engine
	}
	if c.asJSON {
		if err := writeJSON(c.stdout, map[string]any{"run": run}); err != nil {
			return err
		}
	} else {
		c.say("Run %d ended %s.", run.Number, run.Status)
	}
	return runOutcome(run, err, failOnFindings)
}

func runOutcome(run graphstore.Run, err error, failOnFindings bool) error {
	if err != nil {
		return answered{err}
	}
	if run.Status != graphstore.RunOK {
		return answered{fmt.Errorf("the run ended %s: at least one rule failed, see above: mend its cause and run again", run.Status)}
	}
	failing := int64(0)
	for _, r := range run.Rules {
		failing += r.Failing
	}
	if failOnFindings && failing > 0 {
		return found{"the rules found something"}
	}
	return nil
}

func ruleLine(r graphstore.RuleResult) string {
	if r.Status != graphstore.RunOK {
		return fmt.Sprintf("%-28s failed: %s", r.Rule, oneLine(r.Error))
	}
	if r.Lacks != "" {
		return fmt.Sprintf("%-28s       0 examined: %s", r.Rule, r.Lacks)
	}
	return fmt.Sprintf("%-28s %7d examined %7d failing %5d unknown %6d opened %4d reopened %4d resolved  %s",
		r.Rule, r.Examined, r.Failing, r.Unknown, r.Opened, r.Reopened, r.Resolved, (time.Duration(r.MS) * time.Millisecond).String())
}

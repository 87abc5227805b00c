package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"strings"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/graphstore"
)

// me is the operating system's name for whoever runs the command.
func me() string {
	u, err := user.Current()
	if err != nil || u.Username == "" {
		return "unknown"
	}
	return u.Username
}

func byFlag(cmd *cobra.Command, by *string) {
	cmd.Flags().StringVar(by, "by", me(), "who does it")
}

func revisionFlag(cmd *cobra.Command, revision *int64) {
	cmd.Flags().Int64Var(revision, "revision", 0, "the revision that you looked at; a finding that has changed since is left alone (default: as it is)")
}

func newFinding(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "finding FINGERPRINT",
		Short: "Show everything about one finding, and its trail",
		Args:  one("fingerprint"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				detail, err := store.FindingDetail(cmd.Context(), graphstore.Everything, args[0])
				return c.answerFinding(detail, err)
			})
		},
	}
}

func newComment(c *command) *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use:     "comment FINGERPRINT TEXT",
		Short:   "Add to a finding's trail what you have to say",
		Example: `  waymark comment 4f1d… "The manufacturer promised a submission for March."`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage(cmd, fmt.Sprintf("%s takes a fingerprint and a text, in quotes, not %d arguments", cmd.CommandPath(), len(args)))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				detail, err := store.Comment(cmd.Context(), graphstore.Everything, args[0], by, args[1])
				return c.answerFinding(detail, err)
			})
		},
	}
	byFlag(cmd, &by)
	return cmd
}

// answerFinding prints a finding; of a stale change, as it is now.
func (c *command) answerFinding(d graphstore.FindingDetail, err error) error {
	var stale *graphstore.StaleError
	if err != nil && !errors.As(err, &stale) {
		return err
	}
	if !c.asJSON {
		c.printFinding(d)
		return err
	}
	if err == nil {
		return writeJSON(c.stdout, d)
	}
	told := map[string]any{"error": explain(err), "finding": d.Finding, "trail": d.Trail}
	if failure := writeJSON(c.stdout, told); failure != nil {
		return errors.Join(err, failure)
	}
	return answered{err}
}

func (c *command) printFinding(d graphstore.FindingDetail) {
	f := d.Finding
	c.say("%s %s: %s", f.Rule, f.Subject, f.State)
	if f.ToldState != "" {
		c.say("  its manufacturer is told %s: that more devices run it is not for it to know, so it is told when the waiver would have lapsed", f.ToldState)
	}
	c.say("  %s, %s, duty %s; %d devices; reasons: %s", f.Severity, f.Class, f.Duty, f.Installs, strings.Join(f.Reasons, ", "))
	who := f.Owner
	if f.Party != nil {
		who += ": " + f.Party.Name
		if contact := strings.TrimSpace(f.Party.Contact + " " + f.Party.Email); contact != "" {
			who += " (" + contact + ")"
		}
	}
	c.say("  to act: %s", who)
	if f.DueOn.Stated() {
		late := ""
		if f.Overdue {
			late = ", which is past"
		}
		c.say("  due on %s%s %s", f.DueOn, late, f.DueNote)
	}
	c.say("  first seen %s, last seen %s, revision %d", f.FirstSeen.Format("2006-01-02 15:04"), f.LastSeen.Format("2006-01-02 15:04"), f.Revision)
	if f.Baseline {
		c.say("  it stands in the baseline of best-endeavours findings")
	}
	for i, cause := range f.Causes {
		what := "or"
		if i == 0 {
			what = "caused by"
		}
		c.say("  %s %s of %s (%d findings follow from it) %s", what, cause.Rule, cause.Subject, cause.Consequences, cause.Fingerprint)
	}
	for _, x := range d.Consequences {
		c.say("  leads to %s of %s (%s) %s", x.Rule, x.Subject, x.State, x.Fingerprint)
	}
	t := newTable("When (UTC)", "What", "By", "From", "To", "Why")
	for _, e := range d.Trail {
		what := e.Kind
		if e.Code != "" {
			what += ": " + e.Code
		}
		t.AppendRow([]any{e.At.Format("2006-01-02 15:04:05"), what, e.By, e.From, e.To, e.Why})
	}
	c.say("%s", t.render(c.stdout))
}

type triageFlags struct {
	filter             graphstore.FindingFilter
	states             []string
	change             graphstore.StateChange
	revision, expect   int64
	dryRun, hasExpect  bool
	oneFinding         string
	hasRevision, hasAn bool
}

func newTriage(c *command) *cobra.Command {
	var f triageFlags
	cmd := &cobra.Command{
		Use:   "triage [FINGERPRINT]",
		Short: "Acknowledge findings, say that a fix is proposed, or put them back to open",
		Long: `Change the state of one finding, by its fingerprint, or of all that match a filter. For many, the first call tells
how many there are; repeat it with --expect and that number to change them, all or none. Waived and resolved
findings are left alone: a waiver is ended with unwaive, and evidence alone resolves a finding.`,
		Example: `  waymark triage 4f1d… --to acknowledged --why "raised with the manufacturer"
  waymark triage --rule predecessor-undeclared --manufacturer A0C1 --to acknowledged --why "letter of 1 May"
  waymark triage --rule predecessor-undeclared --manufacturer A0C1 --to acknowledged --why "letter of 1 May" --expect 17`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage(cmd, fmt.Sprintf("%s takes one fingerprint at most, not %d", cmd.CommandPath(), len(args)))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			changed := cmd.Flags().Changed
			f.hasExpect, f.hasRevision = changed("expect"), changed("revision")
			f.hasAn = changed("rule") || changed("state") || changed("manufacturer") || changed("supplier")
			if len(args) == 1 {
				f.oneFinding = args[0]
			}
			if err := f.check(cmd, c); err != nil {
				return err
			}
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error { return c.triage(cmd.Context(), store, f) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.filter.Rule, "rule", "", "those of the rule with this id")
	flags.StringSliceVar(&f.states, "state", nil, "those in these states")
	flags.StringVar(&f.filter.Manufacturer, "manufacturer", "", "those of the manufacturer with this identifier")
	flags.StringVar(&f.filter.Supplier, "supplier", "", "those of the supplier with this name")
	flags.StringVar(&f.change.To, "to", "", "the new state: "+strings.Join(graphstore.TriageStates, ", "))
	flags.StringVar(&f.change.Why, "why", "", "why; kept in the trail")
	revisionFlag(cmd, &f.revision)
	flags.Int64Var(&f.expect, "expect", 0, "how many findings match; without it they are only counted")
	flags.BoolVar(&f.dryRun, "dry-run", false, "count the findings and change none")
	byFlag(cmd, &f.change.By)
	return cmd
}

func (f *triageFlags) check(cmd *cobra.Command, c *command) error {
	switch {
	case f.oneFinding == "" && !f.hasAn:
		return usage(cmd, "nothing says which findings: give a fingerprint, or one of --rule, --state, --manufacturer, --supplier")
	case f.oneFinding != "" && (f.hasAn || f.hasExpect):
		return usage(cmd, "a fingerprint goes with neither a filter nor --expect")
	case f.oneFinding == "" && f.hasRevision:
		return usage(cmd, "--revision goes with a fingerprint")
	}
	if len(f.states) > 0 {
		states, err := statesOf(f.states)
		if err != nil {
			return err
		}
		f.filter.States = states
	}
	if f.hasRevision {
		f.change.Revisions = []int64{f.revision}
	}
	f.filter.Manufacturer = strings.TrimPrefix(strings.ToUpper(f.filter.Manufacturer), "0X")
	if f.filter.Rule == "" {
		return nil
	}
	registry, _, err := c.loadRules()
	if err != nil {
		return err
	}
	return knownRule(registry, f.filter.Rule)
}

func (c *command) triage(ctx context.Context, store *graphstore.Store, f triageFlags) error {
	if f.oneFinding != "" && !f.dryRun {
		detail, err := store.ChangeState(ctx, graphstore.Everything, f.oneFinding, f.change)
		return c.answerFinding(detail, err)
	}
	if f.oneFinding != "" {
		detail, err := store.FindingDetail(ctx, graphstore.Everything, f.oneFinding)
		return c.answerFinding(detail, err)
	}
	var expect *int64
	if f.hasExpect {
		expect = &f.expect
	}
	result, err := store.Triage(ctx, graphstore.Everything, f.filter, f.change, expect, f.dryRun)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"triage": result})
	}
	if result.DryRun {
		c.say("%d findings would be set to %s; repeat the command with --expect %d to do it.", result.Count, result.To, result.Count)
		return nil
	}
	c.say("%d findings are %s now.", result.Changed, result.To)
	return nil
}

// deadlines are those of this program; they come with it, so they load.
func deadlines() (*analytics.Deadlines, error) {
	d, err := analytics.LoadDeadlines()
	if err != nil {
		return nil, fmt.Errorf("load deadlines: %w", err)
	}
	return d, nil
}

package main

import (
	"context"
	"fmt"
	"os/user"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"waymark/cpl"
	"waymark/graphstore"
)

type restrictFlags struct{ reason, reference, start, end, by, why string }

func newRestrict(c *command) *cobra.Command {
	var f restrictFlags
	cmd := &cobra.Command{
		Use:   "restrict FROM TO",
		Short: "Forbid a declared upgrade from one version to another for a time",
		Long: `Forbid a declared upgrade from one version to another, both by their CPL Entry IDs. The declaration stays;
rules, reports and pictures take the upgrade for blocked. Both days are included, in Europe/London.`,
		Example: `  waymark restrict "ESME 1.0" "ESME 2.0" --reason "devices lose their tariff" --reference "SECAS-1234"
  waymark restrict A B --reason "under test" --reference "TEST-9" --start 2026-12-01 --end 2026-12-31`,
		Args: two("FROM and TO"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.restrict(cmd.Context(), args[0], args[1], f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.reason, "reason", "", "why the upgrade must not be done (needed)")
	flags.StringVar(&f.reference, "reference", "", "decision, letter or ticket that the restriction rests on (needed)")
	flags.StringVar(&f.start, "start", "", "first day, as YYYY-MM-DD (default today)")
	flags.StringVar(&f.end, "end", "", "last day, as YYYY-MM-DD (default: until it is lifted)")
	flags.StringVar(&f.by, "by", "", "who restricts (default: the user of this computer)")
	return cmd
}

func newUnrestrict(c *command) *cobra.Command {
	var f restrictFlags
	cmd := &cobra.Command{
		Use:     "unrestrict FROM TO",
		Short:   "Lift the restriction of an upgrade",
		Long:    "Lift the restriction of an upgrade that is in force or, if none is, the next to come. It is kept in the list of restrictions.",
		Example: `  waymark unrestrict A B --why "mended in firmware 00000005"`,
		Args:    two("FROM and TO"),
		RunE:    func(cmd *cobra.Command, args []string) error { return c.unrestrict(cmd.Context(), args[0], args[1], f) },
	}
	cmd.Flags().StringVar(&f.why, "why", "", "why it is lifted")
	cmd.Flags().StringVar(&f.by, "by", "", "who lifts it (default: the user of this computer)")
	return cmd
}

func newRestrictions(c *command) *cobra.Command {
	var f graphstore.RestrictionFilter
	cmd := &cobra.Command{
		Use:     "restrictions",
		Short:   "List the restrictions of upgrades, past ones too",
		Example: "  waymark restrictions\n  waymark restrictions --state in-force,future",
		Args:    none,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.listRestrictions(cmd.Context(), f) },
	}
	cmd.Flags().StringSliceVar(&f.States, "state", nil, "only those in these states: "+strings.Join(graphstore.RestrictionStates, ", ")+" (default: all)")
	return cmd
}

// two takes exactly two arguments, which what names.
func two(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 2 {
			return usage(cmd, fmt.Sprintf("%s takes %s, not %d arguments", cmd.CommandPath(), what, len(args)))
		}
		return nil
	}
}

func (c *command) restrict(ctx context.Context, from, to string, f restrictFlags) error {
	n := graphstore.NewRestriction{From: from, To: to, Reason: f.reason, Reference: f.reference}
	for _, day := range []struct {
		flag, given string
		into        *cpl.Date
	}{{"--start", f.start, &n.StartsOn}, {"--end", f.end, &n.EndsOn}} {
		if day.given == "" {
			continue
		}
		read, err := cpl.ParseISODate(day.given)
		if err != nil {
			return &graphstore.InputError{Code: "not-a-date", Message: day.flag + ": " + err.Error(), Hint: "give it as YYYY-MM-DD"}
		}
		*day.into = read
	}
	return c.changeRestriction(ctx, f.by, func(store *graphstore.Store, a graphstore.Acting) (graphstore.Restriction, error) {
		return store.Restrict(ctx, n, a)
	})
}

func (c *command) unrestrict(ctx context.Context, from, to string, f restrictFlags) error {
	return c.changeRestriction(ctx, f.by, func(store *graphstore.Store, a graphstore.Acting) (graphstore.Restriction, error) {
		return store.Unrestrict(ctx, graphstore.Lifting{From: from, To: to, Why: f.why}, a)
	})
}

func (c *command) changeRestriction(ctx context.Context, by string, act func(*graphstore.Store, graphstore.Acting) (graphstore.Restriction, error)) error {
	now, err := today()
	if err != nil {
		return err
	}
	if by == "" {
		by = userName()
	}
	return c.withStore(ctx, func(store *graphstore.Store) error {
		r, err := act(store, graphstore.Acting{By: by, Today: now, Wait: c.waitFor()})
		if err != nil {
			return err
		}
		if c.asJSON {
			return writeJSON(c.stdout, map[string]any{"restriction": r})
		}
		c.say("The upgrade from %s to %s: restriction %s is %s.", r.From, r.To, r.ID, r.State)
		c.say("Findings follow with the next run.")
		return nil
	})
}

func (c *command) listRestrictions(ctx context.Context, f graphstore.RestrictionFilter) error {
	for _, state := range f.States {
		if !slices.Contains(graphstore.RestrictionStates, state) {
			return &graphstore.InputError{
				Code: "unknown-state", Message: fmt.Sprintf("a restriction has no state %q", state), Hint: "give some of " + strings.Join(graphstore.RestrictionStates, ", "),
			}
		}
	}
	now, err := today()
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(store *graphstore.Store) error {
		all, err := store.AllRestrictions(ctx, graphstore.Everything, f, now)
		if err != nil {
			return err //nolint:wrapcheck // worded by graphstore
		}
		if c.asJSON {
			return writeJSON(c.stdout, map[string]any{"restrictions": all, "total": len(all)})
		}
		if len(all) == 0 {
			c.say("There are no such restrictions.")
			return nil
		}
		t := newTable("From", "To", "State", "First day", "Last day", "Reason", "Reference", "By")
		for _, r := range all {
			t.AppendRow([]any{r.From, r.To, r.State, r.StartsOn, r.EndsOn, r.Reason, r.Reference, r.By})
		}
		c.say("%s", t.render(c.stdout))
		return nil
	})
}

// userName is who runs this process, as far as the system tells.
func userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "unknown"
}

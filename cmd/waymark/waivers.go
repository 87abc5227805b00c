package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
	"waymark/cpl"
	"waymark/graphstore"
)

func newWaive(c *command) *cobra.Command {
	var g graphstore.WaiverGrant
	var until string
	var revision int64
	cmd := &cobra.Command{
		Use:   "waive FINGERPRINT",
		Short: "Waive a finding for a time",
		Long: `Waive a finding: live with it until a day at most 12 months off. It opens again when the waiver lapses, or when the
devices affected grow by more than the share given; of that a manufacturer is told only when the waiver would have lapsed,
since it would learn what devices run. What follows from it is waived with it, once all its causes are.
A waived finding whose cause is mended is resolved like any other, and its waiver ends.`,
		Example: `  waymark waive 4f1d… --reason "fix expected in spring" --reference SECP-123 --until 2027-04-30`,
		Args:    one("fingerprint"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			g.Fingerprint = args[0]
			if g.Until, err = cpl.ParseISODate(until); err != nil {
				return &graphstore.InputError{Code: "not-a-date", Message: "--until: " + err.Error(), Hint: "give the last day of the waiver, as YYYY-MM-DD"}
			}
			d, err := deadlines()
			if err != nil {
				return err
			}
			if g.Today, err = today(); err != nil {
				return err
			}
			g.Due = d.Due
			if cmd.Flags().Changed("revision") {
				g.Revisions = []int64{revision}
			}
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error { return c.waive(cmd.Context(), store, g) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&g.Reason, "reason", "", "why the finding can be lived with")
	flags.StringVar(&g.Reference, "reference", "", "where the decision is recorded")
	flags.StringVar(&until, "until", "", "last day of the waiver, as YYYY-MM-DD")
	flags.Int64Var(&g.Share, "share", graphstore.DefaultShare, "by how many percent the devices affected may grow before the finding opens again")
	revisionFlag(cmd, &revision)
	byFlag(cmd, &g.By)
	return cmd
}

// waive answers with the waiver; of a finding that has changed since, with how it is.
func (c *command) waive(ctx context.Context, store *graphstore.Store, g graphstore.WaiverGrant) error {
	waiver, err := store.Waive(ctx, graphstore.Everything, g)
	if stale := (*graphstore.StaleError)(nil); !errors.As(err, &stale) {
		return c.answerWaiver(waiver, "granted", err)
	}
	detail, failure := store.FindingDetail(ctx, graphstore.Everything, g.Fingerprint)
	if failure != nil {
		return errors.Join(err, failure)
	}
	return c.answerFinding(detail, err)
}

func (c *command) answerWaiver(w graphstore.Waiver, what string, err error) error {
	switch {
	case err != nil:
		return err
	case c.asJSON:
		return writeJSON(c.stdout, map[string]any{"waiver": w})
	}
	c.say("Waiver %s of %s %s is %s: until %s, %d devices, and up to %d %% more.", w.ID, w.Rule, w.Subject, what, w.Until, w.Exposure, w.Share)
	return nil
}

func newUnwaive(c *command) *cobra.Command {
	var by, why string
	cmd := &cobra.Command{
		Use:   "unwaive ID",
		Short: "End a waiver; its finding is open again",
		Args:  one("waiver id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := deadlines()
			if err != nil {
				return err
			}
			now, err := today()
			if err != nil {
				return err
			}
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				waiver, err := store.Unwaive(cmd.Context(), graphstore.Everything, graphstore.WaiverEnd{ID: args[0], By: by, Why: why, Today: now, Due: d.Due})
				return c.answerWaiver(waiver, "ended", err)
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "why; kept in the trail")
	byFlag(cmd, &by)
	return cmd
}

func newWaivers(c *command) *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "waivers",
		Short: "List the waivers that stand",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error { return c.listWaivers(cmd.Context(), store, all) })
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "also those that have ended")
	return cmd
}

func (c *command) listWaivers(ctx context.Context, store *graphstore.Store, all bool) error {
	waivers, err := store.Waivers(ctx, graphstore.Everything, all)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"waivers": waivers, "total": len(waivers)})
	}
	if len(waivers) == 0 {
		c.say("No waiver stands.")
		return nil
	}
	t := newTable("Waiver", "Rule", "Subject", "Until", "Devices then", "Devices now", "Up to % more", "Reference", "By", "Ended")
	for _, w := range waivers {
		t.AppendRow([]any{w.ID, w.Rule, w.Subject, w.Until, w.Exposure, w.Installs, w.Share, w.Reference, w.By, w.EndedWhy})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

package main

import (
	"github.com/spf13/cobra"
	"waymark/graphstore"
)

func newBaseline(c *command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "baseline",
		Short: "Show what is left of the baseline of best-endeavours findings",
		Long: `The baseline is the best-endeavours findings that stood on one day. It is taken once and only shrinks: a finding that
is resolved leaves it for good, and one that comes back is no part of it.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				b, err := store.Baseline(cmd.Context(), graphstore.Everything)
				return c.answerBaseline(b, err)
			})
		},
	}
	cmd.AddCommand(newTakeBaseline(c))
	return cmd
}

func newTakeBaseline(c *command) *cobra.Command {
	var by, reason, reference string
	cmd := &cobra.Command{
		Use:     "take",
		Short:   "Take the baseline, once and for all",
		Example: `  waymark baseline take --reason "state at go-live" --reference SECP-120`,
		Args:    none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				b, err := store.TakeBaseline(cmd.Context(), c.waitFor(), by, reason, reference)
				return c.answerBaseline(b, err)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why it is taken now")
	cmd.Flags().StringVar(&reference, "reference", "", "where the decision is recorded")
	byFlag(cmd, &by)
	return cmd
}

func (c *command) answerBaseline(b *graphstore.Baseline, err error) error {
	switch {
	case err != nil:
		return err
	case c.asJSON:
		return writeJSON(c.stdout, map[string]any{"baseline": b})
	case b == nil:
		c.say("No baseline has been taken.")
		return nil
	}
	c.say("Taken on %s by %s (%s, reference %s): %d findings, of which %d are left.", b.TakenAt.Format("2006-01-02"), b.By, b.Reason, b.Reference, b.Taken, b.Left)
	t := newTable("Rule", "Taken", "Left")
	for _, r := range b.Rules {
		t.AppendRow([]any{r.Rule, r.Taken, r.Left})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"waymark/cpl"
	"waymark/graphstore"
)

type askedFlags struct {
	request      graphstore.AskRequest
	on, fromRule string
	dryRun       bool
}

func newAsked(c *command) *cobra.Command {
	var f askedFlags
	cmd := &cobra.Command{
		Use:   "asked ENTRY",
		Short: "Record that a party was asked about an entry, or chased",
		Long: `Record that a party was asked about an entry of the list on a best-endeavours basis, or was chased. The list itself is
the answer: the first declaration of predecessors, or of N/A, that is true after the day of the request. The
obligation ledger reports who was asked, who answered, and who is silent.`,
		Example: `  waymark asked "ESME 2.0" --on 2026-11-02 --reference LETTER-17
  waymark asked "ESME 2.0" --chase --on 2026-11-20 --reference LETTER-23
  waymark asked --from-findings predecessor-undeclared --on 2026-11-02 --reference LETTER-17 --dry-run
  waymark asked list --party Acme`,
		Args: func(cmd *cobra.Command, args []string) error {
			if (len(args) == 1) == (f.fromRule != "") {
				return usage(cmd, cmd.CommandPath()+" takes one entry, or --from-findings with a rule")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.asked(cmd.Context(), args, f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.request.Party, "party", "", "who was asked (default: who represents the entry's manufacturer)")
	flags.StringVar(&f.on, "on", "", "day of the request, as YYYY-MM-DD (default today)")
	flags.StringVar(&f.request.Reference, "reference", "", "letter, mail or ticket with which it was made (needed)")
	flags.BoolVar(&f.request.Chase, "chase", false, "repeat a request that waits for its answer")
	flags.StringVar(&f.fromRule, "from-findings", "", "the entries of all findings of this rule that stand, and about which nobody waits for an answer")
	flags.BoolVar(&f.dryRun, "dry-run", false, "say what would be recorded and write nothing (with --from-findings)")
	byFlag(cmd, &f.request.By)
	cmd.AddCommand(newAskedList(c))
	return cmd
}

func newAskedList(c *command) *cobra.Command {
	var f graphstore.AskedFilter
	var silent bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the requests and what came of them",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error { return c.listAsked(cmd.Context(), store, f, silent) })
		},
	}
	cmd.Flags().StringVar(&f.Party, "party", "", "only those to this party")
	cmd.Flags().BoolVar(&silent, "silent", false, "only those without an answer")
	return cmd
}

func (c *command) asked(ctx context.Context, args []string, f askedFlags) error {
	now, err := today()
	if err != nil {
		return err
	}
	f.request.Today, f.request.On = now, now
	if f.on != "" {
		if f.request.On, err = cpl.ParseISODate(f.on); err != nil {
			return &graphstore.InputError{Code: "not-a-date", Message: "--on: " + err.Error(), Hint: "give the day of the request, as YYYY-MM-DD"}
		}
	}
	if f.dryRun && f.fromRule == "" {
		return &graphstore.InputError{Code: "usage", Message: "--dry-run goes with --from-findings", Hint: "see waymark asked --help"}
	}
	if f.fromRule != "" {
		return c.askFromFindings(ctx, f)
	}
	return c.withStore(ctx, func(store *graphstore.Store) error {
		q := f.request
		q.EntryID = args[0]
		made, err := store.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{q})
		if err != nil {
			return err //nolint:wrapcheck // worded by graphstore
		}
		if c.asJSON {
			return writeJSON(c.stdout, map[string]any{"asked": made, "total": len(made)})
		}
		c.say("Recorded: %s.", counted(int64(len(made)), "request"))
		return nil
	})
}

func (c *command) listAsked(ctx context.Context, store *graphstore.Store, f graphstore.AskedFilter, silent bool) error {
	all, err := store.Asked(ctx, graphstore.Everything, f)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	shown := []graphstore.Asked{}
	for i := range all {
		if !silent || all[i].Answer == graphstore.AnswerSilent {
			shown = append(shown, all[i])
		}
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"asked": shown, "total": len(shown)})
	}
	if len(shown) == 0 {
		c.say("There are no such requests.")
		return nil
	}
	t := newTable("Entry", "Party", "Asked on", "Reference", "By", "Chases", "Answer", "Answered on")
	for i := range shown {
		a := &shown[i]
		t.AppendRow([]any{a.EntryID, a.Party, a.On, a.Reference, a.By, fmt.Sprint(len(a.Chases)), a.Answer, a.AnsweredOn})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"waymark/graphstore"
)

// changing are the commands that change what is kept, beside imports.
var changing = map[string]bool{
	"run": true, "triage": true, "comment": true, "waive": true, "unwaive": true, "baseline take": true,
	"restrict": true, "unrestrict": true, "asked": true,
	"subscription add": true, "subscription send": true, "subscription pause": true, "subscription resume": true, "subscription remove": true,
	"outbox flush": true, "outbox resend": true, "key create": true, "key rotate": true, "key revoke": true, "session end": true,
}

// isAudited tells whether a command is written to the audit: each that changes
// what is kept or hands out a report.
func isAudited(path string) bool {
	if group, _, _ := strings.Cut(path, " "); group == "import" || group == "report" {
		return path != "report list"
	}
	return changing[path]
}

// audited runs work, and writes its intent and outcome to the audit if the command
// is one that is audited. What cannot be written is not done.
func (c *command) audited(ctx context.Context, store *graphstore.Store, work func(*graphstore.Store) error) error {
	if !isAudited(c.path) {
		return work(store)
	}
	host, _ := os.Hostname()
	act := graphstore.AuditAct{Phase: graphstore.AuditIntent, ActorKind: "command", ActorID: me(), Actor: "command line", Address: host, Operation: "waymark " + c.path, Target: strings.Join(c.args, " ")}
	if err := store.Audit(ctx, act); err != nil {
		return fmt.Errorf("write to the audit: %w", err)
	}
	act.Phase, act.Status = graphstore.AuditOutcome, exitFailed
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if err := store.Audit(ctx, act); err != nil {
			c.log.ErrorContext(ctx, "outcome not audited", "operation", act.Operation, "status", act.Status, "error", err)
		}
	}()
	err := work(store)
	var f found
	switch {
	case err == nil:
		act.Status = exitDone
	case errors.As(err, &f):
		act.Status = exitFindings
	}
	return err
}

func newAudit(c *command) *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "Who did what, in a chain that cannot be changed unseen", RunE: choose}
	cmd.AddCommand(newAuditVerify(c), newAuditList(c))
	return cmd
}

func newAuditVerify(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Look through the whole audit; exit 1 if it is not as it was written",
		Long: `Look through the whole audit: each entry must be as it was written and follow the one before it. Exit 1 if one is not.
Note the head elsewhere: as long as it is found again, nobody wrote the whole chain anew.`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				check, err := store.VerifyAudit(cmd.Context(), graphstore.Everything)
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				return c.answerAuditCheck(check)
			})
		},
	}
}

func (c *command) answerAuditCheck(check graphstore.AuditCheck) error {
	var err error
	if !check.Intact {
		err = found{"the audit is broken"}
	}
	if c.asJSON {
		return errors.Join(writeJSON(c.stdout, map[string]any{"audit": check}), err)
	}
	if err != nil {
		c.say("The audit is broken at entry %d of %d: %s.", check.BrokenAt, check.Entries, check.Why)
		return err
	}
	c.say("The audit is intact: %d entries, head %s.", check.Entries, check.Head)
	return nil
}

func newAuditList(c *command) *cobra.Command {
	var last int
	cmd := &cobra.Command{
		Use: "list", Short: "List the newest entries of the audit", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				entries, total, err := store.AuditEntries(cmd.Context(), graphstore.Everything, 0, last)
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				return c.listAudit(entries, total)
			})
		},
	}
	cmd.Flags().IntVar(&last, "last", 50, "how many to list at most")
	return cmd
}

func (c *command) listAudit(entries []graphstore.AuditEntry, total int64) error {
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"entries": entries, "total": total})
	}
	if len(entries) == 0 {
		c.say("The audit is empty.")
		return nil
	}
	t := newTable("Entry", "At", "Phase", "Who", "For", "From", "What", "Target", "Status", "Times")
	for i := range entries {
		e := &entries[i]
		who, role := e.ActorKind+" "+e.Actor, e.Role
		if e.Party != "" {
			role += " " + e.Party
		}
		t.AppendRow([]any{e.Seq, e.At.Format(time.RFC3339), e.Phase, who, role, e.Address, e.Operation, e.Target, blankZero(e.Status), blankZero(e.Count)})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

func blankZero(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"waymark/graphstore"
	"waymark/reports/mail"
)

// outboxShown is how many messages a page of the list reads at once.
const outboxShown = 1000

func newOutbox(c *command) *cobra.Command {
	cmd := &cobra.Command{Use: "outbox", Short: "Mail that waits, was sent or could not be", RunE: choose}
	cmd.AddCommand(newOutboxList(c), newOutboxFlush(c), newOutboxResend(c), newOutboxUndeliverable(c))
	return cmd
}

func newOutboxList(c *command) *cobra.Command {
	var state string
	var undeliverable bool
	cmd := &cobra.Command{
		Use: "list", Short: "List messages, the newest first", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if state != "" && !slices.Contains(graphstore.MessageStates, state) {
				return &graphstore.InputError{Code: "unknown-state", Message: fmt.Sprintf("there is no state %q", state), Hint: "give " + strings.Join(graphstore.MessageStates, ", ")}
			}
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				if undeliverable {
					return c.listUndeliverable(cmd.Context(), store)
				}
				return c.listMessages(cmd.Context(), store, state)
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only those that are "+strings.Join(graphstore.MessageStates, ", "))
	cmd.Flags().BoolVar(&undeliverable, "undeliverable", false, "what there is to tell and nobody to tell it to, and suspended recipients")
	return cmd
}

func (c *command) listMessages(ctx context.Context, store *graphstore.Store, state string) error {
	all := []graphstore.Message{}
	for after := ""; ; after = all[len(all)-1].ID {
		page, _, err := store.Messages(ctx, graphstore.Everything, state, after, outboxShown)
		if err != nil {
			return err //nolint:wrapcheck // worded by graphstore
		}
		all = append(all, page...)
		if len(page) < outboxShown {
			return c.answerMessages(all)
		}
	}
}

func (c *command) answerMessages(messages []graphstore.Message) error {
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"messages": messages, "total": len(messages)})
	}
	if len(messages) == 0 {
		c.say("There is no such message.")
		return nil
	}
	t := newTable("Message", "To", "Subject", "State", "Attempts", "Next or last", "Reply")
	for _, m := range messages {
		t.AppendRow([]any{m.ID, strings.Join(m.To, ", "), neutral(m.Subject), m.State, m.Attempts, m.NextAt.Format(time.RFC3339), neutral(m.Reply)})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

func newOutboxFlush(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "flush", Short: "Make what is due and send what waits, now", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.config.smtp == nil {
				return &graphstore.InputError{Code: "no-smtp-server", Message: "no SMTP server is set, so nothing can be sent", Hint: "set WAYMARK_SMTP_URL, such as smtp://user:password@host:port"}
			}
			return c.withMailer(cmd.Context(), func(store *graphstore.Store, m *mail.Mailer) error {
				return c.flush(cmd.Context(), store, m)
			})
		},
	}
}

// flush sends what waits even when something that is due could not be made, and
// then fails with why.
func (c *command) flush(ctx context.Context, store *graphstore.Store, m *mail.Mailer) error {
	faults := m.Compose(ctx)
	err := c.sendWaiting(ctx, store, m)
	if err == nil && faults != nil && c.asJSON {
		return answered{faults}
	}
	return errors.Join(faults, err)
}

func (c *command) sendWaiting(ctx context.Context, store *graphstore.Store, m *mail.Mailer) error {
	tally, err := m.Delivery.Flush(ctx)
	if err != nil {
		return err //nolint:wrapcheck // worded by mail
	}
	if c.asJSON {
		messages, total, err := store.Messages(ctx, graphstore.Everything, "", "", outboxShown)
		if err != nil {
			return err //nolint:wrapcheck // worded by graphstore
		}
		if err := writeJSON(c.stdout, map[string]any{"messages": messages, "total": total, "flush": tally}); err != nil || tally.Problem == "" {
			return err
		}
	}
	if tally.Problem != "" {
		return answered{&graphstore.InputError{Code: "mail-misconfigured", Message: "mail cannot be sent: " + tally.Problem, Hint: "mend WAYMARK_SMTP_URL or smtp.ca-file; the mail waits"}}
	}
	c.sayTally(tally, true)
	return nil
}

func newOutboxResend(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "resend ID", Short: "Queue a message again, under the same Message-ID", Args: one("message id"),
		Long: "Queue a message again, whatever its state, under the same Message-ID. If its recipient was suspended, that is lifted.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				m, err := store.ResendMessage(cmd.Context(), graphstore.Everything, args[0], time.Now())
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				return c.answerMessages([]graphstore.Message{m})
			})
		},
	}
}

func newOutboxUndeliverable(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "undeliverable", Short: "What there is to tell and nobody to tell it to, and suspended recipients", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error { return c.listUndeliverable(cmd.Context(), store) })
		},
	}
}

func (c *command) listUndeliverable(ctx context.Context, store *graphstore.Store) error {
	waiting, err := store.Undeliverable(ctx, graphstore.Everything)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	suspended, err := store.SuspendedRecipients(ctx, graphstore.Everything)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"undeliverable": waiting, "suspended": suspended})
	}
	if len(waiting)+len(suspended) == 0 {
		c.say("Everything can be delivered.")
		return nil
	}
	t := newTable("For", "Party or address", "Notices", "Since", "Why")
	for _, u := range waiting {
		t.AppendRow([]any{u.Owner, neutral(u.Party + u.ManufacturerID), u.Notices, u.Oldest.Format(time.RFC3339), u.Why})
	}
	for _, s := range suspended {
		t.AppendRow([]any{"suspended", s.Address, "", s.SuspendedAt.Format(time.RFC3339), neutral(s.Why)})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/graphstore"
	"waymark/reports/mail"
)

func newSubscription(c *command) *cobra.Command {
	cmd := &cobra.Command{Use: "subscription", Short: "Who gets which report or digest by mail, and when", RunE: choose}
	cmd.AddCommand(newSubscriptionAdd(c), newSubscriptionList(c), newSubscriptionPreview(c), newSubscriptionSend(c),
		newSubscriptionPause(c, true), newSubscriptionPause(c, false), newSubscriptionRemove(c))
	return cmd
}

func newSubscriptionAdd(c *command) *cobra.Command {
	var sub graphstore.Subscription
	cmd := &cobra.Command{
		Use:   "add [ADDRESS…]",
		Short: "Subscribe addresses to a report or a digest",
		Long: `Subscribe addresses to a report or a digest. A mail begins with what has changed since the last one; where nothing
has, none is sent, but one a month says so. The schedule is minute hour day month weekday, by the clock of --zone.`,
		Example: `  waymark subscription add --audience panel --pack digest --schedule "0 7 * * MON" --to panel@example.com
  waymark subscription add --audience manufacturer --party Acme --pack manufacturer --schedule "0 7 1 * *" --to fw@acme.example`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			sub.To = splitAddresses(append(sub.To, args...))
			return c.withMailer(cmd.Context(), func(store *graphstore.Store, m *mail.Mailer) error {
				checked, err := m.Composer.Check(cmd.Context(), sub)
				if err != nil {
					return err //nolint:wrapcheck // worded by mail
				}
				made, err := store.AddSubscription(cmd.Context(), graphstore.Everything, checked, time.Now())
				return c.answerSubscription(made, "added", err)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&sub.Audience, "audience", "", "for whom: "+strings.Join(mail.Audiences, ", "))
	flags.StringVar(&sub.Party, "party", "", "the party, for manufacturers and suppliers and their packs")
	flags.StringVar(&sub.Pack, "pack", mail.PackDigest, "what: "+strings.Join(mail.Packs, ", "))
	flags.StringVar(&sub.Schedule, "schedule", "0 7 * * MON", "when, as minute hour day month weekday")
	flags.StringVar(&sub.Zone, "zone", analytics.Zone, "time zone of the schedule and of dates")
	flags.StringVar(&sub.Format, "format", "", "format of the report (default: the one its readers work in)")
	flags.BoolVar(&sub.Attach, "attach", true, "attach the report; else the mail says where to fetch it")
	flags.StringSliceVar(&sub.Severities, "severity", nil, "only findings of these severities")
	flags.StringSliceVar(&sub.Rules, "rule", nil, "only findings of these rules")
	flags.StringSliceVar(&sub.Models, "model", nil, "only findings about these device models, by key")
	flags.StringArrayVar(&sub.To, "to", nil, "addresses, as arguments after it too; each gets a message of its own")
	byFlag(cmd, &sub.CreatedBy)
	return cmd
}

func (c *command) answerSubscription(sub graphstore.Subscription, what string, err error) error {
	switch {
	case err != nil:
		return err
	case c.asJSON:
		return writeJSON(c.stdout, map[string]any{"subscription": sub})
	}
	c.say("Subscription %s is %s: %s for %s, at %q in %s, to %s.", sub.ID, what, sub.Pack, addressee(sub), sub.Schedule, sub.Zone, strings.Join(sub.To, ", "))
	return nil
}

// splitAddresses parts addresses at commas. A list that the flag reads itself
// would end at a line break, and what comes after it would be lost unseen.
func splitAddresses(given []string) []string {
	var out []string
	for _, list := range given {
		for address := range strings.SplitSeq(list, ",") {
			out = append(out, strings.TrimSpace(address))
		}
	}
	return out
}

func addressee(sub graphstore.Subscription) string {
	if sub.Party != "" {
		return sub.Audience + " " + sub.Party
	}
	return sub.Audience
}

func newSubscriptionList(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the subscriptions", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				subs, err := store.Subscriptions(cmd.Context(), graphstore.Everything)
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				return c.listSubscriptions(subs)
			})
		},
	}
}

func (c *command) listSubscriptions(subs []graphstore.Subscription) error {
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"subscriptions": subs, "total": len(subs)})
	}
	if len(subs) == 0 {
		c.say("There is no subscription.")
		return nil
	}
	t := newTable("Subscription", "Pack", "For", "When", "Zone", "To", "Last mail", "State")
	for _, s := range subs {
		last, state := "none yet", "active"
		if s.LastSentAt != nil {
			last = s.LastSentAt.Format(time.RFC3339)
		}
		switch {
		case s.Paused:
			state = "paused"
		case s.Failing != "":
			state = "its mail cannot be made: " + s.Failing
		case s.LastSkipped != "":
			state = "active; last time no mail: " + s.LastSkipped
		}
		t.AppendRow([]any{s.ID, s.Pack, addressee(s), s.Schedule, s.Zone, strings.Join(s.To, ", "), last, state})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

func newSubscriptionPreview(c *command) *cobra.Command {
	var html bool
	var out string
	cmd := &cobra.Command{
		Use: "preview ID", Short: "Print the mail that would be sent now", Args: one("subscription id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withMailer(cmd.Context(), func(store *graphstore.Store, m *mail.Mailer) error {
				sub, err := store.Subscription(cmd.Context(), graphstore.Everything, args[0])
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				made, err := m.Composer.Preview(cmd.Context(), sub)
				if err != nil {
					return err //nolint:wrapcheck // worded by mail
				}
				return c.showPreview(sub, made, html, out)
			})
		},
	}
	cmd.Flags().BoolVar(&html, "html", false, "the HTML form instead of the text")
	cmd.Flags().StringVarP(&out, "output", "o", "-", "file to write, or - for standard output")
	return cmd
}

func (c *command) showPreview(sub graphstore.Subscription, made mail.Composed, html bool, out string) error {
	body := "Subject: " + made.Letter.Subject + "\n\n" + made.Body.Text
	if html {
		body = made.Body.HTML
	}
	write := func(w io.Writer) error { _, err := io.WriteString(w, body); return err }
	if out != "-" {
		if err := writeFile(out, write); err != nil {
			return err
		}
	}
	switch {
	case c.asJSON:
		return writeJSON(c.stdout, map[string]any{"preview": map[string]any{
			"subscription": sub.ID, "to": sub.To, "subject": made.Letter.Subject, "text": made.Body.Text, "html": made.Body.HTML, "run": made.RunID, "quiet": made.Quiet,
		}})
	case out == "-":
		return write(c.stdout)
	}
	c.say("The mail is written to %s", out)
	return nil
}

func newSubscriptionSend(c *command) *cobra.Command {
	var to []string
	cmd := &cobra.Command{
		Use: "send ID", Short: "Send the mail of a subscription now, as a test", Args: one("subscription id"),
		Long: `Send the mail of a subscription now, as a test, to its recipients or to those of --to. Its schedule stays as it is.
Where an SMTP server is set, the mail leaves at once; else it waits in the outbox.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withMailer(cmd.Context(), func(store *graphstore.Store, m *mail.Mailer) error {
				return c.sendNow(cmd.Context(), store, m, args[0], splitAddresses(to))
			})
		},
	}
	cmd.Flags().StringArrayVar(&to, "to", nil, "addresses to send to instead")
	return cmd
}

func (c *command) sendNow(ctx context.Context, store *graphstore.Store, m *mail.Mailer, id string, to []string) error {
	sub, err := store.Subscription(ctx, graphstore.Everything, id)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	made, err := m.SendNow(ctx, sub, to)
	if err != nil {
		return err //nolint:wrapcheck // worded by mail
	}
	if len(to) == 0 {
		to = sub.To
	}
	var tally mail.Tally
	if m.Delivery != nil {
		if tally, err = m.Delivery.Flush(ctx); err != nil {
			return err //nolint:wrapcheck // worded by mail
		}
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"subscription": sub, "send": map[string]any{"to": to, "subject": made.Letter.Subject, "outbox": tally}})
	}
	c.say("Put in the outbox for %s: %s", strings.Join(to, ", "), made.Letter.Subject)
	c.sayTally(tally, m.Delivery != nil)
	return nil
}

func newSubscriptionPause(c *command, pause bool) *cobra.Command {
	use, short, what := "pause ID", "Send nothing until it is resumed", "paused"
	if !pause {
		use, short, what = "resume ID", "Go on after a pause; what was due meanwhile is not made up", "active"
	}
	return &cobra.Command{
		Use: use, Short: short, Args: one("subscription id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				sub, err := store.Subscription(cmd.Context(), graphstore.Everything, args[0])
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				sub.Paused = pause
				sub, err = store.ChangeSubscription(cmd.Context(), graphstore.Everything, sub, nil, time.Now())
				return c.answerSubscription(sub, what, err)
			})
		},
	}
}

func newSubscriptionRemove(c *command) *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "remove ID", Short: "End a subscription for good", Args: one("subscription id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				sub, err := store.RemoveSubscription(cmd.Context(), graphstore.Everything, args[0], by, nil, time.Now())
				return c.answerSubscription(sub, "removed", err)
			})
		},
	}
	byFlag(cmd, &by)
	return cmd
}

// sayTally tells what a flush of the outbox came to.
func (c *command) sayTally(t mail.Tally, sending bool) {
	switch {
	case !sending:
		c.say("It waits: no SMTP server is set (%s).", "WAYMARK_SMTP_URL")
	case t.Problem != "":
		c.say("Mail cannot be sent until a setting is mended: %s", t.Problem)
	default:
		c.say("%s", fmt.Sprintf("%d sent, %d to be tried again, %d dead.", t.Sent, t.Retrying, t.Dead))
	}
}

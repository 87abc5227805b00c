package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/api/identity"
	"waymark/cpl"
	"waymark/graphstore"
)

func newKey(c *command) *cobra.Command {
	cmd := &cobra.Command{Use: "key", Short: "Who may use the API, and as what", RunE: choose}
	cmd.AddCommand(newKeyCreate(c), newKeyList(c), newKeyRotate(c), newKeyRevoke(c))
	return cmd
}

func newKeyCreate(c *command) *cobra.Command {
	var q identity.KeyRequest
	var role, expires string
	var scopes []string
	cmd := &cobra.Command{
		Use:   "create",
		Short: "Make an API key; its secret is shown once",
		Long: `Make an API key. Its secret is shown once: the graph holds its hash alone. Programs send it as
Authorization: Bearer SECRET. A manufacturer's or supplier's key asks for one party and sees what that party may see.
Of what the role allows, a key may do what its scopes name: read, change, and, for an operator who asks for it, keys.`,
		Example: `  waymark key create --role operator --label "nightly import"
  waymark key create --role manufacturer --party "Alder Meters" --label "release desk" --expires 2027-03-31
  waymark key create --role operator --scope keys --label "makes keys for suppliers"`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			q.Role, q.Scopes = identity.Role(role), scopesOf(scopes)
			if q.ExpiresAt, err = endOfDay(expires); err != nil {
				return err
			}
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				made, err := identity.CreateKey(cmd.Context(), store, q)
				return c.answerIssued(made, "made", err)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&role, "role", "", "what its holder may do: panel, operator, manufacturer, supplier or auditor")
	flags.StringVar(&q.Party, "party", "", "for whom, where the role is manufacturer or supplier")
	flags.StringSliceVar(&scopes, "scope", []string{"read", "change"}, "what of the role it may do: read, change, keys")
	flags.StringVar(&q.Label, "label", "", "what the key is for; its name in trails and in the audit")
	flags.StringVar(&expires, "expires", "", "last day on which it is taken, as YYYY-MM-DD (default: until it is revoked)")
	byFlag(cmd, &q.By)
	return cmd
}

// scopesOf is what --scope says; nothing at all is no scope that there is.
func scopesOf(texts []string) []identity.KeyScope {
	if len(texts) == 0 {
		return []identity.KeyScope{""}
	}
	out := make([]identity.KeyScope, len(texts))
	for i, t := range texts {
		out[i] = identity.KeyScope(t)
	}
	return out
}

// endOfDay is the end of a day in Europe/London, or the zero time for no day.
func endOfDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := cpl.ParseISODate(text)
	if err != nil {
		return time.Time{}, &graphstore.InputError{Code: "not-a-date", Message: "--expires: " + err.Error(), Hint: "give the last day of the key, as YYYY-MM-DD"}
	}
	zone, err := time.LoadLocation(analytics.Zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("load time zone: %w", err)
	}
	return identity.EndOf(day, zone), nil
}

func (c *command) answerIssued(k identity.IssuedKey, what string, err error) error {
	switch {
	case err != nil:
		return err
	case c.asJSON:
		return writeJSON(c.stdout, map[string]any{"key": k})
	}
	c.tell("Key %s (%s) is %s. Keep the secret, it is not shown again:", k.ID, holderOf(k.Key), what)
	c.say("%s", k.Secret)
	return nil
}

func holderOf(k graphstore.Key) string {
	if k.Party == "" {
		return k.Role
	}
	return k.Role + " " + k.Party
}

func newKeyList(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the keys, without their secrets", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error { return c.listKeys(cmd.Context(), store) })
		},
	}
}

func (c *command) listKeys(ctx context.Context, store *graphstore.Store) error {
	keys, err := store.Keys(ctx, graphstore.Everything)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"keys": keys, "total": len(keys)})
	}
	if len(keys) == 0 {
		c.say("There is no key.")
		return nil
	}
	t := newTable("Key", "For", "Scopes", "Label", "State", "Made", "By", "Expires", "Last used")
	for _, k := range keys {
		t.AppendRow([]any{k.ID, holderOf(k), strings.Join(k.Scopes, ", "), k.Label, k.State, k.CreatedAt.Format(time.DateOnly), k.CreatedBy, orNever(k.ExpiresAt), orNever(k.LastUsedAt)})
	}
	c.say("%s", t.render(c.stdout))
	return nil
}

func orNever(at *time.Time) string {
	if at == nil {
		return "never"
	}
	return at.Format(time.RFC3339)
}

func newKeyRotate(c *command) *cobra.Command {
	var overlap time.Duration
	var by string
	cmd := &cobra.Command{
		Use:   "rotate ID",
		Short: "Give a key a new secret; the old one stays valid for a while",
		Example: `  waymark key rotate k3jxq2m7c5wz4a6b
  waymark key rotate k3jxq2m7c5wz4a6b --overlap 0s     # the old secret is known to others`,
		Args: one("key id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				key, err := identity.RotateKey(cmd.Context(), store, args[0], by, overlap)
				return c.answerIssued(key, "rotated", err)
			})
		},
	}
	cmd.Flags().DurationVar(&overlap, "overlap", identity.DefaultOverlap, "for how long the old secret stays valid, at most 720h")
	byFlag(cmd, &by)
	return cmd
}

func newKeyRevoke(c *command) *cobra.Command {
	var by string
	cmd := &cobra.Command{
		Use: "revoke ID", Short: "End a key for good, within seconds", Args: one("key id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				key, err := store.RevokeKey(cmd.Context(), args[0], by)
				switch {
				case err != nil:
					return err //nolint:wrapcheck // worded by graphstore
				case c.asJSON:
					return writeJSON(c.stdout, map[string]any{"key": key})
				}
				c.say("Key %s (%s) is revoked; running services refuse it within five seconds.", key.ID, holderOf(key))
				return nil
			})
		},
	}
	byFlag(cmd, &by)
	return cmd
}

package main

import (
	"github.com/spf13/cobra"
	"waymark/graphstore"
)

func newSession(c *command) *cobra.Command {
	cmd := &cobra.Command{Use: "session", Short: "People who are signed in", RunE: choose}
	cmd.AddCommand(newSessionEnd(c))
	return cmd
}

func newSessionEnd(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "end PERSON",
		Short: "Sign a person out everywhere, within seconds",
		Long: `Sign a person out everywhere, within seconds. PERSON is the id by which the audit names the person: provider|subject.
Roles are those of the moment of signing in, so this is for one who has lost a role.`,
		Example: `  waymark session end "secas|9b1f0c52"`,
		Args:    one("person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				ended, err := store.EndSessions(cmd.Context(), args[0])
				switch {
				case err != nil:
					return err //nolint:wrapcheck // worded by graphstore
				case c.asJSON:
					return writeJSON(c.stdout, map[string]any{"ended": ended})
				}
				c.say("%d sessions ended.", ended)
				return nil
			})
		},
	}
}

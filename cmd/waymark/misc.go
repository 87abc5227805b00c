package main

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"waymark/graphstore"
)

// release is the program's version; a release build sets it with -ldflags "-X main.release=1.2.3".
var release = "0.1.0-dev"

func newMigrate(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database's schema up to date",
		Long:  "Bring the database's schema up to date. Every command that uses the graph does this by itself; one process migrates at a time.",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				steps, err := graphstore.Migrations()
				if err != nil {
					return err //nolint:wrapcheck // worded by graphstore
				}
				last := steps[len(steps)-1].Name
				if c.asJSON {
					return writeJSON(c.stdout, map[string]any{"migrate": map[string]any{"schema": last, "steps": len(steps)}})
				}
				c.say("The schema at %s is up to date: %s", store.Address(), last)
				return nil
			})
		},
	}
}

func newVersion(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which Waymark this is",
		Args:  none,
		// Works whatever the settings are.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(*cobra.Command, []string) error {
			commit := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						commit = s.Value
					}
				}
			}
			if c.asJSON {
				return writeJSON(c.stdout, map[string]any{"version": map[string]any{"waymark": release, "commit": commit, "go": runtime.Version()}})
			}
			c.say("waymark %s (%s)", release, runtime.Version())
			return nil
		},
	}
}

func newHealthcheck(c *command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "healthcheck",
		Short: "Ask the running service whether it is ready",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.healthcheck(cmd.Context())
		},
	}
	cmd.Flags().String("listen", "", "address of the service")
	return cmd
}

func (c *command) healthcheck(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	target := "http://" + reachable(c.config.listen) + "/readyz"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, http.NoBody)
	if err != nil {
		return fmt.Errorf("ask %s: %w", target, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return &graphstore.InputError{Code: "not-running", Message: fmt.Sprintf("no service answers at %s", c.config.listen), Hint: "start one with waymark serve"}
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return &graphstore.InputError{Code: "not-ready", Message: fmt.Sprintf("the service at %s is not ready (%s)", c.config.listen, response.Status), Hint: "see its /readyz and its log"}
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"healthcheck": map[string]any{"ready": true}})
	}
	c.say("The service at %s is ready.", c.config.listen)
	return nil
}

func newSettingsHelp() *cobra.Command {
	text := "Settings come from a YAML file (--config), over it from the environment, over that from flags.\n\n"
	for _, s := range settings {
		text += fmt.Sprintf("  %-30s %-42s %s", s.key, s.env(), s.help)
		if s.fallback != "" {
			text += " [" + s.fallback + "]"
		}
		text += "\n"
	}
	return &cobra.Command{Use: "settings", Short: "All settings, by file and by environment", Long: text}
}

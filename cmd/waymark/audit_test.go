package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// A new command must be thought of: it is audited, or it stands here.
func TestEveryCommandThatChangesSomethingIsAudited(t *testing.T) {
	var unaudited []string
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		path := strings.TrimPrefix(cmd.CommandPath(), "waymark ")
		if cmd.RunE != nil && !isAudited(path) {
			unaudited = append(unaudited, path)
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(&command{}))
	require.ElementsMatch(t, []string{
		// They read.
		"findings", "finding", "rules list", "rules show", "runs list", "runs show", "runs diff", "runs trend", "report list", "verify", "waivers", "baseline",
		"explain", "restrictions", "asked list", "subscription list", "subscription preview", "outbox list", "outbox undeliverable", "key list",
		"audit list", "audit verify", "healthcheck", "version", "openapi", "draw",
		// They keep nothing of what they try.
		"lint", "whatif", "rules test", "rules preview", "example",
		// They do nothing by themselves, or bring the schema up to date as any command does; the service audits its requests.
		"rules", "runs", "subscription", "outbox", "key", "session", "audit", "migrate", "serve",
	}, unaudited)
}

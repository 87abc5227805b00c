package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/graphstore"
)

func newWhatIf(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "whatif FILE",
		Short: "Say what removing, suspending, restricting or declaring would do",
		Long: `Try changes that are written down in a YAML file, and say which findings they would open and close, which
devices they would leave without a way on, and which pathways they would make longer. Nothing is written.

changes:
- remove: CPL-1                                   # taken off the list
- suspend: CPL-2
- restrict: {from: CPL-3, to: CPL-4, reason: fails on dual-band hubs}
- declare: {entry: CPL-5, predecessors: [CPL-3]}  # or predecessors: none, for N/A`,
		Example: `  waymark whatif changes.yaml
  echo 'changes: [{suspend: CPL-2}]' | waymark whatif - --json`,
		Args: one("file"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.whatIf(cmd.Context(), args[0]) },
	}
}

func (c *command) whatIf(ctx context.Context, path string) error {
	now, err := today()
	if err != nil {
		return err
	}
	changes, err := c.readChanges(path)
	if err != nil {
		return err
	}
	var result *analytics.WhatIf
	err = c.withStore(ctx, func(store *graphstore.Store) error {
		engine, err := c.newEngine(ctx, store)
		if err != nil {
			return err
		}
		result, err = engine.WhatIf(ctx, store, changes, analytics.WhatIfOptions{Today: now, Vocabulary: c.config.vocabulary, Wait: c.waitFor()})
		return err //nolint:wrapcheck // worded by graphstore
	})
	if err != nil {
		return err
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"whatif": result})
	}
	c.say("%s tried. Nothing was written.", counted(int64(len(changes)), "change"))
	c.printDifference(&result.Difference)
	if len(result.Opens)+len(result.Closes)+len(result.Longer) == 0 {
		c.say("\nIt would open and close no finding, and no pathway would get longer.")
	}
	return nil
}

func (c *command) readChanges(path string) ([]graphstore.Change, error) {
	from := c.stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("read the changes: %w", err)
		}
		defer func() { _ = file.Close() }()
		from = file
	}
	return analytics.ReadChanges(from) //nolint:wrapcheck // worded by analytics
}

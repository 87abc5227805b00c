package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"
	"waymark/cpl/synthetic"
	"waymark/graphstore"
)

func newExample(c *command) *cobra.Command {
	var versions int
	var seed uint64
	var dir string
	cmd := &cobra.Command{
		Use:   "example",
		Short: "Write a synthetic estate and the findings to expect from it",
		Long: `Write a made-up estate that says so of itself: a CPL file, an install return, and the findings that the
core rules must give. The same seed gives the same files.`,
		Example: "  waymark example --versions 1000 --seed 1 -o estate",
		Args:    none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				return usage(cmd, "say where to write the estate with -o DIRECTORY")
			}
			if versions < 1 {
				return &graphstore.InputError{Code: "bad-size", Message: fmt.Sprintf("an estate of %d versions cannot be made", versions), Hint: "give --versions a number from 1"}
			}
			now, err := today()
			if err != nil {
				return err
			}
			estate := synthetic.Generate(synthetic.Config{Versions: versions, Seed: seed, Today: now})
			if err := estate.Write(dir); err != nil {
				return err //nolint:wrapcheck // worded by synthetic
			}
			if c.asJSON {
				return writeJSON(c.stdout, map[string]any{"example": map[string]any{
					"synthetic": true, "versions": versions, "seed": seed, "directory": dir, "inForceDate": estate.Truth.InForceDate,
				}})
			}
			c.say("Synthetic estate of %d versions (seed %d) written to %s: cpl.csv, installs.csv, truth.json", versions, seed, filepath.Clean(dir))
			return nil
		},
	}
	cmd.Flags().IntVar(&versions, "versions", 1000, "how many versions")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "number that decides everything else")
	cmd.Flags().StringVarP(&dir, "output", "o", "", "directory to write to")
	return cmd
}

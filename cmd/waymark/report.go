package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"waymark/graphstore"
	"waymark/reports"
)

func newReport(c *command) *cobra.Command {
	cmd := &cobra.Command{Use: "report", Short: "Write a report of the newest full run", RunE: choose}
	var format, out string
	panel := &cobra.Command{
		Use:   "panel",
		Short: "Write the SEC Panel's report",
		Long:  "Write the Panel report of the newest full run that ended ok or partial. Its data was frozen by that run.",
		Example: `  waymark report panel --format html -o panel.html
  waymark report panel --format csv -o findings.csv`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !reports.KnownFormat(format) {
				return &graphstore.InputError{Code: "unknown-format", Message: fmt.Sprintf("there is no format %q", format), Hint: "give json, csv or html"}
			}
			if c.asJSON && format != "json" && out == "-" {
				return usage(cmd, "--json answers on standard output, where the "+format+" would stand too; write that to a file with -o")
			}
			return c.withStore(cmd.Context(), func(store *graphstore.Store) error {
				return c.writePanel(cmd.Context(), store, format, out)
			})
		},
	}
	panel.Flags().StringVar(&format, "format", "html", "json, csv or html")
	panel.Flags().StringVarP(&out, "output", "o", "-", "file to write, or - for standard output")
	cmd.AddCommand(panel)
	return cmd
}

func (c *command) writePanel(ctx context.Context, store *graphstore.Store, format, out string) error {
	run, err := store.NewestReportableRun(ctx, graphstore.Everything)
	if errors.Is(err, graphstore.ErrNotFound) {
		return &graphstore.InputError{Code: "no-run", Message: "no full run has ended yet, so there is nothing to report on", Hint: "run the rules first: waymark run"}
	}
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	data, err := store.FrozenReport(ctx, graphstore.Everything, run.ID, reports.KindPanel)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	panel, err := reports.Thaw(data)
	if err != nil {
		return err //nolint:wrapcheck // worded by reports
	}
	drawer := newDrawer()
	defer func() { _ = drawer.Close() }()
	write := func(w io.Writer) error { return reports.Write(ctx, w, panel, format, drawer) }
	if out == "-" {
		return write(c.stdout)
	}
	if err := writeFile(out, write); err != nil {
		return err
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"report": map[string]any{"kind": reports.KindPanel, "format": format, "file": out, "run": run.ID}})
	}
	c.say("Panel report of run %d written to %s", run.Number, out)
	return nil
}

// newDrawer draws in a child process of this same program.
func newDrawer() *reports.ChildDrawer {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	return &reports.ChildDrawer{Command: []string{self, "draw"}}
}

// writeFile writes a file whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".waymark-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = errors.Join(write(f), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(f.Name()))
	}
	return nil
}

func newDraw(c *command) *cobra.Command {
	return &cobra.Command{
		Use: "draw", Hidden: true, Args: none,
		Short: "Draw pathway pictures for a report, as its child process",
		// The child needs no settings, and none may keep it from drawing.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(*cobra.Command, []string) error {
			return reports.DrawMain(c.stdin, c.stdout)
		},
	}
}

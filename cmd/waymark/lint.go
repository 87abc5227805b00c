package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
)

func newLint(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "lint FILE",
		Short: "Try a submission to the Central Products List before it is sent in",
		Long: `Say what is wrong with each row of a submission and what to type instead, and what importing it would do:
findings that it would open and close, devices that it would leave without a way on, pathways that it
would make longer. Nothing is written. Exit code 1 if a row is at fault or the submission opens an enforced finding.`,
		Example: `  waymark lint submission.csv
  waymark lint submission.xlsx --json
  cat submission.csv | waymark lint -`,
		Args: one("file"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.lint(cmd.Context(), args[0]) },
	}
}

func (c *command) lint(ctx context.Context, path string) error {
	now, err := today()
	if err != nil {
		return err
	}
	desk, err := c.desk()
	if err != nil {
		return err
	}
	result, err := desk.lint(ctx, path, now)
	if err != nil {
		return err
	}
	name := path
	if path == "-" {
		name = "standard input"
	}
	if c.asJSON {
		err = writeJSON(c.stdout, map[string]any{"lint": result})
	} else {
		c.printLint(name, result)
	}
	if err == nil && result.Refused() {
		return found{"the submission has faults, or opens an enforced finding"}
	}
	return err
}

// lint tries a submission on the database.
func (d database) lint(ctx context.Context, path string, now cpl.Date) (*analytics.Lint, error) {
	c, name := d.command, path
	if path == "-" {
		spooled, err := cpl.Spool(ctx, c.stdin, "")
		if err != nil {
			return nil, err //nolint:wrapcheck // worded by cpl
		}
		defer func() { _ = os.Remove(spooled) }()
		path, name = spooled, "standard input"
	}
	file, err := cpl.Open(ctx, path, cpl.Reading{Kind: cpl.KindCPL, Today: now, Columns: c.config.columns, Vocabulary: c.config.vocabulary})
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by cpl
	}
	defer func() { _ = file.Close() }()
	var result *analytics.Lint
	err = c.withStore(ctx, func(store *graphstore.Store) error {
		engine, err := c.newEngine(ctx, store)
		if err != nil {
			return err
		}
		result, err = engine.Lint(ctx, store, file, graphstore.ImportOptions{Today: now, FileName: name, Vocabulary: c.config.vocabulary, Wait: c.waitFor()})
		return err //nolint:wrapcheck // worded by graphstore
	})
	return result, err
}

func (c *command) printLint(name string, l *analytics.Lint) {
	c.say("%s: %d rows read = %d created + %d updated + %d unchanged + %d rejected, if it were imported now. Nothing was written.",
		name, l.Rows, l.Created, l.Updated, l.Unchanged, l.Rejected)
	if l.Blanked > 0 {
		c.say("It would turn %s to blank.", counted(l.Blanked, "stored declaration"))
	}
	if len(l.Faults) > 0 {
		c.say("\nROWS THAT WOULD BE REJECTED: mend these first")
		for _, f := range l.Faults {
			where := f.Column
			if where == "" {
				where = "the whole row"
			}
			c.say("  line %d, %s: %q is wrong (%s)\n      What to type: %s", f.Line, where, f.Value, f.Code, f.Hint)
		}
		if l.FaultsTruncated {
			c.say("  and more: the first %d are shown", cpl.MaxFaults)
		}
	}
	c.printDifference(&l.Difference)
	switch {
	case len(l.Faults) > 0:
		c.say("\nDo not send it in yet: %s would be rejected.", counted(l.Rejected, "row"))
	case l.Refused():
		c.say("\nDo not send it in yet: it breaks a duty (see the findings marked ENFORCED).")
	case len(l.Opens) > 0:
		c.say("\nIt breaks no duty. The findings above are advice.")
	default:
		c.say("\nIt opens no finding.")
	}
}

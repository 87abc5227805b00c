package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"waymark/cpl"
	"waymark/graphstore"
)

type importFlags struct {
	asOf, force, rejects              string
	strict, dryRun, complete, partial bool
	failOnFindings                    bool
}

func newImport(c *command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "Load a file: the Central Products List, a supplier's install return, or a table beside them",
		Long: `Load one CSV or XLSX file; what it is found by its content. Good rows load, rows at fault are named with
what to type instead. The same file again changes nothing, and completes an import that was interrupted.`,
		RunE: choose,
	}
	cmd.AddCommand(
		newImportKind(c, cpl.KindCPL, "Load the Central Products List, whole or in part", `  waymark import cpl list.xlsx
  waymark import cpl list.csv --dry-run
  waymark import cpl list.csv --complete --as-of 2026-10-31
  cat list.csv | waymark import cpl -`),
		newImportKind(c, cpl.KindInstalls, "Load a supplier's counts of installed devices", `  waymark import installs return.csv
  waymark import installs corrections.csv --partial`),
		newImportKind(c, cpl.KindApplicability, "Load the table of until when SMETS or CHTS and GBCS versions are maintained, in place of the former one", "  waymark import applicability table.csv"),
		newImportKind(c, cpl.KindParties, "Load who is who: suppliers, manufacturers and their identifiers, the operator, the DCC, the Panel", "  waymark import parties parties.csv"),
		newImportKind(c, cpl.KindDCC, "Load the DCC's copy of the list, in place of the former one", "  waymark import dcc copy.csv"),
	)
	return cmd
}

func newImportKind(c *command, kind cpl.Kind, short, example string) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:     string(kind) + " FILE",
		Short:   short,
		Example: example,
		Args:    one("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("force") && strings.TrimSpace(f.force) == "" {
				return &graphstore.InputError{Code: "force-needs-reason", Message: "--force was given without a reason", Hint: `give --force "reason"; it is kept with the import`}
			}
			return c.importFile(cmd.Context(), kind, args[0], f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.strict, "strict", false, "load nothing if a row is rejected")
	flags.BoolVar(&f.dryRun, "dry-run", false, "say what would happen and write nothing")
	flags.StringVar(&f.force, "force", "", "reason to pass a guard against undoing much of what is known")
	flags.StringVar(&f.rejects, "rejects", "", "file to write every fault to, as CSV")
	flags.BoolVar(&f.failOnFindings, "fail-on-findings", false, "exit with 1 if rows were rejected")
	flags.StringVar(&f.asOf, "as-of", "", "date of which the list was true, as YYYY-MM-DD (default today; cpl only)")
	flags.BoolVar(&f.complete, "complete", false, "retire listed entries that the file does not mention (cpl only)")
	flags.BoolVar(&f.partial, "partial", false, "leave counts that the file does not mention as they are (installs only)")
	return cmd
}

func (c *command) importFile(ctx context.Context, kind cpl.Kind, path string, f importFlags) error {
	o, err := c.importOptions(f)
	if err != nil {
		return err
	}
	if err := o.Validate(kind); err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	desk, err := c.desk()
	if err != nil {
		return err
	}
	result, failure, rejects := desk.load(ctx, kind, path, f, o)
	return errors.Join(c.answerImport(result, failure, f), rejects)
}

// load loads a file into the database.
func (d database) load(ctx context.Context, kind cpl.Kind, path string, f importFlags, o graphstore.ImportOptions) (result *graphstore.ImportResult, failure, rejects error) {
	c := d.command
	if path == "-" {
		spooled, err := cpl.Spool(ctx, c.stdin, "")
		if err != nil {
			return nil, err, nil //nolint:wrapcheck // worded by cpl
		}
		defer func() { _ = os.Remove(spooled) }()
		path, o.FileName = spooled, "standard input"
	}
	file, err := cpl.Open(ctx, path, cpl.Reading{Kind: kind, Today: o.Today, Columns: c.config.columns, Vocabulary: c.config.vocabulary})
	if err != nil {
		return nil, err, nil //nolint:wrapcheck // worded by cpl
	}
	defer func() { _ = file.Close() }()
	err = c.withStore(ctx, func(store *graphstore.Store) error {
		bar := newProgress(c.stderr)
		defer bar.finish()
		o.Progress = bar.show
		var err error
		result, err = store.Import(ctx, file, kind, o)
		return err //nolint:wrapcheck // worded by graphstore
	})
	return result, err, writeRejects(ctx, file, f.rejects)
}

func (c *command) importOptions(f importFlags) (graphstore.ImportOptions, error) {
	now, err := today()
	if err != nil {
		return graphstore.ImportOptions{}, err
	}
	o := graphstore.ImportOptions{
		Today: now, Strict: f.strict, DryRun: f.dryRun, Complete: f.complete, Partial: f.partial, Force: f.force,
		Vocabulary: c.config.vocabulary, Wait: c.waitFor(),
	}
	if f.asOf != "" {
		if o.AsOf, err = cpl.ParseISODate(f.asOf); err != nil {
			return o, fmt.Errorf("--as-of: %w", err)
		}
	}
	return o, nil
}

// answerImport prints the reconciliation, also that of an import that failed.
func (c *command) answerImport(r *graphstore.ImportResult, failure error, f importFlags) error {
	if r == nil || failure != nil && r.Rows == 0 {
		return failure
	}
	if c.asJSON {
		if err := writeJSON(c.stdout, map[string]any{"import": r}); err != nil {
			return errors.Join(failure, err)
		}
	} else {
		c.printImport(r)
	}
	switch {
	case failure != nil:
		return answered{failure}
	case f.failOnFindings && r.Rejected > 0:
		return found{"rows were rejected"}
	}
	return nil
}

func (c *command) printImport(r *graphstore.ImportResult) {
	switch {
	case r.DryRun:
		c.say("Dry run: nothing was written.")
	case !r.Loaded:
		c.say("Refused: nothing was written. What the file would have done:")
	}
	c.say("%s: %d rows read = %d created + %d updated + %d unchanged + %d rejected",
		r.FileName, r.Rows, r.Created, r.Updated, r.Unchanged, r.Rejected)
	if r.Retired > 0 {
		c.say("%d listed entries are not in the file and were retired; a later row brings one back", r.Retired)
	}
	if r.Removed > 0 {
		c.say("%d rows of the former table are not in the file, which replaces it", r.Removed)
	}
	if r.Blanked > 0 {
		c.say("%d declarations were turned to blank", r.Blanked)
	}
	if len(r.Rejects) == 0 {
		return
	}
	const shown = 20
	t := newTable("Line", "Column", "Code", "Value", "What to do")
	for i, fault := range r.Rejects {
		if i == shown {
			break
		}
		t.AppendRow([]any{fault.Line, fault.Column, fault.Code, fault.Value, fault.Hint})
	}
	c.say("%s", t.render(c.stdout))
	if r.FaultCount > shown {
		c.say("%d further faults: see all with --rejects FILE", r.FaultCount-shown)
	}
}

// writeRejects writes every fault of the file as CSV, in file order, whole or not at all.
func writeRejects(ctx context.Context, file *cpl.File, path string) error {
	if path == "" {
		return nil
	}
	return writeFile(path, func(out io.Writer) error {
		w := csv.NewWriter(out)
		_ = w.Write([]string{"line", "column", "code", "value", "hint"})
		for row, err := range file.Rows(ctx, nil) {
			if err != nil {
				return fmt.Errorf("write rejects: %w", err)
			}
			for _, f := range row.Faults {
				_ = w.Write([]string{strconv.FormatInt(f.Line, 10), neutral(f.Column), f.Code, neutral(f.Value), f.Hint})
			}
		}
		w.Flush()
		return w.Error()
	})
}

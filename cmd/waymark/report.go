package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"waymark/graphstore"
	"waymark/reports"
)

// reportFlags are what the commands that write a report share.
type reportFlags struct{ format, out string }

func (f *reportFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.format, "format", reports.FormatHTML, strings.Join(reports.Formats, ", "))
	cmd.Flags().StringVarP(&f.out, "output", "o", "-", "file to write, or - for standard output")
}

func (f *reportFlags) check(c *command, cmd *cobra.Command) error {
	if !reports.KnownFormat(f.format) {
		return &graphstore.InputError{Code: "unknown-format", Message: fmt.Sprintf("there is no format %q", f.format), Hint: "give one of " + strings.Join(reports.Formats, ", ")}
	}
	if c.asJSON && f.format != reports.FormatJSON && f.out == "-" {
		return usage(cmd, "--json answers on standard output, where the "+f.format+" would stand too; write that to a file with -o")
	}
	return nil
}

func newReport(c *command) *cobra.Command {
	cmd := &cobra.Command{
		Use: "report", Short: "Write, publish and list reports", RunE: choose,
		Example: `  waymark report panel --format html -o panel.html
  waymark report manufacturer --party "Alder Meters" --format xlsx -o to-fix.xlsx
  waymark report publish panel --by "A. Clerk"
  waymark report get 0199… --format pdf -o panel.pdf`,
	}
	for _, pack := range reports.Packs {
		cmd.AddCommand(newReportPack(c, pack))
	}
	cmd.AddCommand(newReportPublish(c), newReportList(c), newReportGet(c))
	return cmd
}

// packWords say what each report is, for help texts.
var packWords = map[string]string{
	reports.PackPanel:        "the SEC Panel's report",
	reports.PackManufacturer: "a manufacturer's entries to fix; its XLSX and CSV can be filled in and linted",
	reports.PackSupplier:     "a supplier's own devices that are orphaned, stranded or ageing",
	reports.PackFIR:          "the list entry by entry: predecessors, successors, declaration, manufacturer's contact",
	reports.PackQuality:      "what is wrong with the data, and what is not known",
	reports.PackLedger:       "who was asked for which declaration, and what became of it",
}

func newReportPack(c *command, pack string) *cobra.Command {
	var flags reportFlags
	request := reports.Request{Pack: pack}
	cmd := &cobra.Command{
		Use:   pack,
		Short: "Write " + packWords[pack],
		Long:  "Write " + packWords[pack] + ", as a draft, from what the newest full run that ended ok or partial froze.",
		Args:  none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := flags.check(c, cmd); err != nil {
				return err
			}
			desk, err := c.desk()
			if err != nil {
				return err
			}
			return desk.draft(cmd.Context(), request, flags)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&request.RunID, "run", "", "id of a full run; the newest if left out")
	if reports.ForParty(pack) {
		cmd.Flags().StringVar(&request.Party, "party", "", "whom it is for")
	}
	return cmd
}

func newReportPublish(c *command) *cobra.Command {
	var request reports.Request
	cmd := &cobra.Command{
		Use:   "publish PACK",
		Short: "Publish a report: sign it and keep it for good",
		Long: "Publish a report of the newest full run. It gets an id, its data are kept, and it can be verified later. A published report is never changed: a correction is a new one that names it.\n" +
			"A report to the Panel says what changed since the last one that was published.",
		Example: `  waymark report publish panel --by "A. Clerk"
  waymark report publish panel --restates 0199… --why "the return of October was missing"`,
		Args: one("pack"),
		RunE: func(cmd *cobra.Command, args []string) error {
			request.Pack = args[0]
			desk, err := c.desk()
			if err != nil {
				return err
			}
			published, err := desk.publish(cmd.Context(), request)
			if err != nil {
				return err
			}
			if c.asJSON {
				return writeJSON(c.stdout, map[string]any{"report": published})
			}
			c.say("published: %s report %s of run %d, signed with key %s", published.Pack, published.ID, published.RunNumber, published.KeyID)
			return nil
		},
	}
	cmd.Flags().StringVar(&request.Party, "party", "", "whom it is for")
	cmd.Flags().StringVar(&request.RunID, "run", "", "id of a full run; the newest if left out")
	cmd.Flags().StringVar(&request.By, "by", userName(), "who publishes it")
	cmd.Flags().StringVar(&request.Restates, "restates", "", "id of the published report that this one corrects")
	cmd.Flags().StringVar(&request.Why, "why", "", "what was wrong in that one")
	return cmd
}

func newReportList(c *command) *cobra.Command {
	var filter graphstore.ReportFilter
	cmd := &cobra.Command{
		Use: "list", Short: "List published reports, newest first", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			desk, err := c.desk()
			if err != nil {
				return err
			}
			list, total, err := desk.published(cmd.Context(), filter)
			if err != nil {
				return err
			}
			if c.asJSON {
				return writeJSON(c.stdout, map[string]any{"reports": list, "total": total})
			}
			c.showReports(list, total)
			return nil
		},
	}
	cmd.Flags().StringVar(&filter.Pack, "pack", "", "only this pack")
	cmd.Flags().StringVar(&filter.Party, "party", "", "only for this party")
	return cmd
}

// listedReports is how many reports the command lists.
const listedReports = 1000

func (c *command) showReports(list []graphstore.Report, total int64) {
	t := newTable("Report", "Pack", "Party", "Run", "Published", "By", "Corrects", "Corrected by")
	for _, r := range list {
		t.AppendRow([]any{r.ID, r.Pack, neutral(r.Party), r.RunNumber, r.PublishedAt.Format(time.DateTime), neutral(r.PublishedBy), r.Restates, r.RestatedBy})
	}
	c.say("%s", t.render(c.stdout))
	c.say("%d of %d published reports", len(list), total)
}

func newReportGet(c *command) *cobra.Command {
	var flags reportFlags
	cmd := &cobra.Command{
		Use: "get ID", Short: "Write a published report", Args: one("id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := flags.check(c, cmd); err != nil {
				return err
			}
			desk, err := c.desk()
			if err != nil {
				return err
			}
			return desk.fetch(cmd.Context(), args[0], flags)
		},
	}
	flags.add(cmd)
	return cmd
}

// draft writes a report of what the database holds.
func (d database) draft(ctx context.Context, request reports.Request, flags reportFlags) error {
	return d.withLibrary(ctx, func(library *reports.Library) error {
		issue, err := library.Draft(ctx, graphstore.Everything, request)
		if err != nil {
			return err //nolint:wrapcheck // worded by reports
		}
		return d.writeIssue(ctx, library, issue, flags)
	})
}

// publish publishes a report in the database.
func (d database) publish(ctx context.Context, request reports.Request) (published reports.Published, err error) {
	err = d.withLibrary(ctx, func(library *reports.Library) error {
		published, err = library.Publish(ctx, request)
		return err //nolint:wrapcheck // worded by reports
	})
	return published, err //nolint:wrapcheck // worded by reports
}

// published lists the reports in the database.
func (d database) published(ctx context.Context, filter graphstore.ReportFilter) (list []graphstore.Report, total int64, err error) {
	err = d.withStore(ctx, func(store *graphstore.Store) error {
		list, total, err = store.Reports(ctx, graphstore.Everything, filter, "", listedReports)
		return err //nolint:wrapcheck // worded by graphstore
	})
	return list, total, err //nolint:wrapcheck // worded by graphstore
}

// fetch writes a published report of the database.
func (d database) fetch(ctx context.Context, id string, flags reportFlags) error {
	return d.withLibrary(ctx, func(library *reports.Library) error {
		issue, err := library.Open(ctx, graphstore.Everything, id)
		if err != nil {
			return err //nolint:wrapcheck // worded by reports
		}
		return d.writeIssue(ctx, library, issue, flags)
	})
}

func (d database) writeIssue(ctx context.Context, library *reports.Library, issue *reports.Issue, flags reportFlags) error {
	return d.writeReport(issue.Seal, issue.Pack.About().Run.Number, flags, func(w io.Writer) error { return library.Render(ctx, w, issue, flags.format) })
}

// writeReport writes a report to a file, whole or not at all, or to standard output.
func (c *command) writeReport(seal reports.Seal, run int64, flags reportFlags, write func(io.Writer) error) error {
	if flags.out == "-" {
		return write(c.stdout)
	}
	if err := writeFile(flags.out, write); err != nil {
		return err
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"report": map[string]any{
			"kind": seal.Pack, "party": seal.Party, "format": flags.format, "file": flags.out, "run": seal.RunID, "id": seal.Report, "sha256": seal.DataSHA256,
		}})
	}
	c.say("%s report of run %d written to %s", capitalised(seal.Pack), run, flags.out)
	return nil
}

func capitalised(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

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

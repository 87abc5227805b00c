package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
	"waymark/graphstore"
	"waymark/graphstore/localneo4j"
)

const envConfig = "WAYMARK_CONFIG"

// command is what every command shares: its streams, and the settings once the
// flags are read.
type command struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	asJSON         bool
	configFile     string
	// path is which command it is, such as "key create", and args are its arguments.
	path   string
	args   []string
	wait   time.Duration
	config *config
	log    *slog.Logger
	// local is the managed Neo4j, if this command uses one.
	local *localneo4j.Server
}

// run is the whole program; it returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &command{stdin: stdin, stdout: stdout, stderr: stderr}
	root := newRoot(c)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := root.ExecuteContext(ctx); err != nil {
		// A command line that could not be parsed may have asked for JSON all the same.
		return report(stdout, stderr, c.asJSON || slices.Contains(args, "--json"), err)
	}
	return exitDone
}

func newRoot(c *command) *cobra.Command {
	root := &cobra.Command{
		Use:   "waymark",
		Short: "Check the upgrade pathways that the Central Products List declares",
		Long: `Waymark keeps the Central Products List's firmware versions, the upgrade pathways that manufacturers
declare, and suppliers' installed counts in Neo4j. It finds what does not hold together, follows each
finding until the evidence is gone, and reports it to those who can act.`,
		Example: `  waymark example --versions 1000 --seed 1 -o estate
  waymark import cpl estate/cpl.csv
  waymark import installs estate/installs.csv
  waymark run
  waymark report panel --format html -o panel.html`,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			c.path, c.args = strings.TrimPrefix(cmd.CommandPath(), "waymark "), args
			if err := c.prepare(cmd.Flags()); err != nil {
				return err
			}
			return c.checkRemote(cmd)
		},
	}
	flags := root.PersistentFlags()
	flags.BoolVar(&c.asJSON, "json", false, "answer with one JSON document on standard output")
	flags.StringVar(&c.configFile, "config", "", "file with settings (YAML); also "+envConfig)
	flags.DurationVar(&c.wait, "wait", 2*time.Minute, "how long to wait for another import or run to end")
	for _, s := range settings {
		if s.flag != "" && s.flag != "listen" && s.flag != "auth" {
			flags.String(s.flag, "", s.help+"; also "+s.env())
		}
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usage(cmd, err.Error()) })
	root.AddCommand(
		newImport(c), newRun(c), newRuns(c), newFindings(c), newRules(c), newReport(c), newVerify(c), newServe(c),
		newFinding(c), newTriage(c), newComment(c), newWaive(c), newUnwaive(c), newWaivers(c), newBaseline(c),
		newLint(c), newWhatIf(c), newExplain(c),
		newRestrict(c), newUnrestrict(c), newRestrictions(c), newAsked(c),
		newSubscription(c), newOutbox(c), newKey(c), newSession(c), newAudit(c),
		newExample(c), newOpenAPI(c), newMigrate(c), newVersion(c), newHealthcheck(c), newDraw(c), newSettingsHelp(),
	)
	return root
}

// prepare reads the settings, once the flags are known.
func (c *command) prepare(flags *pflag.FlagSet) error {
	if c.configFile == "" {
		c.configFile = os.Getenv(envConfig)
	}
	given := map[string]string{}
	for _, s := range settings {
		if f := flags.Lookup(s.flag); s.flag != "" && f != nil && f.Changed {
			given[s.flag] = f.Value.String()
		}
	}
	config, err := loadConfig(c.configFile, os.Environ(), given)
	if err != nil {
		return &configError{err}
	}
	c.config = config
	options := &slog.HandlerOptions{Level: config.logLevel}
	if config.logJSON {
		c.log = slog.New(slog.NewJSONHandler(c.stderr, options))
		return nil
	}
	c.log = slog.New(slog.NewTextHandler(c.stderr, options))
	return nil
}

// configError are faults in the settings, joined.
type configError struct{ error }

func (e *configError) Unwrap() error { return e.error }

// usage is a command line that cannot be carried out, with where to read how.
func usage(cmd *cobra.Command, what string) error {
	return &graphstore.InputError{Code: "usage", Message: what, Hint: "see " + cmd.CommandPath() + " --help"}
}

// one takes exactly one argument, which what names.
func one(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage(cmd, fmt.Sprintf("%s takes one %s, not %d", cmd.CommandPath(), what, len(args)))
		}
		return nil
	}
}

// none takes no arguments.
func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(cmd, fmt.Sprintf("%s takes no argument, and was given %q", cmd.CommandPath(), args[0]))
	}
	return nil
}

// choose is what a command does that is nothing without one of its own commands:
// it says which there are.
func choose(cmd *cobra.Command, args []string) error {
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, sub.Name())
	}
	if len(args) == 0 {
		return usage(cmd, fmt.Sprintf("%s needs one of %s", cmd.CommandPath(), strings.Join(names, ", ")))
	}
	return usage(cmd, fmt.Sprintf("%s has no %q, only %s", cmd.CommandPath(), args[0], strings.Join(names, ", ")))
}

// onTerminal tells whether w shows what it is given to a person at once.
func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// say writes a line for people; with --json there is none on standard output.
func (c *command) say(format string, args ...any) {
	w := c.stdout
	if c.asJSON {
		w = c.stderr
	}
	_, _ = fmt.Fprintf(w, format+"\n", args...)
}

// tell writes a line about what goes on, always to standard error.
func (c *command) tell(format string, args ...any) {
	_, _ = fmt.Fprintf(c.stderr, format+"\n", args...)
}

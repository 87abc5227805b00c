package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"waymark/graphstore"
	"waymark/reports"
)

// maxVerified is the largest file that is verified, in bytes.
const maxVerified = 256 << 20

func newVerify(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "verify FILE",
		Short: "Tell whether a report's file is what Waymark gave out",
		Long: "Compare a report's file, in any format, with what Waymark gives out for the report that it names. It is identical, or altered (where, for JSON and CSV), or signed with a key that is not known here.\n" +
			"Exit 0 for identical, 1 for the others.",
		Example: "  waymark verify panel.pdf",
		Args:    one("file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := c.readFile(args[0])
			if err != nil {
				return err
			}
			desk, err := c.desk()
			if err != nil {
				return err
			}
			v, err := desk.verify(cmd.Context(), args[0], file)
			if err != nil {
				return err
			}
			return c.showVerification(args[0], v)
		},
	}
}

// verify compares a file with what the database keeps.
func (d database) verify(ctx context.Context, name string, file []byte) (v *reports.Verification, err error) {
	err = d.withLibrary(ctx, func(library *reports.Library) error {
		v, err = library.Verify(ctx, graphstore.Everything, file)
		if errors.Is(err, reports.ErrNoSeal) {
			return &graphstore.InputError{Code: "no-seal", Message: name + " carries no seal of Waymark", Hint: "give a file that waymark report wrote, as it was written"}
		}
		return err //nolint:wrapcheck // worded by reports
	})
	return v, err //nolint:wrapcheck // worded by reports
}

func (c *command) readFile(path string) ([]byte, error) {
	in := c.stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, &graphstore.InputError{Code: "file-unreadable", Message: err.Error(), Hint: "give a file that can be read"}
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxVerified+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(data) > maxVerified {
		return nil, &graphstore.InputError{Code: "file-too-large", Message: fmt.Sprintf("%s is over %d MiB", path, maxVerified>>20), Hint: "no report of Waymark is that large"}
	}
	return data, nil
}

func (c *command) showVerification(path string, v *reports.Verification) error {
	if c.asJSON {
		if err := writeJSON(c.stdout, map[string]any{"verify": v}); err != nil {
			return err
		}
	} else {
		c.say("%s: %s. %s", path, v.Result, v.Why)
		for _, d := range v.Differences {
			c.say("  %s: %s, and should be %s", d.Where, quotedOrAbsent(d.Is), quotedOrAbsent(d.Was))
		}
		if v.RestatedBy != "" {
			c.say("A later report corrects it: %s", v.RestatedBy)
		}
	}
	if v.Result != reports.VerifyIdentical {
		return found{"the file is not what Waymark gave out: " + v.Result}
	}
	return nil
}

func quotedOrAbsent(text string) string {
	if text == "" {
		return "absent"
	}
	return fmt.Sprintf("%q", text)
}

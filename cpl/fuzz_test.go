package cpl_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

// FuzzCSV: whatever the bytes, reading ends in a file fault or in two passes
// that agree, row by row.
func FuzzCSV(f *testing.F) {
	for _, content := range []string{
		"", "\n", lines(cplHeader, cplRow), lines(cplHeader, cplRow, cplRow, "A1,CAD"+cplRow[7:]),
		"\ufeff" + strings.ReplaceAll(lines(cplHeader, cplRow), ",", ";"), strings.ReplaceAll(lines(cplHeader, cplRow), ",", "\t"),
		lines(insHeader, insRow, insRow), "t\r\n\r" + lines(cplHeader, `"A""1`+"\n"+`",ESME`), lines(cplHeader, `"`), lines(cplHeader, `A"`),
		lines(fullHeader, cplRow+`,43571,"a;b",`+"\x00"), lines(cplHeader, "\xff"), "PK\x03\x04", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
	} {
		f.Add([]byte(content), false)
		f.Add([]byte(content), true)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte, installs bool) {
		kind := cpl.KindCPL
		if installs {
			kind = cpl.KindInstalls
		}
		path := filepath.Join(dir, "input")
		require.NoError(t, os.WriteFile(path, content, 0o600))
		_, rows, err := tryPath(t, kind, path)
		var fault *cpl.FileFault
		if err != nil {
			require.ErrorAs(t, err, &fault)
			return
		}
		line := int64(0)
		for _, row := range rows {
			require.Greater(t, row.Line, line)
			line = row.Line
			require.NotEmpty(t, row.Raw())
			if row.Outcome != cpl.Rejected {
				require.NotEmpty(t, row.Key)
				require.True(t, row.TupleRead)
			}
		}
	})
}

// FuzzDeclaration: the state and the ids fit together, and what was read can be
// written and read again.
func FuzzDeclaration(f *testing.F) {
	for _, text := range []string{"", " ", "N/A", "n / a;none", "A,B\nC", "A,N/A", ",", "\u00a0A\u200b,A", strings.Repeat("x,", 40) + "y"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := cpl.ParseDeclaration(text)
		require.Equal(t, text, d.Text)
		require.Equal(t, d.State == cpl.DeclaredList, len(d.IDs) > 0)
		require.Equal(t, d.State == cpl.NotStated, cpl.Trim(text) == "")
		require.True(t, d.Same(cpl.ParseDeclaration(" "+text+"\n")))
		seen := map[string]bool{}
		for _, id := range d.IDs {
			require.False(t, seen[id])
			require.Equal(t, cpl.Trim(id), id)
			require.NotContains(t, id, ",")
			seen[id] = true
		}
		if d.State == cpl.DeclaredList {
			require.True(t, d.Same(cpl.ParseDeclaration(strings.Join(d.IDs, ";"))))
		}
	})
}

// FuzzDate: what is read is a date of four digits, and reads as itself.
func FuzzDate(f *testing.F) {
	for _, text := range []string{"", "2019-04-16", "16/04/2019", "16th April 2019", "43571", "43571.5", "2019-04-16T10:00:00Z", "1 May 2019", "29 February 2023", "04/16/2019"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := cpl.ReadDate(text, nil)
		require.Equal(t, ok, d.Stated())
		if !ok {
			return
		}
		_, real := d.Time()
		require.True(t, real, "%q gave %q", text, d)
		again, ok := cpl.ReadDate(string(d), nil)
		require.True(t, ok)
		require.Equal(t, d, again)
	})
}

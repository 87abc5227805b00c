package reports_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/reports"
)

// entriesDocument is what a manufacturer is sent: entries to fill in, as a file
// of kind cpl with columns added, cells to fix marked.
func entriesDocument() *reports.Document {
	t := &reports.Table{ID: "entries", Title: "Entries to fix"}
	for _, name := range []string{
		"CPL Entry ID", "Device Type", "Manufacturer Identifier", "Manufacturer Name", "Model Identifier", "Firmware Version", "Status",
	} {
		t.Columns = append(t.Columns, reports.Column{Name: name, Kind: reports.ColumnID, Verbatim: true})
	}
	t.Columns = append(t.Columns,
		reports.Column{Name: "Date Added", Kind: reports.ColumnDate, Verbatim: true},
		reports.Column{Name: "Previous Firmware CPL Entry IDs", Verbatim: true}, reports.Column{Name: "What to type", Kind: reports.ColumnLong})
	for _, id := range []string{"-17/a", "=A-18", "0019"} {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{
			{Text: id},
			{Text: "ESME"},
			{Text: "00C1"},
			{Text: "+Alder"},
			{Text: "0C1A0001"},
			{Text: "00000017"},
			{Text: "Current"},
			{Text: "2024-12-01"},
			{Text: "A-15, A-16", Mark: true, Remark: "fill in"},
			{Text: "=the ids"},
		}})
	}
	return &reports.Document{Name: "maker", Title: "Entries", Seal: sampleSeal(), Sections: []reports.Section{{ID: "s", Title: "Entries", Blocks: []reports.Block{t}}}}
}

func TestTablesOfEntriesAreReadBackAsTheyAre(t *testing.T) {
	for _, format := range []string{"xlsx", "csv"} {
		t.Run(format, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "filled-in."+format)
			require.NoError(t, os.WriteFile(path, rendered(t, format, entriesDocument(), nil), 0o600))
			f, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: cpl.KindCPL, Today: "2026-11-25", TempDir: t.TempDir()})
			require.NoError(t, err)
			defer func() { require.NoError(t, f.Close()) }()
			checked, err := f.Check(t.Context(), nil)
			require.NoError(t, err)
			require.Empty(t, checked.Faults)
			require.EqualValues(t, 3, checked.Accepted)
			var ids []string
			for row, err := range f.Rows(t.Context(), nil) {
				require.NoError(t, err)
				ids = append(ids, row.Version.EntryID)
				require.Equal(t, "+Alder", row.Version.ManufacturerName)
				require.Equal(t, "00C1", row.Version.Tuple.ManufacturerID)
				require.EqualValues(t, "2024-12-01", row.Version.AddedOn)
				require.Equal(t, []string{"A-15", "A-16"}, row.Version.Declaration.IDs)
			}
			require.Equal(t, []string{"-17/a", "=A-18", "0019"}, ids)
		})
	}
}

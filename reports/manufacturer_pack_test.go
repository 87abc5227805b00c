package reports_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

func TestAManufacturersChangesAreOfWhatItsPackShows(t *testing.T) {
	src := partySource()
	found := src.findings
	src.findings = func() ([]graphstore.PanelFinding, error) {
		all, err := found()
		for i := range all {
			if all[i].State == "waived" {
				all[i].FirstSeen = at(25, 1)
			}
		}
		return all, err
	}
	ended, _ := src.resolved(at(18, 2), at(25, 2))
	rejected := ended[0]
	rejected.Fingerprint, rejected.Rule, rejected.Owner = "bb02", "row-rejected", "operator"
	src.resolved = func(time.Time, time.Time) ([]graphstore.PanelResolved, error) {
		return []graphstore.PanelResolved{ended[0], rejected}, nil
	}
	b := basisOf(t, src, "Alder")
	p, err := reports.NewManufacturerPack(b)
	require.NoError(t, err)
	require.Equal(t, reports.PackChanges{New: 3, Reopened: 1, Resolved: 1}, p.Changes, "neither what is waived nor what others had to mend")
	require.Equal(t, []string{"manufacturer", "operator"}, []string{b.Panel.Changes.Resolved[0].Owner, b.Panel.Changes.Resolved[1].Owner})
}

func TestWhatExplainsAManufacturersFileIsNoFormula(t *testing.T) {
	p, err := reports.NewManufacturerPack(sampleBasis(t, "Alder"))
	require.NoError(t, err)
	entry := &p.Mends[0]
	entry.Entry.ModelID, entry.What, entry.Candidates = "=1+1", "=2+2", []reports.Candidate{{EntryID: "@SUM(3)"}}
	var out bytes.Buffer
	require.NoError(t, reports.WriteCSV(&out, p.Document()))
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	cell := func(column string) string { return rows[1][slices.Index(rows[0], column)] }
	require.Equal(t, "=1+1", cell(string(cpl.ColModelID)), "the list reads it back as it is")
	require.Equal(t, "'=2+2", cell("What to type"))
	require.Equal(t, "'@SUM(3)", cell("Candidates"))
}

// Spreadsheets take a cell with a no-break space for one that is filled in.
func TestACellToFillInIsEmptyInAManufacturersFile(t *testing.T) {
	p, err := reports.NewManufacturerPack(sampleBasis(t, "Alder"))
	require.NoError(t, err)
	require.Contains(t, p.Mends[0].Columns, string(cpl.ColDeclaration))
	p.Mends[0].Entry.Declaration.Text = " \u00a0"
	f := workbookOf(t, p.Document())
	rows, err := f.GetRows("cpl")
	require.NoError(t, err)
	at, err := excelize.CoordinatesToCellName(slices.Index(rows[0], string(cpl.ColDeclaration))+1, 2)
	require.NoError(t, err)
	value, err := f.GetCellValue("cpl", at)
	require.NoError(t, err)
	kind, err := f.GetCellType("cpl", at)
	require.NoError(t, err)
	require.Empty(t, value)
	require.Equal(t, excelize.CellTypeUnset, kind)
	style, err := f.GetCellStyle("cpl", at)
	require.NoError(t, err)
	look, err := f.GetStyle(style)
	require.NoError(t, err)
	require.Equal(t, []string{"FFE9A8"}, look.Fill.Color)
}

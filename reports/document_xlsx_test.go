package reports_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"waymark/reports"
)

func workbookOf(t *testing.T, d *reports.Document) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(rendered(t, "xlsx", d, nil)))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	return f
}

// cellsOf are all cells of all sheets, a line each: what is stored and its type.
func cellsOf(t *testing.T, f *excelize.File) string {
	t.Helper()
	var b strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		for i, row := range rows {
			for j, value := range row {
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				require.NoError(t, err)
				if kind, err := f.GetCellType(sheet, at); value != "" {
					require.NoError(t, err)
					fmt.Fprintf(&b, "%s!%s %s %q\n", sheet, at, map[excelize.CellType]string{excelize.CellTypeUnset: "number", excelize.CellTypeNumber: "number", excelize.CellTypeInlineString: "text", excelize.CellTypeSharedString: "text"}[kind], value)
				}
			}
		}
	}
	return b.String()
}

func TestDocumentXLSXGolden(t *testing.T) {
	golden(t, "document.xlsx.txt", []byte(cellsOf(t, workbookOf(t, sampleDocument(t)))))
}

func TestDocumentXLSXTypesItsCells(t *testing.T) {
	f := workbookOf(t, sampleDocument(t))
	shown := func(at string) string {
		value, err := f.GetCellValue("new-findings", at)
		require.NoError(t, err)
		return value
	}
	require.Equal(t, "Subject", shown("A1"), "the head is the first row")
	require.Equal(t, "12,345", shown("D2"))
	require.Equal(t, "not shown", shown("D3"))
	require.Equal(t, "2026-03-01", shown("E2"), "dates as ISO writes them")
	require.Equal(t, "2026-11-25 01:00:00", shown("F2"))
	require.Equal(t, "=as typed", shown("G2"), "verbatim")
	require.Equal(t, "'+1+1", shown("B5"))
	require.Equal(t, "_x0041_", shown("B19"), "no text is taken for a character's number")
	for _, row := range []string{"B4", "G4"} {
		formula, err := f.GetCellFormula("new-findings", row)
		require.NoError(t, err)
		require.Empty(t, formula)
	}
}

func TestDocumentXLSXIsReadyToUse(t *testing.T) {
	d := sampleDocument(t)
	f := workbookOf(t, d)
	require.Equal(t, []string{"Cover", "new-findings", "resolved", "findings"}, f.GetSheetList())
	require.Zero(t, f.GetActiveSheetIndex())
	for _, sheet := range f.GetSheetList() {
		hf, err := f.GetHeaderFooter(sheet)
		require.NoError(t, err)
		require.Contains(t, hf.OddHeader, d.Marking.Label, sheet)
		require.Contains(t, hf.OddFooter, d.Marking.Label, sheet)
	}
	panes, err := f.GetPanes("new-findings")
	require.NoError(t, err)
	require.True(t, panes.Freeze)
	require.Equal(t, 1, panes.YSplit)
	width, err := f.GetColWidth("new-findings", "B")
	require.NoError(t, err)
	require.InDelta(t, 60, width, 0.1, "wide, but not as wide as its longest word")
	filters := map[string]string{}
	for _, n := range f.GetDefinedName() {
		filters[n.Name+" "+n.Scope] = n.RefersTo
	}
	require.Equal(t, "'new-findings'!$A$1:$G$23", filters["_xlnm._FilterDatabase new-findings"])
	require.Equal(t, "'new-findings'!$1:$1", filters["_xlnm.Print_Titles new-findings"])

	cover := cellsOf(t, f)
	require.Contains(t, cover, `Cover!A1 text "SEC CONFIDENTIAL (sample)  Do not pass on & keep locked"`)
	has, target, err := f.GetCellHyperLink("Cover", "A12")
	require.NoError(t, err)
	require.True(t, has)
	require.Equal(t, "'new-findings'!A1", target)
}

func TestDocumentXLSXMarksCellsAndSaysWhy(t *testing.T) {
	f := workbookOf(t, sampleDocument(t))
	fill := func(at string) []string {
		style, err := f.GetCellStyle("new-findings", at)
		require.NoError(t, err)
		look, err := f.GetStyle(style)
		require.NoError(t, err)
		return look.Fill.Color
	}
	require.Equal(t, []string{"FFE9A8"}, fill("C3"))
	require.Empty(t, fill("C2"))
	comments, err := f.GetComments("new-findings")
	require.NoError(t, err)
	require.Len(t, comments, 1)
	require.Equal(t, "C3", comments[0].Cell)
	require.Contains(t, comments[0].Text, "raised by the Panel in October")
}

func TestDocumentXLSXNamesSheetsOnce(t *testing.T) {
	long := strings.Repeat("x", 40)
	var blocks []reports.Block
	for _, id := range []string{"cover", long, long, "a/b?*[c]:'", "", "É"} {
		blocks = append(blocks, &reports.Table{ID: id, Columns: []reports.Column{{Name: "X"}}, Rows: []reports.Row{{Cells: []reports.Cell{{Text: "1"}}}}})
	}
	f := workbookOf(t, &reports.Document{Sections: []reports.Section{{ID: "s", Blocks: blocks}}})
	require.Equal(t, []string{"Cover", "cover (2)", long[:31], long[:27] + " (2)", "a-b---c---", "Table", "É"}, f.GetSheetList())
}

func TestDocumentXLSXCutsWhatACellCannotHold(t *testing.T) {
	d := &reports.Document{Sections: []reports.Section{{ID: "s", Blocks: []reports.Block{&reports.Table{
		ID: "t", Columns: []reports.Column{{Name: "X"}, {Name: "D", Kind: reports.ColumnDate}}, Rows: []reports.Row{{Cells: []reports.Cell{{Text: strings.Repeat("é", 40000)}, {Text: "1804-01-01"}}}, {}},
	}}}}}
	f := workbookOf(t, d)
	value, err := f.GetCellValue("t", "A2")
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(value, "é…"))
	require.Len(t, []rune(value), 32767)
	value, err = f.GetCellValue("t", "B2")
	require.NoError(t, err)
	require.Equal(t, "1804-01-01", value, "a date that spreadsheets do not know stays text")
}

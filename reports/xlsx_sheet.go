package reports

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"waymark/cpl"
)

const (
	// longestCell is how many characters a cell may hold.
	longestCell = 32767
	// mostRemarks is how many cells of a sheet get their remark as a comment:
	// comments are kept in memory, and a spreadsheet full of them opens slowly.
	mostRemarks = 2000
	// contextEvery is after how many rows it is seen whether to go on.
	contextEvery = 500
)

// sheet writes a table, row by row. What is set around the rows comes first,
// since the stream takes it over when it is opened.
func (b *workbook) sheet(ctx context.Context, name string, t *Table) error {
	if len(t.Columns) == 0 {
		return nil
	}
	if err := b.surround(name, t); err != nil {
		return err
	}
	out, err := b.file.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("open the stream: %w", err)
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("freeze the head: %w", err)
	}
	for i, width := range t.xlsxWidths() {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return fmt.Errorf("set the width of column %d: %w", i+1, err)
		}
	}
	if err := b.headRow(out, t); err != nil {
		return err
	}
	for i, r := range t.Rows {
		if i%contextEvery == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		cells, err := b.row(t, r)
		if err != nil {
			return err
		}
		if err := out.SetRow(fmt.Sprintf("A%d", i+2), cells); err != nil {
			return fmt.Errorf("write row %d: %w", i+2, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("end the stream: %w", err)
	}
	return nil
}

// surround sets the filter, the print layout with the classification, and the comments.
func (b *workbook) surround(name string, t *Table) error {
	last, err := excelize.CoordinatesToCellName(len(t.Columns), len(t.Rows)+1)
	if err != nil {
		return fmt.Errorf("name the last cell: %w", err)
	}
	if err := b.file.AutoFilter(name, "A1:"+last, nil); err != nil {
		return fmt.Errorf("set the filter: %w", err)
	}
	if err := b.print(name); err != nil {
		return err
	}
	if err := b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + name + "'!$1:$1", Scope: name}); err != nil {
		return fmt.Errorf("repeat the head in print: %w", err)
	}
	return b.remarks(name, t)
}

// print puts the classification on every printed page, landscape and as wide as the table.
func (b *workbook) print(name string) error {
	a4, landscape, one, any := 9, "landscape", 1, 0
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &landscape, FitToWidth: &one, FitToHeight: &any}); err != nil {
		return fmt.Errorf("lay out the print: %w", err)
	}
	fit := true
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return fmt.Errorf("lay out the print: %w", err)
	}
	label := strings.ReplaceAll(clipped(strings.Join(strings.Fields(b.doc.Marking.Label), " "), 100), "&", "&&")
	if err := b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddHeader: "&C&B" + label, OddFooter: "&L&A&C&B" + label + "&R&P of &N"}); err != nil {
		return fmt.Errorf("mark the print: %w", err)
	}
	return nil
}

func (b *workbook) remarks(name string, t *Table) error {
	set := 0
	for i, r := range t.Rows {
		for j := range t.Columns {
			cell := r.cell(j)
			if cell.Remark == "" {
				continue
			}
			if set++; set > mostRemarks {
				return nil
			}
			at, err := excelize.CoordinatesToCellName(j+1, i+2)
			if err != nil {
				return fmt.Errorf("name a cell: %w", err)
			}
			if err := b.file.AddComment(name, excelize.Comment{Cell: at, Author: "Waymark", Text: xlsxText(cell.Remark), Width: 320, Height: 90}); err != nil {
				return fmt.Errorf("comment on %s: %w", at, err)
			}
		}
	}
	return nil
}

func (b *workbook) headRow(out *excelize.StreamWriter, t *Table) error {
	style, err := b.style(xlsxStyle{part: partHead})
	if err != nil {
		return err
	}
	cells := make([]any, 0, len(t.Columns))
	for _, c := range t.Columns {
		cells = append(cells, excelize.Cell{StyleID: style, Value: xlsxText(NeutraliseCell(c.Name))})
	}
	if err := out.SetRow("A1", cells); err != nil {
		return fmt.Errorf("write the head: %w", err)
	}
	return nil
}

func (b *workbook) row(t *Table, r Row) ([]any, error) {
	cells := make([]any, 0, len(t.Columns))
	for i, c := range t.Columns {
		cell := r.cell(i)
		style, err := b.style(xlsxStyle{kind: c.Kind, mark: cell.Mark})
		if err != nil {
			return nil, err
		}
		cells = append(cells, excelize.Cell{StyleID: style, Value: c.xlsxValue(cell)})
	}
	return cells, nil
}

// xlsxValue is a cell with its type; what cannot be read as a date stays text.
func (c Column) xlsxValue(cell Cell) any {
	switch c.Kind {
	case ColumnNumber:
		if cell.Text == "" {
			return cell.Number
		}
	case ColumnDate:
		if day, ok := cpl.Date(cell.Text).Time(); ok && inSheetRange(day) {
			return day
		}
	case ColumnMoment:
		if at, err := time.Parse(time.RFC3339, cell.Text); err == nil && inSheetRange(at) {
			return at.UTC()
		}
	}
	if cell.Text == "" {
		return nil
	}
	if c.Verbatim {
		return xlsxText(cell.Text)
	}
	return xlsxText(NeutraliseCell(cell.Text))
}

// inSheetRange says whether spreadsheets count the day alike: before March 1900 they do not.
func inSheetRange(day time.Time) bool { return day.Year() > 1900 && day.Year() < 9999 }

// xlsxText leaves out what XML cannot hold, and what has no room in a cell.
func xlsxText(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r == 0xfffe, r == 0xffff, r == utf8.RuneError:
			return '\ufffd'
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
	if utf8.RuneCountInString(text) > longestCell {
		return clipped(text, longestCell-1) + "…"
	}
	return text
}

// xlsxWidths are the widths of the columns in characters, by their longest
// words and lines, within limits.
func (t *Table) xlsxWidths() []float64 {
	const least, most, mostLong = 8, 40, 60
	out := make([]float64, 0, len(t.Columns))
	for i, c := range t.Columns {
		longest := min(utf8.RuneCountInString(c.Name)+3, 24)
		for _, r := range t.Rows {
			longest = max(longest, c.xlsxLength(r.cell(i)))
		}
		limit := most
		if c.Kind == ColumnLong {
			limit = mostLong
		}
		out = append(out, float64(max(least, min(longest+2, limit))))
	}
	return out
}

func (c Column) xlsxLength(cell Cell) int {
	switch {
	case c.Kind == ColumnNumber && cell.Text == "":
		return len(number(cell.Number))
	case c.Kind == ColumnMoment:
		return len("2026-11-25 10:00:00")
	}
	longest := 0
	for line := range strings.SplitSeq(cell.Text, "\n") {
		longest = max(longest, utf8.RuneCountInString(line))
	}
	return longest
}

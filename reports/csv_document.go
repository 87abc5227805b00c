package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// markingColumn heads the first column of every CSV.
const markingColumn = "Classification"

// WriteCSV writes the main table of a document: the first of its first
// appendix, else its first. UTF-8, RFC 4180 with CRLF; the first column holds
// the classification, and texts are made safe by [NeutraliseCell] but in
// verbatim columns. The last head is the seal, if there is one, so that a table
// without rows carries it too. A document without a table gives those two heads.
func WriteCSV(w io.Writer, d *Document) error {
	if err := writeTableCSV(w, d, d.mainTable()); err != nil {
		return fmt.Errorf("write %s as CSV: %w", d.Name, err)
	}
	return nil
}

func (d *Document) mainTable() *Table {
	for i := range d.Sections {
		if tables := d.Sections[i].tables(); d.Sections[i].Appendix && len(tables) > 0 {
			return tables[0]
		}
	}
	if tables := d.Tables(); len(tables) > 0 {
		return tables[0]
	}
	return &Table{}
}

// sealWord is the seal as it stands in a rendering, blank where nothing is signed.
func (d *Document) sealWord() string {
	if d.Seal.KeyID == "" {
		return ""
	}
	return d.Seal.Text()
}

func writeTableCSV(w io.Writer, d *Document, t *Table) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	seal := d.sealWord()
	record := make([]string, 0, len(t.Columns)+2)
	record = append(record, markingColumn)
	for _, c := range t.Columns {
		record = append(record, NeutraliseCell(c.Name))
	}
	if seal != "" {
		record = append(record, seal)
	}
	if err := out.Write(record); err != nil {
		return fmt.Errorf("write the head: %w", err)
	}
	for n, row := range t.Rows {
		record = append(record[:0], NeutraliseCell(d.Marking.Label))
		for i, c := range t.Columns {
			record = append(record, c.csvCell(row.cell(i)))
		}
		if seal != "" {
			record = append(record, "")
		}
		if err := out.Write(record); err != nil {
			return fmt.Errorf("write row %d: %w", n+1, err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the rows: %w", err)
	}
	return nil
}

// cell is a cell of the row, empty where the row is too short.
func (r Row) cell(i int) Cell {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return Cell{}
}

// csvCell is a cell as plain text: numbers as digits, dates and moments as they are.
func (c Column) csvCell(cell Cell) string {
	switch {
	case c.Kind == ColumnNumber && cell.Text == "":
		return strconv.FormatInt(cell.Number, 10)
	case c.Verbatim:
		return cell.Text
	}
	return NeutraliseCell(cell.Text)
}

package cpl

import (
	"fmt"
	"strings"
)

// bound is a known column that the file has, and where.
type bound struct {
	field
	index int
	must  bool
}

// rowReader turns records into rows. It is used for one row at a time.
type rowReader struct {
	kind       Kind
	vocabulary *Vocabulary
	today      Date
	headers    []string
	columns    []bound
	known      []bool // by index: whether it is a known column
	// ragged: records leave blank cells at their end out, as XLSX does.
	ragged bool
	// date1904: serial numbers in numeric cells count from 1904.
	date1904 bool
	// scratch, when set, is used again for the ids of each declaration, so the
	// row may not be kept.
	scratch []string
	reuse   bool

	row     *Row
	current *bound
	hasNUL  bool
	counted bool
}

// read fills row from rec. All faults are found; the outcome is Accepted or
// Rejected, for repeated keys are not known here.
func (r *rowReader) read(rec *record, row *Row) {
	*row = Row{Line: rec.line, headers: r.headers, cells: rec.cells, Faults: row.Faults[:0]}
	r.row, r.counted, r.current, r.hasNUL = row, false, nil, rec.hasNUL
	r.checkFields(rec)
	for i := range r.columns {
		r.current = &r.columns[i]
		if r.current.index < len(rec.cells) {
			r.current.into(r, rec.cells[r.current.index])
		} else if r.ragged {
			r.current.into(r, cell{})
		}
	}
	if r.hasNUL {
		r.checkUnknown(rec)
	}
	if len(row.Faults) > 0 {
		row.Outcome = Rejected
	}
	r.identify()
}

// checkFields compares the number of cells with the header.
func (r *rowReader) checkFields(rec *record) {
	if !r.ragged && len(rec.cells) < len(r.headers) {
		r.rowFault(CodeFields, "", fmt.Sprintf("the record has %d cells and the header %d: give every column a cell, if only a blank one, and put cells that hold the separator in quotes",
			len(rec.cells), len(r.headers)))
	}
	for i := len(r.headers); i < len(rec.cells); i++ {
		if !rec.cells[i].blank() {
			r.rowFault(CodeFields, rec.cells[i].text, fmt.Sprintf("there is text beyond the %d columns of the header: give its column a header, or put the cell that holds the separator in quotes",
				len(r.headers)))
			return
		}
	}
}

// checkUnknown names NUL characters in columns that nothing else reads.
func (r *rowReader) checkUnknown(rec *record) {
	for i, c := range rec.cells {
		if strings.IndexByte(c.text, 0) < 0 || i < len(r.known) && r.known[i] {
			continue
		}
		header := ""
		if i < len(r.headers) {
			header = r.headers[i]
		}
		r.row.Faults = append(r.row.Faults, Fault{
			Line: r.row.Line, Column: header, Code: CodeInvisible, Value: shorten(c.text), Hint: hintNUL,
		})
	}
}

// identify works out the row's key and whether its tuple could be read.
func (r *rowReader) identify() {
	row := r.row
	if r.kind == KindApplicability {
		row.Key = row.Applicability.Key()
		return
	}
	if r.kind == KindParties {
		row.Key = row.Party.Name
		return
	}
	if r.kind.List() {
		row.Key = row.Version.EntryID
		t := &row.Version.Tuple
		row.TupleRead = t.DeviceType != "" && t.ManufacturerID != "" && t.ModelID != "" && t.FirmwareVersion != ""
		return
	}
	t := &row.Cohort.Tuple
	row.TupleRead = t.DeviceType != "" && t.ManufacturerID != "" && t.ModelID != "" &&
		(t.FirmwareVersion != "" || r.vocabulary.Type2(t.DeviceType) && !r.faultIn(ColFirmwareVersion))
	if row.TupleRead && row.Cohort.Supplier != "" && row.Cohort.AsOf.Stated() {
		row.Key = row.Cohort.Key() + "|" + string(row.Cohort.AsOf)
	}
}

// faultIn reports whether the row's cell of a known column is at fault or was
// not there.
func (r *rowReader) faultIn(column Column) bool {
	for _, f := range r.row.Faults {
		if f.Column == string(column) {
			return true
		}
	}
	for i := range r.columns {
		if r.columns[i].column == column {
			return !r.ragged && r.columns[i].index >= len(r.row.cells)
		}
	}
	return false
}

func (r *rowReader) rowFault(code, value, hint string) {
	r.row.Faults = append(r.row.Faults, Fault{Line: r.row.Line, Code: code, Value: shorten(value), Hint: hint})
}

func (r *rowReader) fault(code, value, hint string) {
	r.row.Faults = append(r.row.Faults, Fault{
		Line: r.row.Line, Column: string(r.current.column), Code: code, Value: shorten(value), Hint: hint,
	})
}

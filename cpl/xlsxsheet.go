package cpl

import (
	"context"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

const (
	maxSheetRows = 1 << 20
	// maxArrays is how many array formulas may reach into one row.
	maxArrays = 1000
)

// sheetReader turns the XML of one worksheet into rows.
type sheetReader struct {
	name    string
	strings *stringTable
	rows    *rowFile
	search  headerSearch
	looking bool

	row    sheetRow
	column int  // of the latest cell in the row, from 1
	inData bool // drawings have elements of the same names
	inRow  bool
	// The cell that is being read:
	inCell  bool
	kind    string
	formula bool
	taking  bool // text belongs to the value
	nested  int  // phonetic runs, whose text does not count
	value   []byte

	arrays      []cellRange
	mergeBottom int64
}

// cellRange is a range of cells, both ends included, counted from 1.
type cellRange struct {
	left, right int
	top, bottom int64
}

// readSheet walks a worksheet to its end and keeps its rows.
func readSheet(ctx context.Context, b *workbook, at sheet, texts *stringTable, r Reading) (*sheetReader, error) {
	rows, err := newRowFile(r.TempDir)
	if err != nil {
		return nil, err
	}
	s := &sheetReader{
		name: at.name, strings: texts, rows: rows, looking: true,
		search: headerSearch{kind: r.Kind, columns: r.Columns},
	}
	err = walkPart(ctx, b.archive, at.part, xmlHandler{start: s.start, end: s.end, text: s.text})
	if err == nil {
		err = rows.finish()
	}
	return s, err
}

func (s *sheetReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "sheetData":
		s.inData = true
	case "row":
		if s.inData {
			return s.startRow(e)
		}
	case "c":
		if s.inRow {
			return s.startCell(e)
		}
	case "v", "t":
		s.taking = s.inCell && s.nested == 0
	case "rPh":
		s.nested++
	case "f":
		if s.inCell {
			return s.startFormula(e)
		}
	case "mergeCell":
		return s.merge(attribute(e, "ref"))
	}
	return nil
}

func (s *sheetReader) text(b []byte) error {
	if !s.taking {
		return nil
	}
	if s.value = append(s.value, b...); len(s.value) > maxRecordBytes {
		return s.tooLong()
	}
	return nil
}

func (s *sheetReader) end(name string) error {
	switch name {
	case "v", "t":
		s.taking = false
	case "rPh":
		s.nested--
	case "c":
		if s.inCell {
			s.inCell = false
			return s.endCell()
		}
	case "row":
		if s.inRow {
			s.inRow = false
			return s.endRow()
		}
	case "sheetData":
		s.inData = false
	}
	return nil
}

func (s *sheetReader) startRow(e xml.StartElement) error {
	line := s.row.line + 1
	if at := attribute(e, "r"); at != "" {
		n, err := strconv.ParseInt(at, 10, 64)
		if err != nil || n < line || n > maxSheetRows {
			return s.badReference("row " + at)
		}
		line = n
	}
	s.row = sheetRow{line: line, cells: s.row.cells[:0], texts: s.row.texts[:0]}
	s.column, s.inRow = 0, true
	return nil
}

func (s *sheetReader) startCell(e xml.StartElement) error {
	column := s.column + 1
	if at := attribute(e, "r"); at != "" {
		c, row, ok := parseCell(at)
		if !ok || row != s.row.line || c < column {
			return s.badReference("cell " + at)
		}
		column = c
	}
	s.column, s.inCell, s.nested = column, true, 0
	s.kind, s.formula, s.value = attribute(e, "t"), false, s.value[:0]
	return nil
}

func (s *sheetReader) startFormula(e xml.StartElement) error {
	s.formula = true
	kind := attribute(e, "t")
	if kind != "array" && kind != "dataTable" {
		return nil
	}
	area, ok := parseRange(attribute(e, "ref"))
	if !ok {
		return s.badReference("array formula " + attribute(e, "ref"))
	}
	live := s.arrays[:0]
	for _, a := range s.arrays {
		if a.bottom >= s.row.line {
			live = append(live, a)
		}
	}
	s.arrays = append(live, area)
	if len(s.arrays) > maxArrays {
		return s.badReference("too many array formulas at row " + strconv.FormatInt(s.row.line, 10))
	}
	return nil
}

// computed reports whether an array formula fills the current cell.
func (s *sheetReader) computed() bool {
	for _, a := range s.arrays {
		if a.top <= s.row.line && s.row.line <= a.bottom && a.left <= s.column && s.column <= a.right {
			return true
		}
	}
	return false
}

func (s *sheetReader) endCell() error {
	start := len(s.row.texts)
	kind, err := s.takeValue()
	if err != nil {
		return err
	}
	c := sheetCell{column: s.column - 1, kind: kind, size: len(s.row.texts) - start}
	if s.formula || c.size > 0 && len(s.arrays) > 0 && s.computed() {
		c.kind = formulaCell
	}
	switch {
	case c.size == 0 && c.kind != formulaCell:
		return nil
	case c.column >= maxColumns:
		return &FileFault{Code: CodeTooManyColumns, Line: s.row.line, Message: fmt.Sprintf("the sheet %q has more than 10,000 columns", shorten(s.name)), Hint: "keep the columns that are asked for"}
	case len(s.row.texts) > maxRecordBytes:
		return s.tooLong()
	}
	s.row.cells = append(s.row.cells, c)
	return nil
}

// takeValue adds the text of the current cell to the row's texts.
func (s *sheetReader) takeValue() (cellKind, error) {
	kind := textCell
	switch s.kind {
	case "s":
		return kind, s.takeShared()
	case "str", "inlineStr", "d":
		s.row.texts = append(s.row.texts, unescape(s.value)...)
		return kind, nil
	case "", "n":
		kind = numberCell
	case "b":
		kind = booleanCell
	case "e":
		kind = errorCell
	default:
		return kind, s.badReference("cell type " + s.kind)
	}
	s.row.texts = append(s.row.texts, s.value...)
	return kind, nil
}

// takeShared adds the shared string that the current cell cites.
func (s *sheetReader) takeShared() error {
	if len(s.value) == 0 {
		return nil
	}
	number, err := strconv.ParseInt(strings.TrimSpace(string(s.value)), 10, 64)
	there := false
	if err == nil {
		if s.row.texts, there, err = s.strings.append(s.row.texts, number); err != nil {
			return err
		}
	}
	if !there {
		return &FileFault{
			Code: CodeMissingString, Line: s.row.line, Message: fmt.Sprintf("a cell of the sheet %q cites text %s, which the workbook lacks", shorten(s.name), shorten(string(s.value))),
			Hint: "save the workbook again with a spreadsheet program",
		}
	}
	return nil
}

// endRow keeps the row, unless it is blank, and looks for the header.
func (s *sheetReader) endRow() error {
	if len(s.row.cells) == 0 {
		return nil
	}
	if s.looking {
		s.looking = s.search.show(s.row.record())
	}
	return s.rows.add(&s.row)
}

// record is the row as a record of its own.
func (r *sheetRow) record() *record {
	rec := &record{line: r.line}
	at := 0
	for _, c := range r.cells {
		for len(rec.cells) < c.column {
			rec.cells = append(rec.cells, cell{})
		}
		rec.cells = append(rec.cells, cell{text: string(r.texts[at : at+c.size]), kind: c.kind})
		at += c.size
	}
	return rec
}

func (s *sheetReader) merge(ref string) error {
	area, ok := parseRange(ref)
	if !ok {
		return s.badReference("merged cells " + ref)
	}
	s.mergeBottom = max(s.mergeBottom, area.bottom)
	return nil
}

func (s *sheetReader) badReference(what string) error {
	return &FileFault{
		Code: CodeBadReference, Line: s.row.line, Message: fmt.Sprintf("the sheet %q is damaged: %s stands in the wrong place or cannot be read", shorten(s.name), shorten(what)),
		Hint: "save the workbook again with a spreadsheet program",
	}
}

func (s *sheetReader) tooLong() error {
	return &FileFault{Code: CodeRecordTooLong, Line: s.row.line, Message: "a row is over 1 MiB", Hint: "shorten its cells"}
}

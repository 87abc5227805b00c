package cpl

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// headerRecords is how far down the header may stand.
const headerRecords = 20

// candidate is the record that could be the header of a file or a sheet.
type candidate struct {
	line int64
	// skip is how many records, blank ones too, go before the first row.
	skip    int
	cells   []string
	found   int
	missing []Column
	// fault is what ended the search before a header was found.
	fault *FileFault
}

func (c *candidate) complete() bool { return c.cells != nil && len(c.missing) == 0 }

// headerSearch looks for the header in records that are shown to it in order.
type headerSearch struct {
	kind     Kind
	columns  *ColumnMap
	best     candidate
	records  int
	nonBlank int
}

// show looks at a record, and reports whether more are wanted.
func (h *headerSearch) show(rec *record) bool {
	h.records++
	if rec.blank() {
		return true
	}
	h.nonBlank++
	found := map[Column]bool{}
	for _, c := range rec.cells {
		if column, ok := h.columns.Find(h.kind, c.text); ok {
			found[column] = true
		}
	}
	var missing []Column
	for _, column := range h.columns.Required(h.kind) {
		if !found[column] {
			missing = append(missing, column)
		}
	}
	if h.best.cells == nil || len(missing) == 0 || len(found) > h.best.found {
		h.best = candidate{line: rec.line, skip: h.records, cells: headerTexts(rec), found: len(found), missing: missing}
	}
	return len(missing) > 0 && h.nonBlank < headerRecords
}

// headerTexts are the cells of a header without the blank ones at its end.
func headerTexts(rec *record) []string {
	texts := make([]string, 0, len(rec.cells))
	width := 0
	for i, c := range rec.cells {
		texts = append(texts, Trim(c.text))
		if texts[i] != "" {
			width = i + 1
		}
	}
	return texts[:width]
}

// search reads a source until its header is found or cannot be there any more.
func (h *headerSearch) search(s source) (candidate, error) {
	rec := &record{}
	for {
		more, err := s.next(rec)
		var fault *FileFault
		if errors.As(err, &fault) {
			h.best.fault = fault
			return h.best, nil
		}
		if err != nil {
			return h.best, err
		}
		if !more || !h.show(rec) {
			return h.best, nil
		}
	}
}

// bind finds the known columns of a header. A known column that stands twice is
// a file fault.
func bind(kind Kind, columns *ColumnMap, c candidate) (headers []string, index map[Column]int, err error) {
	index = map[Column]int{}
	used := map[string]bool{}
	for i, header := range c.cells {
		column, known := columns.Find(kind, header)
		if first, twice := index[column]; known && twice {
			return nil, nil, &FileFault{
				Code: CodeDuplicateColumn, Line: c.line,
				Message: fmt.Sprintf("column %q stands twice, as %q and %q", column, c.cells[first], header),
				Hint:    "remove or rename one of them",
			}
		}
		if known {
			index[column] = i
		}
		headers = append(headers, uniqueHeader(used, header, i))
	}
	return headers, index, nil
}

// uniqueHeader names a column of the raw row, where every name may stand once.
func uniqueHeader(used map[string]bool, header string, i int) string {
	if header == "" {
		header = fmt.Sprintf("(column %d)", i+1)
	}
	name := header
	for used[name] {
		name = fmt.Sprintf("%s (column %d)", header, i+1)
		i += headerNameStep
	}
	used[name] = true
	return name
}

// headerNameStep leaves the range of real columns, should a name be taken.
const headerNameStep = 100_000

// missingColumns is the fault of a file in which no header was found.
func missingColumns(kind Kind, c candidate) *FileFault {
	if c.cells == nil {
		return &FileFault{Code: CodeMissingColumn, Message: "there is no text in the file, so no header", Hint: "give a file with a header and rows"}
	}
	names := make([]string, 0, len(c.missing))
	for _, column := range c.missing {
		names = append(names, fmt.Sprintf("%q", column))
	}
	slices.Sort(names)
	return &FileFault{
		Code: CodeMissingColumn, Line: c.line,
		Message: fmt.Sprintf("no record among the first %d has all required columns of kind %s; the nearest lacks %s", headerRecords, kind, strings.Join(names, ", ")),
		Hint:    "add the columns, or give their headers as aliases in a column map",
	}
}

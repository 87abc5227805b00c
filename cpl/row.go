package cpl

import (
	"encoding/json"
	"strings"
)

// Outcome is what a row amounts to before the graph is asked.
type Outcome int

// The outcomes of a row.
const (
	// Accepted rows are to be loaded.
	Accepted Outcome = iota
	// Repeated rows say again what the accepted row with their key says: they
	// count as unchanged.
	Repeated
	// Rejected rows are at fault; see [Row.Faults].
	Rejected
)

// Row is one record of a file below its header, as read.
type Row struct {
	// Line is the record's first physical line, or the row that the
	// spreadsheet shows, counted from 1.
	Line    int64
	Outcome Outcome
	// Faults names everything that is wrong with a rejected row, and is empty
	// for every other.
	Faults []Fault
	// Key is the CPL Entry ID, or the cohort key with "|" and the as-of date
	// added, or the key of the applicability. It is blank where one of its cells
	// could not be read.
	Key string
	// Version is what a row of kind cpl says, Cohort what one of kind installs
	// says. Of a rejected row they hold the cells that could be read.
	// Applicability is what a row of kind applicability says; a row of kind dcc
	// says a Version.
	Version       Version
	Cohort        Cohort
	Applicability Applicability
	// Party is what a row of kind parties says.
	Party Party
	// TupleRead says that all cells of the device tuple could be read.
	TupleRead bool

	headers []string
	cells   []cell
}

// cellKind is what a spreadsheet says about a cell. Cells of CSV are text.
type cellKind uint8

const (
	textCell cellKind = iota
	numberCell
	formulaCell
	errorCell
	booleanCell
)

// cell is one cell as typed. A blank one has neither text nor a formula.
type cell struct {
	text string
	kind cellKind
}

func (c cell) blank() bool { return c.kind != formulaCell && Trim(c.text) == "" }

// record is one line of a file, or several where a cell holds newlines. Its
// cells may be used again by the next read into it; their texts are not.
type record struct {
	line  int64
	cells []cell
	// hasNUL says that there is a NUL in one of them.
	hasNUL bool
}

func (r *record) blank() bool {
	for _, c := range r.cells {
		if !c.blank() {
			return false
		}
	}
	return true
}

// Tuple is the device tuple of the row, whichever its kind.
func (r *Row) Tuple() Tuple {
	if r.Cohort.Tuple != (Tuple{}) {
		return r.Cohort.Tuple
	}
	return r.Version.Tuple
}

// Raw is the row as typed, as a JSON object from header to text: all columns,
// known and unknown, in the file's order, empty cells left out.
func (r *Row) Raw() string {
	size := 2
	for i, c := range r.cells {
		if i < len(r.headers) && c.text != "" {
			size += len(r.headers[i]) + len(c.text) + 6
		}
	}
	b := make([]byte, 0, size)
	b = append(b, '{')
	for i, c := range r.cells {
		if i >= len(r.headers) || c.text == "" {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = appendJSON(b, r.headers[i])
		b = append(b, ':')
		b = appendJSON(b, c.text)
	}
	return string(append(b, '}'))
}

// appendJSON appends text as a JSON string.
func appendJSON(b []byte, text string) []byte {
	if plainASCII(text) && strings.IndexByte(text, '"') < 0 && strings.IndexByte(text, '\\') < 0 {
		b = append(b, '"')
		b = append(b, text...)
		return append(b, '"')
	}
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		return append(b, `""`...) // a string always encodes
	}
	return append(b, strings.TrimSuffix(out.String(), "\n")...)
}

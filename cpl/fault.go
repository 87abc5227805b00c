package cpl

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxFaults is how many faults an answer lists; further ones are counted.
const MaxFaults = 1000

// maxValueRunes bounds the value that a fault repeats.
const maxValueRunes = 200

// The codes of what is wrong with a row.
const (
	CodeFields            = "fields"
	CodeRequired          = "required"
	CodeInvisible         = "invisible-character"
	CodeUncitable         = "uncitable"
	CodeTooLong           = "too-long"
	CodeNotHex            = "not-hex"
	CodeWrongWidth        = "wrong-width"
	CodeUnknownStatus     = "unknown-status"
	CodeUnknownDeviceType = "unknown-device-type"
	CodeNotADate          = "not-a-date"
	CodeDateInFuture      = "date-in-future"
	CodeNotACount         = "not-a-count"
	CodeGainedOverCount   = "gained-over-count"
	CodeDuplicateKey      = "duplicate-key"
	CodeNumberNotText     = "number-not-text"
	CodeFormula           = "formula"
	CodeErrorValue        = "error-value"
	CodeBoolean           = "boolean"
	CodeUnknownCategory   = "unknown-category"
	CodeNotAnAddress      = "not-an-address"
	CodeIdentifierTaken   = "identifier-taken"
)

// The codes of what refuses a file whole.
const (
	CodeMissingColumn      = "missing-column"
	CodeDuplicateColumn    = "duplicate-column"
	CodeTooManyColumns     = "too-many-columns"
	CodeAmbiguousSeparator = "ambiguous-separator"
	CodeOpenQuote          = "open-quote"
	CodeStrayQuote         = "stray-quote"
	CodeRecordTooLong      = "record-too-long"
	CodeNotUTF8            = "not-utf-8"
	CodeChanged            = "file-changed"
	CodeEncrypted          = "encrypted"
	CodeOldFormat          = "old-spreadsheet"
	CodeDamagedArchive     = "damaged-archive"
	CodeZipBomb            = "zip-bomb"
	CodeMacros             = "macros"
	CodeNotAWorkbook       = "not-a-workbook"
	CodeMalformedXML       = "malformed-xml"
	CodeDoctype            = "document-type"
	CodeMissingSheet       = "missing-sheet"
	CodeMissingString      = "missing-string"
	CodeMergedCells        = "merged-cells"
	CodeSecondSheet        = "second-sheet"
	CodeBadReference       = "bad-reference"
	CodeTooManyRows        = "too-many-rows"
)

// Fault is one thing wrong with one row: where, what, and what to type instead.
type Fault struct {
	// Line is the record's first physical line, or the row that the
	// spreadsheet shows, counted from 1.
	Line int64 `json:"line"`
	// Column is the header of the contract for a known column, the header as
	// typed for another, and blank where the whole record is meant.
	Column string `json:"column"`
	Code   string `json:"code"`
	// Value is the cell as typed, shortened to 200 characters.
	Value string `json:"value"`
	Hint  string `json:"hint"`
}

// FileFault refuses a file whole: nothing of it may be loaded. It is an error.
type FileFault struct {
	Code    string
	Message string
	Hint    string
	// Line is where the fault was met, or 0 where it has no line.
	Line int64
}

// Error says in one line what is wrong, where, and what to do.
func (f *FileFault) Error() string {
	var b strings.Builder
	b.WriteString("file refused (" + f.Code + "): " + f.Message)
	if f.Line > 0 {
		fmt.Fprintf(&b, ", at line %d", f.Line)
	}
	if f.Hint != "" {
		b.WriteString(": " + f.Hint)
	}
	return b.String()
}

// shorten cuts a value for a fault, so that a hostile cell stays printable.
func shorten(value string) string {
	if len(value) <= maxValueRunes || utf8.RuneCountInString(value) <= maxValueRunes {
		return strings.Clone(value)
	}
	n := 0
	for i := range value {
		if n == maxValueRunes {
			return value[:i] + "…"
		}
		n++
	}
	return value
}

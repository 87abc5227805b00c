package graphstore

import (
	"fmt"
	"strings"
	"time"

	"waymark/cpl"
)

// ErrStrict refuses a file with rejected rows when it was to be loaded whole or not at all.
var ErrStrict = fmt.Errorf("strict: %w", ErrInvalid)

// ImportOptions say how a file is loaded. The zero value loads the good rows of
// a file that is true today.
type ImportOptions struct {
	// ID is the import's id, for a caller that must know it beforehand; one is
	// made if it is empty. See [NewImportID].
	ID string
	// FileName is what the file is called in the result, for a caller that read
	// it from a stream; the name of the file on disk if it is empty.
	FileName string
	// AsOf says when a CPL file was true; Today if absent. For CPL files alone.
	AsOf  cpl.Date
	Today cpl.Date
	// Strict loads nothing when a row is rejected.
	Strict bool
	// DryRun answers the same and writes nothing.
	DryRun bool
	// Complete retires the listed entries that a CPL file does not mention.
	Complete bool
	// Partial says that an install return leaves tuples out without emptying them.
	Partial bool
	// Force is the reason to pass a guard, or empty.
	Force string
	// Vocabulary tells the hub pairs; it is the one that the file was read with.
	Vocabulary *cpl.Vocabulary
	Wait       Wait
	// Progress, if set, is told now and then how far each phase is.
	Progress func(Progress)
}

// Progress is how far one phase of an import is; Total is 0 when unknown.
type Progress struct {
	Phase string `json:"phase"`
	Done  int64  `json:"done"`
	Total int64  `json:"total"`
}

// ImportResult is the reconciliation of an import: Rows is always the sum of
// Created, Updated, Unchanged and Rejected.
type ImportResult struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	FileName string `json:"fileName"`
	SHA256   string `json:"sha256"`
	Status   string `json:"status"`
	DryRun   bool   `json:"dryRun"`
	// Loaded is false for a dry run and for a file that was refused: nothing was
	// written, and the counts say what the rows would have come to.
	Loaded      bool     `json:"loaded"`
	EffectiveOn cpl.Date `json:"effectiveOn,omitempty"`
	Rows        int64    `json:"rows"`
	Created     int64    `json:"created"`
	Updated     int64    `json:"updated"`
	Unchanged   int64    `json:"unchanged"`
	Rejected    int64    `json:"rejected"`
	Retired     int64    `json:"retired"`
	// Removed counts the rows of the former table that a file which replaces it
	// does not mention.
	Removed          int64       `json:"removed"`
	Blanked          int64       `json:"declarationsBlanked"`
	FaultCount       int64       `json:"faults"`
	Rejects          []cpl.Fault `json:"rejects"`
	RejectsTruncated bool        `json:"rejectsTruncated"`
	ReceivedAt       *time.Time  `json:"receivedAt,omitempty"`
	FinishedAt       *time.Time  `json:"finishedAt,omitempty"`
	Error            string      `json:"error,omitempty"`
}

// Validate refuses, as *InputError, options that do not go with the kind, and a
// date to come; it fills in the date of a CPL file that gives none.
func (o *ImportOptions) Validate(kind cpl.Kind) error {
	wrong := func(option string) error {
		return &InputError{Code: "option-of-other-kind", Message: fmt.Sprintf("%s does not go with an import of %s", option, kind), Hint: "leave it out"}
	}
	switch {
	case o.Force != "" && strings.TrimSpace(o.Force) == "":
		return &InputError{Code: "force-needs-reason", Message: "force was given without a reason", Hint: "give the reason; it is kept with the import"}
	case kind != cpl.KindCPL && o.AsOf.Stated():
		return wrong("--as-of")
	case kind != cpl.KindCPL && o.Complete:
		return wrong("--complete")
	case kind != cpl.KindInstalls && o.Partial:
		return wrong("--partial")
	}
	if kind == cpl.KindCPL && !o.AsOf.Stated() {
		o.AsOf = o.Today
	}
	if o.AsOf > o.Today {
		return &InputError{Code: "as-of-in-future", Message: fmt.Sprintf("--as-of %s is after today, %s", o.AsOf, o.Today), Hint: "give the date of which the list was true"}
	}
	return nil
}

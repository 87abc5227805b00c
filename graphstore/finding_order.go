package graphstore

import (
	"fmt"
	"slices"
	"time"
)

// FindingMarks are marks by which findings are selected; empty members let
// everything pass.
type FindingMarks struct {
	Severity string
	// Model is a key: device type|manufacturer|model.
	Model string
	Class string
	// Overdue and Baseline are as the finding's members of that name.
	Overdue, Baseline *bool
}

func (m FindingMarks) onto(params map[string]any) map[string]any {
	params["severity"], params["model"], params["class"] = m.Severity, m.Model, m.Class
	params["overdue"], params["baseline"] = fromTruth(m.Overdue), fromTruth(m.Baseline)
	return params
}

// FindingSort is what a list of findings is ordered by, before rule, subject and
// fingerprint, by which alone it is ordered where it is blank.
type FindingSort string

// The orders: the most severe first, the most devices first, what is due
// soonest first, what was seen last first.
const (
	SortRule     FindingSort = ""
	SortSeverity FindingSort = "severity"
	SortInstalls FindingSort = "installs"
	SortDueOn    FindingSort = "dueOn"
	SortLastSeen FindingSort = "lastSeen"
)

// backwards is what numbers are taken from to be ordered from the largest; as texts
// of as many digits they are ordered as numbers are.
const backwards = 999_999_999_999_999

// Key is what a finding is ordered by, as cypher/list_findings.cypher makes it.
func (s FindingSort) Key(f Finding) string {
	falling := func(n int64) string { return fmt.Sprintf("%015d", backwards-n) }
	switch s {
	case SortSeverity:
		worst := []string{"critical", "high", "medium", "low"}
		if i := slices.Index(worst, f.Severity); i >= 0 {
			return string(rune('0' + i))
		}
		return "4"
	case SortInstalls:
		return falling(f.Installs)
	case SortDueOn:
		if !f.DueOn.Stated() {
			return "9999-99-99"
		}
		return string(f.DueOn)
	case SortLastSeen:
		return falling(f.LastSeen.Truncate(time.Millisecond).UnixMilli())
	case SortRule:
	}
	return ""
}

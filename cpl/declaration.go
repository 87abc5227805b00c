package cpl

import (
	"slices"
	"strings"
)

// DeclarationState is what a predecessor declaration amounts to.
type DeclarationState string

// The four states of a predecessor declaration (MP231 asks for CPL Entry IDs,
// one or many, or "N/A"; blank and unreadable cells stay apart from both).
const (
	// DeclaredList: the ids of earlier firmware were given.
	DeclaredList DeclarationState = "list"
	// DeclaredNone: an explicit N/A, there is no earlier firmware.
	DeclaredNone DeclarationState = "none"
	// NotStated: the cell is blank.
	NotStated DeclarationState = "not-stated"
	// DeclaredInvalid: the cell cannot be read as either.
	DeclaredInvalid DeclarationState = "invalid"
)

// Declaration is a predecessor declaration as read, with its text as typed.
type Declaration struct {
	State DeclarationState
	// IDs are the cited CPL Entry IDs of a list, in the order given, without repeats.
	IDs []string
	// Text is the cell as typed.
	Text string
}

// manyIDs is where a list of ids is long enough for a map to find repeats.
const manyIDs = 32

// ParseDeclaration reads the cell "Previous Firmware CPL Entry IDs".
func ParseDeclaration(text string) Declaration { return parseDeclaration(text, nil) }

// parseDeclaration is [ParseDeclaration], with room for the ids.
func parseDeclaration(text string, ids []string) Declaration {
	d := Declaration{Text: text, State: NotStated}
	if Trim(text) == "" {
		return d
	}
	if ids == nil {
		ids = make([]string, 0, min(countParts(text), 1024))
	}
	sawNone := false
	var seen map[string]bool
	for len(text) > 0 {
		var part string
		part, text = cutPart(text)
		part = Trim(part)
		switch {
		case part == "":
		case spellsNone(part):
			sawNone = true
		case len(ids) < manyIDs:
			if !slices.Contains(ids, part) {
				ids = append(ids, part)
			}
		default:
			if seen == nil {
				seen = setOf(ids)
			}
			if !seen[part] {
				seen[part] = true
				ids = append(ids, part)
			}
		}
	}
	switch {
	case sawNone && len(ids) == 0:
		d.State = DeclaredNone
	case sawNone || len(ids) == 0:
		d.State = DeclaredInvalid
	default:
		d.State, d.IDs = DeclaredList, ids
	}
	return d
}

// cutPart cuts text at its first separator.
func cutPart(text string) (part, rest string) {
	for i := range len(text) {
		if isSeparator(rune(text[i])) {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

func countParts(text string) int {
	n := 1
	for i := range len(text) {
		if isSeparator(rune(text[i])) {
			n++
		}
	}
	return n
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, 2*len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// Same reports whether d and other mean the same: same state and, for a list,
// the same ids in any order. Declarations that cannot be read are compared by
// their trimmed text.
func (d Declaration) Same(other Declaration) bool {
	if d.State != other.State {
		return false
	}
	if d.State == DeclaredInvalid {
		return Trim(d.Text) == Trim(other.Text)
	}
	if len(d.IDs) != len(other.IDs) {
		return false
	}
	a, b := slices.Sorted(slices.Values(d.IDs)), slices.Sorted(slices.Values(other.IDs))
	return slices.Equal(a, b)
}

func isSeparator(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' }

// spellsNone recognises N/A, n/a, NA, N / A and None in any case.
func spellsNone(part string) bool {
	if len(part) > len("n / a") {
		return false
	}
	switch strings.ToLower(part) {
	case "n/a", "na", "none", "n / a":
		return true
	}
	return false
}

package graphstore

import (
	"context"
	"slices"
)

var listFIR = statement("list_fir")

// FIREntry is an entry with what may come before it.
type FIREntry struct {
	Version
	// Cited are the entries that it declares as its predecessors, by id.
	Cited []FIRCited
}

// FIRCited is a declared predecessor.
type FIRCited struct {
	EntryID string
	// Known says that a list has it, SameModel that it is of the same device model,
	// Walkable that the upgrade from it may be done, and Restriction is the id of
	// the restriction that forbids it.
	Known, SameModel, Walkable bool
	Restriction                string
}

// FIREntries returns at most limit of the entries that are listed, or from which
// an upgrade may start, whose CPL Entry ID comes after the given one, by id.
func (s *Store) FIREntries(ctx context.Context, scope Scope, after string, limit int) ([]FIREntry, error) {
	rows, err := s.read(ctx, scope, listFIR, map[string]any{"after": after, "limit": limit})
	out := make([]FIREntry, 0, len(rows))
	for _, r := range rows {
		walked := r.texts("walked")
		slices.Sort(walked)
		e := FIREntry{Version: toVersion(r.value("version"))}
		cited, _ := r.value("cited").([]any)
		for _, c := range cited {
			values, _ := c.([]any)
			link := row{keys: []string{"entryId", "restriction", "sameModel", "known"}, values: values}
			_, walks := slices.BinarySearch(walked, link.text("entryId"))
			e.Cited = append(e.Cited, FIRCited{
				EntryID: link.text("entryId"), Known: link.truth("known"), SameModel: link.truth("sameModel"), Walkable: walks, Restriction: link.text("restriction"),
			})
		}
		out = append(out, e)
	}
	return out, err
}

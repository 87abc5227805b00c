package graphstore

import (
	"context"
	"encoding/json"
	"time"

	"waymark/cpl"
)

var (
	explainHistory = statement("explain_history")
	countHistory   = statement("count_history")
	explainEdges   = statement("explain_edges")
	countEdges     = statement("count_edges")
)

// VersionStatement is what one import said about an entry.
type VersionStatement struct {
	ImportID    string    `json:"importId"`
	FileName    string    `json:"fileName"`
	Line        int64     `json:"line"`
	EffectiveOn cpl.Date  `json:"effectiveOn,omitempty"`
	RecordedAt  time.Time `json:"recordedAt"`
	// Retired says that a complete list left the entry out; nothing else is stated then.
	Retired     bool                `json:"retired"`
	Status      string              `json:"status,omitempty"`
	Declaration *VersionDeclaration `json:"declaration,omitempty"`
	// Raw is the row as typed, by header.
	Raw json.RawMessage `json:"raw,omitempty"`
}

// DeclaredEdge is an edge of an entry, seen from it.
type DeclaredEdge struct {
	EntryID string `json:"entryId"`
	// State is walkable, barred or ended; Why says why it is not walkable: ended,
	// unknown-id, self, foreign, not-listed or restricted.
	State       string   `json:"state"`
	Why         string   `json:"why,omitempty"`
	Since       cpl.Date `json:"since,omitempty"`
	Until       cpl.Date `json:"until,omitempty"`
	ModelKey    string   `json:"modelKey"`
	Restriction string   `json:"restriction,omitempty"`
}

// HistoryPlace is where a page of an entry's history ended; the zero value is before
// the first.
type HistoryPlace struct {
	EffectiveOn cpl.Date
	RecordedAt  time.Time
	ImportID    string
}

// EdgePlace is where an edge stands among those of an entry; the zero value is
// before the first. Direction is in or out; Nth counts, from 0, those that the two
// ends had before it.
type EdgePlace struct {
	Direction, EntryID string
	Nth                int64
}

// History lists what imports said about an entry, oldest first.
func (s *Store) History(ctx context.Context, scope Scope, entryID string) ([]VersionStatement, error) {
	return s.history(ctx, scope, entryID, HistoryPlace{}, wholeList)
}

// HistoryPage lists at most limit of what imports said about an entry after the
// given place, oldest first, and how much there is in all. Of an entry that is not
// there, or not in scope, there is nothing.
func (s *Store) HistoryPage(ctx context.Context, scope Scope, entryID string, after HistoryPlace, limit int) ([]VersionStatement, int64, error) {
	counted, err := s.read(ctx, scope, countHistory, map[string]any{"entryId": entryID})
	if err != nil {
		return nil, 0, err
	}
	found, err := s.history(ctx, scope, entryID, after, limit)
	return found, counted[0].number("total"), err
}

func (s *Store) history(ctx context.Context, scope Scope, entryID string, after HistoryPlace, limit int) ([]VersionStatement, error) {
	params := Place{At: after.RecordedAt, ID: after.ImportID}.params(limit)
	params["entryId"], params["afterOn"] = entryID, fromDate(after.EffectiveOn)
	rows, err := s.read(ctx, scope, explainHistory, params)
	if err != nil {
		return nil, err
	}
	out := make([]VersionStatement, 0, len(rows))
	for _, r := range rows {
		said := VersionStatement{
			ImportID: r.text("importId"), FileName: r.text("fileName"), Line: r.number("line"), EffectiveOn: r.date("effectiveOn"),
			RecordedAt: r.moment("recordedAt"), Retired: r.truth("retired"), Status: r.text("status"), Raw: rawJSON(r.text("raw")),
		}
		if state := r.text("declaration"); state != "" {
			said.Declaration = &VersionDeclaration{State: state, IDs: r.texts("predecessors"), Text: r.text("declarationText")}
		}
		out = append(out, said)
	}
	return out, nil
}

// Edges lists the edges into an entry and out of it, ended ones too.
func (s *Store) Edges(ctx context.Context, scope Scope, entryID string) (in, out []DeclaredEdge, err error) {
	found, places, err := s.edges(ctx, scope, entryID, EdgePlace{}, wholeList)
	if err != nil {
		return nil, nil, err
	}
	in, out = SplitEdges(found, places)
	return in, out, nil
}

// SplitEdges tells the edges into an entry from those out of it, by the place of each.
func SplitEdges(found []DeclaredEdge, places []EdgePlace) (in, out []DeclaredEdge) {
	in, out = []DeclaredEdge{}, []DeclaredEdge{}
	for i, e := range found {
		if places[i].Direction == "in" {
			in = append(in, e)
		} else {
			out = append(out, e)
		}
	}
	return in, out
}

// EdgePage lists at most limit edges of an entry after the given place, ended ones
// too: those into it, then those out of it, each by the entry at the other end, then
// in the order in which they were declared. It also says where each stands, and how
// many there are in all. Of an entry that is not there, or not in scope, there are none.
func (s *Store) EdgePage(ctx context.Context, scope Scope, entryID string, after EdgePlace, limit int) ([]DeclaredEdge, []EdgePlace, int64, error) {
	counted, err := s.read(ctx, scope, countEdges, map[string]any{"entryId": entryID})
	if err != nil {
		return nil, nil, 0, err
	}
	found, places, err := s.edges(ctx, scope, entryID, after, limit)
	return found, places, counted[0].number("total"), err
}

func (s *Store) edges(ctx context.Context, scope Scope, entryID string, after EdgePlace, limit int) ([]DeclaredEdge, []EdgePlace, error) {
	rows, err := s.read(ctx, scope, explainEdges, map[string]any{
		"entryId": entryID, "afterDirection": after.Direction, "after": after.EntryID, "afterNth": after.Nth, "limit": limit,
	})
	if err != nil {
		return nil, nil, err
	}
	found, places := make([]DeclaredEdge, 0, len(rows)), make([]EdgePlace, 0, len(rows))
	for _, r := range rows {
		e := DeclaredEdge{EntryID: r.text("entryId"), Since: r.date("since"), Until: r.date("until"), ModelKey: r.text("modelKey"), Restriction: r.text("restriction")}
		e.State, e.Why = edgeState(r)
		found, places = append(found, e), append(places, EdgePlace{Direction: r.text("direction"), EntryID: e.EntryID, Nth: r.number("nth")})
	}
	return found, places, nil
}

func edgeState(r row) (state, why string) {
	switch {
	case r.value("until") != nil:
		return "ended", "ended"
	case r.truth("walkable"):
		return "walkable", ""
	case r.truth("placeholder"):
		return "barred", "unknown-id"
	case r.truth("self"):
		return "barred", "self"
	case r.text("modelKey") != r.text("ownModelKey"):
		return "barred", "foreign"
	case r.text("restriction") != "":
		return "barred", "restricted"
	}
	return "barred", "not-listed"
}

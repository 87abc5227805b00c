package graphstore

import (
	"context"
	"strings"
)

var (
	pageVersions     = statement("page_versions")
	pickVersions     = statement("pick_versions")
	tallyVersions    = statement("tally_versions")
	countAllVersions = statement("count_all_versions")
)

// CountedAtMost is up to how many matches are counted where counting them all
// would cost more than the page itself.
const CountedAtMost = 10_000

// Matches is how many match a filter: Total of them, or more where AtLeast is set.
type Matches struct {
	Total   int64
	AtLeast bool
}

// matches reads a count that went up to one more than CountedAtMost.
func matches(rows []row) Matches {
	if len(rows) == 0 {
		return Matches{}
	}
	n := rows[0].number("total")
	return Matches{Total: min(n, CountedAtMost), AtLeast: n > CountedAtMost}
}

// VersionQuery selects versions for a list; empty members let everything pass.
type VersionQuery struct {
	// Model is a key: device type|manufacturer|model.
	Model        string
	Manufacturer string
	DeviceType   string
	// Declaration is the state of the declaration.
	Declaration string
	Listed      *bool
	// Text is the beginning of a CPL Entry ID or of a model identifier.
	Text string
}

// VersionPlace is where a page of versions ended; the zero value is before the
// first. Rank is 0 for what the query's text names exactly, else 1.
type VersionPlace struct {
	Rank    int64
	EntryID string
}

// VersionPage lists at most limit versions after the given place: those that the
// text names exactly, then those that begin with it, each by CPL Entry ID. It
// also says where the last one stands, and how many match in all.
func (s *Store) VersionPage(ctx context.Context, scope Scope, q VersionQuery, after VersionPlace, limit int) ([]Version, []VersionPlace, Matches, error) {
	params := q.params(scope)
	total, err := s.countVersionQuery(ctx, scope, q, params)
	if err != nil {
		return nil, nil, Matches{}, err
	}
	params["after"], params["afterRank"], params["limit"] = after.EntryID, after.Rank, limit
	st := pickVersions
	if q.Text == "" && len(params["models"].([]string))+len(params["makers"].([]string)) == 0 {
		st = pageVersions
	}
	rows, err := s.read(ctx, scope, st, params)
	if err != nil {
		return nil, nil, Matches{}, err
	}
	out, places := make([]Version, 0, len(rows)), make([]VersionPlace, 0, len(rows))
	for _, r := range rows {
		v := toVersion(r.value("version"))
		out, places = append(out, v), append(places, VersionPlace{Rank: r.number("rank"), EntryID: v.EntryID})
	}
	return out, places, total, nil
}

func (s *Store) countVersionQuery(ctx context.Context, scope Scope, q VersionQuery, params map[string]any) (Matches, error) {
	if (q == VersionQuery{}) && (scope.everything || scope.supplier != "") {
		rows, err := s.read(ctx, scope, countAllVersions, nil)
		if err != nil || len(rows) == 0 {
			return Matches{}, err
		}
		return Matches{Total: rows[0].number("total")}, nil
	}
	params["most"] = CountedAtMost + 1
	rows, err := s.read(ctx, scope, tallyVersions, params)
	return matches(rows), err
}

// params says where the search begins, too: at a device model, at manufacturers,
// which a manufacturer's scope always does, or else at an index.
func (q VersionQuery) params(scope Scope) map[string]any {
	models, makers := []string{}, []string{}
	switch {
	case q.Model != "":
		models = append(models, q.Model)
	case q.Manufacturer != "":
		makers = append(makers, q.Manufacturer)
	case !scope.everything && scope.supplier == "":
		makers = strings.Fields(scope.manufacturers)
	}
	return map[string]any{
		"models": models, "makers": makers, "maker": q.Manufacturer, "deviceType": q.DeviceType, "declaration": q.Declaration, "listed": fromTruth(q.Listed), "q": q.Text,
	}
}

// fromTruth gives null where nothing is said.
func fromTruth(b *bool) any {
	if b == nil {
		return nil
	}
	return *b
}

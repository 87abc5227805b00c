//go:build integration

package analytics_test

import (
	"context"
	"strings"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/cpl"
	"waymark/graphstore"
)

// poolDays are a restriction's first and last days: to come, in force on its
// first, last or only day, in force without an end, and over.
var poolDays = []string{
	"2026-11-26/", "2026-12-01/2027-01-31", "2026-11-25/", "2026-11-01/2026-11-25", "2026-11-25/2026-11-25", "2026-01-01/", "2026-01-01/2027-01-01",
	"2026-01-01/2026-11-24",
}

// declaredEdges are the edges between known versions that are declared, those within a model first.
func (w *world) declaredEdges() [][2]string {
	var within, foreign [][2]string
	for _, v := range w.sorted(func(*version) bool { return true }) {
		for _, id := range v.declared.IDs {
			switch p := w.versions[id]; {
			case p == nil, p == v:
			case p.model == v.model:
				within = append(within, [2]string{id, v.id})
			default:
				foreign = append(foreign, [2]string{id, v.id})
			}
		}
	}
	return append(within, foreign...)
}

// drawRestriction restricts an edge that is declared, for a time in which it is not restricted yet.
func drawRestriction(t *rapid.T, w *world) []file {
	edges := w.declaredEdges()
	if len(edges) == 0 {
		return nil
	}
	edge := edges[uniform(t, len(edges), "which edge")]
	r := restriction{from: edge[0], to: edge[1]}
	r.starts, r.ends, _ = strings.Cut(pick(t, poolDays, "days"), "/")
	for _, standing := range w.restrictions {
		if standing.from == r.from && standing.to == r.to && (r.ends == "" || standing.starts <= r.ends) && (standing.ends == "" || standing.ends >= r.starts) {
			return nil
		}
	}
	return []file{{restricts: &r}}
}

// drawLifting lifts a restriction that is in force or to come.
func drawLifting(t *rapid.T, w *world) []file {
	var standing []restriction
	for _, r := range w.restrictions {
		if r.ends == "" || r.ends >= string(labToday) {
			standing = append(standing, r)
		}
	}
	if len(standing) == 0 {
		return nil
	}
	chosen := standing[uniform(t, len(standing), "which restriction")]
	// Of one edge the earliest is lifted first.
	for _, r := range standing {
		if r.from == chosen.from && r.to == chosen.to && r.starts < chosen.starts {
			chosen = r
		}
	}
	return []file{{lifts: &chosen}}
}

func (l *lab) restrict(t tester, r restriction) {
	t.Helper()
	_, err := l.Restrict(context.Background(), graphstore.NewRestriction{
		From: r.from, To: r.to, Reason: "a test", Reference: "T/1", StartsOn: cpl.Date(r.starts), EndsOn: cpl.Date(r.ends),
	}, graphstore.Acting{By: "test", Today: l.today})
	require.NoError(t, err)
}

func (l *lab) unrestrict(t tester, r restriction) {
	t.Helper()
	_, err := l.Unrestrict(context.Background(), graphstore.Lifting{From: r.from, To: r.to, Why: "a test"}, graphstore.Acting{By: "test", Today: l.today})
	require.NoError(t, err)
}

//go:build integration

package analytics_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

func restricting(from, to string) file {
	return file{restricts: &restriction{from: from, to: to, starts: "2026-01-01"}}
}

// restrictedEstates are estates in which a restriction decides, or must not.
func restrictedEstates() map[string]rareEstate {
	a, b, c := on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2025-05-01", "A"), on("C", "00000003", "2025-06-01", "B")
	inService := returned(running("00000001", "2026-11-01", 5))
	removed := func(e entry) entry { e.status = "Removed"; return e }
	declares := func(e entry, declaration string) entry { e.declaration = declaration; return e }
	both := map[string]string{"B": "advice advisory restricted", "C": "advice advisory restricted"}
	return map[string]rareEstate{
		"the only way in is restricted, and all behind it cannot be reached": {
			rule: "version-unreachable", examined: 2, failing: both, files: []file{list(a, b, c), inService, restricting("A", "B")},
		},
		"an edge that is declared anew is restricted still": {
			rule: "version-unreachable", examined: 2, failing: both,
			files: []file{list(a, b, c), inService, restricting("A", "B"), list(declares(b, "N/A")), list(b)},
		},
		"a restricted edge into a ring is the cause beside the ring": {
			rule: "version-unreachable", examined: 2, failing: map[string]string{"B": "breach enforced loop,restricted", "C": "breach enforced loop,restricted"},
			files: []file{list(a, declares(b, "A,C"), c), inService, restricting("A", "B")},
		},
		"a ring that a restriction cuts is a ring of declarations": {
			rule: "pathway-cycle", examined: 2, failing: map[string]string{"B|C": "breach enforced loop"},
			files: []file{list(a, declares(b, "A,C"), c), restricting("B", "C")},
		},
		"a restriction of an edge to a delisted version says nothing new": {
			rule: "version-unreachable", examined: 1, failing: map[string]string{"C": "advice advisory delisted-on-path"},
			files: []file{list(a, b, c), restricting("A", "B"), list(removed(b))},
		},
		"a dead end because of a restriction is nobody's breach": {
			rule: "version-dead-end", examined: 1, failing: map[string]string{"A": "advice advisory no-way-on"},
			files: []file{list(a, b), inService, restricting("A", "B")},
		},
		"devices are stranded by a restriction": {
			rule: "install-stranded", examined: 1, failing: map[string]string{"S1|" + meter + "|00000001": "advice advisory stranded"},
			files: []file{list(a, b), inService, restricting("A", "B")},
		},
		"a restricted edge is still declared, so it was not withdrawn": {
			rule: "declaration-withdrawn", examined: 1, files: []file{{entries: []entry{a, b}, runAfter: true}, inService, restricting("A", "B")},
		},
		"an edge that is withdrawn while it is restricted was withdrawn": {
			rule: "declaration-withdrawn", examined: 1, failing: map[string]string{"B": "advice advisory withdrawn"},
			files: []file{{entries: []entry{a, b}, runAfter: true}, inService, restricting("A", "B"), list(declares(b, "N/A"))},
		},
		"another way in remains": {
			rule: "version-unreachable", examined: 2, files: []file{list(a, b, declares(c, "A,B")), inService, restricting("B", "C")},
		},
	}
}

// TestARestrictionComesAndGoesWithFindings restricts the only way in, lets the
// restriction run out, restricts again, and lifts that.
func TestARestrictionComesAndGoesWithFindings(t *testing.T) {
	l := newLab(t)
	now := time.Now().In(labZone)
	l.today = cpl.DateOf(now)
	day := func(days int) string { return string(cpl.DateOf(now.AddDate(0, 0, days))) }
	c := life{rule: "version-unreachable", subject: "B"}
	l.loadAll(t, []file{list(on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2025-05-01", "A"))})
	require.Zero(t, l.runRule(t, c.rule).Opened)

	l.restrict(t, restriction{from: "A", to: "B", starts: day(1), ends: day(2)})
	require.Zero(t, l.runRule(t, c.rule).Opened, "it is to come")
	daysPass(t, 2)
	require.EqualValues(t, 1, l.runRule(t, c.rule).Opened, "the run settles it: this is its last day")
	f, _ := l.finding(t, c)
	require.Equal(t, []string{"restricted"}, f.Reasons)
	broken := evidence(t, f)["breaks"].([]any)[0].(map[string]any)
	require.Subset(t, broken, map[string]any{"reason": "restricted", "at": "B", "from": "A", "duty": "advice", "reference": "T/1", "until": day(0), "whoCanAct": "operator"})
	require.Zero(t, l.runRule(t, c.rule).Resolved, "nothing changed")
	daysPass(t, 1)
	require.EqualValues(t, 1, l.runRule(t, c.rule).Resolved, "it ended yesterday")

	l.restrict(t, restriction{from: "A", to: "B", starts: day(0)})
	require.EqualValues(t, 1, l.runRule(t, c.rule).Reopened)
	l.unrestrict(t, restriction{from: "A", to: "B"})
	require.EqualValues(t, 1, l.runRule(t, c.rule).Resolved)
	all, err := l.AllRestrictions(t.Context(), graphstore.Everything, graphstore.RestrictionFilter{}, l.today)
	require.NoError(t, err)
	require.Len(t, all, 2, "history is kept")
	require.Equal(t, []string{graphstore.RestrictionEnded, graphstore.RestrictionLifted}, []string{all[0].State, all[1].State})
}

// daysPass makes restrictions as old as if some days had passed.
func daysPass(t *testing.T, days int) {
	t.Helper()
	neo4jtest.Query(t, `MATCH (r:Restriction)
		SET r.startsOn = r.startsOn - duration({days: $days}), r.endsOn = r.endsOn - duration({days: $days}) RETURN count(r)`, map[string]any{"days": days})
}

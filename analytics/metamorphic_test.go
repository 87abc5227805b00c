//go:build integration

package analytics_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// metamorphicTries is how many random estates each property is tried on.
const metamorphicTries = 15

// onEstates gives random estates to a property until it held on metamorphicTries
// of them; a property says whether the estate was one that it speaks of.
func onEstates(t *testing.T, property func(rt *rapid.T, l *lab, files []file) bool) {
	t.Helper()
	l := newLab(t)
	tried := 0
	rapid.Check(t, func(rt *rapid.T) {
		if tried == metamorphicTries {
			return
		}
		l.clear(t)
		if property(rt, l, drawFiles(rt)) {
			tried++
		}
	})
	t.Logf("%d estates", tried)
	require.Positive(t, tried, "no estate was one that the property speaks of")
}

func (l *lab) loadEach(t tester, files []file) *world {
	t.Helper()
	for _, f := range files {
		l.loadFile(t, f)
	}
	return newWorld(files)
}

// everyVerdict is what all rules say, by rule.
func (l *lab) everyVerdict(t tester) map[string]verdicts {
	t.Helper()
	all := map[string]verdicts{}
	for _, rule := range l.engine.Registry.All() {
		all[rule.ID] = l.evaluate(t, rule)
	}
	return all
}

// facts are the lines that a query returns in its column line, sorted.
func facts(t *testing.T, query string) []string {
	t.Helper()
	lines := []string{}
	for _, r := range neo4jtest.Query(t, query, nil) {
		lines = append(lines, fmt.Sprint(r["line"]))
	}
	slices.Sort(lines)
	return lines
}

const (
	reachedQuery = `MATCH (:DeviceModel)-[:STARTS_AT|WALKS_TO*1..]->(v:Version) WITH DISTINCT v RETURN v.entryId AS line`
	derivedQuery = `CALL () {
  MATCH (a)-[r:WALKS_TO|BARRED_TO|STARTS_AT|RUNS]->(b) RETURN coalesce(a.entryId, a.key) + ' ' + type(r) + ' ' + b.entryId AS line
  UNION ALL
  MATCH (a:CplEntry)-[r:UPGRADES_TO]->(b:Version) WHERE r.until IS NULL RETURN a.entryId + ' declared ' + b.entryId + CASE WHEN r.restriction IS NULL THEN '' ELSE ' restricted' END AS line
  UNION ALL
  MATCH (m:DeviceModel) RETURN m.key + ' in service ' + coalesce(m.inService, 0) AS line
  UNION ALL
  MATCH (c:Cohort) RETURN c.key + ' counts ' + c.count + ' of ' + toString(c.asOf) + CASE WHEN c.carried THEN ' carried' ELSE '' END AS line
  UNION ALL
  MATCH (v:Version) RETURN v.entryId + ' is ' + v.status + ' ' + v.listed + ' ' + v.declaration AS line
} RETURN line`
)

// listedEntry draws one of the listed versions that satisfy a condition.
func listedEntry(t *rapid.T, w *world, ok func(*version) bool) *version {
	candidates := w.sorted(func(v *version) bool { return v.listed && v.broken == "" && ok(v) })
	if len(candidates) == 0 {
		return nil
	}
	return candidates[uniform(t, len(candidates), "which version")]
}

func TestAddingAnIDToAListNeverMakesAReachableVersionUnreachable(t *testing.T) {
	onEstates(t, func(rt *rapid.T, l *lab, files []file) bool {
		w := l.loadEach(rt, files)
		v := listedEntry(rt, w, func(v *version) bool { return v.declared.State == cpl.DeclaredList })
		if v == nil {
			return false
		}
		before := facts(t, reachedQuery)
		more := v.entry
		more.declaration += "," + pick(rt, append(slices.Clone(poolGhost[:2]), poolIDs...), "added id")
		l.loadFile(rt, list(more))
		after := facts(t, reachedQuery)
		for _, id := range before {
			require.Contains(rt, after, id)
		}
		return true
	})
}

func TestRemovingAnEntryNeverClosesAnOrphan(t *testing.T) {
	onEstates(t, func(rt *rapid.T, l *lab, files []file) bool {
		w := l.loadEach(rt, files)
		v := listedEntry(rt, w, func(v *version) bool { return hubPairs[strings.Split(v.model, "|")[0]] == "" })
		if v == nil {
			return false
		}
		rule, _ := l.engine.Registry.Rule("install-orphaned")
		before := l.evaluate(rt, rule)
		gone := v.entry
		gone.status = "Removed"
		l.loadFile(rt, list(gone))
		after := l.evaluate(rt, rule)
		for subject := range before.failing {
			require.Contains(rt, after.failing, subject)
		}
		return true
	})
}

func TestReplayingAllImportsGivesTheSameGraph(t *testing.T) {
	onEstates(t, func(rt *rapid.T, l *lab, files []file) bool {
		l.loadEach(rt, files)
		derived, want := facts(t, derivedQuery), l.everyVerdict(rt)
		l.clear(t)
		l.loadEach(rt, files)
		require.Equal(rt, derived, facts(t, derivedQuery))
		require.Equal(rt, want, l.everyVerdict(rt))
		return true
	})
}

func TestDerivingTouchedModelsGivesWhatDerivingEverythingGives(t *testing.T) {
	onEstates(t, func(rt *rapid.T, l *lab, files []file) bool {
		l.loadEach(rt, files)
		want := facts(t, derivedQuery)
		neo4jtest.Query(t, "MATCH (m:DeviceModel) MERGE (u:Underived {key: m.key}) SET u.matched = null", nil)
		neo4jtest.Query(t, "MATCH (c:Cohort) WITH DISTINCT c.modelKey AS key MERGE (u:Underived {key: key}) SET u.matched = null", nil)
		neo4jtest.Query(t, "MATCH ()-[r:WALKS_TO|BARRED_TO|STARTS_AT|RUNS]->() DELETE r", nil)
		err := l.WithLease(context.Background(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
			return l.CompleteDerivation(ctx, lease, nil)
		})
		require.NoError(rt, err)
		require.Equal(rt, want, facts(t, derivedQuery))
		return true
	})
}

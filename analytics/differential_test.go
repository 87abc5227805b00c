//go:build integration

package analytics_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/cpl"
	"waymark/graphstore"
)

// graphsTried is how many random estates are compared; WAYMARK_TEST_GRAPHS asks for more.
const graphsTried = 200

// TestRulesAgreeWithTheirReference loads random estates through the importer and
// compares what Cypher says of them, row for row, with what plain Go says.
func TestRulesAgreeWithTheirReference(t *testing.T) {
	l := newLab(t)
	tried, failing, unknown := 0, map[string]int{}, map[string]int{}
	check := func(rt *rapid.T) {
		tried++
		l.clear(t)
		l.compare(rt, drawFiles(rt), failing, unknown)
	}
	graphs := graphsTried
	if more, err := strconv.Atoi(os.Getenv("WAYMARK_TEST_GRAPHS")); err == nil {
		graphs = more
	}
	// rapid is told by its flag how many checks to make: here each call makes some.
	for done := 0; done < graphs && !t.Failed(); done = tried {
		rapid.Check(t, check)
	}
	t.Logf("%d graphs; failing %v; unknown %v", tried, failing, unknown)
}

// compare loads files and asks Cypher and the reference about every rule.
func (l *lab) compare(t tester, files []file, failing, unknown map[string]int) {
	t.Helper()
	for _, f := range files {
		l.loadFile(t, f)
	}
	w := newWorld(files)
	for _, rule := range l.engine.Registry.All() {
		got, want := l.evaluate(t, rule), references[rule.ID](w)
		require.Equal(t, want, got, rule.ID)
		failing[rule.ID] += len(got.failing)
		unknown[rule.ID] += len(got.unknown)
	}
	l.requireOwnFingerprints(t)
}

// requireOwnFingerprints refuses a fingerprint that two subjects share, of one
// rule or of two, failing or unknown.
func (l *lab) requireOwnFingerprints(t tester) {
	t.Helper()
	seen := map[string]string{}
	own := func(fingerprint, whose string) {
		require.NotContains(t, seen, fingerprint, "of %s, and of %s", whose, seen[fingerprint])
		seen[fingerprint] = whose
	}
	for rule, said := range l.said {
		for _, f := range said.Findings {
			own(f.Fingerprint, rule+" "+f.Subject)
		}
		for _, u := range said.Undecided {
			own(u.Fingerprint, rule+" "+u.Subject)
		}
	}
}

func (l *lab) loadFile(t tester, f file) {
	t.Helper()
	switch {
	case f.restricts != nil:
		l.restrict(t, *f.restricts)
		return
	case f.lifts != nil:
		l.unrestrict(t, *f.lifts)
		return
	}
	kind, o := cpl.KindCPL, graphstore.ImportOptions{Complete: f.complete}
	switch {
	case f.isTable:
		kind = cpl.KindApplicability
	case f.isCopy:
		kind = cpl.KindDCC
	case f.isCounts:
		kind, o = cpl.KindInstalls, graphstore.ImportOptions{Partial: f.partial}
	}
	l.load(t, kind, f.text(), o)
	if f.runAfter {
		l.fullRun(t)
	}
}

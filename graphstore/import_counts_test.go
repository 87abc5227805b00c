//go:build integration

package graphstore_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// counts lists the current counts as "firmware count", carried ones starred.
func (g graph) counts() []string {
	return g.texts("MATCH (c:Cohort) RETURN c.firmwareVersion + ' ' + toString(c.count) + CASE WHEN c.carried THEN '*' ELSE '' END AS t ORDER BY t")
}

func (g graph) installs(rows string, partial bool) *graphstore.ImportResult {
	g.t.Helper()
	return g.load(cpl.KindInstalls, installHeader+rows, graphstore.ImportOptions{Partial: partial})
}

func TestCurrentCounts(t *testing.T) {
	row := func(firmware, asOf, count string) string {
		return "S1,ESME,A0C1,0C1A0001," + firmware + "," + asOf + "," + count + "\n"
	}
	type file struct {
		rows    string
		partial bool
	}
	cases := map[string]struct {
		files []file
		want  []string
	}{
		"a tuple that a later return of its model omits is 0": {
			[]file{{row("00000001", "2026-01-31", "5") + row("00000002", "2026-01-31", "7"), false}, {row("00000002", "2026-02-28", "9"), false}},
			[]string{"00000001 0", "00000002 9"},
		},
		"a partial return zeroes nothing": {
			[]file{{row("00000001", "2026-01-31", "5") + row("00000002", "2026-01-31", "7"), false}, {row("00000002", "2026-02-28", "9"), true}},
			[]string{"00000001 5*", "00000002 9"},
		},
		"a return is whole if one of its files is": {
			[]file{{row("00000001", "2026-01-31", "5") + row("00000002", "2026-01-31", "7"), false}, {row("00000002", "2026-02-28", "9"), true}, {row("00000002", "2026-02-28", "9"), false}},
			[]string{"00000001 0", "00000002 9"},
		},
		"a tuple whose row was rejected keeps its last count": {
			[]file{{row("00000001", "2026-01-31", "5") + row("00000002", "2026-01-31", "7"), false}, {row("00000002", "2026-02-28", "9") + row("00000001", "2026-02-28", "many"), false}},
			[]string{"00000001 5*", "00000002 9"},
		},
		"so does a tuple whose row was rejected for its date": {
			[]file{{row("00000001", "2026-01-31", "5") + row("00000002", "2026-01-31", "7") + row("00000003", "2026-01-31", "8"), false}, {row("00000002", "2026-02-28", "9") + row("00000001", "2026-02-30", "5"), false}},
			[]string{"00000001 5*", "00000002 9", "00000003 0"},
		},
		"and one whose date is to come": {
			[]file{{row("00000001", "2026-01-31", "5"), false}, {row("00000002", "2026-02-28", "9") + row("00000001", "2027-02-28", "5"), false}},
			[]string{"00000001 5*", "00000002 9"},
		},
		"files may come in any order": {
			[]file{{row("00000002", "2026-02-28", "9"), false}, {row("00000001", "2026-01-31", "5") + row("00000002", "2026-01-31", "7"), false}},
			[]string{"00000001 0", "00000002 9"},
		},
		"a repeated key is replaced": {
			[]file{{row("00000001", "2026-01-31", "5"), false}, {row("00000001", "2026-01-31", "6"), false}},
			[]string{"00000001 6"},
		},
		"a model that a return omits keeps its counts, carried": {
			[]file{{row("00000001", "2026-01-31", "5"), false}, {strings.ReplaceAll(row("00000002", "2026-02-28", "9"), "0C1A0001", "0C1A0002"), false}},
			[]string{"00000001 5*", "00000002 9"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g := newGraph(t)
			for _, f := range c.files {
				g.installs(f.rows, f.partial)
			}
			require.Equal(t, c.want, g.counts())
		})
	}
}

func TestInServiceVersionsAreEntryPointsWhateverTheirStatus(t *testing.T) {
	g := newGraph(t)
	g.cpl("V1,ESME,A0C1,0C1A0001,00000001,Removed,\nV2,ESME,A0C1,0C1A0001,00000002,Current,V1\n")
	require.Empty(t, g.starts())
	g.installs("S1,ESME,A0C1,0C1A0001,00000001,2026-01-31,5\n", false)
	require.Equal(t, []string{"V1"}, g.starts())
	g.installs("S1,ESME,A0C1,0C1A0001,00000001,2026-02-28,0\n", false)
	require.Empty(t, g.starts(), "an explicit 0 takes it out of service")
}

func TestHubCohortsAreMatchedToTheirPairOnlyWhereTheyHaveNoVersionOfTheirOwn(t *testing.T) {
	g := newGraph(t)
	g.installs("S1,CHF,A0C1,0C1A0001,00000001,2026-01-31,5\n", false)
	g.cpl("G1,GPF,A0C1,0C1A0001,00000001,Current,\n")
	runs := "MATCH (:Cohort)-[:RUNS]->(v) RETURN v.entryId"
	require.Equal(t, []string{"G1"}, g.texts(runs))
	require.Equal(t, []string{"G1"}, g.starts())
	g.cpl("C1,CHF,A0C1,0C1A0001,00000001,Removed,\n")
	require.Equal(t, []string{"C1"}, g.texts(runs), "any status of its own counts")
	require.Equal(t, []string{"C1"}, g.starts(), "the pair is out of service again")
}

func TestSameReturnChangesNothingAndGainedSurvivesAFileWithoutIt(t *testing.T) {
	g := newGraph(t)
	withGained := strings.Replace(installHeader, "\n", ",Gained Count\n", 1) + "S1,ESME,A0C1,0C1A0001,00000001,2026-01-31,5,2\n"
	g.load(cpl.KindInstalls, withGained, graphstore.ImportOptions{})
	require.EqualValues(t, 1, g.load(cpl.KindInstalls, withGained, graphstore.ImportOptions{}).Unchanged)
	require.EqualValues(t, 1, g.installs("S1,ESME,A0C1,0C1A0001,00000001,2026-01-31,5\n", false).Unchanged)
	require.EqualValues(t, 1, g.installs("S1,ESME,A0C1,0C1A0001,00000001,2026-01-31,1\n", false).Updated)
	require.Equal(t, [][]any{{int64(1), int64(1)}}, g.all("MATCH (c:Cohort) RETURN c.count AS a, c.gained AS b"))
}

// A hub model's entry points rest on its pair's cohorts, in whatever order the two are settled.
func TestHubPairsAreSettledTogetherHoweverWorkIsCut(t *testing.T) {
	graphstore.OnePerPortion(t)
	for _, pair := range [][2]string{{"CHF", "GPF"}, {"GPF", "CHF"}} {
		g := newGraph(t)
		g.cpl("V1," + pair[0] + ",A0C1,0C1A0001,00000001,Current,\n")
		// As an import that ended early leaves it: the version's model is settled first.
		neo4jtest.Query(t, "CREATE (:Underived {key: $key})", map[string]any{"key": pair[0] + "|A0C1|0C1A0001"})
		g.installs("S1,"+pair[1]+",A0C1,0C1A0001,00000001,2026-01-31,5\n", false)
		require.Equal(t, []string{"V1"}, g.starts(), pair)
		require.EqualValues(t, 5, g.one("MATCH (m:DeviceModel) RETURN m.inService"), pair)
		g.installs("S1,"+pair[1]+",A0C1,0C1A0001,00000002,2026-02-28,7\n", false)
		require.Empty(t, g.starts(), pair)
		require.EqualValues(t, 0, g.one("MATCH (u:Underived) RETURN count(u)"))
	}
}

//go:build integration

package analytics_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/cpl/synthetic"
	"waymark/internal/papers"
)

var coreRules = []string{"predecessor-undeclared", "version-unreachable", "install-orphaned"}

func TestDamagedEstateGivesExactlyItsTruth(t *testing.T) {
	b := newBench(t)
	b.load(cpl.KindCPL, papers.File(t, "damaged.cpl.csv"))
	b.load(cpl.KindInstalls, papers.File(t, "damaged.installs.csv"))
	text, err := os.ReadFile(papers.File(t, "damaged.truth.json"))
	require.NoError(t, err)
	var truth map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &truth))
	for _, rule := range coreRules {
		var want []string
		require.NoError(t, json.Unmarshal(truth[rule], &want))
		_, found := b.evaluate(rule)
		require.ElementsMatch(t, want, keys(found), rule)
	}
	devices := int64(0)
	_, orphans := b.evaluate("install-orphaned")
	for _, f := range orphans {
		devices += f.Installs
	}
	require.EqualValues(t, 302061, devices)
}

func TestRealPathwaysGiveNone(t *testing.T) {
	b := newBench(t)
	b.load(cpl.KindCPL, papers.File(t, "real-pathways.csv"))
	for _, rule := range coreRules {
		e, _ := b.evaluate(rule)
		require.Empty(t, e.Findings, rule)
		require.Zero(t, e.Unknown, rule)
	}
}

func TestSyntheticEstateGivesItsTruth(t *testing.T) {
	b := newBench(t)
	estate := synthetic.Generate(synthetic.Config{Versions: 2000, Seed: 11, Today: today})
	dir := t.TempDir()
	require.NoError(t, estate.Write(dir))
	b.load(cpl.KindCPL, dir+"/cpl.csv")
	b.load(cpl.KindInstalls, dir+"/installs.csv")
	b.engine.Settings.InForceDate = estate.InForceDate
	for rule, want := range map[string][]string{
		"predecessor-undeclared": estate.Truth.Undeclared, "version-unreachable": estate.Truth.Unreachable, "install-orphaned": estate.Truth.Orphaned,
	} {
		e, found := b.evaluate(rule)
		require.ElementsMatch(t, want, keys(found), rule)
		require.EqualValues(t, estate.Truth.Examined[rule], e.Examined, rule)
		require.EqualValues(t, estate.Truth.Unknown[rule], e.Unknown, rule)
	}
}

func TestUnreachableNamesEachBreakAndWhoCanAct(t *testing.T) {
	const model = ",ESME,A0C1,0C1A0001,"
	row := func(id, firmware, rest string) string { return id + model + firmware + "," + rest + "\n" }
	root := row("ROOT", "00000001", "Current,2020-01-01,N/A")
	cases := map[string]struct {
		rows, subject string
		reasons       []string
		duty, class   string
	}{
		"an id that is on no list": {row("X", "00000002", "Current,2025-06-01,GHOST"), "X", []string{"unknown-id"}, "breach", "enforced"},
		"itself":                   {row("X", "00000002", "Current,2024-06-01,X"), "X", []string{"self"}, "gap", "advisory"},
		"another model":            {"F,ESME,A0C1,0C1A0002,00000001,Current,2020-01-01,N/A\n" + row("X", "00000002", "Current,2025-06-01,F"), "X", []string{"foreign"}, "breach", "enforced"},
		"a ring":                   {row("X", "00000002", "Current,2025-06-01,Y") + row("Y", "00000003", "Current,2020-06-01,X"), "X", []string{"loop"}, "breach", "enforced"},
		"behind a ring":            {row("R1", "00000002", "Current,2020-06-01,R2") + row("R2", "00000003", "Current,2020-06-01,R1") + row("X", "00000004", "Current,2025-06-01,R2"), "X", []string{"loop"}, "gap", "advisory"},
		"not stated":               {row("U", "00000002", "Current,2025-06-01,") + row("X", "00000003", "Current,2025-06-01,U"), "X", []string{"undeclared"}, "breach", "advisory"},
		"not readable":             {row("U", "00000002", "Current,2025-06-01,\"N/A,V1\"") + row("X", "00000003", "Current,2025-06-01,U"), "X", []string{"invalid"}, "breach", "advisory"},
		"delisted":                 {row("D", "00000002", "Removed,2020-06-01,ROOT") + row("X", "00000003", "Current,2025-06-01,D"), "X", []string{"delisted-on-path"}, "advice", "advisory"},
		"two alternatives":         {row("X", "00000002", "Current,2025-06-01,\"GHOST,X\""), "X", []string{"self", "unknown-id"}, "breach", "enforced"},
		"a date is missing":        {row("X", "00000002", "Current,,GHOST"), "X", []string{"unknown-id"}, "unknown", "advisory"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.list(root + c.rows)
			b.installs("S1,ESME,A0C1,0C1A0001,00000001,2026-10-31,70\n")
			_, found := b.evaluate("version-unreachable")
			f, ok := found[c.subject]
			require.True(t, ok, "found only %v", keys(found))
			require.Equal(t, c.reasons, f.Reasons)
			require.Equal(t, []string{c.duty, c.class}, []string{f.Duty, f.Class})
			require.EqualValues(t, 70, f.Installs, "the devices of its model that have no walk to it")
			for _, link := range evidence(t, f)["breaks"].([]any) {
				link := link.(map[string]any)
				require.NotEmpty(t, link["at"])
				require.Equal(t, "manufacturer", link["whoCanAct"])
				require.NotEmpty(t, link["fix"])
			}
		})
	}
}

func TestUnreachableIsUnknownWhereTheCitedRowWasRejected(t *testing.T) {
	b := newBench(t)
	b.list("X,ESME,A0C1,0C1A0001,00000002,Current,2025-06-01,V1\nV1,ESME,A0C1,0C1A0001,nonsense,Current,2024-01-01,N/A\n")
	e, found := b.evaluate("version-unreachable")
	require.Empty(t, found)
	require.EqualValues(t, 1, e.Unknown)
	require.EqualValues(t, 1, e.Examined)
}

func TestUnreachableRestsOnRootsAloneWithoutAReturn(t *testing.T) {
	b := newBench(t)
	b.list("X,GPF,A0C1,0C1A0001,00000002,Current,2025-06-01,GHOST\n")
	_, found := b.evaluate("version-unreachable")
	require.Equal(t, "roots-only", evidence(t, found["X"])["basis"])
	require.Equal(t, "advisory", found["X"].Class)
	b.installs("S1,CHF,A0C1,0C1A0009,00000001,2026-10-31,1\n")
	_, found = b.evaluate("version-unreachable")
	require.Equal(t, "roots-and-installs", evidence(t, found["X"])["basis"], "a return of the hub pair counts")
	require.Equal(t, "enforced", found["X"].Class)
}

func TestUndeclaredTellsABreachFromAGap(t *testing.T) {
	b := newBench(t)
	b.list("NEW,ESME,A0C1,0C1A0001,00000001,Current,2025-01-01,\nOLD,ESME,A0C1,0C1A0001,00000002,Active,2024-12-31, \nUNDATED,ESME,A0C1,0C1A0001,00000003,Current,,\n" +
		"GONE,ESME,A0C1,0C1A0001,00000004,Removed,2026-01-01,\nINVALID,ESME,A0C1,0C1A0001,00000005,Current,2026-01-01,\";\"\n")
	e, found := b.evaluate("predecessor-undeclared")
	require.EqualValues(t, 4, e.Examined)
	require.ElementsMatch(t, []string{"NEW", "OLD", "UNDATED"}, keys(found))
	require.Equal(t, []string{"breach", "enforced"}, []string{found["NEW"].Duty, found["NEW"].Class})
	require.Equal(t, []string{"gap", "advisory"}, []string{found["OLD"].Duty, found["OLD"].Class})
	require.Equal(t, []string{"unknown", "advisory"}, []string{found["UNDATED"].Duty, found["UNDATED"].Class})

	b.engine.Settings.InForceDate = ""
	_, found = b.evaluate("predecessor-undeclared")
	require.Equal(t, "unknown", found["NEW"].Duty, "without an in-force date every duty is unknown")
}

func TestOrphanedTellsUnlistedFromDelistedAndUnknown(t *testing.T) {
	b := newBench(t)
	b.list("L,ESME,A0C1,0C1A0001,00000001,Current,2024-01-01,N/A\nD,ESME,A0C1,0C1A0001,00000002,Removed,2024-01-01,N/A\n" +
		"G,GPF,A0C1,0C1A0003,00000001,Current,2024-01-01,N/A\nR,ESME,A0C1,0C1A0001,00000009,Nonsense,2024-01-01,N/A\n")
	b.installs("S1,ESME,A0C1,0C1A0001,00000001,2026-10-31,1\nS1,ESME,A0C1,0C1A0001,00000002,2026-10-31,2\nS1,ESME,A0C1,0C1A0001,00000003,2026-10-31,3\n" +
		"S1,ESME,A0C1,0C1A0001,00000004,2026-10-31,0\nS1,CHF,A0C1,0C1A0003,00000001,2026-10-31,4\nS1,IHD,A0C1,0C1A0004,,2026-10-31,5\nS1,ESME,A0C1,0C1A0001,00000009,2026-10-31,6\nA|B,ESME,A0C1,0C1A0001,00000003,2026-10-31,7\n")
	e, found := b.evaluate("install-orphaned")
	require.EqualValues(t, 7, e.Examined)
	require.EqualValues(t, 2, e.Unknown, "a blank firmware version, and a tuple whose row was rejected")
	require.ElementsMatch(t, []string{"S1|ESME|A0C1|0C1A0001|00000002", "S1|ESME|A0C1|0C1A0001|00000003", `A\|B|ESME|A0C1|0C1A0001|00000003`}, keys(found))
	require.Equal(t, []string{"delisted"}, found["S1|ESME|A0C1|0C1A0001|00000002"].Reasons)
	require.Equal(t, []string{"unlisted"}, found["S1|ESME|A0C1|0C1A0001|00000003"].Reasons)
	require.EqualValues(t, 25, evidence(t, found["S1|ESME|A0C1|0C1A0001|00000003"])["ageDays"])
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

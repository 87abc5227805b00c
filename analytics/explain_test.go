//go:build integration

package analytics_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
)

func (l *lab) explain(t *testing.T, subject string) *analytics.Explanation {
	t.Helper()
	x, err := l.engine.Explain(t.Context(), l.Store, graphstore.Everything, subject, labToday)
	require.NoError(t, err)
	require.NotEmpty(t, x.Says)
	return x
}

// explained is an estate with a dead end, a gap, a ring, a ghost and a rejected row.
func explained(t *testing.T) *lab {
	l := newLab(t)
	l.loadFile(t, list(on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2024-05-01", "A"), on("C", "00000003", "2024-06-01", "B,A")))
	bad := on("R", "00000009", "2024-07-01", "A")
	bad.broken = "added"
	l.loadFile(t, list(
		on("B", "00000002", "2024-05-01", "A,GHOST"), on("C", "00000003", "2024-06-01", "B"), on("D", "00000004", "2025-06-01", "C"),
		on("X", "00000005", "2025-07-01", "GHOST,R"), on("Y", "00000006", "2025-08-01", "X"), on("Z", "00000007", "2025-02-01", ""), bad))
	l.loadFile(t, returned(running("00000001", "2026-11-01", 5), running("00000004", "2026-11-01", 7), running("000000FF", "2026-11-01", 2), running("00000009", "2026-11-01", 1)))
	_, err := l.engine.Run(t.Context(), analytics.RunOptions{Trigger: "test"})
	require.NoError(t, err)
	return l
}

func TestExplainAVersion(t *testing.T) {
	l := explained(t)
	c := l.explain(t, "C")
	require.Equal(t, "version", c.Kind)
	require.Len(t, c.History, 2)
	require.Equal(t, "B,A", c.History[0].Declaration.Text, "as typed")
	require.EqualValues(t, 4, c.History[0].Line)
	require.Equal(t, "file.csv", c.History[0].FileName)
	require.Equal(t, []string{"A ended ended", "B walkable "}, edgeTexts(c.EdgesIn))
	require.Equal(t, []string{"D walkable "}, edgeTexts(c.EdgesOut))
	require.Equal(t, []string{"A", "B", "C"}, c.Pathway.Walk)
	require.Equal(t, 2, *c.Pathway.HopsFromEntryPoint)
	require.Equal(t, []string{"Y"}, c.Pathway.Newest)

	y := l.explain(t, "Y")
	require.False(t, y.Pathway.Reached)
	gap := y.Pathway.Unreachable
	require.Equal(t, []string{"D"}, gap.Reached)
	require.Equal(t, []string{"X"}, gap.Leads)
	require.Equal(t, []string{"X", "X"}, []string{gap.Links[0].At, gap.Links[1].At})
	require.Equal(t, []string{"GHOST", "R"}, []string{gap.Links[0].From, gap.Links[1].From})
	require.Equal(t, "manufacturer", gap.Links[0].WhoCanAct)
	require.Equal(t, "D", gap.Links[0].CouldCite)
	require.EqualValues(t, 12, gap.Links[0].DevicesFreed)

	d := l.explain(t, "D")
	require.True(t, d.Pathway.EntryPoint, "devices run it")
	require.NotNil(t, d.Pathway.DeadEnd)
	require.EqualValues(t, 7, d.Installs[0].Devices)

	z := l.explain(t, "Z")
	require.Equal(t, "undeclared", z.Pathway.Unreachable.Links[0].Reason)
	require.Equal(t, "predecessor-undeclared", z.Findings[0].Rule)
	require.NotNil(t, z.Findings[0].FirstSeen)
}

func edgeTexts(edges []graphstore.DeclaredEdge) []string {
	out := []string{}
	for _, e := range edges {
		out = append(out, e.EntryID+" "+e.State+" "+e.Why)
	}
	return out
}

func TestExplainWhatMustBeCrossedOnAModel(t *testing.T) {
	l := newLab(t)
	l.loadFile(t, list(on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2024-05-01", "A,F"), on("C", "00000003", "2024-06-01", "B"), on("D", "00000004", "2025-06-01", "C,B"),
		on("E", "00000005", "2025-06-01", "D"), on("F", "00000006", "2023-06-01", "B")))
	a := l.explain(t, "A")
	require.Equal(t, []string{"B"}, a.Pathway.MustCross, "C can be passed by, and D is newest")
	m := l.explain(t, meter)
	require.Equal(t, "model", m.Kind)
	require.Len(t, m.Model.Versions, 6)
	require.Equal(t, []string{"A"}, m.Model.EntryPoints)
	require.Equal(t, []string{"D", "E"}, m.Model.Newest)
	require.Equal(t, []string{"B"}, m.Model.MustCross)
	require.Equal(t, [][]string{{"B", "F"}}, m.Model.Cycles)
	require.Empty(t, m.Model.Unreachable)
}

func TestExplainPlaceholdersCohortsAndFindings(t *testing.T) {
	l := explained(t)
	ghost := l.explain(t, "GHOST")
	require.Equal(t, "placeholder", ghost.Kind)
	require.Equal(t, []string{"B barred unknown-id", "X barred unknown-id"}, edgeTexts(ghost.EdgesOut))
	require.Empty(t, ghost.Rejected)
	rejected := l.explain(t, "R")
	require.Equal(t, "placeholder", rejected.Kind)
	require.EqualValues(t, 8, rejected.Rejected[0].Line)
	require.Equal(t, string(cpl.ColAddedOn), rejected.Rejected[0].Faults[0].Column)

	stranded := l.explain(t, "S1|"+meter+"|00000001")
	require.Equal(t, "cohort", stranded.Kind)
	require.Equal(t, "own", stranded.Cohort.Matched)
	require.NotNil(t, stranded.Cohort.DeadEnd)
	orphan := l.explain(t, "S1|"+meter+"|000000FF")
	require.Equal(t, "none", orphan.Cohort.Matched)
	waiting := l.explain(t, "S1|"+meter+"|00000009")
	require.Equal(t, "R", waiting.Rejected[0].EntryID, "its tuple stands in a rejected row")

	require.NotEmpty(t, orphan.Findings)
	f := l.explain(t, orphan.Findings[0].Fingerprint)
	require.Equal(t, "finding", f.Kind)
	require.Equal(t, "opened", f.Trail[0].Kind)
	require.Equal(t, "install-orphaned", f.Rule.Rule)
	require.Equal(t, "S1|"+meter+"|000000FF", f.About.Subject)
}

func TestExplainTakesTheEntryFirstAndNamesWhatIsSpeltAlike(t *testing.T) {
	l := newLab(t)
	l.loadFile(t, list(on("A", "00000001", "2023-05-01", "N/A"), on("Alpha-7", "00000002", "2023-05-01", "A"), on("ESME|A0C1|0000000A", "00000003", "2023-05-01", "A")))
	require.Equal(t, "version", l.explain(t, "ESME|A0C1|0000000A").Kind)
	_, err := l.engine.Explain(t.Context(), l.Store, graphstore.Everything, "alpha-7", labToday)
	require.ErrorIs(t, err, graphstore.ErrInvalid)
	require.ErrorContains(t, err, `nothing is known about "alpha-7": did you mean "Alpha-7"`)
	_, err = l.engine.Explain(t.Context(), l.Store, graphstore.Everything, "no such thing", labToday)
	require.ErrorContains(t, err, "give a CPL Entry ID")
}

//go:build integration

package graphstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

const meterRow = ",ESME,A0C1,0C1A0001,"

func (g graph) barred() []string {
	return g.texts("MATCH (a)-[:BARRED_TO]->(b) RETURN a.entryId + '>' + b.entryId AS e ORDER BY e")
}

func (g graph) walked() []string {
	return g.texts("MATCH (a)-[:WALKED_TO]->(b) RETURN a.entryId + '>' + b.entryId AS e ORDER BY e")
}

func (g graph) endedRun(status string) {
	g.t.Helper()
	err := g.WithLease(g.t.Context(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		run, err := g.BeginRun(ctx, lease, graphstore.RunStart{Full: true, Zone: time.UTC})
		require.NoError(g.t, err)
		return g.FinishRun(ctx, lease, run.ID, status, "")
	})
	require.NoError(g.t, err)
}

func TestDeclaredEdgesThatAreNotWalkableAreBarred(t *testing.T) {
	g := newGraph(t)
	a := "A" + meterRow + "00000001,Current,N/A\n"
	g.cpl(a + "B" + meterRow + "00000002,Removed,\"A,B,GHOST,F\"\nF,CHF,A0C1,0C1A0001,00000001,Current,N/A\n")
	require.Equal(t, []string{"A>B"}, g.barred(), "within the model, between known versions, no self-edge")
	require.Empty(t, g.walks())
	g.cpl("B" + meterRow + "00000002,Current,\"A,B,GHOST,F\"\n")
	require.Empty(t, g.barred())
	require.Equal(t, []string{"A>B"}, g.walks())
	g.cpl("B" + meterRow + "00000002,Suspended,N/A\n")
	require.Empty(t, g.barred(), "an edge that is not declared is not barred either")
}

func TestAnEdgeThatWasWalkableAtAFullRunIsRemembered(t *testing.T) {
	g := newGraph(t)
	declared, removed, withdrawn := "B"+meterRow+"00000002,Current,A\n", "B"+meterRow+"00000002,Removed,A\n", "B"+meterRow+"00000002,Current,N/A\n"
	g.cpl("A" + meterRow + "00000001,Current,N/A\n" + declared)
	g.cpl(withdrawn)
	require.Empty(t, g.walked(), "no run saw it")
	g.cpl(declared)
	g.endedRun(graphstore.RunFailed)
	g.cpl(withdrawn)
	require.Empty(t, g.walked(), "a run that failed saw nothing")
	g.endedRun(graphstore.RunOK)
	g.cpl(declared)
	g.cpl(withdrawn)
	require.Empty(t, g.walked(), "it became walkable after the run")
	g.cpl(declared)
	g.endedRun(graphstore.RunPartial)
	g.cpl(removed)
	require.Equal(t, []string{"A>B"}, g.walked())
	g.cpl(withdrawn)
	g.cpl(declared)
	require.Equal(t, []string{"A>B"}, g.walked(), "it is never forgotten, nor kept twice")
}

func TestAReturnKnowsItsLatestWholeDate(t *testing.T) {
	g := newGraph(t)
	row := func(day string) string { return installHeader + "S1,ESME,A0C1,0C1A0001,00000001," + day + ",5\n" }
	whole := func() any { return g.one("MATCH (r:Return) RETURN toString(r.wholeAsOf) + ' of ' + toString(r.asOf)") }
	g.load(cpl.KindInstalls, row("2026-10-01"), graphstore.ImportOptions{})
	g.load(cpl.KindInstalls, row("2026-10-05"), graphstore.ImportOptions{Partial: true})
	require.Equal(t, "2026-10-01 of 2026-10-05", whole())
	g.load(cpl.KindInstalls, row("2026-10-04"), graphstore.ImportOptions{})
	require.Equal(t, "2026-10-04 of 2026-10-05", whole())
	g.load(cpl.KindInstalls, row("2026-10-05"), graphstore.ImportOptions{})
	require.Equal(t, "2026-10-05 of 2026-10-05", whole(), "whole stays whole, and becomes so")
}

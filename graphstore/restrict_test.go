//go:build integration

package graphstore_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

var acting = graphstore.Acting{By: "secas", Today: today}

// restricted is a graph in which B may be upgraded to from A, and C from both.
func restricted(t *testing.T) graph {
	t.Helper()
	g := newGraph(t)
	g.cpl("A" + meterRow + "00000001,Current,N/A\nB" + meterRow + "00000002,Current,\"A,GHOST\"\nC" + meterRow + "00000003,Current,\"A,B\"\n")
	return g
}

func (g graph) restrict(n graphstore.NewRestriction) graphstore.Restriction {
	g.t.Helper()
	if n.Reason == "" {
		n.Reason, n.Reference = "bricks devices", "MP231/7"
	}
	r, err := g.Restrict(g.t.Context(), n, acting)
	require.NoError(g.t, err)
	return r
}

// unrestrict lifts what restricts the edge from A to B.
func (g graph) unrestrict() graphstore.Restriction {
	g.t.Helper()
	r, err := g.Unrestrict(g.t.Context(), graphstore.Lifting{From: "A", To: "B", Why: "mended"}, acting)
	require.NoError(g.t, err)
	return r
}

func (g graph) settle(day cpl.Date) {
	g.t.Helper()
	err := g.WithLease(g.t.Context(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		return g.SettleRestrictions(ctx, lease, day)
	})
	require.NoError(g.t, err)
}

// marked are the declared edges that say that they are restricted.
func (g graph) marked() []string {
	return g.texts("MATCH (a)-[e:UPGRADES_TO]->(b) WHERE e.restriction IS NOT NULL AND e.until IS NULL RETURN a.entryId + '>' + b.entryId AS e ORDER BY e")
}

func TestARestrictionTurnsAWalkIntoABarredEdge(t *testing.T) {
	g := restricted(t)
	r := g.restrict(graphstore.NewRestriction{From: " A", To: "B\n", Reason: " bricks devices ", Reference: "MP231/7"})
	require.Equal(t, graphstore.RestrictionInForce, r.State)
	require.Equal(t, []any{"A", "B", "bricks devices", "MP231/7", today, cpl.Date(""), "secas"}, []any{r.From, r.To, r.Reason, r.Reference, r.StartsOn, r.EndsOn, r.By})
	require.Equal(t, []string{"A>C", "B>C"}, g.walks())
	require.Equal(t, []string{"A>B"}, g.barred())
	require.Equal(t, []string{"A>B"}, g.marked())

	v, err := g.Version(t.Context(), graphstore.Everything, "B")
	require.NoError(t, err)
	require.Equal(t, &graphstore.LinkRestriction{ID: r.ID, Reason: "bricks devices", Reference: "MP231/7", StartsOn: today}, v.Predecessors[0].Restriction)
	require.Nil(t, v.Predecessors[1].Restriction)
	require.Nil(t, v.Successors[0].Restriction)

	lifted := g.unrestrict()
	require.Equal(t, r.ID, lifted.ID)
	require.Equal(t, []any{graphstore.RestrictionLifted, "secas", "mended"}, []any{lifted.State, lifted.LiftedBy, lifted.LiftedWhy})
	require.NotNil(t, lifted.LiftedAt)
	require.Equal(t, []string{"A>B", "A>C", "B>C"}, g.walks())
	require.Empty(t, g.barred())
	require.Empty(t, g.marked())
	all, err := g.AllRestrictions(t.Context(), graphstore.Everything, graphstore.RestrictionFilter{}, today)
	require.NoError(t, err)
	require.Len(t, all, 1, "nothing is deleted")
}

func TestAnEdgeDeclaredAnewIsRestrictedStill(t *testing.T) {
	g := restricted(t)
	g.restrict(graphstore.NewRestriction{From: "A", To: "B"})
	g.cpl("B" + meterRow + "00000002,Current,N/A\n")
	require.Empty(t, g.marked())
	require.Empty(t, g.barred())
	g.cpl("B" + meterRow + "00000002,Current,\"A,GHOST\"\n")
	require.Equal(t, []string{"A>B"}, g.marked())
	require.Equal(t, []string{"A>B"}, g.barred())
	g.unrestrict()
	require.Equal(t, []string{"A>B", "A>C", "B>C"}, g.walks())
	require.EqualValues(t, 0, g.one("MATCH ()-[e:UPGRADES_TO]->() WHERE e.restriction IS NOT NULL RETURN count(e)"), "nor does the ended edge say so")
}

func TestARestrictionHoldsOnItsDays(t *testing.T) {
	g := restricted(t)
	g.restrict(graphstore.NewRestriction{From: "A", To: "B", StartsOn: "2026-11-26", EndsOn: "2026-11-27"})
	g.restrict(graphstore.NewRestriction{From: "A", To: "B", StartsOn: "2026-11-28"})
	for _, day := range []struct {
		on     cpl.Date
		barred []string
		states []string
	}{
		{"2026-11-25", []string{}, []string{"future", "future"}},
		{"2026-11-26", []string{"A>B"}, []string{"in-force", "future"}},
		{"2026-11-27", []string{"A>B"}, []string{"in-force", "future"}},
		{"2026-11-28", []string{"A>B"}, []string{"ended", "in-force"}},
		{"2026-11-25", []string{}, []string{"future", "future"}},
	} {
		g.settle(day.on)
		require.Equal(t, day.barred, g.barred(), day.on)
		require.Equal(t, day.barred, g.marked(), day.on)
		all, err := g.AllRestrictions(t.Context(), graphstore.Everything, graphstore.RestrictionFilter{From: "A", To: "B"}, day.on)
		require.NoError(t, err)
		states := []string{all[0].State, all[1].State}
		require.Equal(t, day.states, states, day.on)
	}
	require.Equal(t, cpl.Date("2026-11-26"), g.unrestrict().StartsOn, "the next to come, where none is in force")
	require.Equal(t, cpl.Date("2026-11-28"), g.unrestrict().StartsOn)
}

func TestWhatCannotBeRestrictedIsRefused(t *testing.T) {
	g := restricted(t)
	g.cpl("B" + meterRow + "00000002,Current,\"A,B,GHOST\"\n")
	g.restrict(graphstore.NewRestriction{From: "A", To: "C", StartsOn: "2026-12-01", EndsOn: "2026-12-31"})
	good := graphstore.NewRestriction{From: "A", To: "B", Reason: "r", Reference: "f"}
	for code, change := range map[string]func(*graphstore.NewRestriction){
		"reason-missing":     func(n *graphstore.NewRestriction) { n.Reason = " " },
		"reference-missing":  func(n *graphstore.NewRestriction) { n.Reference = "\t" },
		"ends-before-start":  func(n *graphstore.NewRestriction) { n.EndsOn = "2026-11-24" },
		"edge-to-itself":     func(n *graphstore.NewRestriction) { n.From = "B" },
		"unknown-version":    func(n *graphstore.NewRestriction) { n.From = "GHOST" },
		"edge-not-declared":  func(n *graphstore.NewRestriction) { n.From = "C" },
		"already-restricted": func(n *graphstore.NewRestriction) { n.To, n.StartsOn, n.EndsOn = "C", "2026-11-01", "2026-12-01" },
	} {
		n := good
		change(&n)
		_, err := g.Restrict(t.Context(), n, acting)
		var input *graphstore.InputError
		require.ErrorAs(t, err, &input, code)
		require.Equal(t, code, input.Code)
		require.NotEmpty(t, input.Hint)
	}
	require.EqualValues(t, 1, g.one("MATCH (r:Restriction) RETURN count(r)"))
	g.restrict(graphstore.NewRestriction{From: "A", To: "C", StartsOn: "2027-01-01"})

	_, err := g.Unrestrict(t.Context(), graphstore.Lifting{From: "A", To: "B"}, acting)
	require.ErrorContains(t, err, "no restriction of the upgrade from A to B is in force or to come")
	_, err = g.Unrestrict(t.Context(), graphstore.Lifting{ID: "none"}, acting)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

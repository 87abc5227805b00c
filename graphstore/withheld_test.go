//go:build integration

package graphstore_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

// outgrown is a graph with a finding that its manufacturer sees and that was
// waived until the end of the year, for fewer devices than it affects now.
func outgrown(t *testing.T) graph {
	t.Helper()
	g := newGraph(t)
	g.load(cpl.KindParties, partyHeader+"SEC Panel,panel,,,panel@example.com\nSECAS,operator,,,secas@example.com\nAcme,manufacturer,A0C1,,fw@acme.example\n", graphstore.ImportOptions{})
	g.all(`CREATE (:Waiver {id: 'w', reason: 'r', reference: 'REF-1', by: 'pat', until: date('2026-12-31'), grantedAt: datetime(), share: 20, exposure: 100})-[:WAIVES]->
		(n:Finding {fingerprint: 'f', rule: 'predecessor-undeclared', subject: 'V1', subjectKind: 'version', state: 'waived', owner: 'manufacturer', severity: 'high', class: 'advisory', duty: 'gap',
		 manufacturerId: 'A0C1', supplier: '', modelKey: 'm', waiver: 'w', waivedBy: 'waiver', installs: 121, byInstalls: 'nothing', toldTo: 'A0C1', reasons: [], evidence: '{}', revision: 3, events: 1,
		 openedOn: date('2026-01-02'), firstSeen: datetime(), lastSeen: datetime()}),
		(n)-[:HAS_EVENT]->(:FindingEvent {seq: 1, at: datetime(), kind: 'opened', runId: 'r0', by: 'waymark', to: 'open', why: 'x'}) RETURN 1 AS a`)
	return g
}

func (g graph) endDay(day cpl.Date) {
	g.t.Helper()
	due := func(_, _ string, openedOn cpl.Date) graphstore.Due { return graphstore.Due{On: openedOn} }
	require.NoError(g.t, g.WithLease(g.t.Context(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		return g.SettleFindings(ctx, lease, graphstore.Settlement{RunID: "r1", Today: day, Due: due})
	}))
}

// told is what a reader is told of the finding: its state, revision, the day on
// which it opened, and the kinds in its trail.
func (g graph) told(scope graphstore.Scope) []any {
	g.t.Helper()
	d, err := g.FindingDetail(g.t.Context(), scope, "f")
	require.NoError(g.t, err)
	listed, total, err := g.Findings(g.t.Context(), scope, graphstore.FindingFilter{States: []string{d.Finding.State}}, graphstore.FindingPage{}, 10)
	require.NoError(g.t, err)
	require.EqualValues(g.t, 1, total)
	require.Len(g.t, listed, 1)
	require.Equal(g.t, []any{d.Finding.State, d.Finding.Revision, d.Finding.OpenedOn}, []any{listed[0].State, listed[0].Revision, listed[0].OpenedOn}, "a list says the same")
	out := []any{d.Finding.State, d.Finding.Revision, d.Finding.OpenedOn}
	for _, e := range d.Trail {
		out = append(out, e.Kind+" "+e.From+">"+e.To)
	}
	return out
}

func TestAManufacturerIsToldOfGrowthOnlyWhenItsWaiverWouldHaveLapsed(t *testing.T) {
	g, all := outgrown(t), graphstore.Everything
	g.endDay("2026-11-25")
	first := "opened >open"
	require.Equal(t, []any{"open", int64(4), cpl.Date("2026-11-25"), first, "reopened waived>open"}, g.told(all))
	d, err := g.FindingDetail(t.Context(), all, "f")
	require.NoError(t, err)
	require.Equal(t, "waived", d.Finding.ToldState)
	require.Equal(t, []any{"waived", int64(3), cpl.Date("2026-01-02"), first}, g.told(acme))

	change := graphstore.StateChange{To: graphstore.StateFixProposed, Why: "soon", By: "ann", Revisions: []int64{3}}
	_, err = g.ChangeState(t.Context(), acme, "f", change)
	require.ErrorContains(t, err, "is waived")
	many, err := g.Triage(t.Context(), acme, graphstore.FindingFilter{}, change, nil, true)
	require.NoError(t, err)
	require.Zero(t, many.Count)

	require.Equal(t, []string{"waiver-drifted to SECAS"}, g.noticesFor(), "its owner would learn that more devices run it")
	_, err = g.WarnOfWaivers(t.Context(), "2026-12-10")
	require.NoError(t, err)
	require.Equal(t, []string{"waiver-drifted to SECAS", "waiver-ending to Acme"}, g.noticesFor(), "the waiver has ended for the others")

	g.endDay("2026-12-31")
	require.Equal(t, []any{"waived", int64(3), cpl.Date("2026-01-02"), first}, g.told(acme), "its last day")
	g.endDay("2027-01-01")
	require.Equal(t, []any{"open", int64(4), cpl.Date("2027-01-01"), first, "reopened waived>open"}, g.told(acme))
	require.Equal(t, []any{"open", int64(4), cpl.Date("2026-11-25"), first, "reopened waived>open", "told >"}, g.told(all))
	require.Equal(t, []string{"waiver-drifted to SECAS", "waiver-ending to Acme", "waiver-lapsed to Acme"}, g.noticesFor())
	g.endDay("2027-01-02")
	require.Len(t, g.noticesFor(), 3, "once")
}

func (g graph) noticesFor() []string {
	g.t.Helper()
	notices, err := g.UntoldNotices(g.t.Context(), graphstore.Everything)
	require.NoError(g.t, err)
	var out []string
	for _, n := range notices {
		out = append(out, n.Kind+" to "+n.Party.ID)
	}
	return out
}

func TestWhatIsWaivedAgainAfterGrowthWasNeverOpenForItsManufacturer(t *testing.T) {
	g, all := outgrown(t), graphstore.Everything
	g.endDay("2026-11-25")
	before := g.told(acme)
	again, err := g.Waive(t.Context(), all, graphstore.WaiverGrant{Fingerprint: "f", Reason: "still", Reference: "REF-2", By: "pat", Until: "2027-03-31", Share: 20, Today: "2026-11-25"})
	require.NoError(t, err)
	require.EqualValues(t, 121, again.Exposure)
	require.Equal(t, before, g.told(acme))
	g.endDay("2027-01-01")
	require.Equal(t, before, g.told(acme), "the first waiver is of no account any more")
	g.endDay("2027-04-01")
	require.Equal(t, []any{"open", int64(4), cpl.Date("2027-04-01")}, g.told(acme)[:3])
}

func TestWhatAPersonDecidesAfterGrowthIsTold(t *testing.T) {
	g, all := outgrown(t), graphstore.Everything
	g.endDay("2026-11-25")
	_, err := g.ChangeState(t.Context(), all, "f", graphstore.StateChange{To: graphstore.StateAcknowledged, Why: "agreed", By: "pat", Revisions: []int64{4}})
	require.NoError(t, err)
	require.Equal(t, []any{"acknowledged", int64(4), cpl.Date("2026-01-02")}, g.told(acme)[:3])
	g.endDay("2027-01-01")
	require.Equal(t, []any{"acknowledged", int64(4), cpl.Date("2026-01-02")}, g.told(acme)[:3], "no waiver that could lapse")
}

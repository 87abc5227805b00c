//go:build integration

package graphstore_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

func TestTheRecordReadsEntriesAndCohorts(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	entries, err := g.RecordEntries(ctx, graphstore.Everything, []string{"v3", "nowhere", "v1"})
	require.NoError(t, err)
	require.Len(t, entries, 2)
	require.Equal(t, []string{"v1", "N/A"}, []string{entries[0].EntryID, entries[0].Declaration.Text})
	require.Equal(t, "v1,v3,nowhere,o1", entries[1].Declaration.Text, "as typed")

	holdings, err := g.RecordHoldings(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Equal(t, []graphstore.Holding{{ModelKey: panelModel, Suppliers: 2, Devices: 47, Largest: 42}}, holdings)

	cohorts, err := g.RecordCohorts(ctx, graphstore.Everything, []string{panelModel, "ESME|FFFF|00000000"})
	require.NoError(t, err)
	require.Len(t, cohorts, 3)
	require.Equal(t, graphstore.RecordCohort{
		Key: "S1|" + panelModel + "|00000002", Supplier: "S1", ModelKey: panelModel, FirmwareVersion: "00000002", AsOf: "2026-10-31", Count: 12,
		Matched: []graphstore.MatchedVersion{{EntryID: "v2", ModelKey: panelModel}},
	}, cohorts[1])
}

func TestTheRecordReadsSourcesAndTheirFaults(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	since, ok := g.one("RETURN datetime.realtime() AS at").(time.Time)
	require.True(t, ok)
	g.cpl("v5,ESME,A0C1,0C1A0001,00000005,Nonsense,\nv6,ESME,A0C1,0C1A0001,00000006,Nonsense,\nv7,ESME,A0C1,0C1A0001,0000000,Current,\n")
	g.cpl("v8,ESME,A0C1,0C1A0001,00000008,Current,v1\n")

	newest, err := g.RecordSources(ctx, graphstore.Everything, time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	require.Len(t, newest, 2, "the newest of each kind, however old")
	sources, err := g.RecordSources(ctx, graphstore.Everything, since)
	require.NoError(t, err)
	require.Len(t, sources, 3)
	require.Equal(t, []string{"cpl", "cpl", "installs"}, []string{sources[0].Kind, sources[1].Kind, sources[2].Kind})
	require.EqualValues(t, 1, sources[0].Created)
	require.EqualValues(t, 3, sources[1].Rejected)
	require.NotEmpty(t, sources[1].SHA256)
	require.False(t, sources[2].EffectiveOn.Stated())

	rejects, err := g.RecordRejects(ctx, graphstore.Everything, []string{sources[0].ID, sources[1].ID})
	require.NoError(t, err)
	require.Len(t, rejects, 2)
	require.Equal(t, []string{"cpl", "unknown-status", "Status"}, []string{rejects[0].Kind, rejects[0].Code, rejects[0].Column})
	require.EqualValues(t, 2, rejects[0].Faults)
	require.Len(t, rejects[0].Examples, 2)
	require.EqualValues(t, 2, rejects[0].Examples[0].Line)
	require.Equal(t, "Nonsense", rejects[0].Examples[0].Value)
	require.NotEmpty(t, rejects[0].Examples[0].Hint)
}

func TestFIRReadsWhatEachEntryMayFollow(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	_, err := g.Restrict(ctx, graphstore.NewRestriction{From: "v1", To: "v3", Reason: "r", Reference: "R"}, graphstore.Acting{By: "me", Today: today})
	require.NoError(t, err)
	first, err := g.FIREntries(ctx, graphstore.Everything, "", 2)
	require.NoError(t, err)
	rest, err := g.FIREntries(ctx, graphstore.Everything, first[1].EntryID, 100)
	require.NoError(t, err)
	var ids []string
	for _, e := range append(first, rest...) {
		ids = append(ids, e.EntryID)
	}
	require.Equal(t, []string{"o1", "v1", "v3", "v4"}, ids, "not v2, which is removed and leads nowhere")
	cited := rest[0].Cited
	require.Len(t, cited, 4)
	require.NotEmpty(t, cited[2].Restriction)
	cited[2].Restriction = ""
	require.Equal(t, []graphstore.FIRCited{
		{EntryID: "nowhere"}, {EntryID: "o1", Known: true}, {EntryID: "v1", Known: true, SameModel: true}, {EntryID: "v3", Known: true, SameModel: true},
	}, cited)

	g.cpl("v2,ESME,A0C1,0C1A0001,00000002,Removed,v1\nv4,ESME,A0C1,0C1A0001,00000004,Current,\"v2,v1\"\n")
	removed, err := g.FIREntries(ctx, graphstore.Everything, "v1", 1)
	require.NoError(t, err)
	require.Equal(t, "v2", removed[0].EntryID, "it is the way on of devices that run it")
}

func TestTheRecordReadsNothingInAPartysScope(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	nobody := graphstore.OfSupplier("S1")
	entries, err := g.RecordEntries(ctx, nobody, []string{"v1"})
	require.NoError(t, err)
	require.Empty(t, entries)
	holdings, err := g.RecordHoldings(ctx, nobody)
	require.NoError(t, err)
	require.Empty(t, holdings)
	cohorts, err := g.RecordCohorts(ctx, nobody, []string{panelModel})
	require.NoError(t, err)
	require.Empty(t, cohorts)
	sources, err := g.RecordSources(ctx, nobody, time.Time{})
	require.NoError(t, err)
	require.Empty(t, sources)
	fir, err := g.FIREntries(ctx, nobody, "", 10)
	require.NoError(t, err)
	require.Empty(t, fir)
}

// The reads in bulk find their nodes by an index: a scan for each row would make
// them as slow as the square of what there is.
func TestBulkReadsBeginAtAnIndex(t *testing.T) {
	g := newGraph(t)
	neo4jtest.ForgetPlans(t)
	for name, params := range map[string]map[string]any{
		"record_entries": {"ids": []any{"v1"}},
		"record_cohorts": {"models": []any{panelModel}},
		"record_rejects": {"imports": []any{"i1"}, "examples": 3},
		"list_fir":       {"after": "", "limit": 10},
		"lock_askable":   {"rows": []any{}},
		"create_asked":   {"rows": []any{}},
		"chase_asked":    {"rows": []any{}},
	} {
		plan, err := g.Explain(t.Context(), graphstore.Statements()[name].Text, params)
		require.NoError(t, err, name)
		require.Empty(t, plan.Notifications, name)
		for _, operator := range plan.Operators {
			require.NotContains(t, operator, "LabelScan", "%s: %v", name, plan.Operators)
			require.NotContains(t, operator, "AllNodesScan", "%s: %v", name, plan.Operators)
		}
	}
}

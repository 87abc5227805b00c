//go:build integration

package graphstore_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

// leased runs work under the writer's lease.
func (g graph) leased(work func(lease *graphstore.Lease)) {
	g.t.Helper()
	err := g.WithLease(g.t.Context(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(_ context.Context, lease *graphstore.Lease) error {
		work(lease)
		return nil
	})
	require.NoError(g.t, err)
}

// fullRun records a full run of one rule that found these.
func (g graph) fullRun(found ...graphstore.Finding) graphstore.Run {
	g.t.Helper()
	return g.undecidedRun(nil, found...)
}

// undecidedRun records one that could not decide those under these fingerprints.
func (g graph) undecidedRun(undecided []string, found ...graphstore.Finding) graphstore.Run {
	g.t.Helper()
	ctx := g.t.Context()
	var run graphstore.Run
	g.leased(func(lease *graphstore.Lease) {
		var err error
		run, err = g.BeginRun(ctx, lease, graphstore.RunStart{Full: true, Trigger: "command", Settings: `{"a":1}`, Zone: time.UTC})
		require.NoError(g.t, err)
		_, _, _, err = g.RuleFindings(ctx, lease, graphstore.RuleOutcome{RunID: run.ID, Rule: "rule-x", Today: today, Found: found, Undecided: undecided})
		require.NoError(g.t, err)
		require.NoError(g.t, g.RecordResult(ctx, lease, run.ID, graphstore.RuleResult{Rule: "rule-x", Version: "1.0.0", Status: "ok", Examined: 5, Failing: int64(len(found)), Unknown: 1, MS: 7}))
		require.NoError(g.t, g.RecordResult(ctx, lease, run.ID, graphstore.RuleResult{Rule: "rule-y", Version: "1.0.0", Status: "failed", Error: "broke"}))
		require.NoError(g.t, g.FinishRun(ctx, lease, run.ID, graphstore.RunPartial, ""))
	})
	return run
}

func foundVersion(id string, installs int64) graphstore.Finding {
	return graphstore.Finding{
		Fingerprint: "fp-" + id, Rule: "rule-x", Subject: id, SubjectKind: "version", Severity: "high", Class: "enforced", Duty: "breach", Reasons: []string{"r"},
		ManufacturerID: "A0C1", ModelKey: panelModel, Installs: installs, Evidence: json.RawMessage(`{"n":1}`),
	}
}

const panelModel = "ESME|A0C1|0C1A0001"

func panelGraph(t *testing.T) graph {
	t.Helper()
	g := newGraph(t)
	g.cpl("v1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n" +
		"v2,ESME,A0C1,0C1A0001,00000002,Removed,v1\n" +
		"v3,ESME,A0C1,0C1A0001,00000003,Current,\"v1,v3,nowhere,o1\"\n" +
		"v4,ESME,A0C1,0C1A0001,00000004,Current,\n" +
		"o1,ESME,B0B2,0C1A0001,00000001,Current,\n")
	g.load(cpl.KindInstalls, installHeader+"S1,ESME,A0C1,0C1A0001,00000001,2026-10-31,30\n"+
		"S1,ESME,A0C1,0C1A0001,00000002,2026-10-31,12\nS2,ESME,A0C1,0C1A0001,00000001,2026-09-30,5\n", graphstore.ImportOptions{})
	return g
}

func TestPanelReadsARunAsItWas(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	first := g.fullRun(foundVersion("v3", 10), foundVersion("v4", 4))
	second := g.fullRun(foundVersion("v3", 11), foundVersion("v1", 1))
	g.fullRun(foundVersion("v4", 99))

	run, err := g.PanelRun(ctx, graphstore.Everything, second.ID)
	require.NoError(t, err)
	require.Equal(t, second.Number, run.Number)
	require.Equal(t, "partial", run.Status)
	require.True(t, run.Full)
	require.Equal(t, `{"a":1}`, run.Settings)
	require.False(t, run.FinishedAt.IsZero())
	require.NotEmpty(t, run.Today)
	_, err = g.PanelRun(ctx, graphstore.Everything, "no such run")
	require.ErrorIs(t, err, graphstore.ErrNotFound)

	previous, err := g.PanelPreviousRun(ctx, graphstore.Everything, run.Number)
	require.NoError(t, err)
	require.Equal(t, first.ID, previous.ID)
	none, err := g.PanelPreviousRun(ctx, graphstore.Everything, first.Number)
	require.NoError(t, err)
	require.Nil(t, none)

	rules, err := g.PanelRules(ctx, graphstore.Everything, second.ID)
	require.NoError(t, err)
	require.Equal(t, []graphstore.PanelRule{
		{Rule: "rule-x", Version: "1.0.0", Status: "ok", Examined: 5, Failing: 2, Unknown: 1, Took: 7 * time.Millisecond},
		{Rule: "rule-y", Version: "1.0.0", Status: "failed", Error: "broke"},
	}, rules)

	findings, err := g.PanelFindings(ctx, graphstore.Everything, second.ID, "")
	require.NoError(t, err)
	require.Len(t, findings, 2, "what the third run found is not in it")
	require.Equal(t, []string{"v1", "v3"}, []string{findings[0].Subject, findings[1].Subject})
	require.EqualValues(t, 11, findings[1].Installs)
	require.JSONEq(t, `{"n":1}`, findings[1].Evidence)
	require.Equal(t, "00000003", findings[1].FirmwareVersion)
	require.Equal(t, "Current", findings[1].Status)
	require.True(t, findings[0].FirstSeen.After(previous.FinishedAt))
	require.False(t, findings[1].FirstSeen.After(previous.FinishedAt))
}

func TestPanelReadsWhatARunCouldNotDecide(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	held := func(run graphstore.Run, audience string) (out []string) {
		findings, err := g.PanelHeld(ctx, graphstore.Everything, run.ID, audience)
		require.NoError(t, err)
		for _, f := range findings {
			out = append(out, f.Fingerprint)
		}
		return out
	}
	kept := foundVersion("v1", 0)
	kept.Audience = "manufacturer"
	first := g.fullRun(foundVersion("v3", 10), foundVersion("v4", 4), foundVersion("v2", 4), kept)
	require.Empty(t, held(first, ""))
	second := g.undecidedRun([]string{"fp-v3", "fp-v1", "never found"}, foundVersion("v2", 4))
	require.Equal(t, []string{"fp-v3"}, held(second, ""), "v2 was seen, v4 resolved, and v1 is not for everybody")
	require.Equal(t, []string{"fp-v1"}, held(second, "manufacturer"))
	findings, err := g.PanelHeld(ctx, graphstore.Everything, second.ID, "")
	require.NoError(t, err)
	require.Equal(t, []string{"v3", "open", "high", "00000003", panelModel}, []string{findings[0].Subject, findings[0].State, findings[0].Severity, findings[0].FirmwareVersion, findings[0].ModelKey})
	require.Empty(t, held(g.fullRun(foundVersion("v3", 10)), ""), "it is decided again")
}

func TestPanelReadsWhatChanged(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	ends := foundVersion("v3", 1)
	ends.Owner = "manufacturer"
	g.fullRun(ends, foundVersion("v4", 4))
	second := g.fullRun(ends)
	since, err := g.PanelRun(ctx, graphstore.Everything, second.ID)
	require.NoError(t, err)
	third := g.fullRun(foundVersion("v4", 1), foundVersion("v1", 1))
	run, err := g.PanelRun(ctx, graphstore.Everything, third.ID)
	require.NoError(t, err)

	reopened, err := g.PanelReopened(ctx, graphstore.Everything, third.ID, "", since.FinishedAt)
	require.NoError(t, err)
	require.Equal(t, []graphstore.PanelReopened{{Fingerprint: "fp-v4", Reopened: true, Told: true}}, reopened)
	resolved, err := g.PanelResolved(ctx, graphstore.Everything, "", since.FinishedAt, run.FinishedAt)
	require.NoError(t, err)
	require.Len(t, resolved, 1)
	require.Equal(t, "v3", resolved[0].Subject)
	require.Equal(t, "version", resolved[0].SubjectKind)
	require.Equal(t, "manufacturer", resolved[0].Owner)
	require.NotEmpty(t, resolved[0].Why)
	require.Equal(t, run.StartedAt, resolved[0].ResolvedAt)
}

func TestPanelCountsFindingsThatAFailedRuleCouldNotConfirm(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	older := foundVersion("v4", 1)
	older.Rule = "rule-y"
	g.leased(func(lease *graphstore.Lease) {
		run, err := g.BeginRun(ctx, lease, graphstore.RunStart{Full: true, Zone: time.UTC})
		require.NoError(t, err)
		_, _, _, err = g.RuleFindings(ctx, lease, graphstore.RuleOutcome{RunID: run.ID, Rule: "rule-y", Today: today, Found: []graphstore.Finding{older}})
		require.NoError(t, err)
		require.NoError(t, g.FinishRun(ctx, lease, run.ID, graphstore.RunOK, ""))
	})
	rules, err := g.PanelRules(ctx, graphstore.Everything, g.fullRun().ID)
	require.NoError(t, err)
	require.EqualValues(t, 1, rules[1].Unconfirmed)
}

func TestPanelReadsTheData(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	list, err := g.PanelList(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Equal(t, today, list.EffectiveOn)
	require.NotEmpty(t, list.SHA256)

	makers, err := g.PanelManufacturers(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, makers, 2)
	require.Equal(t, graphstore.PanelManufacturer{ManufacturerID: "A0C1", Name: makers[0].Name, Models: 1, Versions: 4, Listed: 3, List: 1, None: 1, NotStated: 1}, makers[0])

	returns, err := g.PanelReturns(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Equal(t, []graphstore.PanelReturn{
		{Supplier: "S1", DeviceType: "ESME", AsOf: "2026-10-31", Devices: 42},
		{Supplier: "S2", DeviceType: "ESME", AsOf: "2026-09-30", Devices: 5},
	}, returns)

	empty := newGraph(t)
	list, err = empty.PanelList(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Nil(t, list)
}

func TestPanelReadsAPathway(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	p, err := g.PanelPathway(ctx, graphstore.Everything, panelModel)
	require.NoError(t, err)
	require.Len(t, p.Versions, 4)
	require.EqualValues(t, 35, p.Versions[0].Installs)
	require.True(t, p.Versions[0].StartsHere)
	require.True(t, p.Versions[1].StartsHere, "in service, though removed")
	require.False(t, p.Versions[1].Listed)
	require.False(t, p.Versions[2].StartsHere)
	require.Equal(t, cpl.NotStated, p.Versions[3].Declaration)

	require.Equal(t, []graphstore.PanelLink{
		{From: "nowhere", To: "v3", FromPlaceholder: true},
		{From: "o1", To: "v3", FromModelKey: "ESME|B0B2|0C1A0001", FromFirmware: "00000001"},
		{From: "v1", To: "v2", FromModelKey: panelModel, FromFirmware: "00000001"},
		{From: "v1", To: "v3", FromModelKey: panelModel, FromFirmware: "00000001", Walkable: true},
		{From: "v3", To: "v3", FromModelKey: panelModel, FromFirmware: "00000003"},
	}, p.Links)

	p, err = g.PanelPathway(ctx, graphstore.Everything, "ESME|FFFF|00000000")
	require.NoError(t, err)
	require.Empty(t, p.Versions)
}

func TestPanelReadsNothingInAPartysScope(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	run := g.fullRun(foundVersion("v3", 1))
	nobody := graphstore.OfSupplier("S1")
	_, err := g.PanelRun(ctx, nobody, run.ID)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	findings, err := g.PanelFindings(ctx, nobody, run.ID, "")
	require.NoError(t, err)
	require.Empty(t, findings)
	makers, err := g.PanelManufacturers(ctx, nobody)
	require.NoError(t, err)
	require.Empty(t, makers)
	returns, err := g.PanelReturns(ctx, nobody)
	require.NoError(t, err)
	require.Empty(t, returns)
	p, err := g.PanelPathway(ctx, nobody, panelModel)
	require.NoError(t, err)
	require.Empty(t, p.Versions)
	require.Empty(t, p.Links)
}

func TestFrozenReportComesBackAsItWas(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	run := g.fullRun()
	// Random bytes do not compress, so this takes three parts.
	data := make([]byte, 5<<19)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(data)
	g.leased(func(lease *graphstore.Lease) {
		require.NoError(t, g.SaveFrozenReport(ctx, lease, graphstore.Frozen{RunID: run.ID, Kind: "panel"}, data))
		require.NoError(t, g.SaveFrozenReport(ctx, lease, graphstore.Frozen{RunID: run.ID, Kind: "panel"}, data), "the same again changes nothing")
		require.ErrorIs(t, g.SaveFrozenReport(ctx, lease, graphstore.Frozen{RunID: run.ID, Kind: "panel"}, []byte("other")), graphstore.ErrConflict)
		require.ErrorIs(t, g.SaveFrozenReport(ctx, lease, graphstore.Frozen{RunID: "no such run", Kind: "panel"}, data), graphstore.ErrNotFound)
	})
	got, err := g.FrozenReport(ctx, graphstore.Everything, graphstore.Frozen{RunID: run.ID, Kind: "panel"})
	require.NoError(t, err)
	require.True(t, bytes.Equal(data, got))
	require.EqualValues(t, 3, g.one("MATCH (p:FrozenPart) RETURN count(p)"))

	_, err = g.FrozenReport(ctx, graphstore.Everything, graphstore.Frozen{RunID: run.ID, Kind: "other"})
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	_, err = g.FrozenReport(ctx, graphstore.OfSupplier("S1"), graphstore.Frozen{RunID: run.ID, Kind: "panel"})
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

func TestWhatIsFrozenForAPartyIsReadByItAlone(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	run := g.fullRun()
	own := graphstore.Frozen{RunID: run.ID, Kind: "supplier", Party: "North"}
	totals := []graphstore.DisclosedTotal{{ModelKey: "ESME|A0C1|00000001", Devices: 120}, {ModelKey: "ESME|A0C1|00000002", Devices: 10}, {ModelKey: "GSME|B0B2|00000001", Devices: 30}}
	_, err := g.InstallTotals(ctx, graphstore.Everything, run.ID)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	g.leased(func(lease *graphstore.Lease) {
		require.NoError(t, g.SaveFrozenReport(ctx, lease, own, []byte("for North")))
		require.NoError(t, g.SaveInstallTotals(ctx, lease, run.ID, totals))
		require.NoError(t, g.SaveInstallTotals(ctx, lease, run.ID, totals[:1]), "what is frozen stays")
		require.ErrorIs(t, g.SaveInstallTotals(ctx, lease, "no such run", totals), graphstore.ErrNotFound)
	})
	for _, scope := range []graphstore.Scope{graphstore.Everything, graphstore.OfSupplier("North").Of("North")} {
		got, err := g.FrozenReport(ctx, scope, own)
		require.NoError(t, err)
		require.Equal(t, "for North", string(got))
	}
	of := own
	of.Party = ""
	for _, scope := range []graphstore.Scope{graphstore.OfSupplier("South").Of("South"), graphstore.OfSupplier("North"), graphstore.OfManufacturer("A0C1").Of("Acme")} {
		for _, frozen := range []graphstore.Frozen{own, of} {
			_, err := g.FrozenReport(ctx, scope, frozen)
			require.ErrorIs(t, err, graphstore.ErrNotFound)
		}
	}

	all, err := g.InstallTotals(ctx, graphstore.Everything, run.ID)
	require.NoError(t, err)
	require.Equal(t, totals, all.Totals)
	require.Equal(t, run.ID, all.RunID)
	mine, err := g.InstallTotals(ctx, graphstore.OfManufacturer("A0C1"), run.ID)
	require.NoError(t, err)
	require.Equal(t, totals[:2], mine.Totals)
	others, err := g.InstallTotals(ctx, graphstore.OfManufacturer("D0D4"), run.ID)
	require.NoError(t, err)
	require.Empty(t, others.Totals)
	_, err = g.InstallTotals(ctx, graphstore.OfSupplier("North"), run.ID)
	require.ErrorIs(t, err, graphstore.ErrNoScope)
}

func TestFrozenReportTellsDamage(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	run := g.fullRun()
	g.leased(func(lease *graphstore.Lease) {
		require.NoError(t, g.SaveFrozenReport(ctx, lease, graphstore.Frozen{RunID: run.ID, Kind: "panel"}, []byte("a report")))
	})
	g.one("MATCH (f:FrozenReport) SET f.sha256 = 'other' RETURN 1")
	_, err := g.FrozenReport(ctx, graphstore.Everything, graphstore.Frozen{RunID: run.ID, Kind: "panel"})
	require.ErrorContains(t, err, "damaged")
	g.one("MATCH (p:FrozenPart) DETACH DELETE p RETURN count(*)")
	_, err = g.FrozenReport(ctx, graphstore.Everything, graphstore.Frozen{RunID: run.ID, Kind: "panel"})
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

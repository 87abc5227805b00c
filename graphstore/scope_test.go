//go:build integration

package graphstore_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

var (
	severn = graphstore.OfSupplier("S1").Of("S1")
	acme   = graphstore.OfManufacturer("A0C1").Of("Acme")
)

func TestNobodyAsksNothing(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	var nobody graphstore.Scope
	q := graphstore.Query{Name: "any", Text: "RETURN 1 AS one", Timeout: time.Second}
	_, _, err := g.Versions(ctx, nobody, graphstore.VersionFilter{}, "", 1)
	require.ErrorIs(t, err, graphstore.ErrNoScope)
	_, err = g.ChangeState(ctx, nobody, "f", graphstore.StateChange{To: "open", Why: "w", By: "b"})
	require.ErrorIs(t, err, graphstore.ErrNoScope)
	for name, scope := range map[string]graphstore.Scope{"nobody": nobody, "a supplier": severn, "a manufacturer": acme} {
		_, err = g.Query(ctx, scope, q)
		require.ErrorIs(t, err, graphstore.ErrNoScope, "a rule knows of no reader: %s", name)
		err = g.ReadTogether(ctx, time.Second, func(ctx context.Context, r *graphstore.Reading) error {
			_, err := r.Query(ctx, scope, q)
			return err
		})
		require.ErrorIs(t, err, graphstore.ErrNoScope, name)
	}
	_, err = g.Query(ctx, graphstore.Everything, q)
	require.NoError(t, err)
}

func TestAManufacturerSeesItsOwnVersionsAndNoInstalls(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	_, err := g.Restrict(ctx, graphstore.NewRestriction{From: "v1", To: "v3", Reason: "a fault", Reference: "PAN-7", StartsOn: today}, graphstore.Acting{By: "ops", Today: today})
	require.NoError(t, err)
	all, total, err := g.Versions(ctx, acme, graphstore.VersionFilter{}, "", 10)
	require.NoError(t, err)
	require.EqualValues(t, 4, total)
	require.Len(t, all, 4)
	_, err = g.Version(ctx, acme, "o1")
	require.ErrorIs(t, err, graphstore.ErrNotFound)

	v3, err := g.Version(ctx, acme, "v3")
	require.NoError(t, err)
	require.Nil(t, v3.Installs)
	require.NotContains(t, jsonOf(t, v3), "installs")
	require.Equal(t, []string{"nowhere", "o1", "v1", "v3"}, linkIDs(v3.Predecessors))
	require.False(t, *v3.Predecessors[0].Known, "an id on no list")
	foreign := v3.Predecessors[1]
	require.Equal(t, graphstore.VersionLink{EntryID: "o1", Since: foreign.Since}, foreign, "of what is another's, the id that it typed")
	require.Equal(t, "a fault", v3.Predecessors[2].Restriction.Reason)
	require.Empty(t, v3.Predecessors[2].Restriction.Reference)
	v2, err := g.Version(ctx, acme, "v2")
	require.NoError(t, err)
	require.False(t, v2.EntryPoint, "whether devices run it is not its to know")

	theirs, err := g.Version(ctx, graphstore.OfManufacturer("B0B2"), "o1")
	require.NoError(t, err)
	require.Empty(t, theirs.Successors, "that another cites it is not its to know")

	cohorts, err := g.CohortsOf(ctx, acme, "", panelModel, "")
	require.NoError(t, err)
	require.Empty(t, cohorts)
	pathways, err := g.Pathways(ctx, acme, []string{panelModel, "ESME|B0B2|0C1A0001"})
	require.NoError(t, err)
	require.Len(t, pathways, 1)
	require.Equal(t, []string{"v1"}, pathways[0].Starts)
	for _, v := range pathways[0].Versions {
		require.Zero(t, v.Devices)
	}
	for subject, kind := range map[string]string{"v1": "version", "o1": "", "nowhere": "placeholder", panelModel: "model", "ESME|B0B2|0C1A0001": "", "S1|" + panelModel + "|00000001": ""} {
		found, err := g.Resolve(ctx, acme, subject)
		require.NoError(t, err)
		require.Equal(t, kind, found, subject)
	}
	near, err := g.NearSubjects(ctx, acme, "s1|")
	require.NoError(t, err)
	require.Empty(t, near)
	_, edges, err := g.Edges(ctx, graphstore.OfManufacturer("B0B2"), "o1")
	require.NoError(t, err)
	require.Empty(t, edges)
	history, err := g.History(ctx, acme, "o1")
	require.NoError(t, err)
	require.Empty(t, history)
	_, _, edgeCount, err := g.EdgePage(ctx, graphstore.OfManufacturer("B0B2"), "o1", graphstore.EdgePlace{}, 10)
	require.NoError(t, err)
	require.Zero(t, edgeCount)
	cited, _, edgeCount, err := g.EdgePage(ctx, acme, "v3", graphstore.EdgePlace{}, 10)
	require.NoError(t, err)
	require.Len(t, cited, 4)
	require.EqualValues(t, 4, edgeCount)
	_, statements, err := g.HistoryPage(ctx, acme, "o1", graphstore.HistoryPlace{}, 10)
	require.NoError(t, err)
	require.Zero(t, statements)
	_, _, err = g.Restrictions(ctx, acme, graphstore.RestrictionFilter{}, today, "", 10)
	require.NoError(t, err)
}

func TestListsForThoseWhoSeeEverythingAreEmptyToParties(t *testing.T) {
	g, ctx := askGraph(t), t.Context()
	_, err := g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{ask("v2")})
	require.NoError(t, err)
	g.one(`CREATE (:Waiver {id: 'w', until: date(), grantedAt: datetime()})-[:WAIVES]->(:Finding {fingerprint: 'f'}), (:ApiKey {id: 'k', createdAt: datetime()}),
		(:Subscription {id: 's', createdAt: datetime()}), (:Notice {id: 'n', told: false, at: datetime(), kind: 'k', owner: 'supplier', supplier: 'S1', manufacturerId: ''}),
		(:Recipient {address: 'a', suspendedAt: datetime()}) RETURN 1`)
	for name, count := range map[string]func(graphstore.Scope) (int, int64, error){
		"asked": func(s graphstore.Scope) (int, int64, error) {
			return counts(g.AskedPage(ctx, s, graphstore.AskedFilter{}, graphstore.AskedPlace{}, 1))
		},
		"waivers": func(s graphstore.Scope) (int, int64, error) {
			return counts(g.WaiverPage(ctx, s, true, graphstore.Place{}, 1))
		},
		"keys":    func(s graphstore.Scope) (int, int64, error) { return counts(g.KeyPage(ctx, s, graphstore.Place{}, 1)) },
		"parties": func(s graphstore.Scope) (int, int64, error) { return counts(g.PartyPage(ctx, s, "", 1)) },
		"subscriptions": func(s graphstore.Scope) (int, int64, error) {
			return counts(g.SubscriptionPage(ctx, s, graphstore.Place{}, 1))
		},
		"undeliverable": func(s graphstore.Scope) (int, int64, error) {
			return counts(g.UndeliverablePage(ctx, s, graphstore.UndeliverablePlace{}, 1))
		},
		"suspended": func(s graphstore.Scope) (int, int64, error) { return counts(g.SuspendedPage(ctx, s, "", 1)) },
	} {
		for _, scope := range []graphstore.Scope{severn, acme} {
			found, total, err := count(scope)
			require.NoError(t, err, name)
			require.Zero(t, found, name)
			require.Zero(t, total, name)
		}
		found, total, err := count(graphstore.Everything)
		require.NoError(t, err, name)
		require.Equal(t, 1, found, name)
		require.Positive(t, total, name)
	}
}

// counts is how many a page holds, and how many there are in all.
func counts[T any](found []T, total int64, err error) (int, int64, error) {
	return len(found), total, err
}

func TestASupplierSeesAllVersionsAndItsOwnInstalls(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	_, total, err := g.Versions(ctx, severn, graphstore.VersionFilter{}, "", 10)
	require.NoError(t, err)
	require.EqualValues(t, 5, total)
	for id, want := range map[string]struct {
		supplier string
		installs int64
		starts   bool
	}{"v1": {"S1", 30, true}, "v2": {"S1", 12, true}} {
		v, err := g.Version(ctx, severn, id)
		require.NoError(t, err)
		require.Equal(t, want.installs, *v.Installs, id)
		require.Equal(t, want.starts, v.EntryPoint, id)
	}
	other, err := g.Version(ctx, graphstore.OfSupplier("S2"), "v2")
	require.NoError(t, err)
	require.Zero(t, *other.Installs)
	require.False(t, other.EntryPoint, "that another operates it is not its to know")
	whole, err := g.Version(ctx, graphstore.Everything, "v1")
	require.NoError(t, err)
	require.EqualValues(t, 35, *whole.Installs)
	cohorts, err := g.CohortsOf(ctx, severn, "", panelModel, "")
	require.NoError(t, err)
	require.Len(t, cohorts, 2)
	kind, err := g.Resolve(ctx, graphstore.OfSupplier("S2"), "S1|"+panelModel+"|00000001")
	require.NoError(t, err)
	require.Empty(t, kind)
	pathways, err := g.Pathways(ctx, graphstore.OfSupplier("S2"), []string{panelModel})
	require.NoError(t, err)
	require.Equal(t, []string{"v1"}, pathways[0].Starts)
}

// findingsOfAll are one finding of each kind of reader.
func findingsOfAll() []graphstore.Finding {
	declared, reasoned, decided, own, kept := foundVersion("v3", 11), foundVersion("v1", 12), foundVersion("v4", 13), foundVersion("v2", 14), foundVersion("o1", 15)
	declared.ByInstalls, declared.ToldEvidence = graphstore.ByInstallsNothing, json.RawMessage(`{"breaks":[]}`)
	reasoned.ByInstalls, decided.ByInstalls, own.ByInstalls, kept.ByInstalls = graphstore.ByInstallsReasons, graphstore.ByInstallsAll, graphstore.ByInstallsAll, graphstore.ByInstallsNothing
	own.Supplier = "S1"
	kept.Audience = "manufacturer"
	return []graphstore.Finding{declared, reasoned, decided, own, kept}
}

func TestFindingsAreSeenByTheirReaders(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	g.fullRun(findingsOfAll()...)
	for name, c := range map[string]struct {
		scope graphstore.Scope
		rule  string
		sees  []string
	}{
		"everything":                        {graphstore.Everything, "", []string{"fp-v1", "fp-v2", "fp-v3", "fp-v4"}},
		"everything, by the rule":           {graphstore.Everything, "rule-x", []string{"fp-o1", "fp-v1", "fp-v2", "fp-v3", "fp-v4"}},
		"the supplier":                      {severn, "", []string{"fp-v2"}},
		"another supplier":                  {graphstore.OfSupplier("S2"), "rule-x", nil},
		"the manufacturer":                  {acme, "", []string{"fp-o1", "fp-v1", "fp-v3"}},
		"another manufacturer":              {graphstore.OfManufacturer("B0B2"), "rule-x", nil},
		"the manufacturer of several names": {graphstore.OfManufacturer("B0B2", "A0C1"), "", []string{"fp-o1", "fp-v1", "fp-v3"}},
	} {
		found, total, err := g.Findings(ctx, c.scope, graphstore.FindingFilter{Rule: c.rule}, graphstore.FindingPage{}, 10)
		require.NoError(t, err)
		require.EqualValues(t, len(c.sees), total, name)
		require.Equal(t, c.sees, fingerprints(found), name)
		for _, all := range findingsOfAll() {
			_, err := g.FindingDetail(ctx, c.scope, all.Fingerprint)
			if c.scope.All() || slices.Contains(c.sees, all.Fingerprint) {
				require.NoError(t, err, name)
			} else {
				require.ErrorIs(t, err, graphstore.ErrNotFound, name)
			}
		}
		triaged, err := g.Triage(ctx, c.scope, graphstore.FindingFilter{Rule: c.rule}, graphstore.StateChange{To: "acknowledged", Why: "w", By: "b"}, nil, true)
		require.NoError(t, err)
		require.EqualValues(t, len(c.sees), triaged.Count, name)
	}
	about, err := g.FindingsAbout(ctx, acme, "", panelModel, "")
	require.NoError(t, err)
	require.Equal(t, []string{"fp-v1", "fp-v3"}, fingerprints(about))
}

func TestAManufacturerIsToldNothingThatFollowsFromInstalls(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	g.fullRun(findingsOfAll()...)
	declared, err := g.FindingDetail(ctx, acme, "fp-v3")
	require.NoError(t, err)
	f := declared.Finding
	require.Empty(t, f.Severity)
	require.Zero(t, f.Installs)
	require.False(t, f.DueOn.Stated())
	require.JSONEq(t, `{"breaks":[]}`, string(f.Evidence))
	require.Equal(t, []string{"r"}, f.Reasons)
	reasoned, err := g.FindingDetail(ctx, acme, "fp-v1")
	require.NoError(t, err)
	require.Empty(t, reasoned.Finding.Reasons)
	require.JSONEq(t, `{}`, string(reasoned.Finding.Evidence))
}

func TestWhatOthersWriteAboutAFindingIsNotForItsManufacturer(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	g.fullRun(findingsOfAll()...)
	_, err := g.Comment(ctx, graphstore.Everything, "fp-v3", "operator", "S1 has 30 of them")
	require.NoError(t, err)
	_, err = g.ChangeState(ctx, acme, "fp-v3", graphstore.StateChange{To: "fix-proposed", Why: "in the next release", By: "Acme"})
	require.NoError(t, err)
	for _, hidden := range []string{"fp-v4", "fp-v2", "nothing"} {
		_, err = g.ChangeState(ctx, acme, hidden, graphstore.StateChange{To: "fix-proposed", Why: "w", By: "Acme"})
		require.ErrorIs(t, err, graphstore.ErrNotFound, hidden)
		_, err = g.Comment(ctx, acme, hidden, "Acme", "hello")
		require.ErrorIs(t, err, graphstore.ErrNotFound, hidden)
	}
	told, err := g.FindingDetail(ctx, acme, "fp-v3")
	require.NoError(t, err)
	require.Len(t, told.Trail, 2)
	require.Equal(t, "opened", told.Trail[0].Kind)
	require.Empty(t, told.Trail[0].Why)
	require.Equal(t, "in the next release", told.Trail[1].Why)
	all, err := g.FindingDetail(ctx, graphstore.Everything, "fp-v3")
	require.NoError(t, err)
	require.Len(t, all.Trail, 3)
}

// Every reader of a finding reads its whole trail, so a party cannot write in it for ever.
func TestAPartyFillsNoTrail(t *testing.T) {
	g, ctx := panelGraph(t), t.Context()
	g.fullRun(findingsOfAll()...)
	own := acme
	for range 100 {
		_, err := g.Comment(ctx, own, "fp-v3", "Acme", "once more")
		require.NoError(t, err)
	}
	full := func(err error) {
		t.Helper()
		var refused *graphstore.InputError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "trail-full", refused.Code)
	}
	_, err := g.Comment(ctx, own, "fp-v3", "Acme", "once more")
	full(err)
	change := graphstore.StateChange{To: "acknowledged", Why: "w", By: "Acme"}
	_, err = g.ChangeState(ctx, own, "fp-v3", change)
	full(err)
	many, err := g.Triage(ctx, own, graphstore.FindingFilter{Manufacturer: "A0C1"}, change, nil, true)
	require.NoError(t, err)
	_, err = g.Triage(ctx, own, graphstore.FindingFilter{Manufacturer: "A0C1"}, change, &many.Count, false)
	require.NoError(t, err, "the others are changed")
	now, err := g.FindingDetail(ctx, graphstore.Everything, "fp-v3")
	require.NoError(t, err)
	require.Equal(t, "open", now.Finding.State)
	require.Len(t, now.Trail, 101)
	_, err = g.Comment(ctx, graphstore.Everything, "fp-v3", "operator", "noted")
	require.NoError(t, err)
	for _, text := range []string{"a\x00b", "\x1b[31m", "\u202etxt.exe", "\ufffe"} {
		_, err = g.Comment(ctx, graphstore.Everything, "fp-v3", "operator", text)
		var refused *graphstore.InputError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "control-character", refused.Code)
	}
}

func TestAPublishedReportIsForItsParty(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	run := g.fullRun()
	for _, r := range []graphstore.Report{{Pack: "manufacturer", Party: "Acme"}, {Pack: "manufacturer", Party: "Alder"}, {Pack: "supplier", Party: "S1"}, {Pack: "supplier", Party: "S2"}, {Pack: "fir"}, {Pack: "panel"}, {Pack: "quality"}} {
		id, err := graphstore.NewReportID()
		require.NoError(t, err)
		r.ID, r.RunID, r.Schema = id, run.ID, "s/1"
		_, err = g.PublishReport(ctx, r, []byte(r.Pack+r.Party))
		require.NoError(t, err)
	}
	for name, c := range map[string]struct {
		scope graphstore.Scope
		sees  []string
	}{
		"everything":                 {graphstore.Everything, []string{"quality", "panel", "fir", "supplier S2", "supplier S1", "manufacturer Alder", "manufacturer Acme"}},
		"a manufacturer":             {acme, []string{"manufacturer Acme"}},
		"a manufacturer of no party": {graphstore.OfManufacturer("A0C1"), nil},
		"a supplier":                 {severn, []string{"fir", "supplier S1"}},
	} {
		found, total, err := g.Reports(ctx, c.scope, graphstore.ReportFilter{}, "", 10)
		require.NoError(t, err)
		require.EqualValues(t, len(c.sees), total, name)
		var seen []string
		for _, r := range found {
			text := r.Pack
			if r.Party != "" {
				text += " " + r.Party
			}
			seen = append(seen, text)
			_, err := g.ReportData(ctx, c.scope, r.ID)
			require.NoError(t, err)
		}
		require.Equal(t, c.sees, seen, name)
	}
}

func fingerprints(found []graphstore.Finding) []string {
	var out []string
	for _, f := range found {
		out = append(out, f.Fingerprint)
	}
	slices.Sort(out)
	return out
}

func linkIDs(links []graphstore.VersionLink) []string {
	var out []string
	for _, l := range links {
		out = append(out, l.EntryID)
	}
	return out
}

func jsonOf(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

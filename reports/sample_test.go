package reports_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

// fakeSource answers the reads of a report from functions.
type fakeSource struct {
	run           func(runID string) (*graphstore.PanelRun, error)
	previous      func(number int64) (*graphstore.PanelRun, error)
	rules         func() ([]graphstore.PanelRule, error)
	findings      func() ([]graphstore.PanelFinding, error)
	held          func(audience string) []graphstore.PanelFinding
	reopened      func(since time.Time) ([]string, error)
	resolved      func(since, until time.Time) ([]graphstore.PanelResolved, error)
	manufacturers func() ([]graphstore.PanelManufacturer, error)
	list          func() (*graphstore.PanelList, error)
	returns       func() ([]graphstore.PanelReturn, error)
	parties       []graphstore.Party
	published     *graphstore.PanelRun
	waivers       []graphstore.Waiver
	trend         []graphstore.TrendPoint
	pathway       func(key string) (*graphstore.PanelPathway, error)
}

func (f *fakeSource) PanelRun(_ context.Context, _ graphstore.Scope, runID string) (*graphstore.PanelRun, error) {
	return f.run(runID)
}

func (f *fakeSource) PanelPreviousRun(_ context.Context, _ graphstore.Scope, number int64) (*graphstore.PanelRun, error) {
	return f.previous(number)
}

func (f *fakeSource) PanelRules(context.Context, graphstore.Scope, string) ([]graphstore.PanelRule, error) {
	return f.rules()
}

// PanelFindings are, for manufacturers, those about chains of declarations under
// the rule that is kept for them.
func (f *fakeSource) PanelFindings(_ context.Context, _ graphstore.Scope, _, audience string) ([]graphstore.PanelFinding, error) {
	found, err := f.findings()
	var out []graphstore.PanelFinding
	for _, g := range found {
		follows := g.Rule == "version-unreachable" || g.Rule == "version-dead-end" || strings.HasPrefix(g.Rule, "install-")
		switch {
		case audience == "" && follows:
			g.ByInstalls = graphstore.ByInstallsAll
		case audience == "":
			g.ByInstalls = graphstore.ByInstallsNothing
		case g.Rule == "version-unreachable":
			g.Rule, g.Fingerprint, g.ByInstalls = "version-unrooted", "u-"+g.Fingerprint, graphstore.ByInstallsNothing
		default:
			continue
		}
		out = append(out, g)
	}
	return out, err
}

func (f *fakeSource) PanelHeld(_ context.Context, _ graphstore.Scope, _, audience string) ([]graphstore.PanelFinding, error) {
	if f.held == nil {
		return nil, nil
	}
	return f.held(audience), nil
}

func (f *fakeSource) PanelReopened(_ context.Context, _ graphstore.Scope, _, audience string, since time.Time) ([]graphstore.PanelReopened, error) {
	found, err := f.reopened(since)
	out := make([]graphstore.PanelReopened, 0, len(found))
	for _, fingerprint := range found {
		if audience != "" {
			fingerprint = "u-" + fingerprint
		}
		out = append(out, graphstore.PanelReopened{Fingerprint: fingerprint, Reopened: true, Told: true})
	}
	return out, err
}

func (f *fakeSource) PanelResolved(_ context.Context, _ graphstore.Scope, audience string, since, until time.Time) ([]graphstore.PanelResolved, error) {
	if audience != "" {
		return nil, nil
	}
	found, err := f.resolved(since, until)
	for i := range found {
		found[i].ByInstalls = graphstore.ByInstallsNothing
	}
	return found, err
}

func (f *fakeSource) PanelManufacturers(context.Context, graphstore.Scope) ([]graphstore.PanelManufacturer, error) {
	return f.manufacturers()
}

func (f *fakeSource) PanelList(context.Context, graphstore.Scope) (*graphstore.PanelList, error) {
	return f.list()
}

func (f *fakeSource) PanelReturns(context.Context, graphstore.Scope) ([]graphstore.PanelReturn, error) {
	return f.returns()
}

func (f *fakeSource) PanelPathway(_ context.Context, _ graphstore.Scope, key string) (*graphstore.PanelPathway, error) {
	return f.pathway(key)
}

const (
	modelA = "ESME|A0C1|0C1A0001"
	modelB = "GSME|B0B2|00020001"
)

func at(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }

func jsonText(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// sampleSource is a small estate with one of everything: two makers, three
// rules of which one failed, findings that are new, old, reopened and waived,
// names that try to be formulas and markup, and a model with a long plain chain.
func sampleSource() *fakeSource {
	return &fakeSource{
		run: func(runID string) (*graphstore.PanelRun, error) {
			return &graphstore.PanelRun{
				ID: runID, Number: 12, StartedAt: at(25, 1), FinishedAt: at(25, 2), Status: "partial", Trigger: "schedule", Full: true,
				Today: "2026-11-25", InputsHash: "9f2c", Settings: `{"rules.in-force-date":"2024-11-07","rules.stale-days":45}`,
			}, nil
		},
		previous: func(int64) (*graphstore.PanelRun, error) {
			return &graphstore.PanelRun{ID: "run-11", Number: 11, StartedAt: at(18, 1), FinishedAt: at(18, 2), Status: "ok", Full: true, Today: "2026-11-18"}, nil
		},
		rules:    sampleRules,
		findings: sampleFindings,
		reopened: func(time.Time) ([]string, error) { return []string{"aa03"}, nil },
		resolved: func(time.Time, time.Time) ([]graphstore.PanelResolved, error) {
			return []graphstore.PanelResolved{{
				Fingerprint: "bb01", Rule: "predecessor-undeclared", Subject: "A-00", SubjectKind: "version", Severity: "medium", ManufacturerID: "A0C1", Owner: "manufacturer",
				FirstSeen: at(11, 1), ResolvedAt: at(25, 1), Why: "declared",
			}}, nil
		},
		manufacturers: func() ([]graphstore.PanelManufacturer, error) {
			return []graphstore.PanelManufacturer{
				{ManufacturerID: "A0C1", Name: "Alder <b>Meters</b>", Models: 1, Versions: 20, Listed: 18, List: 15, None: 1, NotStated: 2},
				{ManufacturerID: "B0B2", Name: "=Birch Gas", Models: 1, Versions: 2, Listed: 2, List: 1, None: 1},
				{ManufacturerID: "C0C3", Name: "Cedar", Models: 1, Versions: 1, Listed: 1, None: 1},
			}, nil
		},
		list: func() (*graphstore.PanelList, error) {
			return &graphstore.PanelList{ImportID: "import-7", FileName: "cpl.csv", SHA256: "ab12", EffectiveOn: "2026-11-20", ImportedAt: at(24, 9)}, nil
		},
		returns: func() ([]graphstore.PanelReturn, error) {
			return []graphstore.PanelReturn{
				{Supplier: "North Power", DeviceType: "ESME", AsOf: "2026-10-31", Devices: 90000, Carried: 1200},
				{Supplier: "South & Sons", DeviceType: "ESME", AsOf: "2026-09-30", Devices: 10000},
				{Supplier: "South & Sons", DeviceType: "GSME", AsOf: "2026-10-31", Devices: 5000},
			}, nil
		},
		pathway: samplePathway,
	}
}

func sampleRules() ([]graphstore.PanelRule, error) {
	return []graphstore.PanelRule{
		{Rule: "install-orphaned", Version: "1.0.0", Status: "ok", Examined: 9, Failing: 2, Unknown: 1, Took: 12 * time.Millisecond},
		{Rule: "predecessor-undeclared", Version: "1.0.0", Status: "ok", Examined: 21, Failing: 2, Took: 8 * time.Millisecond},
		{Rule: "row-rejected", Version: "1.0.0", Status: "failed", Error: "took too long", Unconfirmed: 4},
		{Rule: "version-unreachable", Version: "1.0.0", Status: "ok", Examined: 16, Failing: 3, Took: 40 * time.Millisecond},
	}, nil
}

func sampleFindings() ([]graphstore.PanelFinding, error) {
	unreachable := func(fingerprint, id string, breaks ...map[string]any) graphstore.PanelFinding {
		var reasons []string
		for _, b := range breaks {
			reasons = append(reasons, b["reason"].(string))
		}
		return graphstore.PanelFinding{
			Fingerprint: fingerprint, Rule: "version-unreachable", Subject: id, SubjectKind: "version", State: "open", Severity: "high",
			Class: "enforced", Duty: "breach", Reasons: reasons, ManufacturerID: "A0C1", ModelKey: modelA, Installs: 61200,
			FirstSeen: at(11, 1), LastSeen: at(25, 1), FirmwareVersion: "0000000" + id[len(id)-1:], Status: "Current", AddedOn: "2025-02-01",
			Evidence: jsonText(map[string]any{"breaks": breaks, "breaksTotal": len(breaks), "devicesOfModel": 61200, "basis": "roots-and-installs"}),
		}
	}
	findings := []graphstore.PanelFinding{
		unreachable("aa01", "A-17", map[string]any{"reason": "unknown-id", "at": "A-17", "from": "A-77 typo", "duty": "breach"}),
		unreachable("aa02", "A-18", map[string]any{"reason": "self", "at": "A-18", "from": "A-18", "duty": "breach"}, map[string]any{"reason": "foreign", "at": "A-18", "from": "B-1", "duty": "breach"}),
		unreachable("aa03", "A-19", map[string]any{"reason": "unknown-id", "at": "A-17", "from": "A-77 typo", "duty": "breach"}),
		{
			Fingerprint: "aa04", Rule: "predecessor-undeclared", Subject: "A-15", SubjectKind: "version", State: "open", Severity: "medium", Class: "enforced", Duty: "breach",
			Reasons: []string{"blank"}, ManufacturerID: "A0C1", ModelKey: modelA, Installs: 4100, FirstSeen: at(25, 1), LastSeen: at(25, 1), FirmwareVersion: "0000000F",
			Consequence: true, Status: "Current", AddedOn: "2025-01-15", Evidence: `{"breaks":[{"reason":"blank","at":"A-15","duty":"breach"}],"devicesOnIt":4100}`,
		},
		{
			Fingerprint: "aa05", Rule: "predecessor-undeclared", Subject: `@SUM(1+1)*cmd|' /C calc'!A0`, SubjectKind: "version", State: "waived", Severity: "low", Class: "advisory", Duty: "gap",
			Reasons: []string{"blank"}, ManufacturerID: "A0C1", ModelKey: modelA, FirstSeen: at(11, 1), LastSeen: at(25, 1), FirmwareVersion: "00000010",
			Baseline: true, Status: "Current", AddedOn: "2023-01-15", Evidence: `{"breaks":[{"reason":"blank","at":"x","duty":"gap"}],"devicesOnIt":0}`,
		},
	}
	orphaned := func(fingerprint, supplier, model, firmware, reason, evidence string, devices int64) graphstore.PanelFinding {
		return graphstore.PanelFinding{
			Fingerprint: fingerprint, Rule: "install-orphaned", Subject: supplier + "|" + model + "|" + firmware, SubjectKind: "cohort", State: "open", Severity: "critical",
			Class: "enforced", Duty: "advice", Reasons: []string{reason}, ManufacturerID: model[5:9], Supplier: supplier, ModelKey: model, Installs: devices,
			FirstSeen: at(11, 1), LastSeen: at(25, 1), FirmwareVersion: firmware, AsOf: "2026-10-31", Evidence: evidence,
		}
	}
	return append(findings,
		orphaned("aa06", "North Power", modelA, "00000002", "delisted", `{"asOf":"2026-10-31","ageDays":25,"matched":[{"entryId":"A-02","status":"Removed","dateRemoved":"2026-03-01"}]}`, 12345),
		orphaned("aa07", "South & Sons", modelB, "DEADBEEF", "unlisted", `{"asOf":"2026-10-31","ageDays":25,"matched":[]}`, 77)), nil
}

func samplePathway(key string) (*graphstore.PanelPathway, error) {
	p := &graphstore.PanelPathway{ModelKey: key}
	if key == modelB {
		p.Versions = []graphstore.PanelVersion{
			{EntryID: "B-1", FirmwareVersion: "00000001", Status: "Current", Listed: true, AddedOn: "2024-01-01", Declaration: cpl.DeclaredNone, StartsHere: true, Installs: 4923},
			{EntryID: "B-2", FirmwareVersion: "00000002", Status: "Current", Listed: true, AddedOn: "2025-01-01", Declaration: cpl.DeclaredList},
		}
		p.Links = []graphstore.PanelLink{{From: "B-1", To: "B-2", FromModelKey: modelB, FromFirmware: "00000001", Walkable: true}}
		return p, nil
	}
	for i := range 20 {
		v := graphstore.PanelVersion{
			EntryID: fmt.Sprintf("A-%02d", i), FirmwareVersion: fmt.Sprintf("%08X", i), Status: "Current", Listed: true,
			AddedOn: cpl.DateOf(time.Date(2022, time.Month(1+2*i), 1, 0, 0, 0, 0, time.UTC)), Declaration: cpl.DeclaredList,
		}
		switch i {
		case 0:
			v.Declaration, v.StartsHere = cpl.DeclaredNone, true
		case 1, 14:
			v.StartsHere, v.Installs = true, 30600
		case 2:
			v.Status, v.Listed, v.RemovedOn, v.StartsHere, v.Installs = "Removed", false, "2026-03-01", true, 12345
		case 15:
			v.Declaration, v.StartsHere, v.Installs = cpl.NotStated, true, 4100
		}
		p.Versions = append(p.Versions, v)
	}
	link := func(from, to string) {
		p.Links = append(p.Links, graphstore.PanelLink{From: from, To: to, FromModelKey: modelA, FromFirmware: "x", Walkable: from != to && to != "A-02"})
	}
	for i := 1; i < 15; i++ {
		link(fmt.Sprintf("A-%02d", i-1), fmt.Sprintf("A-%02d", i))
	}
	link("A-01", "A-03")
	link("A-14", "A-16")
	link("A-18", "A-18")
	link("A-17", "A-19")
	p.Links = append(p.Links,
		graphstore.PanelLink{From: "A-77 typo", To: "A-17", FromPlaceholder: true},
		graphstore.PanelLink{From: "B-1", To: "A-18", FromModelKey: modelB, FromFirmware: "00000001"})
	return p, nil
}

// sampleSettings have the words of three rules, and of the one that manufacturers are told of instead of the last.
func sampleSettings() reports.Settings {
	s := reports.Settings{
		Marking: reports.Marking{Label: "SEC CONFIDENTIAL (sample)", Handling: "For Panel members only; not to be passed on."},
		Rules: []reports.RuleText{
			{
				ID: "install-orphaned", Version: "1.0.0", Title: "Devices run firmware that is not on the list", Addressee: "supplier",
				Why: "No upgrade pathway can be relied on for such a device.", Basis: "The list says what may be used.", Fix: "Check the return, then plan an upgrade.",
				Reasons: []reports.ReasonText{
					{Reason: "unlisted", Says: "No entry has this device type, model and firmware version.", Actor: "supplier", Fix: "Check the firmware version in the return."},
					{Reason: "delisted", Says: "The only matching entries are no longer listed.", Actor: "supplier", Fix: "Plan an upgrade of these devices to a listed version."},
				},
			},
			{
				ID: "predecessor-undeclared", Version: "1.0.0", Title: "The manufacturer has not said which firmware this version can be upgraded from", Addressee: "manufacturer",
				Why: "Without it nobody can tell whether a device may be upgraded to this version.", Basis: "MP231 asks for it.", Fix: "Fill in the field.",
				Reasons: []reports.ReasonText{{Reason: "blank", Says: "The field is blank.", Actor: "manufacturer", Fix: "Type the CPL Entry IDs."}},
			},
			{
				ID: "version-unreachable", Version: "1.0.0", Title: "No declared upgrade pathway leads to this firmware", Addressee: "manufacturer",
				Why: "A supplier that follows the declarations can never bring a device to it.", Basis: "MP231 asks for the pathway.", Fix: "Mend one of the broken links.",
				Reasons: []reports.ReasonText{
					{Reason: "unknown-id", Says: "It cites an id that is on no list.", Actor: "manufacturer", Fix: "Correct the cited CPL Entry ID, or submit the entry that it names."},
					{Reason: "self", Says: "It cites itself.", Actor: "manufacturer", Fix: "Replace its own CPL Entry ID."},
					{Reason: "foreign", Says: "It cites another model.", Actor: "manufacturer", Fix: "Cite a version of the same device model."},
				},
			},
		},
	}
	return withUnrooted(s)
}

func withUnrooted(s reports.Settings) reports.Settings {
	s.Rules = slices.DeleteFunc(s.Rules, func(r reports.RuleText) bool { return r.ID == "version-unrooted" })
	unrooted := s.Rules[len(s.Rules)-1]
	unrooted.ID, unrooted.Audience, unrooted.Title = "version-unrooted", "manufacturer", "No declared way leads to it from firmware that needs none before it"
	s.Rules = append(s.Rules, unrooted)
	return s
}

func samplePanel(t *testing.T) *reports.Panel {
	t.Helper()
	p, err := reports.Build(t.Context(), sampleSource(), "run-12", sampleSettings())
	require.NoError(t, err)
	return p
}

func noFindings() ([]graphstore.PanelFinding, error) { return nil, nil }

func noRules() ([]graphstore.PanelRule, error) { return nil, nil }

func noneResolved(time.Time, time.Time) ([]graphstore.PanelResolved, error) { return nil, nil }

func (f *fakeSource) Parties(context.Context, graphstore.Scope) ([]graphstore.Party, error) {
	return f.parties, nil
}

func (f *fakeSource) PanelPublishedRun(context.Context, graphstore.Scope, int64) (*graphstore.PanelRun, error) {
	return f.published, nil
}

func (f *fakeSource) Waivers(context.Context, graphstore.Scope, bool) ([]graphstore.Waiver, error) {
	return f.waivers, nil
}

func (f *fakeSource) Trend(context.Context, graphstore.Scope, graphstore.TrendFilter, int) ([]graphstore.TrendPoint, error) {
	return f.trend, nil
}

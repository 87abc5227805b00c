package reports_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

func sum(tallies []reports.Tally) int {
	n := 0
	for _, t := range tallies {
		n += t.Count
	}
	return n
}

func TestBuildCountsAddUp(t *testing.T) {
	p := samplePanel(t)
	require.Len(t, p.Findings, 7)
	for name, tallies := range map[string][]reports.Tally{
		"severity": p.Headline.BySeverity, "class": p.Headline.ByClass, "duty": p.Headline.ByDuty, "state": p.Headline.ByState,
	} {
		require.Equal(t, p.Headline.Findings, sum(tallies), name)
	}
	var byRule, byMaker, bySupplier, newByRule, resolvedByRule int
	var makerDevices int64
	for _, r := range p.Rules {
		byRule += r.Findings
		newByRule += r.New
		resolvedByRule += r.Resolved
		require.Equal(t, r.Examined, r.Passing()+r.Failing+r.Unknown, r.ID)
	}
	for _, m := range p.Manufacturers {
		byMaker += m.Findings
		makerDevices += m.Devices
		require.Equal(t, m.Findings, sum(m.BySeverity), m.ID)
		require.Equal(t, m.Findings, sum(m.ByRule), m.ID)
	}
	for _, s := range p.Suppliers {
		bySupplier += s.Findings
	}
	require.Equal(t, len(p.Findings), byRule)
	require.Equal(t, len(p.Findings), byMaker)
	require.Equal(t, 2, bySupplier, "findings about installs alone")
	require.Equal(t, p.Headline.Devices, makerDevices)
	require.Equal(t, p.Headline.New, newByRule)
	require.Equal(t, len(p.Changes.Resolved), resolvedByRule)
	require.EqualValues(t, 4, p.Headline.Unconfirmed)
}

func TestBuildCountsDevicesOfAModelOnce(t *testing.T) {
	finding := func(rule, subject, kind, model string, devices int64) graphstore.PanelFinding {
		return graphstore.PanelFinding{Fingerprint: rule + subject, Rule: rule, Subject: subject, SubjectKind: kind, ModelKey: model, Installs: devices}
	}
	for name, tc := range map[string]struct {
		findings []graphstore.PanelFinding
		devices  int64
	}{
		"two versions of a model: the larger": {[]graphstore.PanelFinding{
			finding("r", "v1", "version", modelA, 100), finding("r", "v2", "version", modelA, 70),
		}, 100},
		"versions of two models: both": {[]graphstore.PanelFinding{
			finding("r", "v1", "version", modelA, 100), finding("r", "v2", "version", modelB, 70),
		}, 170},
		"two cohorts of a model: both": {[]graphstore.PanelFinding{
			finding("r", "c1", "cohort", modelA, 100), finding("r", "c2", "cohort", modelA, 70),
		}, 170},
		"one cohort under two rules: once": {[]graphstore.PanelFinding{
			finding("r", "c1", "cohort", modelA, 100), finding("q", "c1", "cohort", modelA, 100),
		}, 100},
		"a version and cohorts beyond it: the larger": {[]graphstore.PanelFinding{
			finding("r", "v1", "version", modelA, 100), finding("q", "c1", "cohort", modelA, 90), finding("q", "c2", "cohort", modelA, 60),
		}, 150},
		"no model: each subject": {[]graphstore.PanelFinding{
			finding("r", "x", "hash", "", 5), finding("r", "y", "hash", "", 6),
		}, 11},
	} {
		t.Run(name, func(t *testing.T) {
			src := sampleSource()
			src.findings = func() ([]graphstore.PanelFinding, error) { return tc.findings, nil }
			p, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
			require.NoError(t, err)
			require.Equal(t, tc.devices, p.Headline.Devices)
		})
	}
}

func TestBuildTellsWhatChanged(t *testing.T) {
	p := samplePanel(t)
	require.Equal(t, []string{"aa04"}, p.Changes.New)
	require.Equal(t, []string{"aa03"}, p.Changes.Reopened)
	require.Equal(t, "A-00", p.Changes.Resolved[0].Subject)
	require.Equal(t, "declared", p.Changes.Resolved[0].Why)
	require.EqualValues(t, 11, p.Changes.Since.Number)

	first := sampleSource()
	first.previous = func(int64) (*graphstore.PanelRun, error) { return nil, nil }
	p, err := reports.Build(t.Context(), first, "run-12", sampleSettings())
	require.NoError(t, err)
	require.Nil(t, p.Changes.Since)
	require.Len(t, p.Changes.New, len(p.Findings), "everything is new in a first run")
	require.Empty(t, p.Changes.Resolved)
}

func TestBuildPutsWorstFirst(t *testing.T) {
	p := samplePanel(t)
	var order []string
	for _, f := range p.Findings {
		order = append(order, f.Fingerprint)
	}
	require.Equal(t, []string{"aa06", "aa07", "aa01", "aa02", "aa03", "aa04", "aa05"}, order)
	require.Equal(t, "A0C1", p.Manufacturers[0].ID)
	require.Equal(t, "North Power", p.Suppliers[0].Name)
	require.Equal(t, []string{modelA, modelB}, []string{p.Pictures[0].ModelKey, p.Pictures[1].ModelKey})
}

func TestBuildSaysWhatIsWrongAndWhatToDo(t *testing.T) {
	byID := map[string]reports.Finding{}
	for _, f := range samplePanel(t).Findings {
		byID[f.Fingerprint] = f
	}
	require.Contains(t, byID["aa03"].What, "The chain breaks at A-17, which cites A-77 typo, an entry that is on no list.")
	require.Equal(t, "At entry A-17: Correct the cited CPL Entry ID, or submit the entry that it names.", byID["aa03"].Fix)
	require.Contains(t, byID["aa02"].Fix, "mending one may be enough")
	require.Equal(t, "Alder <b>Meters</b> (A0C1)", byID["aa02"].WhoActs)
	require.Contains(t, byID["aa04"].What, "on or after the date from which a declaration is required")
	require.Contains(t, byID["aa05"].What, "best-endeavours")
	require.Contains(t, byID["aa04"].Fix, "of entry A-15, type the CPL Entry IDs")
	require.Equal(t, "North Power reports 12,345 devices of ESME A0C1 0C1A0001 on firmware 00000002, as of 31 October 2026. Entry A-02 matches, but is no longer listed (Removed, removed on 1 March 2026).", byID["aa06"].What)
	require.Equal(t, "North Power", byID["aa06"].WhoActs)
	require.Contains(t, byID["aa07"].What, "No entry has this device type")
}

func TestBuildSaysWhatIsNotKnown(t *testing.T) {
	p := samplePanel(t)
	require.Contains(t, p.Method.NotKnown, "1 install return is older than 45 days; the figures of those suppliers may be out of date.")
	require.Contains(t, strings.Join(p.Method.NotKnown, " "), "“row-rejected” could not be carried out in this run (took too long). 4 findings of it stand from before")

	bare := sampleSource()
	bare.run = func(id string) (*graphstore.PanelRun, error) {
		return &graphstore.PanelRun{ID: id, Number: 1, Status: "ok", Full: true, Today: "2026-11-25"}, nil
	}
	bare.list = func() (*graphstore.PanelList, error) { return nil, nil }
	bare.returns = func() ([]graphstore.PanelReturn, error) { return nil, nil }
	bare.manufacturers = func() ([]graphstore.PanelManufacturer, error) {
		return []graphstore.PanelManufacturer{{ManufacturerID: "A0C1", Name: "Synthetic Maker 1"}}, nil
	}
	p, err := reports.Build(t.Context(), bare, "run-1", reports.Settings{})
	require.NoError(t, err)
	require.Contains(t, p.Method.NotKnown, "The in-force date is not set, so every duty is unknown: no missing declaration can be called a breach or a gap.")
	require.Contains(t, p.Method.NotKnown, "No list was loaded.")
	require.Contains(t, p.Method.Settings, reports.Setting{Name: "rules.in-force-date", Value: "not set"})
	require.True(t, p.Synthetic)
	require.Contains(t, p.Notes[0], "synthetic")
	require.Equal(t, "From which date is a predecessor declaration required?", p.Decisions[len(p.Decisions)-1].Question)
}

func TestBuildLeavesWaivedFindingsOutOfDecisions(t *testing.T) {
	for _, d := range samplePanel(t).Decisions {
		if d.Rule == "predecessor-undeclared" {
			require.Equal(t, 1, d.Findings, "the other one is waived")
			require.Equal(t, "1 is a breach (listed on or after the in-force date).", d.Because)
			return
		}
	}
	t.Fatal("no decision about missing declarations")
}

func TestBuildRefusesRunsThatFeedNoReport(t *testing.T) {
	for name, run := range map[string]graphstore.PanelRun{
		"one rule only": {Status: "ok"},
		"still running": {Status: "running", Full: true},
		"failed":        {Status: "failed", Full: true},
	} {
		t.Run(name, func(t *testing.T) {
			src := sampleSource()
			src.run = func(string) (*graphstore.PanelRun, error) { return &run, nil }
			_, err := reports.Build(t.Context(), src, "r", sampleSettings())
			require.ErrorIs(t, err, graphstore.ErrInvalid)
		})
	}
}

func TestBuildPassesFaultsOn(t *testing.T) {
	broken := errors.New("broken")
	for name, breakIt := range map[string]func(*fakeSource){
		"run":      func(f *fakeSource) { f.run = func(string) (*graphstore.PanelRun, error) { return nil, broken } },
		"findings": func(f *fakeSource) { f.findings = func() ([]graphstore.PanelFinding, error) { return nil, broken } },
		"pathway": func(f *fakeSource) {
			f.pathway = func(string) (*graphstore.PanelPathway, error) { return nil, broken }
		},
	} {
		t.Run(name, func(t *testing.T) {
			src := sampleSource()
			breakIt(src)
			_, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
			require.ErrorIs(t, err, broken)
			require.ErrorContains(t, err, "run-12")
		})
	}
}

func TestBuildNamesEachKindOfBreak(t *testing.T) {
	for reason, says := range map[string]string{
		`{"reason":"unknown-id","at":"v1","from":"x"}`:                       "at v1, which cites x, an entry that is on no list",
		`{"reason":"self","at":"v1","from":"v1"}`:                            "at v1, which cites itself as its own predecessor",
		`{"reason":"foreign","at":"v1","from":"o1"}`:                         "at v1, which cites o1, a version of another device model",
		`{"reason":"loop","at":"v1","members":["v1","v2"]}`:                  "in the ring v1 → v2, whose versions cite each other",
		`{"reason":"undeclared","at":"v1"}`:                                  "at v1, whose predecessors were not stated",
		`{"reason":"invalid","at":"v1"}`:                                     "at v1, whose declaration cannot be read",
		`{"reason":"delisted-on-path","at":"v1"}`:                            "at v1, which is no longer listed and which no device runs",
		`{"reason":"new-reason","at":"v1"}`:                                  "at v1 (new-reason)",
		`{"at":"1"},{"at":"2"},{"at":"3"},{"at":"4"},{"at":"5"},"no object"`: "at 1; at 2; at 3. The evidence names 2 more breaks.",
	} {
		src := sampleSource()
		src.findings = func() ([]graphstore.PanelFinding, error) {
			f := unreachable("v9")
			f.Evidence = `{"breaks":[` + reason + `]}`
			return []graphstore.PanelFinding{f}, nil
		}
		p, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
		require.NoError(t, err)
		require.Contains(t, p.Findings[0].What, "The chain breaks "+says)
	}
}

func TestBuildKeepsEvidenceThatIsNoObject(t *testing.T) {
	src := sampleSource()
	src.findings = func() ([]graphstore.PanelFinding, error) {
		f := unreachable("v9")
		f.Evidence = "[1"
		return []graphstore.PanelFinding{f}, nil
	}
	p, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	require.Equal(t, map[string]any{"text": "[1"}, p.Findings[0].Evidence)
}

func TestBuildPutsMoreDevicesFirst(t *testing.T) {
	few, many := unreachable("a"), unreachable("b")
	many.Installs = 9
	src := sampleSource()
	src.findings = func() ([]graphstore.PanelFinding, error) { return []graphstore.PanelFinding{few, many}, nil }
	p, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	require.Equal(t, "b", p.Findings[0].Subject)
}

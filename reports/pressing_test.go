package reports_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// The first page asks about what somebody has to act on; the rest is a line.
func TestFirstPageLeavesOutRulesWithNothingToDecide(t *testing.T) {
	quiet := graphstore.PanelFinding{Fingerprint: "q", Rule: "predecessor-later", Subject: "A-17", SubjectKind: "version", ModelKey: modelA, Class: "advisory", Severity: "info"}
	build := func(class string) *reports.Panel {
		src := sampleSource()
		src.rules = func() ([]graphstore.PanelRule, error) {
			rules, err := sampleRules()
			return append(rules, graphstore.PanelRule{Rule: quiet.Rule, Status: "ok", Examined: 9, Failing: 1}), err
		}
		src.findings = func() ([]graphstore.PanelFinding, error) {
			found, err := sampleFindings()
			quiet.Class = class
			return append(found, quiet), err
		}
		panel, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
		require.NoError(t, err)
		return panel
	}
	asksAbout := func(p *reports.Panel) bool {
		for _, d := range p.Decisions {
			if d.Rule == quiet.Rule {
				return true
			}
		}
		return false
	}
	advisory := build("advisory")
	require.False(t, asksAbout(advisory))
	require.Contains(t, render(t, advisory, nil), "1 finding is of 1 other rule: worth knowing")
	require.True(t, asksAbout(build("enforced")))
}

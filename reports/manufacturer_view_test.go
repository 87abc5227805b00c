package reports_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// brokenTwice is a finding whose chains break at what is delisted and at what is restricted.
func brokenTwice(t *testing.T) (panels, told reports.Finding) {
	t.Helper()
	found := unreachable("x")
	found.Reasons, found.Severity, found.Installs = []string{"delisted-on-path", "restricted"}, "high", 4321
	found.Evidence = jsonText(map[string]any{"breaks": []any{
		map[string]any{"reason": "delisted-on-path", "at": "gone", "duty": "advice"},
		map[string]any{"reason": "restricted", "at": "x", "from": "root", "duty": "advice", "reference": "SECAS-7", "until": "2027-01-31"},
	}})
	src := sampleSource()
	src.findings = func() ([]graphstore.PanelFinding, error) { return []graphstore.PanelFinding{found}, nil }
	settings := sampleSettings()
	for i := range settings.Rules {
		if settings.Rules[i].ID == "version-unreachable" {
			settings.Rules[i].Reasons = []reports.ReasonText{
				{Reason: "delisted-on-path", Says: "It is not listed and no device runs it.", Actor: "manufacturer", Fix: "Declare a listed version."},
				{Reason: "restricted", Says: "A restriction forbids it.", Actor: "operator", Fix: "Look up the decision under the reference."},
			}
		}
	}
	p, err := reports.Build(t.Context(), src, "run-12", withUnrooted(settings))
	require.NoError(t, err)
	return p.Findings[0], p.Told.Findings[0]
}

func TestAManufacturerIsNotToldWhatDevicesRunNorWhatARestrictionRestsOn(t *testing.T) {
	seen, f := brokenTwice(t)
	require.Contains(t, seen.What, "which no device runs")
	require.Contains(t, f.What, "The chain breaks at gone, which is no longer listed and which no device runs; at x, since the upgrade from root is restricted until 31 January 2027 (SECAS-7).")
	before := jsonText(f)
	words := reports.RuleText{}
	told := reports.ForManufacturer(f, words)
	require.Contains(t, told.What, "The chain breaks at gone, which is no longer listed; at x, since the upgrade from root is restricted until 31 January 2027.")
	require.Contains(t, told.Fix, "At entry gone: Declare a listed version. At entry x: Wait until the upgrade may be done again")
	require.Equal(t, f.What[:20], told.What[:20], "it begins as it did")
	text := jsonText(told)
	for _, secret := range []string{"no device runs", "SECAS-7", "4321", `"high"`, "reference"} {
		require.Contains(t, before, secret)
		require.NotContains(t, text, secret)
	}
	require.Equal(t, before, jsonText(f), "what the Panel is shown stays")
	require.Equal(t, told, reports.ForManufacturer(told, words))

	f.Breaks = nil
	require.NotContains(t, reports.ForManufacturer(f, words).What, "no device runs")
}

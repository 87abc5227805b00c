package reports_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// restrictedPanel is a report about a version whose only way in is restricted.
func restrictedPanel(t *testing.T) *reports.Panel {
	t.Helper()
	start, end := version("root"), version("x")
	start.StartsHere = true
	finding := unreachable("x")
	finding.Reasons = []string{"restricted"}
	finding.Evidence = jsonText(map[string]any{"breaks": []any{map[string]any{
		"reason": "restricted", "at": "x", "from": "root", "duty": "advice", "reference": "SECAS-7", "until": "2027-01-31",
	}}})
	src := sampleSource()
	src.pathway = func(string) (*graphstore.PanelPathway, error) {
		return &graphstore.PanelPathway{ModelKey: modelA, Versions: []graphstore.PanelVersion{start, end}, Links: []graphstore.PanelLink{{
			From: "root", To: "x", FromModelKey: modelA, Restriction: &graphstore.LinkRestriction{Reference: "SECAS-7", EndsOn: "2027-01-31"},
		}}}, nil
	}
	src.findings = func() ([]graphstore.PanelFinding, error) { return []graphstore.PanelFinding{finding}, nil }
	settings := sampleSettings()
	for i := range settings.Rules {
		if settings.Rules[i].ID == "version-unreachable" {
			settings.Rules[i].Reasons = append(settings.Rules[i].Reasons, reports.ReasonText{
				Reason: "restricted", Says: "A restriction forbids it.", Actor: "operator", Fix: "Look up the decision.",
			})
		}
	}
	p, err := reports.Build(t.Context(), src, "run-12", settings)
	require.NoError(t, err)
	return p
}

func TestARestrictionIsToldInWords(t *testing.T) {
	f := restrictedPanel(t).Findings[0]
	require.Contains(t, f.What, "The chain breaks at x, since the upgrade from root is restricted until 31 January 2027 (SECAS-7).")
	require.Contains(t, f.Fix, "At entry x: Look up the decision.")
	require.Equal(t, "the operator of the list", f.WhoActs)
	require.Equal(t, []string{"SECAS-7", "2027-01-31"}, []string{f.Breaks[0].Reference, f.Breaks[0].Until})
}

func TestARestrictedLinkIsDrawnBlockedAndToldApart(t *testing.T) {
	page := render(t, restrictedPanel(t), childDrawer(t, "draw"))
	const label = "✗ RESTRICTED until 2027-01-31 (SECAS-7)"
	var drawn, described, legend, table string
	for _, n := range elements(t, page) {
		switch {
		case n.Data == "svg":
			drawn = text(n)
			require.Contains(t, page, `stroke-width="2"`, "its box is bold, so that shape tells it and not colour alone")
		case n.Data == "desc":
			described = text(n)
		case n.Data == "details" && attr(n, "class") == "legend":
			legend = text(n)
		case n.Data == "td" && strings.Contains(text(n), "root"):
			table = text(n)
		}
	}
	require.Contains(t, drawn, label)
	require.Contains(t, described, "1 restricted link")
	require.NotContains(t, described, "broken link", "nobody made a mistake")
	require.Contains(t, legend, "Boxed ✗ RESTRICTED")
	require.Equal(t, "root "+label, table)
}

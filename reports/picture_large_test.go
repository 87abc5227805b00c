package reports_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// estateModel is a model of 200 versions as they grow in the field: a trunk with
// four branches, of which two join it again, devices on old versions, a floor
// that is restricted, cited ids that no entry has, and versions off the list.
func estateModel() (*graphstore.PanelPathway, []graphstore.PanelFinding) {
	p := &graphstore.PanelPathway{}
	var findings []graphstore.PanelFinding
	add := func(id string) *graphstore.PanelVersion {
		v := version(id)
		v.FirmwareVersion = fmt.Sprintf("%08X", len(p.Versions))
		p.Versions = append(p.Versions, v)
		return &p.Versions[len(p.Versions)-1]
	}
	link := func(from, to string) *graphstore.PanelLink {
		p.Links = append(p.Links, graphstore.PanelLink{From: from, To: to, FromModelKey: modelA, Walkable: true})
		return &p.Links[len(p.Links)-1]
	}
	id := func(branch string, n int) string { return fmt.Sprintf("CPL-%s-%03d", branch, n) }
	chain := func(branch string, n int, from string) {
		for i := range n {
			add(id(branch, i))
			if i > 0 {
				from = id(branch, i-1)
			}
			if from != "" {
				link(from, id(branch, i))
			}
		}
	}
	chain("T", 96, "")
	chain("A", 30, id("T", 20))
	chain("B", 30, id("T", 40))
	chain("C", 22, id("T", 60))
	chain("D", 12, id("A", 10))
	link(id("A", 29), id("T", 70))
	link(id("B", 29), id("T", 80))
	p.Versions[0].StartsHere = true
	for i, n := range []int{15, 33, 55, 110, 140} {
		p.Versions[n].StartsHere, p.Versions[n].Installs = true, int64(1000*(i+1))
	}
	// The floor: nothing passes from T-90 to T-91 for the time being.
	for i := range p.Links {
		if l := &p.Links[i]; l.From == id("T", 90) && l.To == id("T", 91) {
			l.Walkable, l.Restriction = false, &graphstore.LinkRestriction{Reference: "SECAS-7", EndsOn: "2027-01-31"}
		}
	}
	for n := 91; n < 96; n++ {
		findings = append(findings, unreachable(id("T", n)))
	}
	chain("L", 5, "")
	for i := range 5 {
		findings = append(findings, unreachable(id("L", i)))
	}
	cited := link("CPL-typo", id("L", 0))
	cited.FromPlaceholder, cited.Walkable, cited.FromModelKey = true, false, ""
	link(id("L", 2), id("L", 2)).Walkable = false
	for _, n := range []int{96, 97, 98} {
		v := add(id("T", n))
		v.Listed, v.Status, v.RemovedOn = false, "Removed", "2026-03-01"
		link(id("T", n-3), v.EntryID).Walkable = false
	}
	p.Versions[len(p.Versions)-1].Installs, p.Versions[len(p.Versions)-1].StartsHere = 12345, true
	for i := range 2 {
		add(id("N", i))
		findings = append(findings, graphstore.PanelFinding{Fingerprint: id("N", i), Rule: "predecessor-undeclared", Subject: id("N", i), SubjectKind: "version", ModelKey: modelA})
	}
	return p, findings
}

func TestPictureOfTwoHundredVersionsKeepsWhatMatters(t *testing.T) {
	model, findings := estateModel()
	require.Len(t, model.Versions, 200)
	got := pictureOf(t, model, findings...)
	require.LessOrEqual(t, len(got.Nodes), 60)
	require.Equal(t, "170 versions in plain order are drawn together.", got.LeftOut)
	for _, id := range []string{
		"CPL-T-020", "CPL-T-040", "CPL-T-060", "CPL-T-070", "CPL-T-080", "CPL-A-010", // where branches part and join
		"CPL-T-000", "CPL-T-015", "CPL-T-033", "CPL-T-055", "CPL-A-014", "CPL-B-014", // where pathways may start
		"CPL-T-096", "CPL-T-097", "CPL-T-098", "CPL-typo", // off the list, or on none
	} {
		node(t, got, id)
	}
	for _, f := range findings {
		require.Contains(t, node(t, got, f.Subject).Rules, f.Rule)
	}
	require.Equal(t, "restricted", brokenOf(got, "CPL-T-090", "CPL-T-091"), "the floor")
	require.Equal(t, "placeholder", brokenOf(got, "CPL-typo", "CPL-L-000"))
	require.Equal(t, "self", brokenOf(got, "CPL-L-002", "CPL-L-002"))
	require.Equal(t, "target-delisted", brokenOf(got, "CPL-T-095", "CPL-T-098"))
	require.True(t, leads(got, "CPL-T-000", "CPL-D-011"))
	require.False(t, leads(got, "CPL-T-000", "CPL-T-091"))
}

func diagramOf(t *testing.T, p reports.Picture) *reports.Document {
	t.Helper()
	d := sampleDocument(t)
	d.Sections = []reports.Section{{ID: "s", Title: "Pathways", Blocks: []reports.Block{&reports.Diagram{Picture: &p}}}}
	return d
}

func TestDiagramOfTwoHundredVersionsIsCutIntoPartsThatCanBeRead(t *testing.T) {
	model, findings := estateModel()
	p := pictureOf(t, model, findings...)
	d := diagramOf(t, p)
	text := pdfText(t, rendered(t, "pdf", d, childDrawer(t, "draw")))
	require.Contains(t, text, "(part 4 of 4)")
	require.NotContains(t, text, "too large for a sheet of paper")
	for _, n := range p.Nodes {
		if n.Kind == "version" {
			require.Equal(t, 1, strings.Count(text, "firmware "+n.Firmware+"\n"), "%s is drawn once", n.ID)
		}
	}

	page := string(rendered(t, "html", d, childDrawer(t, "draw")))
	require.Greater(t, strings.Count(page, "<svg"), 2)
	for _, n := range elements(t, page) {
		if n.Data != "svg" {
			continue
		}
		box := strings.Fields(attr(n, "viewBox"))
		if len(box) == 0 {
			box = strings.Fields(attr(n, "viewbox"))
		}
		require.Len(t, box, 4)
		width, err := strconv.ParseFloat(box[2], 64)
		require.NoError(t, err)
		require.GreaterOrEqual(t, 9*min(1, 500/width), 6.0, "text is at least 6 points high on paper")
	}
}

func TestDiagramTooWideForPaperSaysSo(t *testing.T) {
	// A trellis of eight rows, wide whichever way it is laid out.
	p := reports.Picture{Model: "X"}
	id := func(row, column int) string { return fmt.Sprintf("knot-%d-%d", row, column) }
	for row := range 8 {
		for column := range 7 {
			p.Nodes = append(p.Nodes, reports.Node{ID: id(row, column), Kind: "version", Listed: true, Reached: true, Start: row == 0})
			if row > 0 {
				p.Edges = append(p.Edges, reports.Edge{From: id(row-1, column), To: id(row, column)}, reports.Edge{From: id(row-1, (column+1)%7), To: id(row, column), Broken: "foreign"})
			}
		}
	}
	text := strings.ReplaceAll(pdfText(t, rendered(t, "pdf", diagramOf(t, p), childDrawer(t, "draw"))), "\n", " ")
	require.Contains(t, text, "The picture is too large for a sheet of paper")
	require.Contains(t, text, "knot-7-6")
	require.Contains(t, string(rendered(t, "html", diagramOf(t, p), childDrawer(t, "draw"))), "<svg", "a screen can be scrolled")
}

package reports_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

// pictureOf builds a report about one pathway and returns its picture.
func pictureOf(t *testing.T, p *graphstore.PanelPathway, findings ...graphstore.PanelFinding) reports.Picture {
	t.Helper()
	p.ModelKey = modelA
	src := sampleSource()
	src.pathway = func(string) (*graphstore.PanelPathway, error) { return p, nil }
	src.findings = func() ([]graphstore.PanelFinding, error) { return findings, nil }
	panel, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	require.Len(t, panel.Pictures, 1)
	return panel.Pictures[0]
}

func unreachable(id string) graphstore.PanelFinding {
	return graphstore.PanelFinding{Fingerprint: id, Rule: "version-unreachable", Subject: id, SubjectKind: "version", ModelKey: modelA, Installs: 1}
}

func version(id string) graphstore.PanelVersion {
	return graphstore.PanelVersion{EntryID: id, FirmwareVersion: id, Status: "Current", Listed: true, Declaration: cpl.DeclaredList}
}

// ladder is n versions, each citing every one before it, from an entry point up.
func ladder(n int) *graphstore.PanelPathway {
	p := &graphstore.PanelPathway{}
	for i := range n {
		v := version(fmt.Sprintf("v%03d", i))
		v.StartsHere = i == 0
		p.Versions = append(p.Versions, v)
		for j := range i {
			p.Links = append(p.Links, graphstore.PanelLink{From: fmt.Sprintf("v%03d", j), To: v.EntryID, FromModelKey: modelA, Walkable: true})
		}
	}
	return p
}

func node(t *testing.T, p reports.Picture, id string) reports.Node {
	t.Helper()
	for _, n := range p.Nodes {
		if n.ID == id {
			return n
		}
	}
	t.Fatalf("no node %q in %v", id, p.Nodes)
	return reports.Node{}
}

func brokenOf(p reports.Picture, from, to string) string {
	for _, e := range p.Edges {
		if e.From == from && e.To == to {
			return e.Broken
		}
	}
	return "no such link"
}

func TestPictureSaysWhyLinksAreBroken(t *testing.T) {
	p := &graphstore.PanelPathway{}
	root, removed, gone := version("root"), version("removed"), version("gone")
	root.StartsHere = true
	removed.Listed, removed.StartsHere, removed.Installs = false, true, 9
	gone.Listed = false
	p.Versions = []graphstore.PanelVersion{root, removed, gone, version("x"), version("y")}
	link := func(from, to, model string, walkable bool) {
		p.Links = append(p.Links, graphstore.PanelLink{From: from, To: to, FromModelKey: model, FromPlaceholder: model == "", Walkable: walkable})
	}
	link("nowhere", "x", "", false)
	link("x", "x", modelA, false)
	link("other", "x", modelB, false)
	link("gone", "x", modelA, true)
	link("root", "x", modelA, false)
	p.Links[len(p.Links)-1].Restriction = &graphstore.LinkRestriction{Reference: "SECAS-7", EndsOn: "2027-01-31"}
	link("root", "gone", modelA, false)
	link("removed", "y", modelA, true)
	got := pictureOf(t, p, unreachable("x"))

	require.Equal(t, "placeholder", brokenOf(got, "nowhere", "x"))
	require.Equal(t, "self", brokenOf(got, "x", "x"))
	require.Equal(t, "foreign", brokenOf(got, "other", "x"))
	require.Equal(t, "from-delisted", brokenOf(got, "gone", "x"), "off the list and not in service")
	require.Equal(t, "restricted", brokenOf(got, "root", "x"), "could be walked but for the derived edge")
	require.Contains(t, got.Edges, reports.Edge{From: "root", To: "x", Broken: "restricted", Reference: "SECAS-7", Until: "2027-01-31"})
	require.Equal(t, "target-delisted", brokenOf(got, "root", "gone"))
	require.Empty(t, brokenOf(got, "removed", "y"), "a version in service starts a pathway whatever its status")
	require.False(t, node(t, got, "x").Reached)
	require.True(t, node(t, got, "y").Reached)
	require.Equal(t, []string{"version-unreachable"}, node(t, got, "x").Rules)
	require.Equal(t, "placeholder", node(t, got, "nowhere").Kind)
	require.Equal(t, "foreign", node(t, got, "other").Kind)
}

func TestPictureDrawsAPlainChainAsOne(t *testing.T) {
	p := ladder(190)
	lost := version("lost")
	p.Versions = append(p.Versions, lost)
	p.Links = append(p.Links, graphstore.PanelLink{From: "nowhere", To: "lost", FromPlaceholder: true})
	got := pictureOf(t, p, unreachable("lost"))

	require.Equal(t, 191, got.Versions)
	require.LessOrEqual(t, len(got.Nodes), 10)
	require.Equal(t, "placeholder", brokenOf(got, "nowhere", "lost"))
	require.Contains(t, got.LeftOut, "direct links that shorter steps also cover are not drawn")
	require.True(t, leads(got, "v000", "v189"), "what is left out is still reached by what is drawn")
}

// leads says whether links that hold lead from one node to another.
func leads(p reports.Picture, from, to string) bool {
	seen, queue := map[string]bool{}, []string{from}
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		if id == to {
			return true
		}
		for _, e := range p.Edges {
			if e.From == id && e.Broken == "" && !seen[e.To] {
				seen[e.To] = true
				queue = append(queue, e.To)
			}
		}
	}
	return false
}

func TestPictureKeepsBranchesAndInstalls(t *testing.T) {
	p := &graphstore.PanelPathway{}
	for i := range 12 {
		v := version(fmt.Sprintf("v%02d", i))
		v.StartsHere = i == 0 || i == 6
		if i == 6 {
			v.Installs = 5
		}
		p.Versions = append(p.Versions, v)
		if i > 0 {
			p.Links = append(p.Links, graphstore.PanelLink{From: fmt.Sprintf("v%02d", i-1), To: v.EntryID, FromModelKey: modelA, Walkable: true})
		}
	}
	got := pictureOf(t, p, unreachable("v11"))
	var ids []string
	for _, n := range got.Nodes {
		ids = append(ids, strings.Join(append([]string{n.ID}, n.Members...), ">"))
	}
	require.ElementsMatch(t, []string{"v00", " plain v01>v01>v02>v03>v04>v05", "v06", " plain v07>v07>v08>v09>v10", "v11"}, ids)
	require.Empty(t, brokenOf(got, " plain v01", "v06"))
	require.Equal(t, "9 versions in plain order are drawn together.", got.LeftOut)
}

func TestPictureOfADenseModelShowsThePartThatMatters(t *testing.T) {
	p := ladder(250)
	var findings []graphstore.PanelFinding
	for i := range 60 {
		id := fmt.Sprintf("lost%02d", i)
		p.Versions = append(p.Versions, version(id))
		p.Links = append(p.Links, graphstore.PanelLink{From: id, To: id, FromModelKey: modelA}, graphstore.PanelLink{From: id, To: "v249", FromModelKey: modelA, Walkable: true})
		findings = append(findings, unreachable(id))
	}
	removed := version("removed")
	removed.Listed = false
	p.Versions = append(p.Versions, removed)
	p.Links = append(p.Links, graphstore.PanelLink{From: "lost00", To: "removed", FromModelKey: modelA}, graphstore.PanelLink{From: "removed", To: "lost00", FromModelKey: modelA, Walkable: true})
	got := pictureOf(t, p, findings...)
	require.LessOrEqual(t, len(got.Nodes), 40)
	require.Equal(t, "from-delisted", brokenOf(got, "removed", "lost00"))
	require.Equal(t, "no such link", brokenOf(got, "lost00", "removed"), "a link into a version off the list explains nothing")
	require.Equal(t, "self", brokenOf(got, "lost00", "lost00"))
	require.Contains(t, got.LeftOut, "the 12 versions that matter most of the 60 with something wrong")
	require.Contains(t, got.LeftOut, "the other 297 versions of the model are left out")
}

func TestPictureShowsInstallsThatMatchNoEntry(t *testing.T) {
	p := &graphstore.PanelPathway{Versions: []graphstore.PanelVersion{version("v")}}
	cohort := func(supplier, firmware string, devices int64) graphstore.PanelFinding {
		return graphstore.PanelFinding{
			Fingerprint: supplier + firmware, Rule: "install-orphaned", Subject: supplier + "|" + modelA + "|" + firmware, SubjectKind: "cohort",
			ModelKey: modelA, Installs: devices, Reasons: []string{"unlisted"},
		}
	}
	got := pictureOf(t, p, cohort("s1", "00000001", 5), cohort("s2", "00000001", 6), cohort("s2", "00000002", 7))
	n := node(t, got, " unlisted")
	require.EqualValues(t, 18, n.Installs)
	require.Equal(t, []string{"00000001", "00000002"}, n.Members)
}

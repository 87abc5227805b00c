package reports_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"waymark/graphstore"
	"waymark/reports"
)

// stubDrawer draws every graph alike, or fails.
type stubDrawer struct{ err error }

func (s stubDrawer) Layout(context.Context, []byte) ([]byte, error) {
	return []byte(`{"bb":"0,0,10,20","objects":[{"_ldraw_":[{"op":"F","size":10},{"op":"T","pt":[1,2],"align":"c","width":5,"text":"c < d"}]}]}`), s.err
}

// write renders a pack as a draft that nobody signed.
func write(t *testing.T, pack reports.Pack, format string, d reports.Drawer) []byte {
	t.Helper()
	library := &reports.Library{Drawer: d, Release: "test"}
	var out bytes.Buffer
	require.NoError(t, library.Render(t.Context(), &out, &reports.Issue{Pack: pack}, format))
	return out.Bytes()
}

func render(t *testing.T, p reports.Pack, d reports.Drawer) string {
	t.Helper()
	return string(write(t, p, reports.FormatHTML, d))
}

// elements are all elements of a page, in order.
func elements(t *testing.T, page string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func firstElement(n *html.Node) *html.Node {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode {
			return c
		}
	}
	return nil
}

func TestPanelPageGolden(t *testing.T) {
	golden(t, "panel.html.txt", []byte(outline(t, render(t, followedPanel(t), stubDrawer{}))))
}

func TestPanelPageHoldsEveryFinding(t *testing.T) {
	p := samplePanel(t)
	cards := map[string]string{}
	for _, n := range elements(t, render(t, p, stubDrawer{})) {
		if n.Data == "article" && attr(n, "id") != "" {
			cards[attr(n, "id")] = text(n)
		}
	}
	require.Len(t, cards, len(p.Findings))
	for _, f := range p.Findings {
		card := cards["f-"+f.Fingerprint]
		require.Contains(t, card, strings.Join(strings.Fields(f.What), " "))
		require.Contains(t, card, f.Fix)
		require.Contains(t, card, f.WhoActs)
		require.Contains(t, card, f.Severity)
	}
}

func TestPanelPageBeginsWithWhatThePanelNeeds(t *testing.T) {
	var order []string
	for _, n := range elements(t, render(t, samplePanel(t), stubDrawer{})) {
		switch n.Data {
		case "h1", "h2":
			order = append(order, text(n))
		case "table":
			order = append(order, "a table")
		}
	}
	require.Equal(t, []string{"Firmware upgrade pathways: report to the SEC Panel", "What changed", "The figures", "What needs a decision", "Waivers", "In this report"}, order[:6])
}

func TestPanelPageSharesAreNeverRoundedToNothingOrAll(t *testing.T) {
	src := sampleSource()
	src.rules = func() ([]graphstore.PanelRule, error) {
		return []graphstore.PanelRule{
			{Rule: "predecessor-undeclared", Status: "ok", Examined: 100000, Failing: 2},
			{Rule: "version-unreachable", Status: "ok", Examined: 100000, Failing: 99999},
		}, nil
	}
	p, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	page := render(t, p, nil)
	require.Contains(t, page, ">under 0.1 %<")
	require.Contains(t, page, ">99.9 %<")
}

func TestPanelPageOfACleanEstateSaysSo(t *testing.T) {
	src := sampleSource()
	src.findings = noFindings
	src.rules = noRules
	src.resolved = noneResolved
	p, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	page := render(t, p, nil)
	require.Contains(t, page, "The rules found nothing wrong.")
	require.Contains(t, page, "No manufacturer has a finding.")
	require.Contains(t, page, "there is nothing to draw")
}

// A draft says that it is one, and a published report what it is.
func TestAReportSaysWhetherItIsPublished(t *testing.T) {
	require.Contains(t, render(t, samplePanel(t), nil), "no: this is a draft")
	library := &reports.Library{Release: "test", Shelf: newShelf(t)}
	var out bytes.Buffer
	issue := &reports.Issue{Pack: samplePanel(t), Published: &graphstore.Report{ID: "r-1", PublishedBy: "A. Clerk", PublishedAt: at(26, 9), Restates: "r-0", Why: "a return was missing"}}
	require.NoError(t, library.Render(t.Context(), &out, issue, reports.FormatHTML))
	require.Contains(t, out.String(), "26 November 2026, 09:00:00 UTC by A. Clerk")
	require.Contains(t, out.String(), "This report corrects report r-0: a return was missing")
	require.Equal(t, "waymark-panel-run-12-r-1.pdf", issue.FileName("pdf"))
}

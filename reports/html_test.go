package reports_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"waymark/graphstore"
	"waymark/reports"
)

// stubDrawer draws every graph alike, or fails.
type stubDrawer struct{ err error }

func (s stubDrawer) Draw(context.Context, []byte) ([]byte, error) {
	return []byte(`<?xml version="1.0"?><!-- by a stub --><svg viewBox="0 0 10 20" onload="x()"><g id="graph0"><title>g</title><script>x()</script><a href="x"><text x="1" y="2">a &amp; b</text></a><text x="1" y="2">c &lt; d</text></g></svg>`), s.err
}

func (s stubDrawer) Layout(context.Context, []byte) ([]byte, error) {
	return []byte(`{"bb":"0,0,10,20","objects":[{"_ldraw_":[{"op":"F","size":10},{"op":"T","pt":[1,2],"align":"c","width":5,"text":"c < d"}]}]}`), s.err
}

func render(t *testing.T, p *reports.Panel, d reports.Drawer) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, reports.WriteHTML(t.Context(), &out, p, d))
	return out.String()
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

func TestHTMLGolden(t *testing.T) {
	golden(t, "panel.html", []byte(render(t, samplePanel(t), stubDrawer{})))
}

func TestHTMLHoldsEveryFinding(t *testing.T) {
	p := samplePanel(t)
	byID := map[string]string{}
	for _, n := range elements(t, render(t, p, stubDrawer{})) {
		if n.Data == "article" {
			byID[attr(n, "id")] = text(n)
		}
	}
	require.Len(t, byID, len(p.Findings))
	for _, f := range p.Findings {
		article := byID["f-"+f.Fingerprint]
		require.Contains(t, article, strings.Join(strings.Fields(f.What), " "))
		require.Contains(t, article, f.Fix)
		require.Contains(t, article, f.WhoActs)
		require.Contains(t, article, f.Severity)
	}
	require.Contains(t, byID["f-aa06"], "matched: (date removed 2026-03-01, entry id A-02, status Removed)")
}

func TestHTMLBeginsWithWhatThePanelNeeds(t *testing.T) {
	var headings []string
	for _, n := range elements(t, render(t, samplePanel(t), stubDrawer{})) {
		if n.Data == "h1" || n.Data == "h2" || n.Data == "h3" {
			headings = append(headings, text(n))
		}
	}
	require.Equal(t, []string{"Firmware upgrade pathways: report to the SEC Panel", "What to know first", "What changed", "The figures in words", "What needs a decision"}, headings[:5])
}

func TestHTMLCarriesTheClassification(t *testing.T) {
	p := samplePanel(t)
	page := render(t, p, stubDrawer{})
	var marks []string
	for _, n := range elements(t, page) {
		if attr(n, "class") == "mark" {
			marks = append(marks, text(n))
		}
	}
	want := p.Marking.Label + " " + p.Marking.Handling
	require.Equal(t, []string{want, want}, marks, "at the top and at the bottom")
	require.Contains(t, page, `@top-center{content:"SEC CONFIDENTIAL \28 sample\29 "`, "on printed pages too")
}

func TestHTMLIsAccessible(t *testing.T) {
	seen := map[string]bool{}
	level := 0
	for _, n := range elements(t, render(t, samplePanel(t), stubDrawer{})) {
		if id := attr(n, "id"); id != "" {
			require.False(t, seen[id], "id %s is there twice", id)
			seen[id] = true
		}
		switch n.Data {
		case "html":
			require.Equal(t, "en-GB", attr(n, "lang"))
		case "h1", "h2", "h3", "h4":
			next := int(n.Data[1] - '0')
			require.LessOrEqual(t, next, level+1, "heading %q skips a level", text(n))
			level = next
		case "table":
			require.Equal(t, "caption", firstElement(n).Data)
		case "th":
			require.NotEmpty(t, attr(n, "scope"))
		case "svg":
			require.Equal(t, "img", attr(n, "role"))
			require.Equal(t, "title", firstElement(n).Data)
		}
	}
	require.True(t, seen["content"], "the skip link has a target")
}

func firstElement(n *html.Node) *html.Node {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode {
			return c
		}
	}
	return nil
}

func TestHTMLNeedsNothingBesideItself(t *testing.T) {
	page := render(t, samplePanel(t), stubDrawer{})
	var policy, style string
	for _, n := range elements(t, page) {
		require.NotContains(t, []string{"script", "link", "img", "iframe", "object", "b"}, n.Data)
		for _, a := range n.Attr {
			require.NotEqual(t, "style", a.Key)
			require.False(t, strings.HasPrefix(a.Key, "on"), "event handler %s", a.Key)
			if a.Key == "href" || a.Key == "src" {
				require.True(t, strings.HasPrefix(a.Val, "#"), "%s leads out of the page", a.Val)
			}
		}
		if attr(n, "http-equiv") == "Content-Security-Policy" {
			policy = attr(n, "content")
		}
		if n.Data == "style" {
			style = n.FirstChild.Data
		}
	}
	sum := sha256.Sum256([]byte(style))
	require.Contains(t, policy, "default-src 'none'")
	require.Contains(t, policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	require.NotContains(t, style, "url(")
	require.NotContains(t, style, "@import")
	require.Contains(t, page, "Alder &lt;b&gt;Meters&lt;/b&gt;")
}

func TestHTMLTakesOnlyTheDrawing(t *testing.T) {
	page := render(t, samplePanel(t), stubDrawer{})
	require.Contains(t, page, `<text x="1" y="2">c &lt; d</text>`)
	require.NotContains(t, page, "onload")
	require.NotContains(t, page, "x()")
	require.NotContains(t, page, "by a stub")
	require.NotContains(t, page, `id="graph0"`)
}

func TestHTMLWithoutPicturesSaysWhy(t *testing.T) {
	for name, tc := range map[string]struct {
		drawer reports.Drawer
		says   string
	}{
		"drawing fails": {stubDrawer{err: errors.New("no memory left")}, "The picture could not be drawn: no memory left."},
		"no drawer":     {nil, "The picture could not be drawn: pictures were not asked for."},
	} {
		t.Run(name, func(t *testing.T) {
			page := render(t, samplePanel(t), tc.drawer)
			require.Equal(t, 2, strings.Count(page, tc.says))
			require.NotContains(t, page, "<svg")
			require.Contains(t, page, "A-77 typo ✗ not on the list", "the words are there all the same")
		})
	}
}

func TestHTMLDrawnTwiceIsTheSame(t *testing.T) {
	p := samplePanel(t)
	first := render(t, p, childDrawer(t, "draw"))
	require.Equal(t, first, render(t, p, childDrawer(t, "draw")))
	for _, words := range []string{"CANNOT BE REACHED", "REMOVED 2026-03-01", "NOT ON THE LIST", "OTHER DEVICE MODEL", "NO ENTRY MATCHES", "START", "12,345 devices", "✗ not on the list", "✗ cites itself", "… 10 versions …"} {
		require.Contains(t, first, ">"+words+"</text>")
	}
	require.Contains(t, first, `stroke-dasharray`)
	require.Contains(t, first, `stroke-width="3.5"`)
	require.NotContains(t, first, "<!--")
	require.NotContains(t, first, "Generated by")
}

func TestHTMLEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	require.ErrorIs(t, reports.WriteHTML(ctx, &out, samplePanel(t), nil), context.Canceled)
	require.Empty(t, out.String())
}

func TestHTMLSharesAreNeverRoundedToNothingOrAll(t *testing.T) {
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
	require.Contains(t, page, "(under 0.1 %)")
	require.Contains(t, page, "(99.9 %)")
}

func TestHTMLOfACleanEstateSaysSo(t *testing.T) {
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

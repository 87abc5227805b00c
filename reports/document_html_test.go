package reports_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"waymark/reports"
)

// outline is what a parsed page says: the elements that hold text of their own,
// with their ids and classes, drawings left out.
func outline(t *testing.T, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (n.Data == "svg" || n.Data == "style") {
			fmt.Fprintf(&b, "%s\n", n.Data)
			return
		}
		own := ""
		for c := range n.ChildNodes() {
			if c.Type == html.TextNode {
				own += " " + c.Data
			}
		}
		if own = strings.Join(strings.Fields(own), " "); n.Type == html.ElementNode && (own != "" || attr(n, "id") != "") {
			fmt.Fprintf(&b, "%s", n.Data)
			if id := attr(n, "id"); id != "" {
				fmt.Fprintf(&b, "#%s", id)
			}
			if class := attr(n, "class"); class != "" {
				fmt.Fprintf(&b, ".%s", strings.ReplaceAll(class, " ", "."))
			}
			fmt.Fprintf(&b, " %q\n", own)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return b.String()
}

func TestDocumentHTMLGolden(t *testing.T) {
	golden(t, "document.html.txt", []byte(outline(t, string(rendered(t, "html", sampleDocument(t), stubDrawer{})))))
}

func TestDocumentHTMLNeedsNothingBesideItself(t *testing.T) {
	for name, d := range map[string]*reports.Document{"sample": sampleDocument(t), "long": longDocument(t, 1200)} {
		t.Run(name, func(t *testing.T) {
			page := string(rendered(t, "html", d, childDrawer(t, "draw")))
			var policy, style string
			for _, n := range elements(t, page) {
				require.NotContains(t, []string{"script", "link", "img", "iframe", "object", "base", "form"}, n.Data)
				for _, a := range n.Attr {
					require.NotEqual(t, "style", a.Key)
					require.False(t, strings.HasPrefix(a.Key, "on"), "event handler %s", a.Key)
					if a.Key == "href" || a.Key == "src" {
						require.True(t, strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "data:application/zip;"), "%.40s leads out of the page", a.Val)
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
			require.Contains(t, style, `@top-center{content:"SEC CONFIDENTIAL \28 sample\29 "`)
		})
	}
}

func TestDocumentHTMLIsAccessible(t *testing.T) {
	page := string(rendered(t, "html", sampleDocument(t), childDrawer(t, "draw")))
	seen, wanted := map[string]bool{}, []string{}
	level, heads, drawn := 0, 0, 0
	for _, n := range elements(t, page) {
		if id := attr(n, "id"); id != "" {
			require.False(t, seen[id], "id %s is there twice", id)
			seen[id] = true
		}
		wanted = append(wanted, strings.Fields(attr(n, "aria-labelledby"))...)
		if href := attr(n, "href"); strings.HasPrefix(href, "#") {
			wanted = append(wanted, href[1:])
		}
		switch n.Data {
		case "html":
			require.Equal(t, "en-GB", attr(n, "lang"))
		case "h1", "h2", "h3", "h4":
			next := int(n.Data[1] - '0')
			require.LessOrEqual(t, next, level+1, "heading %q skips a level", text(n))
			level = next
			if next == 1 {
				heads++
			}
		case "table":
			require.Equal(t, "caption", firstElement(n).Data)
		case "th":
			require.NotEmpty(t, attr(n, "scope"))
		case "svg":
			drawn++
			require.Equal(t, "img", attr(n, "role"))
			require.Equal(t, "title", firstElement(n).Data)
			require.NotEmpty(t, text(firstElement(n)))
		}
	}
	require.Equal(t, 1, heads)
	require.Equal(t, 3, drawn, "two charts and a diagram")
	for _, id := range wanted {
		require.True(t, seen[id], "nothing has the id %s", id)
	}
}

func TestDocumentHTMLCarriesTheClassification(t *testing.T) {
	var marks []string
	for _, n := range elements(t, string(rendered(t, "html", sampleDocument(t), nil))) {
		if attr(n, "class") == "mark" {
			marks = append(marks, text(n))
		}
	}
	want := "SEC CONFIDENTIAL (sample) Do not pass on & keep locked"
	require.Equal(t, []string{want, want}, marks, "at the top and at the bottom")
}

func TestDocumentHTMLIsABriefingBeforeItIsAList(t *testing.T) {
	page := string(rendered(t, "html", sampleDocument(t), nil))
	require.Less(t, strings.Index(page, "What needs a decision"), strings.Index(page, "In this report"))
	require.Less(t, strings.Index(page, "In this report"), strings.Index(page, "<table"))
}

func TestDocumentHTMLShowsHostileTextsAsTexts(t *testing.T) {
	page := string(rendered(t, "html", sampleDocument(t), nil))
	shown := map[string]string{}
	for _, n := range elements(t, page) {
		require.NotContains(t, []string{"script", "img"}, n.Data)
		if n.Data == "tr" && firstElement(n) != nil && strings.HasPrefix(text(firstElement(n)), "H-") {
			var cells []string
			for c := range n.ChildNodes() {
				if c.Type == html.ElementNode {
					cells = append(cells, text(c))
				}
			}
			shown[cells[0]] = cells[1]
		}
	}
	require.Len(t, shown, len(hostileTexts))
	require.Equal(t, hostileTexts[0], shown["H-00"], "a formula is nothing to a page")
	require.Equal(t, "<script>alert(1)</script>", shown["H-06"])
	require.Equal(t, hostileTexts[8], shown["H-08"])
	require.Equal(t, "bell[U+0007] null\ufffd esc[U+001B]", shown["H-10"])
	require.Equal(t, "evil[U+202E]gnp.exe", shown["H-11"], "no text turns the page's direction around")
	require.Equal(t, "📦 box 中文", shown["H-12"])
}

func TestDocumentHTMLLeavesOutWhatIsForFiles(t *testing.T) {
	page := string(rendered(t, "html", sampleDocument(t), nil))
	require.NotContains(t, page, "As typed", "a detail column")
	require.NotContains(t, page, "A-21", "a row beyond those of the page")
	require.Contains(t, page, "1 more row is not shown here. They are marked in the appendix.")
	require.Contains(t, page, "Nothing was resolved since the last report.")
	require.Contains(t, page, "raised by the Panel in October")
}

func TestDocumentHTMLGivesALongAppendixAsADownload(t *testing.T) {
	d := longDocument(t, 1200)
	page := string(rendered(t, "html", d, nil))
	require.NotContains(t, page, "V-00077")
	require.Contains(t, page, "This appendix has 1,200 rows, too many to print here.")
	var download string
	for _, n := range elements(t, page) {
		if attr(n, "download") != "" {
			require.Equal(t, "panel-run-12-appendix.zip", attr(n, "download"))
			download = attr(n, "href")
		}
		if n.Data == "a" && text(n) == "A-17" {
			require.Equal(t, "#findings", attr(n, "href"), "a link to a row that is not set leads to its section")
		}
	}
	data, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(download, "data:application/zip;base64,"))
	require.NoError(t, err)
	names, parts := unzipped(t, data)
	require.Equal(t, []string{"all.csv", "seal.txt"}, names)
	require.Len(t, recordsOf(t, []byte(parts["all.csv"])), 1201)
	require.Contains(t, string(rendered(t, "html", longDocument(t, 1000), nil)), "V-00999", "1,000 rows are set")
}

func TestDocumentHTMLWithoutDrawingsSaysWhy(t *testing.T) {
	for why, drawer := range map[string]reports.Drawer{"no memory left": stubDrawer{err: errors.New("no memory left")}, "pictures were not asked for": nil} {
		page := string(rendered(t, "html", sampleDocument(t), drawer))
		require.Contains(t, page, "The picture could not be drawn: "+why+".")
		require.Contains(t, page, "A-77 typo ✗ not on the list", "the words are there all the same")
		require.Equal(t, 2, strings.Count(page, "<svg"), "charts need no drawer")
	}
}

func TestDocumentHTMLDrawsTheDiagram(t *testing.T) {
	page := rendered(t, "html", sampleDocument(t), childDrawer(t, "draw"))
	for _, words := range []string{"CANNOT BE REACHED", "REMOVED 2026-03-01", "NOT ON THE LIST", "OTHER DEVICE MODEL", "START", "12,345 devices", "✗ not on the list", "✗ cites itself", "… 10 versions …"} {
		require.True(t, bytes.Contains(page, []byte(">"+words+"</text>")), words)
	}
	require.Contains(t, string(page), `stroke-dasharray="5,2"`)
	require.Contains(t, string(page), `stroke-width="3.5"`)
}

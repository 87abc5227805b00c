package reports_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
	"github.com/stretchr/testify/require"
	"waymark/reports"
)

func openPDF(t *testing.T, data []byte) *pdf.Reader {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return r
}

// pageText is the text of a page in the order in which it was set, a line each.
// The reader takes letters above U+00FF for two: an ellipsis is " &" to it.
func pageText(t *testing.T, p pdf.Page) string {
	t.Helper()
	text, err := p.GetPlainText(nil)
	require.NoError(t, err)
	return text
}

func pdfText(t *testing.T, data []byte) string {
	t.Helper()
	r := openPDF(t, data)
	var b strings.Builder
	for n := 1; n <= r.NumPage(); n++ {
		fmt.Fprintf(&b, "--- page %d\n%s\n", n, strings.TrimSpace(pageText(t, r.Page(n))))
	}
	return b.String()
}

func TestDocumentPDFGolden(t *testing.T) {
	golden(t, "document.pdf.txt", []byte(pdfText(t, rendered(t, "pdf", sampleDocument(t), childDrawer(t, "draw")))))
}

func TestDocumentPDFSaysWhatItIs(t *testing.T) {
	r := openPDF(t, rendered(t, "pdf", sampleDocument(t), nil))
	info := r.Trailer().Key("Info")
	require.Equal(t, "Firmware upgrade pathways: report to the SEC Panel", info.Key("Title").Text())
	require.Equal(t, "SEC CONFIDENTIAL (sample)", info.Key("Subject").Text())
	require.Equal(t, "D:20261125020000", info.Key("CreationDate").RawString())
	require.Equal(t, sampleSeal().Text(), info.Key("Keywords").RawString())
	require.Equal(t, "en-GB", r.Trailer().Key("Root").Key("Lang").RawString())
	box := r.Trailer().Key("Root").Key("Pages").Key("MediaBox")
	require.InDelta(t, 595.28, box.Index(2).Float64(), 0.01, "A4")
	require.InDelta(t, 841.89, box.Index(3).Float64(), 0.01)
}

func TestDocumentPDFMarksAndNumbersEveryPage(t *testing.T) {
	r := openPDF(t, rendered(t, "pdf", sampleDocument(t), nil))
	require.Greater(t, r.NumPage(), 3)
	for n := 1; n <= r.NumPage(); n++ {
		text := pageText(t, r.Page(n))
		require.Equal(t, 2, strings.Count(text, "SEC CONFIDENTIAL (sample)"), "page %d", n)
		require.Contains(t, text, fmt.Sprintf("%d of %d", n, r.NumPage()))
	}
}

func TestDocumentPDFLinksAndBookmarksLeadWhereTheySay(t *testing.T) {
	for name, d := range map[string]*reports.Document{"sample": sampleDocument(t), "with an attachment": longDocument(t, 1200)} {
		t.Run(name, func(t *testing.T) {
			r := openPDF(t, rendered(t, "pdf", d, nil))
			titles := map[string]int{}
			for n := r.Trailer().Key("Root").Key("Outlines").Key("First"); n.Kind() == pdf.Dict; n = n.Key("Next") {
				titles[n.Key("Title").Text()]++
				require.Contains(t, pageText(t, pdf.Page{V: n.Key("Dest").Index(0)}), n.Key("Title").Text())
			}
			require.Len(t, titles, len(d.Sections))
			contents := 0
			for n := 1; n <= r.NumPage(); n++ {
				page := r.Page(n)
				links := page.V.Key("Annots")
				if strings.Contains(pageText(t, page), "In this report") {
					contents = links.Len()
					for i, s := range d.Sections {
						require.Contains(t, pageText(t, pdf.Page{V: links.Index(i).Key("Dest").Index(0)}), s.Title)
					}
				}
				for i := range links.Len() {
					require.Equal(t, "Page", links.Index(i).Key("Dest").Index(0).Key("Type").Name(), "a link leads to a page")
				}
			}
			require.GreaterOrEqual(t, contents, len(d.Sections))
		})
	}
}

func TestDocumentPDFShowsHostileTextsReadably(t *testing.T) {
	text := pdfText(t, rendered(t, "pdf", sampleDocument(t), nil))
	for _, want := range []string{
		"=HYPERLINK(\"http://x\",\"y\")", "<script>alert(1)</script>", "[U+0645 U+0631", "bell[U+0007] null[U+0000] esc[U+001B]",
		"evil[U+202E]gnp.exe", "[U+1F4E6] box [U+4E2D U+6587]", "{nb} {{.}} &amp; %d", "[U+FFFD] broken", "A-77 typo × not on the list",
	} {
		require.Contains(t, text, want)
	}
	require.Equal(t, 40, strings.Count(strings.ReplaceAll(text, "\n", ""), "Wordwithoutend"), "a word wider than its column is whole, over several lines")
	require.NotContains(t, text, "✗")
}

func TestDocumentPDFRepeatsHeadsAndSplitsTallRows(t *testing.T) {
	table := &reports.Table{ID: "t", Title: "Tall", Columns: []reports.Column{{Name: "The head", Kind: reports.ColumnID}, {Name: "Text", Kind: reports.ColumnLong}}}
	for i := range 3 {
		table.Rows = append(table.Rows, reports.Row{Group: "One group", Cells: []reports.Cell{{Text: fmt.Sprintf("row-%d", i)}, {Text: strings.Repeat("many words ", 900) + "last-word"}}})
	}
	d := &reports.Document{Name: "x", Title: "X", Sections: []reports.Section{{ID: "s", Title: "S", Blocks: []reports.Block{table}}}}
	r := openPDF(t, rendered(t, "pdf", d, nil))
	require.Greater(t, r.NumPage(), 3)
	for n := 1; n <= r.NumPage(); n++ {
		text := pageText(t, r.Page(n))
		require.Contains(t, text, "The head", "page %d", n)
		require.Contains(t, text, "One group", "page %d", n)
	}
	text := pdfText(t, rendered(t, "pdf", d, nil))
	require.Equal(t, 3, strings.Count(text, "last-word"))
	require.Equal(t, 2700, strings.Count(strings.ReplaceAll(text, "\n", " "), "many"))
	require.Contains(t, text, "Tall (continued)")
}

func TestDocumentPDFAttachesALongAppendix(t *testing.T) {
	data := rendered(t, "pdf", longDocument(t, 1200), nil)
	text := strings.ReplaceAll(pdfText(t, data), "\n", " ")
	require.NotContains(t, text, "V-00077")
	require.Contains(t, text, "This appendix has 1,200 rows")
	file := openPDF(t, data).Trailer().Key("Root").Key("Names").Key("EmbeddedFiles").Key("Names")
	require.Equal(t, "panel-run-12-appendix.zip", file.Index(0).RawString())
	stream := file.Index(1).Key("EF").Key("F").Reader()
	content, err := io.ReadAll(stream)
	require.NoError(t, err)
	require.NoError(t, stream.Close())
	_, parts := unzipped(t, content)
	require.Len(t, recordsOf(t, []byte(parts["all.csv"])), 1201)

	require.Contains(t, pdfText(t, rendered(t, "pdf", longDocument(t, 1000), nil)), "V-00999")
}

func TestDocumentPDFDrawsInVectors(t *testing.T) {
	data := rendered(t, "pdf", sampleDocument(t), childDrawer(t, "draw"))
	require.NotContains(t, string(data), "/Subtype /Image")
	text := pdfText(t, data)
	for _, words := range []string{"CANNOT BE REACHED", "REMOVED 2026-03-01", "10 versions", "× cites itself", "Dec 2026", "critical 12"} {
		require.Contains(t, text, words)
	}
}

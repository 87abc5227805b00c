package reports_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

// everywhere puts a text wherever a document can hold one.
func everywhere(text string) *reports.Document {
	column := func(kind reports.ColumnKind) reports.Column { return reports.Column{Name: text, Kind: kind} }
	row := reports.Row{Anchor: "a", Group: text, Cells: []reports.Cell{{Text: text, Link: text, Mark: true, Remark: text}, {Text: text}, {Text: text}, {Text: text}, {Text: text}, {Text: text}}}
	table := func(id string, stacked bool) *reports.Table {
		return &reports.Table{
			ID: id, Title: text, Empty: text, More: text, PageRows: 1, Stacked: stacked, Rows: []reports.Row{row, row},
			Columns: []reports.Column{column(reports.ColumnText), column(reports.ColumnID), column(reports.ColumnLong), column(reports.ColumnNumber), column(reports.ColumnDate), column(reports.ColumnMoment)},
		}
	}
	return &reports.Document{
		Name: text, Title: text, Subtitle: text, Language: text, Marking: reports.Marking{Label: text, Handling: text}, Notes: []string{text}, Footer: text,
		Facts: []reports.Fact{{Name: text, Value: text}}, Seal: sampleSeal(),
		Sections: []reports.Section{{ID: "s", Title: text, Blocks: []reports.Block{
			reports.Heading{Text: text},
			reports.Paragraph{Text: text},
			reports.List{Items: []reports.Item{{Head: text, Text: text, Foot: text}}},
			reports.Tiles{Items: []reports.Tile{{Label: text, Value: text, Note: text}}},
			table("grid", false), table("cards", true), table(text, false),
			&reports.Chart{Title: text, Alt: text, Labels: []string{text, text}, Series: []reports.Series{{Name: text, Values: []int64{1, 2}}}},
			&reports.Chart{Title: text, Kind: reports.ChartBars, Labels: []string{text}, Series: []reports.Series{{Name: text, Values: []int64{1}}, {Name: text}}},
			&reports.Diagram{Legend: true, Picture: &reports.Picture{
				Model: text, ManufacturerName: text, LeftOut: text,
				Nodes: []reports.Node{{ID: "x", Kind: "version", Firmware: text, Status: text}, {ID: text, Kind: "plain", Members: []string{text}}},
				Edges: []reports.Edge{{From: "x", To: text, Broken: "restricted", Reference: text}},
			}},
		}}},
	}
}

func TestHostileTextsDoNoHarmAnywhere(t *testing.T) {
	drawer := childDrawer(t, "draw")
	for _, text := range append([]string{"", " ", "📦📦📦", strings.Repeat("é\n", 200)}, hostileTexts...) {
		for format := range renderings {
			data := rendered(t, format, everywhere(text), drawer)
			seal, err := reports.SealIn(data)
			require.NoError(t, err, "%s of %q", format, text)
			require.Equal(t, sampleSeal(), seal)
			switch format {
			case "pdf":
				require.Positive(t, openPDF(t, data).NumPage())
			case "html":
				for _, n := range elements(t, string(data)) {
					require.NotContains(t, []string{"script", "img", "link", "iframe"}, n.Data, "%q", text)
				}
			case "csv":
				for _, record := range recordsOf(t, data) {
					require.NotRegexp(t, `^[=+@\t\r＝-]`, strings.Join(record[:2], "\x00"), "%q", text)
				}
			}
		}
	}
}

func TestRenderingsDoNotDisturbEachOther(t *testing.T) {
	want := rendered(t, "pdf", sampleDocument(t), nil)
	var all sync.WaitGroup
	got := make([]bytes.Buffer, 4)
	for i := range got {
		d := sampleDocument(t)
		all.Go(func() {
			if err := reports.WritePDF(t.Context(), &got[i], d, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range got {
		require.True(t, bytes.Equal(want, got[i].Bytes()))
	}
}

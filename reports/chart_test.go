package reports_test

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

// svgTexts are the texts of the only drawing of a document that has nothing but a chart.
func svgTexts(t *testing.T, c *reports.Chart) (texts []string, svg string) {
	t.Helper()
	page := string(rendered(t, "html", &reports.Document{Title: "x", Sections: []reports.Section{{ID: "s", Title: "S", Blocks: []reports.Block{c}}}}, nil))
	start, end := strings.Index(page, "<svg"), strings.Index(page, "</svg>")
	require.Positive(t, start)
	svg = page[start : end+len("</svg>")]
	d := xml.NewDecoder(strings.NewReader(svg))
	for token, err := d.Token(); err == nil; token, err = d.Token() {
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "text" {
			var text string
			require.NoError(t, d.DecodeElement(&text, &start))
			texts = append(texts, text)
		}
	}
	return texts, svg
}

func TestChartHasRoundTicksFromZero(t *testing.T) {
	for most, want := range map[int64][]string{
		0: {"0", "1"}, 1: {"0", "1"}, 5: {"0", "1", "2", "3", "4", "5"}, 52: {"0", "10", "20", "30", "40", "50", "60"},
		997: {"0", "200", "400", "600", "800", "1,000"}, 1234567: {"0", "500,000", "1,000,000", "1,500,000"},
	} {
		texts, _ := svgTexts(t, &reports.Chart{Labels: []string{"a", "b"}, Series: []reports.Series{{Name: "s", Values: []int64{0, most}}}})
		require.Equal(t, want, texts[:len(want)], "up to %d", most)
	}
}

func TestChartThinsItsLabelsAndKeepsTheNewest(t *testing.T) {
	c := &reports.Chart{Series: []reports.Series{{Name: "s"}}}
	for i := range 120 {
		c.Labels = append(c.Labels, fmt.Sprintf("label-%03d", i))
		c.Series[0].Values = append(c.Series[0].Values, int64(i))
	}
	texts, _ := svgTexts(t, c)
	var shown []string
	for _, text := range texts {
		if strings.HasPrefix(text, "label-") {
			shown = append(shown, text)
		}
	}
	require.Equal(t, "label-119", shown[0])
	require.Greater(t, len(shown), 3)
	require.Less(t, len(shown), 10)
}

func TestChartTellsSeriesApartWithoutColour(t *testing.T) {
	_, svg := svgTexts(t, &reports.Chart{Labels: []string{"a", "b"}, Series: seriesNamed(6)})
	looks := map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(svg))
	lines := 0
	for token, err := d.Token(); err == nil; token, err = d.Token() {
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "polyline" {
			continue
		}
		width, dash := "", ""
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "stroke-width":
				width = a.Value
			case "stroke-dasharray":
				dash = a.Value
			}
		}
		if w, _ := strconv.ParseFloat(width, 64); w > 1 {
			lines++
			looks[width+"/"+dash] = true
		}
	}
	require.Equal(t, 6, lines)
	require.Len(t, looks, 6)
}

func TestChartNamesEveryLineWhereItEndsWithRoomBetween(t *testing.T) {
	_, svg := svgTexts(t, &reports.Chart{Labels: []string{"a", "b"}, Series: []reports.Series{{Name: "one", Values: []int64{1, 5}}, {Name: "two", Values: []int64{2, 5}}, {Name: "three", Values: []int64{3, 5}}}})
	var places []float64
	d := xml.NewDecoder(strings.NewReader(svg))
	for token, err := d.Token(); err == nil; token, err = d.Token() {
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "text" {
			var text string
			require.NoError(t, d.DecodeElement(&text, &start))
			if strings.HasSuffix(text, " 5") {
				for _, a := range start.Attr {
					if a.Name.Local == "y" {
						y, err := strconv.ParseFloat(a.Value, 64)
						require.NoError(t, err)
						places = append(places, y)
					}
				}
			}
		}
	}
	require.Len(t, places, 3)
	require.GreaterOrEqual(t, places[1]-places[0], 10.9)
	require.GreaterOrEqual(t, places[2]-places[1], 10.9)
}

func TestChartOfBarsGivesEveryFigure(t *testing.T) {
	texts, svg := svgTexts(t, &reports.Chart{Kind: reports.ChartBars, Labels: []string{"Alder", "=1+1 <b>"}, Series: []reports.Series{{Name: "all", Values: []int64{1034, -20}}, {Name: "new", Values: []int64{90, 0}}}})
	for _, want := range []string{"Alder", "=1+1 <b>", "1,034", "90", "-20", "0", "all", "new"} {
		require.Contains(t, texts, want)
	}
	require.NotContains(t, svg, "style=")
}

func TestChartWithoutFiguresSaysSo(t *testing.T) {
	texts, _ := svgTexts(t, &reports.Chart{Title: "Nothing yet"})
	require.Equal(t, []string{"There are no figures to draw."}, texts)
}

package reports

import (
	"fmt"
	"html"
	"strconv"
	"strings"
)

var svgAnchors = map[textAlign]string{alignLeft: "start", alignMiddle: "middle", alignRight: "end"}

// svg writes the scene for a page whose policy forbids style attributes, with a
// title and a description for readers who do not see it. Ids start with prefix.
func (s *scene) svg(prefix, title, description string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="%[1]s.title %[1]s.desc" width="%[2]spt" height="%[3]spt" viewBox="0 0 %[2]s %[3]s">`,
		html.EscapeString(prefix), coordinate(s.width), coordinate(s.height))
	fmt.Fprintf(&b, `<title id="%[1]s.title">%[2]s</title><desc id="%[1]s.desc">%[3]s</desc>`,
		html.EscapeString(prefix), html.EscapeString(title), html.EscapeString(description))
	for _, m := range s.marks {
		m.svg(&b)
	}
	b.WriteString("</svg>")
	return b.String()
}

func (m mark) svg(b *strings.Builder) {
	switch m.kind {
	case markLine, markArea:
		name := "polyline"
		if m.kind == markArea {
			name = "polygon"
		}
		fmt.Fprintf(b, `<%s points="%s"`, name, joinSpots(m.points))
	case markCurve, markBlob:
		fmt.Fprintf(b, `<path d="M%sC%s"`, joinSpots(m.points[:1]), joinSpots(m.points[1:]))
	case markOval:
		fmt.Fprintf(b, `<ellipse cx="%s" cy="%s" rx="%s" ry="%s"`, coordinate(m.points[0].x), coordinate(m.points[0].y), coordinate(m.points[1].x), coordinate(m.points[1].y))
	case markText:
		m.svgText(b)
		return
	}
	fmt.Fprintf(b, ` fill="%s"`, noneIfBlank(m.fill))
	if m.stroke != "" {
		fmt.Fprintf(b, ` stroke="%s" stroke-width="%s"`, m.stroke, coordinate(m.width))
	}
	if len(m.dash) > 0 {
		parts := make([]string, 0, len(m.dash))
		for _, d := range m.dash {
			parts = append(parts, coordinate(d))
		}
		fmt.Fprintf(b, ` stroke-dasharray="%s"`, strings.Join(parts, ","))
	}
	b.WriteString("/>")
}

func (m mark) svgText(b *strings.Builder) {
	fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s" text-anchor="%s"`, coordinate(m.points[0].x), coordinate(m.points[0].y), coordinate(m.size), svgAnchors[m.align])
	if m.bold {
		b.WriteString(` font-weight="bold"`)
	}
	fmt.Fprintf(b, ">%s</text>", html.EscapeString(m.text))
}

func joinSpots(spots []spot) string {
	parts := make([]string, 0, len(spots))
	for _, p := range spots {
		parts = append(parts, coordinate(p.x)+","+coordinate(p.y))
	}
	return strings.Join(parts, " ")
}

// coordinate writes a number with at most two decimals.
func coordinate(v float64) string {
	text := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
	if text == "-0" || text == "" {
		return "0"
	}
	return text
}

func noneIfBlank(colour string) string {
	if colour == "" {
		return "none"
	}
	return colour
}

package reports

import (
	"math"
	"slices"
)

const (
	lineChartHeight = 230.0
	// labelGap is the least distance of two lines of text.
	labelGap = 11.0
)

// lineStyles tell lines apart without colour, with a marker each.
var lineStyles = []struct {
	colour string
	width  float64
	dash   []float64
}{
	{"#1a1a1a", 2, nil},
	{"#0b4a8f", 1.8, []float64{6, 3}},
	{"#7a0c0c", 1.8, []float64{2, 2}},
	{"#5a5a5a", 1.8, []float64{8, 3, 2, 3}},
	{"#0b6b3a", 1.2, nil},
	{"#8a4b00", 1.2, []float64{4, 2}},
}

func (c *Chart) lines() *scene {
	a := c.axis()
	s := &scene{width: chartWidth, height: lineChartHeight}
	left := chartTextSize
	for _, t := range a.ticks() {
		left = max(left, textWidth(tickLabel(t))+8)
	}
	right := chartWidth - c.endLabelWidth()
	top, bottom := 12.0, lineChartHeight-24
	for _, t := range a.ticks() {
		y := a.at(t, bottom, top)
		s.faint(spot{left, y}, spot{right, y})
		s.write(spot{left - 5, y + 3}, chartTextSize, alignRight, tickLabel(t))
	}
	s.line(1, nil, spot{left, a.at(0, bottom, top)}, spot{right, a.at(0, bottom, top)})
	across := func(i int) float64 {
		if len(c.Labels) == 1 {
			return (left + right) / 2
		}
		return left + 10 + float64(i)/float64(len(c.Labels)-1)*(right-left-20)
	}
	c.labelsBelow(s, across, bottom)
	for i := range c.Series {
		c.drawLine(s, i, across, func(v float64) float64 { return a.at(v, bottom, top) })
	}
	c.labelsAtEnd(s, right+6, top, bottom, func(v float64) float64 { return a.at(v, bottom, top) })
	return s
}

// labelsBelow writes as many labels as have room, counted from the last, which
// is the newest.
func (c *Chart) labelsBelow(s *scene, across func(int) float64, bottom float64) {
	widest := 0.0
	for _, l := range c.Labels {
		widest = max(widest, textWidth(l)+8)
	}
	every := 1
	if len(c.Labels) > 1 {
		every = int(math.Ceil(widest / (across(1) - across(0))))
	}
	for i := len(c.Labels) - 1; i >= 0; i -= every {
		x := across(i)
		s.line(0.75, nil, spot{x, bottom}, spot{x, bottom + 3})
		s.write(spot{x, bottom + 14}, chartTextSize, alignMiddle, c.Labels[i])
	}
}

func (c *Chart) drawLine(s *scene, series int, across func(int) float64, up func(float64) float64) {
	style := lineStyles[series%len(lineStyles)]
	var points []spot
	for i := range c.Labels {
		points = append(points, spot{across(i), up(c.value(series, i))})
	}
	s.marks = append(s.marks, mark{kind: markLine, points: points, stroke: style.colour, width: style.width, dash: style.dash})
	for _, p := range points {
		s.marker(p, series, style.colour)
	}
}

// marker draws the shape of a series: a disc, square, triangle, diamond or the
// same hollow.
func (s *scene) marker(at spot, series int, colour string) {
	const r = 3.0
	m := mark{kind: markArea, stroke: colour, width: 1.2, fill: colour}
	if series >= 4 {
		m.fill = "#ffffff"
	}
	switch series % 4 {
	case 0:
		m.kind, m.points = markOval, []spot{at, {r, r}}
	case 1:
		m.points = []spot{{at.x - r, at.y - r}, {at.x + r, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}}
	case 2:
		m.points = []spot{{at.x, at.y - r}, {at.x + r, at.y + r}, {at.x - r, at.y + r}}
	case 3:
		m.points = []spot{{at.x, at.y - r - 1}, {at.x + r + 1, at.y}, {at.x, at.y + r + 1}, {at.x - r - 1, at.y}}
	}
	s.marks = append(s.marks, m)
}

func (c *Chart) endLabel(series int) string {
	return shortened(c.Series[series].Name, 22) + " " + tickLabel(c.value(series, len(c.Labels)-1))
}

func (c *Chart) endLabelWidth() float64 {
	widest := 0.0
	for i := range c.Series {
		widest = max(widest, textWidth(c.endLabel(i)))
	}
	return widest + 22
}

// labelsAtEnd names every line where it ends, moved apart where lines meet.
func (c *Chart) labelsAtEnd(s *scene, x, top, bottom float64, up func(float64) float64) {
	type label struct {
		series int
		y      float64
	}
	labels := make([]label, 0, len(c.Series))
	for i := range c.Series {
		labels = append(labels, label{i, up(c.value(i, len(c.Labels)-1))})
	}
	slices.SortStableFunc(labels, func(a, b label) int {
		switch {
		case a.y < b.y:
			return -1
		case a.y > b.y:
			return 1
		}
		return a.series - b.series
	})
	for i := range labels {
		if i > 0 {
			labels[i].y = max(labels[i].y, labels[i-1].y+labelGap)
		}
	}
	floor := bottom
	for i := len(labels) - 1; i >= 0; i-- {
		labels[i].y = max(min(labels[i].y, floor), top)
		floor = labels[i].y - labelGap
	}
	for _, l := range labels {
		s.marker(spot{x + 4, l.y}, l.series, lineStyles[l.series%len(lineStyles)].colour)
		s.write(spot{x + 12, l.y + 3}, chartTextSize, alignLeft, c.endLabel(l.series))
	}
}

// shortened cuts the end off a long text.
func shortened(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

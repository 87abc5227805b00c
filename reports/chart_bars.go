package reports

const (
	barHeight = 11.0
	barGap    = 7.0
	// longestBarLabel is how many characters of a label stand beside its bars.
	longestBarLabel = 34
)

// barShades tell series apart in black and white; every bar has an outline too.
var barShades = []string{"#0b4a8f", "#a9c6e4", "#ffffff", "#6b6b6b", "#d9d9d9", "#1a1a1a"}

// bars lie, so that labels of any length stand beside them, each with its figure.
func (c *Chart) bars() *scene {
	a := c.axis()
	left, valueRoom := 20.0, 0.0
	for _, l := range c.Labels {
		left = max(left, textWidth(shortened(l, longestBarLabel))+10)
	}
	for _, t := range []float64{a.low, a.high} {
		valueRoom = max(valueRoom, textWidth(tickLabel(t))+8)
	}
	right := chartWidth - valueRoom
	top := 6.0
	s := &scene{width: chartWidth}
	if len(c.Series) > 1 {
		top = c.barLegend(s, left)
	}
	group := float64(len(c.Series))*barHeight + barGap
	bottom := top + float64(len(c.Labels))*group
	s.height = bottom + 22
	c.barTicks(s, a, left, right, top, bottom)
	for i, l := range c.Labels {
		y := top + float64(i)*group + barGap/2
		s.write(spot{left - 6, y + float64(len(c.Series))*barHeight/2 + 3}, chartTextSize, alignRight, shortened(l, longestBarLabel))
		for j := range c.Series {
			c.bar(s, a, j, i, left, right, y+float64(j)*barHeight)
		}
	}
	zero := a.at(0, left, right)
	s.line(1, nil, spot{zero, top}, spot{zero, bottom})
	return s
}

func (c *Chart) bar(s *scene, a axis, series, label int, left, right, y float64) {
	v := c.value(series, label)
	from, to := a.at(min(v, 0), left, right), a.at(max(v, 0), left, right)
	s.marks = append(s.marks, mark{
		kind: markArea, fill: barShades[series%len(barShades)], stroke: inkColour, width: 0.6,
		points: []spot{{from, y + 1}, {to, y + 1}, {to, y + barHeight - 1}, {from, y + barHeight - 1}},
	})
	s.write(spot{to + 4, y + barHeight - 2.5}, chartTextSize-1, alignLeft, tickLabel(v))
}

func (c *Chart) barTicks(s *scene, a axis, left, right, top, bottom float64) {
	last := -chartWidth
	for _, t := range a.ticks() {
		x := a.at(t, left, right)
		s.faint(spot{x, top}, spot{x, bottom})
		if half := textWidth(tickLabel(t)) / 2; x-half > last+6 {
			s.write(spot{x, bottom + 13}, chartTextSize, alignMiddle, tickLabel(t))
			last = x + half
		}
	}
}

// barLegend names the series in rows above the bars, and returns where they end.
func (c *Chart) barLegend(s *scene, left float64) float64 {
	x, y := left, 12.0
	for j, series := range c.Series {
		name := shortened(series.Name, longestBarLabel)
		room := textWidth(name) + 26
		if x+room > chartWidth && x > left {
			x, y = left, y+14
		}
		s.marks = append(s.marks, mark{
			kind: markArea, fill: barShades[j%len(barShades)], stroke: inkColour, width: 0.6,
			points: []spot{{x, y - 7}, {x + 10, y - 7}, {x + 10, y + 1}, {x, y + 1}},
		})
		s.write(spot{x + 14, y}, chartTextSize, alignLeft, name)
		x += room
	}
	return y + 8
}

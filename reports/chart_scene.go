package reports

import (
	"math"
	"unicode/utf8"
)

// Charts are drawn here and not by a library: those at hand colour SVG by style
// attributes, which the page's policy forbids, tell series apart by colour
// alone, and give no geometry that a PDF could be drawn from.

const (
	chartWidth    = 520.0
	chartTextSize = 9.0
	// letterWidth is how wide a letter is taken to be, as a part of its size.
	letterWidth = 0.56
	// mostTicks is how many lines an axis may have beside that of zero.
	mostTicks = 6
)

// scene draws the chart; one without figures has a sentence in their place.
func (c *Chart) scene() *scene {
	if len(c.Labels) == 0 || len(c.Series) == 0 {
		s := &scene{width: chartWidth, height: 40}
		s.write(spot{chartWidth / 2, 24}, chartTextSize, alignMiddle, "There are no figures to draw.")
		return s
	}
	if c.Kind == ChartBars {
		return c.bars()
	}
	return c.lines()
}

// textWidth is about how wide a label is.
func textWidth(text string) float64 {
	return float64(utf8.RuneCountInString(text)) * chartTextSize * letterWidth
}

// axis is a range of figures with round ticks, zero among them.
type axis struct{ low, high, step float64 }

func (c *Chart) axis() axis {
	var low, high float64
	for _, s := range c.Series {
		for _, v := range s.Values {
			low, high = min(low, float64(v)), max(high, float64(v))
		}
	}
	if low == high {
		high = 1
	}
	step := roundStep((high - low) / mostTicks)
	return axis{low: math.Floor(low/step) * step, high: math.Ceil(high/step) * step, step: step}
}

// roundStep is the next 1, 2 or 5 times a power of ten, at least 1.
func roundStep(rough float64) float64 {
	if rough <= 1 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= rough {
			return m * power
		}
	}
	return 10 * power
}

func (a axis) ticks() []float64 {
	var out []float64
	for i := 0.0; a.low+i*a.step <= a.high; i++ {
		out = append(out, a.low+i*a.step)
	}
	return out
}

// at maps a figure to its place between from (the lowest) and to (the highest).
func (a axis) at(v, from, to float64) float64 {
	return from + (v-a.low)/(a.high-a.low)*(to-from)
}

func tickLabel(v float64) string { return number(int64(v)) }

func (c *Chart) value(series, label int) float64 {
	if label < len(c.Series[series].Values) {
		return float64(c.Series[series].Values[label])
	}
	return 0
}

// faint are the lines that help to read off a figure.
func (s *scene) faint(from, to spot) {
	s.marks = append(s.marks, mark{kind: markLine, points: []spot{from, to}, stroke: "#cfcfcf", width: 0.5})
}

package reports

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// graphvizLayout is what Graphviz answers as json: every object with the
// strokes that draw it, in points, with the origin at the bottom left.
type graphvizLayout struct {
	Box     string           `json:"bb"`
	Objects []graphvizObject `json:"objects"`
	Edges   []graphvizObject `json:"edges"`
}

type graphvizObject struct {
	Pen   string       `json:"penwidth"`
	Draw  []graphvizOp `json:"_draw_"`
	Tail  []graphvizOp `json:"_tdraw_"`
	Head  []graphvizOp `json:"_hdraw_"`
	Label []graphvizOp `json:"_ldraw_"`
}

type graphvizOp struct {
	Op     string       `json:"op"`
	Points [][2]float64 `json:"points"`
	Rect   []float64    `json:"rect"`
	Point  [2]float64   `json:"pt"`
	Colour string       `json:"color"`
	Style  string       `json:"style"`
	Size   float64      `json:"size"`
	Align  string       `json:"align"`
	Width  float64      `json:"width"`
	Text   string       `json:"text"`
}

// diagramMargin is left free around a diagram, in points.
const diagramMargin = 4

// layoutScene makes a scene of a layout. Edges come first, so that boxes cover them.
func layoutScene(layout []byte) (*scene, error) {
	var g graphvizLayout
	if err := json.Unmarshal(layout, &g); err != nil {
		return nil, fmt.Errorf("read the layout: %w", err)
	}
	box := strings.Split(g.Box, ",")
	if len(box) != 4 {
		return nil, errors.New("read the layout: it has no size")
	}
	var sides [4]float64
	for i, text := range box {
		side, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return nil, fmt.Errorf("read the layout's size: %w", err)
		}
		sides[i] = side
	}
	s := &scene{width: sides[2] - sides[0] + 2*diagramMargin, height: sides[3] - sides[1] + 2*diagramMargin}
	r := &layoutReader{scene: s, left: sides[0] - diagramMargin, top: sides[3] + diagramMargin}
	for _, o := range append(g.Edges, g.Objects...) {
		for _, ops := range [][]graphvizOp{o.Draw, o.Tail, o.Head, o.Label} {
			r.read(ops, o.Pen)
		}
	}
	return s, nil
}

// layoutReader turns strokes into marks, in the colours and styles set before them.
type layoutReader struct {
	scene     *scene
	left, top float64
}

var plainColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (r *layoutReader) read(ops []graphvizOp, pen string) {
	width, err := strconv.ParseFloat(pen, 64)
	if err != nil {
		width = 1
	}
	m := mark{stroke: inkColour, width: width}
	size := 10.0
	for _, op := range ops {
		switch op.Op {
		case "c":
			m.stroke = solidColour(op.Colour)
		case "C":
			m.fill = solidColour(op.Colour)
		case "F":
			size = op.Size
		case "S":
			m.dash, m.width = strokeStyle(op.Style, m.dash, m.width)
		case "T":
			r.text(op, size)
		default:
			r.stroke(op, m)
		}
	}
}

func (r *layoutReader) stroke(op graphvizOp, m mark) {
	filled := false
	switch op.Op {
	case "P", "p":
		m.kind, filled = markArea, op.Op == "P"
	case "L":
		m.kind = markLine
	case "B", "b":
		if len(op.Points)%3 != 1 {
			return
		}
		// Graphviz' JSON does not tell filled curves from open ones; a closed one is a rounded box.
		m.kind = markCurve
		if op.Points[0] == op.Points[len(op.Points)-1] {
			m.kind, filled = markBlob, true
		}
	case "E", "e":
		if len(op.Rect) == 4 {
			m.kind, filled = markOval, op.Op == "E"
			m.points = []spot{r.spot([2]float64{op.Rect[0], op.Rect[1]}), {op.Rect[2], op.Rect[3]}}
		}
	}
	for _, p := range op.Points {
		m.points = append(m.points, r.spot(p))
	}
	if len(m.points) == 0 {
		return
	}
	if !filled {
		m.fill = ""
	}
	r.scene.marks = append(r.scene.marks, m)
}

func (r *layoutReader) text(op graphvizOp, size float64) {
	align := map[string]textAlign{"l": alignLeft, "c": alignMiddle, "r": alignRight}[op.Align]
	r.scene.marks = append(r.scene.marks, mark{
		kind: markText, points: []spot{r.spot(op.Point)}, fill: inkColour, size: size, align: align, text: op.Text, room: op.Width,
	})
}

func (r *layoutReader) spot(p [2]float64) spot { return spot{p[0] - r.left, r.top - p[1]} }

func strokeStyle(style string, dash []float64, width float64) (newDash []float64, newWidth float64) {
	switch {
	case style == "dashed":
		return []float64{5, 2}, width
	case style == "dotted":
		return []float64{1, 3}, width
	case style == "solid":
		return nil, width
	case style == "bold":
		return dash, 2
	case strings.HasPrefix(style, "setlinewidth("):
		w, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimPrefix(style, "setlinewidth("), ")"), 64)
		if err == nil {
			return dash, w
		}
	}
	return dash, width
}

// solidColour leaves out what is no plain colour: transparent fills.
func solidColour(colour string) string {
	if plainColour.MatchString(colour) {
		return colour
	}
	return ""
}

package reports

import "strconv"

// scene sets a drawing with its top left corner at x and y.
func (s *sheets) scene(drawing *scene, x, y, scale float64) {
	at := func(p spot) (float64, float64) { return x + p.x*scale, y + p.y*scale }
	s.pdf.SetLineCapStyle("butt")
	for _, m := range drawing.marks {
		if m.kind == markText {
			s.sceneText(m, at, scale)
			continue
		}
		style := s.stroke(m, scale)
		if style == "" {
			continue
		}
		if m.kind == markOval {
			cx, cy := at(m.points[0])
			s.pdf.Ellipse(cx, cy, m.points[1].x*scale, m.points[1].y*scale, 0, style)
			continue
		}
		s.path(m, at)
		s.pdf.DrawPath(style)
	}
	s.pdf.SetDashPattern(nil, 0)
}

// stroke sets pen and brush, and returns how fpdf calls what they do.
func (s *sheets) stroke(m mark, scale float64) string {
	style := ""
	if m.fill != "" {
		s.fill(rgb(m.fill))
		style = "F"
	}
	if m.stroke != "" && m.width > 0 {
		s.draw(rgb(m.stroke))
		s.pdf.SetLineWidth(m.width * scale)
		dash := make([]float64, 0, len(m.dash))
		for _, d := range m.dash {
			dash = append(dash, d*scale)
		}
		s.pdf.SetDashPattern(dash, 0)
		style += "D"
	}
	return style
}

func (s *sheets) path(m mark, at func(spot) (float64, float64)) {
	x, y := at(m.points[0])
	s.pdf.MoveTo(x, y)
	switch m.kind {
	case markLine, markArea:
		for _, p := range m.points[1:] {
			x, y := at(p)
			s.pdf.LineTo(x, y)
		}
	case markCurve, markBlob:
		for i := 1; i+2 < len(m.points); i += 3 {
			ax, ay := at(m.points[i])
			bx, by := at(m.points[i+1])
			x, y := at(m.points[i+2])
			s.pdf.CurveBezierCubicTo(ax, ay, bx, by, x, y)
		}
	}
	if m.kind == markArea || m.kind == markBlob {
		s.pdf.ClosePath()
	}
}

// sceneText sets a text no wider than the drawing has room for.
func (s *sheets) sceneText(m mark, at func(spot) (float64, float64), scale float64) {
	f := faceText
	if m.bold {
		f = faceBold
	}
	text := s.types.readable(f, m.text)
	size := m.size * scale
	if wide, room := s.types.width(f, size, text), m.room*scale*1.03; room > 0 && wide > room {
		size *= room / wide
	}
	x, y := at(m.points[0])
	switch m.align {
	case alignMiddle:
		x -= s.types.width(f, size, text) / 2
	case alignRight:
		x -= s.types.width(f, size, text)
	}
	s.put(f, size, rgb(m.fill), x, y, text)
}

// rgb reads #rrggbb; anything else is black.
func rgb(text string) colour {
	if len(text) != 7 {
		return colour{}
	}
	n, err := strconv.ParseUint(text[1:], 16, 32)
	if err != nil {
		return colour{}
	}
	return colour{int(n >> 16 & 0xff), int(n >> 8 & 0xff), int(n & 0xff)}
}

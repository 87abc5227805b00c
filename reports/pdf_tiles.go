package reports

const (
	mostAcross  = 4
	leastAcross = 3
	tileGap     = 8.0
	tileInset   = 7.0
	sizeFigure  = 17.0
)

// tiles sets the figures that are to be seen first, at most four beside each other.
func (s *sheets) tiles(t Tiles) {
	s.y += 3
	// Rows are as even as can be: five are set as three and two.
	rows := (len(t.Items) + mostAcross - 1) / mostAcross
	across := leastAcross
	if rows > 0 {
		across = max(leastAcross, (len(t.Items)+rows-1)/rows)
	}
	width := (sheetRoomX - float64(across-1)*tileGap) / float64(across)
	for len(t.Items) > 0 {
		row := t.Items[:min(across, len(t.Items))]
		t.Items = t.Items[len(row):]
		tallest := 0.0
		for _, item := range row {
			tallest = max(tallest, s.tileHeight(item, width))
		}
		s.need(tallest)
		for i, item := range row {
			s.tile(item, sheetLeft+float64(i)*(width+tileGap), width, tallest)
		}
		s.y += tallest + tileGap
	}
	s.y += 3
}

func (s *sheets) tileHeight(item Tile, width float64) float64 {
	inner := width - 2*tileInset
	height := 2*tileInset + 4 + s.height(faceText, sizeSmall, inner, item.Label) + s.height(faceBold, sizeFigure, inner, item.Value)
	if item.Note != "" {
		height += s.height(faceText, sizeTable, inner, item.Note)
	}
	return height
}

func (s *sheets) tile(item Tile, x, width, height float64) {
	top := s.y
	s.draw(hairline)
	s.pdf.SetLineWidth(0.7)
	s.pdf.Rect(x, top, width, height, "D")
	s.fill(blue)
	s.pdf.Rect(x, top, width, 3, "F")
	s.y = top + tileInset + 2
	inner := width - 2*tileInset
	s.paragraph(faceText, sizeSmall, ink, x+tileInset, inner, item.Label)
	s.paragraph(faceBold, sizeFigure, ink, x+tileInset, inner, item.Value)
	if item.Note != "" {
		s.paragraph(faceText, sizeTable, grey, x+tileInset, inner, item.Note)
	}
	s.y = top
}

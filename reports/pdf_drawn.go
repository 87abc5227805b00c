package reports

import "context"

// roomForHeading is left free above a drawing as tall as a sheet, so that the
// heading of its section need not stand alone on the sheet before.
const roomForHeading = 45.0

func (s *sheets) chart(c *Chart) {
	drawing := c.scene()
	scale := min(1, sheetRoomX/drawing.width, (sheetRoomY-70)/drawing.height)
	height := drawing.height * scale
	words := s.height(faceText, sizeSmall, sheetRoomX, c.Alt)
	s.need(height + min(words, 80) + 24)
	s.caption(c.Title, "")
	s.scene(drawing, sheetLeft, s.y, scale)
	s.y += height + 4
	s.paragraph(faceText, sizeSmall, grey, sheetLeft, sheetRoomX, c.Alt)
	s.y += 8
}

func (s *sheets) caption(title, says string) {
	s.paragraph(faceBold, sizeBody, ink, sheetLeft, sheetRoomX, title)
	if says != "" {
		s.paragraph(faceText, sizeSmall, grey, sheetLeft, sheetRoomX, says)
	}
	s.y += 4
}

func (s *sheets) diagram(ctx context.Context, d *Diagram) {
	caption := s.height(faceBold, sizeBody, sheetRoomX, d.title()) + s.height(faceText, sizeSmall, sheetRoomX, d.says()) + 10
	drawing, err := d.fit(ctx, s.drawer, sheetRoom{width: sheetRoomX, height: max(sheetRoomY-caption-roomForHeading, sheetRoomY/3), turn: true})
	switch {
	case err != nil:
		s.notDrawn(d, "The picture could not be drawn: "+err.Error()+". The words below say the same.")
	case drawing.small:
		s.notDrawn(d, "The picture is too large for a sheet of paper: its text would be too small to read. The words below say the same, and the page form of this report shows it.")
	case drawing.turned:
		s.turned(d, drawing, caption)
	default:
		s.upright(d, drawing, caption)
	}
	s.y += 6
	// The legend comes second, so that a tall drawing need not leave half a sheet empty.
	if d.Legend {
		s.legend()
	}
	s.table(d.inWords())
}

func (s *sheets) notDrawn(d *Diagram, why string) {
	s.need(100)
	s.caption(d.title(), d.says())
	s.paragraph(faceItalic, sizeSmall, ink, sheetLeft, sheetRoomX, why)
}

// upright sets the parts of a drawing below each other.
func (s *sheets) upright(d *Diagram, drawing *fitted, caption float64) {
	for i, part := range drawing.parts {
		scale := drawing.scale
		// Rather a little smaller on this sheet than half a sheet left empty.
		if here := (s.left() - caption) / part.height; len(drawing.parts) == 1 && here < scale && drawing.text()/scale*here >= easyDrawnText {
			scale = here
		}
		s.need(caption + part.height*scale)
		s.caption(partTitled(d.title(), i, len(drawing.parts)), d.says())
		x := sheetLeft + (sheetRoomX-part.width*scale)/2
		s.pdf.ClipRect(sheetLeft, s.y, sheetRoomX, part.height*scale, false)
		s.scene(part, x, s.y, scale)
		s.pdf.ClipEnd()
		s.y += part.height * scale
	}
}

func (s *sheets) turned(d *Diagram, drawing *fitted, caption float64) {
	part := drawing.parts[0]
	width, height := part.height*drawing.scale, part.width*drawing.scale
	s.need(caption + height)
	s.caption(d.title(), d.says())
	left, bottom := sheetLeft+(sheetRoomX-width)/2, s.y+height
	s.pdf.TransformBegin()
	s.pdf.TransformRotate(90, left, bottom)
	s.scene(part, left, bottom, drawing.scale)
	s.pdf.TransformEnd()
	s.y = bottom
}

func (s *sheets) legend() {
	const name = 170.0
	s.need(60)
	s.paragraph(faceBold, sizeSmall, ink, sheetLeft, sheetRoomX, "How to read the drawings")
	for _, f := range legend {
		height := max(s.height(faceText, sizeTable, name-8, f.Name), s.height(faceText, sizeTable, sheetRoomX-name, f.Value))
		s.need(height)
		top := s.y
		s.paragraph(faceText, sizeTable, ink, sheetLeft, name-8, f.Name)
		s.y = top
		s.paragraph(faceText, sizeTable, grey, sheetLeft+name, sheetRoomX-name, f.Value)
		s.y = top + height + 1
	}
	s.y += 8
}

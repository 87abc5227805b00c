package reports

import "context"

// leastDrawnText is the smallest type in which a drawing can be read, in points.
const leastDrawnText = 6.0

// easyDrawnText is the size at which it is not worth turning a drawing, or
// starting a sheet, to have it larger.
const easyDrawnText = 7.0

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
	if d.Legend {
		s.legend()
	}
	caption := s.height(faceBold, sizeBody, sheetRoomX, d.title()) + s.height(faceText, sizeSmall, sheetRoomX, d.says()) + 10
	room := sheetRoom{width: sheetRoomX, height: sheetRoomY - caption, turn: true}
	drawing, err := d.scene(ctx, s.drawer, room)
	switch {
	case err != nil:
		s.need(caption + 40)
		s.caption(d.title(), d.says())
		s.paragraph(faceItalic, sizeSmall, ink, sheetLeft, sheetRoomX, "The picture could not be drawn: "+err.Error()+". The words below say the same.")
	case drawing.smallest()*room.scale(drawing) < leastDrawnText:
		s.need(caption + 40)
		s.caption(d.title(), d.says())
		s.paragraph(faceItalic, sizeSmall, ink, sheetLeft, sheetRoomX, "The picture is too large for a sheet of paper: its text would be too small to read. The words below say the same, and the page form of this report shows it.")
	default:
		s.drawn(d, drawing, room, caption)
	}
	s.y += 6
	s.table(d.inWords())
}

// drawn sets a diagram upright, or turned where it is larger so.
func (s *sheets) drawn(d *Diagram, drawing *scene, room sheetRoom, caption float64) {
	scale := room.scale(drawing)
	upright := sheetRoom{width: room.width, height: room.height}.scale(drawing)
	// Rather a little smaller on this sheet than half a sheet left empty.
	if here := (sheetRoom{width: room.width, height: s.left() - caption}).scale(drawing); here > 0 && drawing.smallest()*here >= easyDrawnText {
		upright = here
	}
	if upright >= scale || drawing.smallest()*upright >= easyDrawnText {
		s.need(caption + drawing.height*upright)
		s.caption(d.title(), d.says())
		s.scene(drawing, sheetLeft+(sheetRoomX-drawing.width*upright)/2, s.y, upright)
		s.y += drawing.height * upright
		return
	}
	width, height := drawing.height*scale, drawing.width*scale
	s.need(caption + height)
	s.caption(d.title(), d.says())
	left, bottom := sheetLeft+(sheetRoomX-width)/2, s.y+height
	s.pdf.TransformBegin()
	s.pdf.TransformRotate(90, left, bottom)
	s.scene(drawing, left, bottom, scale)
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

package reports

import (
	"context"
	"strconv"
)

// titleBlock sets what heads the first page.
func (s *sheets) titleBlock() {
	s.title(sizeTitle, s.doc.Title)
	s.y -= 4
	if s.doc.Subtitle != "" {
		s.paragraph(faceText, 11, grey, sheetLeft, sheetRoomX, s.doc.Subtitle)
	}
	s.y += 4
	s.facts()
	s.notes()
	s.rule(ink, 1.5, s.y+2)
	s.y += 6
}

// facts are set in two columns where they are short.
func (s *sheets) facts() {
	const gap, label = 18.0, 78.0
	column := (sheetRoomX - gap) / 2
	for i := 0; i < len(s.doc.Facts); i += 2 {
		row := s.doc.Facts[i:min(i+2, len(s.doc.Facts))]
		tallest := 0.0
		for _, f := range row {
			tallest = max(tallest, s.height(faceText, sizeSmall, label-6, f.Name), s.height(faceText, sizeSmall, column-label, f.Value))
		}
		s.need(tallest)
		top := s.y
		for j, f := range row {
			x := sheetLeft + float64(j)*(column+gap)
			s.y = top
			s.paragraph(faceText, sizeSmall, grey, x, label-6, f.Name)
			s.y = top
			s.paragraph(faceText, sizeSmall, ink, x+label, column-label, f.Value)
		}
		s.y = top + tallest + 2
	}
}

// notes are warnings, set in a box.
func (s *sheets) notes() {
	if len(s.doc.Notes) == 0 {
		return
	}
	const inset = 14.0
	width := sheetRoomX - 2*inset
	height := 10.0
	for _, n := range s.doc.Notes {
		height += s.height(faceText, sizeBody-0.5, width, n) + 3
	}
	s.y += 6
	if height < sheetRoomY {
		s.need(height)
		s.fill(paleAmb)
		s.pdf.Rect(sheetLeft, s.y, sheetRoomX, height, "F")
		s.fill(amber)
		s.pdf.Rect(sheetLeft, s.y, 5, height, "F")
	}
	s.y += 5
	for _, n := range s.doc.Notes {
		s.paragraph(faceText, sizeBody-0.5, ink, sheetLeft+inset, width, n)
		s.y += 3
	}
	s.y += 8
}

// section sets a section; one with tables that follows others starts a sheet.
func (s *sheets) section(ctx context.Context, section *Section, apart bool) {
	if apart && len(section.tables()) > 0 && s.left() < sheetRoomY/3 {
		s.page()
	}
	s.need(80 + firstHeight(section))
	s.y += 10
	s.aim(section.ID, s.y-4)
	s.sections[section.ID] = s.pdf.PageNo()
	s.pdf.SetFont(faceFiles[faceBold].family, faceFiles[faceBold].style, sizeSection)
	s.pdf.Bookmark(s.types.readable(faceBold, section.Title), 0, s.y-4)
	s.title(sizeSection, section.Title)
	s.rule(ink, 1, s.y-3)
	s.y += 3
	if s.plan.attached[section.ID] {
		s.paragraph(faceText, sizeBody, ink, sheetLeft, sheetRoomX, section.attachmentWords()+" Its name is "+s.doc.attachmentName()+"; it is under the attachments of this file.")
		s.y += 4
	}
	for _, b := range section.Blocks {
		s.block(ctx, section, b)
	}
}

// firstHeight is the room that a section's heading keeps for what follows it.
func firstHeight(section *Section) float64 {
	if len(section.Blocks) == 0 {
		return 0
	}
	switch b := section.Blocks[0].(type) {
	case *Chart:
		return min(b.scene().height+30, sheetRoomY/2)
	case *Table:
		return 50
	case *Diagram:
		return sheetRoomY / 2
	}
	return 0
}

func (s *sheets) block(ctx context.Context, section *Section, b Block) {
	switch b := b.(type) {
	case Heading:
		s.heading(b.Text)
	case Paragraph:
		s.paragraph(faceText, sizeBody, ink, sheetLeft, sheetRoomX, b.Text)
		s.y += 4
	case List:
		s.list(b)
	case Tiles:
		s.tiles(b)
	case *Table:
		if !s.plan.attached[section.ID] {
			s.table(b)
		}
	case *Chart:
		s.chart(b)
	case *Diagram:
		s.diagram(ctx, b)
	}
}

func (s *sheets) heading(text string) {
	s.need(56)
	s.y += 7
	s.pdf.SetFont(faceFiles[faceBold].family, faceFiles[faceBold].style, sizeHeading)
	s.pdf.Bookmark(s.types.readable(faceBold, text), 1, s.y-2)
	s.title(sizeHeading, text)
	s.y -= 1
}

func (s *sheets) list(l List) {
	const indent = 20.0
	width := sheetRoomX - indent
	for i, item := range l.Items {
		height := 0.0
		for _, part := range []struct {
			face face
			size float64
			text string
		}{{faceBold, sizeBody, item.Head}, {faceText, sizeBody, item.Text}, {faceText, sizeSmall, item.Foot}} {
			if part.text != "" {
				height += s.height(part.face, part.size, width, part.text)
			}
		}
		if height < sheetRoomY/2 {
			s.need(height)
		}
		s.need(sizeBody * lineHeight)
		sign := "•"
		if l.Ordered {
			sign = strconv.Itoa(i+1) + "."
		}
		s.rightward(faceBold, sizeBody, ink, sheetLeft+indent-7, s.y+sizeBody, sign)
		s.item(item, sheetLeft+indent, width)
		s.y += 4
	}
	s.y += 2
}

func (s *sheets) item(item Item, x, width float64) {
	if item.Head != "" {
		s.paragraph(faceBold, sizeBody, ink, x, width, item.Head)
	}
	if item.Text != "" {
		s.paragraph(faceText, sizeBody, ink, x, width, item.Text)
	}
	if item.Foot != "" {
		s.paragraph(faceText, sizeSmall, grey, x, width, item.Foot)
	}
}

func (s *sheets) footer() {
	if s.doc.Footer == "" {
		return
	}
	s.need(s.height(faceText, sizeSmall, sheetRoomX, s.doc.Footer) + 16)
	s.y += 10
	s.rule(hairline, 0.7, s.y)
	s.y += 5
	s.paragraph(faceText, sizeSmall, grey, sheetLeft, sheetRoomX, s.doc.Footer)
}

package reports

import (
	"strconv"
	"strings"
)

// contentsLine is where a line of the list of contents was set.
type contentsLine struct {
	section string
	page    int
	// end is where the title ends, y its baseline.
	end, y float64
}

// listContents sets the titles of the sections; their pages are written when
// all of them are known.
func (s *sheets) listContents() {
	const size, step = sizeBody, 19.0
	s.need(50 + min(float64(len(s.doc.Sections)), 8)*step)
	s.y += 14
	s.title(sizeSection, "In this report")
	for i := range s.doc.Sections {
		section := &s.doc.Sections[i]
		s.need(step)
		title := s.types.cut(faceText, size, sheetRoomX-50, section.Title)
		s.put(faceText, size, blue, sheetLeft, s.y+size, title)
		s.linkTo(section.ID, sheetLeft, s.y, sheetRoomX, step-4)
		s.contents = append(s.contents, contentsLine{section.ID, s.pdf.PageNo(), sheetLeft + s.types.width(faceText, size, title), s.y + size})
		s.y += step
	}
	s.y += 8
}

func (l contentsLine) number(s *sheets) {
	s.pdf.SetPage(l.page)
	page := strconv.Itoa(s.sections[l.section])
	start := sheetRight - s.types.width(faceText, sizeBody, page)
	dot := s.types.width(faceText, sizeBody, " .")
	if n := int((start - 6 - l.end - 6) / dot); n > 0 {
		s.put(faceText, sizeBody, grey, start-6-float64(n)*dot, l.y, strings.Repeat(" .", n))
	}
	s.put(faceText, sizeBody, ink, start, l.y, page)
}

// title sets a heading.
func (s *sheets) title(size float64, text string) {
	for _, line := range s.types.wrap(faceBold, size, sheetRoomX, text) {
		s.put(faceBold, size, ink, sheetLeft, s.y+size, line)
		s.y += size * 1.25
	}
	s.y += size * 0.35
}

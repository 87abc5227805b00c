package reports

import (
	"context"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
)

// The sheet is A4, in points.
const (
	sheetWidth  = 595.28
	sheetHeight = 841.89
	sheetLeft   = 46.0
	sheetRight  = sheetWidth - 46
	sheetTop    = 62.0
	sheetBottom = sheetHeight - 62
	sheetRoomX  = sheetRight - sheetLeft
	sheetRoomY  = sheetBottom - sheetTop
)

// Sizes of type, in points, and the height of a line as a part of its size.
const (
	sizeTitle   = 19.0
	sizeSection = 15.0
	sizeHeading = 11.5
	sizeBody    = 10.0
	sizeSmall   = 8.5
	sizeTable   = 8.0
	lineHeight  = 1.36
)

type colour struct{ r, g, b int }

var (
	ink      = colour{26, 26, 26}
	grey     = colour{85, 85, 85}
	white    = colour{255, 255, 255}
	blue     = colour{11, 74, 143}
	hairline = colour{187, 187, 187}
	paleBlue = colour{238, 241, 245}
	paleAmb  = colour{255, 248, 236}
	amber    = colour{138, 75, 0}
	yellow   = colour{255, 233, 168}
)

// sheets sets blocks below each other on as many sheets as they need.
type sheets struct {
	pdf    *fpdf.Fpdf
	types  *typefaces
	doc    *Document
	plan   *pagePlan
	drawer Drawer
	// y is where the next block begins.
	y float64
	// links are fpdf's numbers of targets; aimed are those that have a place.
	links map[string]int
	aimed map[string]bool
	// contents are the lines of the list of contents, to be given page numbers.
	contents []contentsLine
	sections map[string]int
}

// page starts a new sheet, with the mark at its top and bottom.
func (s *sheets) page() {
	s.pdf.AddPage()
	s.fill(ink)
	for _, y := range []float64{26, sheetHeight - 44} {
		s.pdf.Rect(sheetLeft, y, sheetRoomX, 17, "F")
		s.centred(faceBold, 8.5, white, y+11.8, s.markWords())
	}
	s.y = sheetTop
}

func (s *sheets) markWords() string {
	text := s.doc.Marking.Label
	if s.doc.Marking.Handling != "" {
		text += "   " + s.doc.Marking.Handling
	}
	return s.types.cut(faceBold, 8.5, sheetRoomX-10, text)
}

// cut makes a text readable on one line and cuts off what has no room.
func (t *typefaces) cut(f face, size, width float64, text string) string {
	lines := t.wrap(f, size, width-t.width(f, size, " …"), text)
	if len(lines) == 1 {
		return lines[0]
	}
	return lines[0] + " …"
}

// need starts a new sheet unless there is that much room on this one.
func (s *sheets) need(height float64) {
	if s.y+height > sheetBottom && s.y > sheetTop {
		s.page()
	}
}

func (s *sheets) left() float64 { return sheetBottom - s.y }

func (s *sheets) fill(c colour) { s.pdf.SetFillColor(c.r, c.g, c.b) }
func (s *sheets) draw(c colour) { s.pdf.SetDrawColor(c.r, c.g, c.b) }

// put sets one line of readable text with its baseline at y.
func (s *sheets) put(f face, size float64, c colour, x, y float64, text string) {
	if text == "" {
		return
	}
	s.pdf.SetFont(faceFiles[f].family, faceFiles[f].style, size)
	s.pdf.SetTextColor(c.r, c.g, c.b)
	s.pdf.Text(x, y, text)
}

func (s *sheets) centred(f face, size float64, c colour, y float64, text string) {
	s.put(f, size, c, (sheetWidth-s.types.width(f, size, text))/2, y, text)
}

func (s *sheets) rightward(f face, size float64, c colour, right, y float64, text string) {
	s.put(f, size, c, right-s.types.width(f, size, text), y, text)
}

// paragraph sets text between x and x+width, over sheets where it must.
func (s *sheets) paragraph(f face, size float64, c colour, x, width float64, text string) {
	for _, line := range s.types.wrap(f, size, width, text) {
		s.need(size * lineHeight)
		s.put(f, size, c, x, s.y+size, line)
		s.y += size * lineHeight
	}
}

// height is the room that a paragraph takes.
func (s *sheets) height(f face, size, width float64, text string) float64 {
	return float64(len(s.types.wrap(f, size, width, text))) * size * lineHeight
}

// rule draws a line across the sheet.
func (s *sheets) rule(c colour, width, y float64) {
	s.draw(c)
	s.pdf.SetLineWidth(width)
	s.pdf.Line(sheetLeft, y, sheetRight, y)
}

// aim makes the place at y on this sheet the target of links to anchor.
func (s *sheets) aim(anchor string, y float64) {
	if anchor == "" || s.plan.targets[anchor] != anchor || s.aimed[anchor] {
		return
	}
	s.aimed[anchor] = true
	s.pdf.SetLink(s.link(anchor), y, s.pdf.PageNo())
}

func (s *sheets) link(anchor string) int {
	if s.links[anchor] == 0 {
		s.links[anchor] = s.pdf.AddLink()
	}
	return s.links[anchor]
}

// linkTo makes an area of this sheet lead to where the anchor is set, if it is.
func (s *sheets) linkTo(anchor string, x, y, width, height float64) {
	if target := s.plan.targets[anchor]; target != "" {
		s.pdf.Link(x, y, width, height, s.link(target))
	}
}

func (s *sheets) setSections(ctx context.Context) {
	first := s.plan.briefing()
	for i := range s.doc.Sections {
		if i == first {
			s.listContents()
		}
		s.section(ctx, &s.doc.Sections[i], i > first)
	}
	if first == len(s.doc.Sections) && first > 0 {
		s.listContents()
	}
}

// numberPages writes on every sheet which of how many it is.
func (s *sheets) numberPages() {
	last := s.pdf.PageCount()
	for n := 1; n <= last; n++ {
		s.pdf.SetPage(n)
		s.rightward(faceText, sizeSmall, ink, sheetRight, sheetHeight-16, fmt.Sprintf("%d of %d", n, last))
		s.put(faceText, sizeSmall, grey, sheetLeft, sheetHeight-16, s.types.cut(faceText, sizeSmall, sheetRoomX-80, s.doc.Title))
	}
	for _, line := range s.contents {
		line.number(s)
	}
	s.pdf.SetPage(last)
}

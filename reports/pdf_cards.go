package reports

const (
	cardInset = 11.0
	cardLabel = 104.0
	// cardBar is the width of the bar along a card.
	cardBar = 2.5
)

// cardLine is a line of a card: a name and a value, either of which may be blank.
type cardLine struct {
	label, value cellLine
	mark         bool
	// link is where the line leads.
	link string
}

// cards set each row as a list of names and values, headed by the first column.
func (s *sheets) cards(t *Table) {
	if t.Title != "" {
		s.need(70)
		s.paragraph(faceBold, sizeHeading, ink, sheetLeft, sheetRoomX, t.Title)
		s.y += 3
	}
	columns := t.shownColumns()
	for _, rows := range groupsOf(t.shownRows()) {
		if rows[0].Group != "" {
			s.need(64)
			s.y += 4
			s.paragraph(faceBold, sizeBody, ink, sheetLeft, sheetRoomX, rows[0].Group)
			s.y += 3
		}
		for _, r := range rows {
			s.card(t, r, columns)
		}
	}
	s.more(t)
	s.y += 6
}

func (s *sheets) card(t *Table, r Row, columns []int) {
	var lines []cardLine
	for i, n := range columns {
		lines = append(lines, s.cardLines(t.Columns[n], r.cell(n), i == 0)...)
	}
	step := sizeSmall * lineHeight
	if height := float64(len(lines))*step + 4; height < sheetRoomY*0.6 {
		s.need(height)
	}
	s.aim(r.Anchor, s.y-6)
	for _, line := range lines {
		s.need(step)
		s.cardLine(line, step)
	}
	s.y += 8
}

func (s *sheets) cardLine(line cardLine, step float64) {
	s.fill(blue)
	s.pdf.Rect(sheetLeft, s.y, cardBar, step+0.3, "F")
	x := sheetLeft + cardInset
	valueX := x
	if line.label.face != faceBold {
		valueX += cardLabel
	}
	if line.mark {
		s.fill(yellow)
		s.pdf.Rect(valueX-2, s.y, sheetRight-valueX+2, step, "F")
	}
	s.put(line.label.face, line.label.size, line.label.colour, x, s.y+sizeSmall, line.label.text)
	s.put(line.value.face, line.value.size, line.value.colour, valueX, s.y+sizeSmall, line.value.text)
	if line.link != "" {
		s.linkTo(line.link, x, s.y, sheetRight-x, step)
	}
	s.y += step
}

// cardLines are the lines of one cell; the first column's head the card.
func (s *sheets) cardLines(c Column, cell Cell, head bool) []cardLine {
	words := c.words(cell)
	if words == "" && cell.Remark == "" {
		return nil
	}
	shade := ink
	if s.plan.targets[cell.Link] != "" {
		shade = blue
	}
	if head {
		return s.cardHead(cell, words, shade)
	}
	f, size := faceText, sizeSmall
	if c.Kind == ColumnID {
		f, size = faceMono, sizeSmall-0.6
	}
	width := sheetRoomX - cardInset - cardLabel
	var labels, values []cellLine
	for _, line := range s.types.wrap(faceText, sizeSmall, cardLabel-8, c.Name) {
		labels = append(labels, cellLine{faceText, sizeSmall, grey, line})
	}
	for _, line := range s.types.wrap(f, size, width, words) {
		values = append(values, cellLine{f, size, shade, line})
	}
	if cell.Remark != "" {
		for _, line := range s.types.wrap(faceItalic, sizeSmall-0.5, width, cell.Remark) {
			values = append(values, cellLine{faceItalic, sizeSmall - 0.5, grey, line})
		}
	}
	lines := make([]cardLine, max(len(labels), len(values)))
	for i := range lines {
		lines[i].link, lines[i].mark = cell.Link, cell.Mark && i < len(values)
		lines[i].label = cellLine{face: faceText, size: sizeSmall}
		lines[i].value = lines[i].label
		if i < len(labels) {
			lines[i].label = labels[i]
		}
		if i < len(values) {
			lines[i].value = values[i]
		}
	}
	return lines
}

func (s *sheets) cardHead(cell Cell, words string, shade colour) []cardLine {
	f := faceBold
	width := sheetRoomX - cardInset
	var lines []cardLine
	for _, line := range s.types.wrap(f, sizeSmall+0.5, width, words) {
		lines = append(lines, cardLine{value: cellLine{f, sizeSmall + 0.5, shade, line}, label: cellLine{face: faceBold, size: sizeSmall}, link: cell.Link, mark: cell.Mark})
	}
	if cell.Remark != "" {
		for _, line := range s.types.wrap(faceItalic, sizeSmall-0.5, width, cell.Remark) {
			lines = append(lines, cardLine{value: cellLine{faceItalic, sizeSmall - 0.5, grey, line}, label: cellLine{face: faceBold, size: sizeSmall}})
		}
	}
	return lines
}

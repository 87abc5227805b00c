package reports

import (
	"slices"
	"strings"
)

const (
	cellPadX = 4.0
	cellPadY = 3.0
	// mostNatural is the width up to which a column is not wrapped while there is
	// room, mostWord that up to which its longest word is not broken.
	mostNatural = 190.0
	mostWord    = 88.0
	// mostHeadLines is how many lines heads and groups may have: they are
	// repeated on every sheet, and must leave room for rows.
	mostHeadLines = 5
)

// cellLine is one line of a cell.
type cellLine struct {
	face   face
	size   float64
	colour colour
	text   string
}

// pdfTable is a table while it is set.
type pdfTable struct {
	*sheets
	table   *Table
	columns []int
	widths  []float64
	// group is the heading of the rows that are being set.
	group string
}

// table sets a table as a grid, or as cards if it is stacked.
func (s *sheets) table(t *Table) {
	switch {
	case len(t.Rows) == 0:
		s.emptyTable(t)
		return
	case t.Stacked:
		s.cards(t)
		return
	}
	p := &pdfTable{sheets: s, table: t, columns: t.shownColumns()}
	if len(p.columns) == 0 {
		return
	}
	p.widths = p.fit()
	s.need(110)
	p.head(t.Title)
	for _, rows := range groupsOf(t.shownRows()) {
		p.group = rows[0].Group
		if p.group != "" {
			p.groupLine(p.group)
		}
		for _, r := range rows {
			p.row(r)
		}
	}
	s.y += 5
	s.more(t)
	s.y += 7
}

func (s *sheets) emptyTable(t *Table) {
	s.need(40)
	if t.Title != "" {
		s.paragraph(faceBold, sizeBody-1, ink, sheetLeft, sheetRoomX, t.Title)
	}
	s.paragraph(faceText, sizeBody, ink, sheetLeft, sheetRoomX, t.emptyWords())
	s.y += 8
}

func (s *sheets) more(t *Table) {
	if more := t.more(); more != "" {
		s.paragraph(faceItalic, sizeSmall, grey, sheetLeft, sheetRoomX, more)
	}
}

// cellFace is how the cells of a column are set.
func (c Column) cellFace() (face, float64) {
	if c.Kind == ColumnID {
		return faceMono, sizeTable - 0.6
	}
	return faceText, sizeTable
}

// fit gives every column the width of its longest word, and shares out the rest
// by how much wider the columns would be if nothing were wrapped.
func (p *pdfTable) fit() []float64 {
	least, natural := make([]float64, len(p.columns)), make([]float64, len(p.columns))
	for i, n := range p.columns {
		least[i], natural[i] = p.measure(n)
	}
	room := sheetRoomX
	sumLeast, sumNatural := sum(least), sum(natural)
	widths := slices.Clone(least)
	switch {
	case sumLeast >= room:
		for i := range widths {
			widths[i] *= room / sumLeast
		}
	case sumNatural <= room:
		for i := range widths {
			widths[i] = natural[i] + (room-sumNatural)*natural[i]/sumNatural
		}
	default:
		for i := range widths {
			widths[i] += (room - sumLeast) * (natural[i] - least[i]) / (sumNatural - sumLeast)
		}
	}
	return widths
}

// measure returns the widths of a column's longest word and longest cell, both
// within limits.
func (p *pdfTable) measure(column int) (least, natural float64) {
	c := p.table.Columns[column]
	f, size := c.cellFace()
	widen := func(f face, size float64, text string) {
		text = p.types.readable(f, text)
		natural = max(natural, min(p.types.width(f, size, text), mostNatural))
		for _, word := range strings.Fields(text) {
			least = max(least, min(p.types.width(f, size, word), mostWord))
		}
	}
	widen(faceBold, sizeTable, c.Name)
	for _, r := range p.table.shownRows() {
		cell := r.cell(column)
		words := c.words(cell)
		widen(f, size, words)
		widen(faceItalic, sizeTable-0.5, cell.Remark)
		if c.Kind == ColumnNumber || c.Kind == ColumnDate || c.Kind == ColumnMoment {
			least = max(least, min(p.types.width(f, size, words), mostWord))
		}
	}
	return least + 2*cellPadX + 0.5, natural + 2*cellPadX + 0.5
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}

// head sets the title and the names of the columns.
func (p *pdfTable) head(title string) {
	if title != "" {
		p.paragraph(faceBold, sizeBody-1, ink, sheetLeft, sheetRoomX, title)
		p.y += 2
	}
	cells := make([][]cellLine, len(p.columns))
	for i, n := range p.columns {
		for _, line := range firstLines(p.types.wrap(faceBold, sizeTable, p.widths[i]-2*cellPadX, p.table.Columns[n].Name)) {
			cells[i] = append(cells[i], cellLine{faceBold, sizeTable, ink, line})
		}
	}
	height := linesHeight(cells)
	p.fill(paleBlue)
	p.pdf.Rect(sheetLeft, p.y, sheetRoomX, height, "F")
	p.setLines(cells, p.y)
	p.y += height
	p.rule(ink, 0.9, p.y)
}

// carryOver starts a sheet on which the table goes on.
func (p *pdfTable) carryOver() {
	p.page()
	title := p.table.Title
	if title != "" {
		title = p.types.cut(faceBold, sizeBody-1, sheetRoomX-70, title) + " (continued)"
	}
	p.head(title)
	if p.group != "" {
		p.groupLine(p.types.cut(faceBold, sizeTable, sheetRoomX-90, p.group) + " (continued)")
	}
}

// firstLines cuts off what would leave no room for rows, and marks that.
func firstLines(lines []string) []string {
	if len(lines) <= mostHeadLines {
		return lines
	}
	return append(slices.Clone(lines[:mostHeadLines-1]), "…")
}

func (p *pdfTable) groupLine(name string) {
	lines := firstLines(p.types.wrap(faceBold, sizeTable, sheetRoomX-2*cellPadX, name))
	height := float64(len(lines))*sizeTable*lineHeight + 2*cellPadY
	if p.y+height+30 > sheetBottom {
		group := p.group
		p.group = ""
		p.carryOver()
		p.group = group
	}
	y := p.y + cellPadY
	for _, line := range lines {
		p.put(faceBold, sizeTable, ink, sheetLeft+cellPadX, y+sizeTable, line)
		y += sizeTable * lineHeight
	}
	p.y += height
	p.rule(hairline, 0.7, p.y)
}

// row sets a row on this sheet or the next, or over several if it is taller
// than a sheet.
func (p *pdfTable) row(r Row) {
	cells := make([][]cellLine, len(p.columns))
	for i, n := range p.columns {
		cells[i] = p.cellLines(p.table.Columns[n], r.cell(n), p.widths[i])
	}
	if linesHeight(cells) > p.left() {
		p.carryOver()
	}
	p.aim(r.Anchor, p.y-14)
	for {
		rest := p.splitAt(cells, p.left())
		height := linesHeight(cells)
		p.marks(r, cells, height)
		p.setLines(cells, p.y)
		p.links(r, height)
		p.y += height
		p.rule(hairline, 0.5, p.y)
		if rest == nil {
			return
		}
		cells = rest
		p.carryOver()
	}
}

// splitAt leaves the lines that have room and returns the others, or nil.
func (p *pdfTable) splitAt(cells [][]cellLine, room float64) [][]cellLine {
	if linesHeight(cells) <= room {
		return nil
	}
	most := max(int((room-2*cellPadY)/(sizeTable*lineHeight)), 1)
	rest := make([][]cellLine, len(cells))
	for i := range cells {
		if len(cells[i]) > most {
			rest[i], cells[i] = cells[i][most:], cells[i][:most]
		}
	}
	return rest
}

func (p *pdfTable) cellLines(c Column, cell Cell, width float64) []cellLine {
	f, size := c.cellFace()
	shade := ink
	if p.plan.targets[cell.Link] != "" {
		shade = blue
	}
	var lines []cellLine
	for _, line := range p.types.wrap(f, size, width-2*cellPadX, c.words(cell)) {
		lines = append(lines, cellLine{f, size, shade, line})
	}
	if cell.Remark != "" {
		for _, line := range p.types.wrap(faceItalic, sizeTable-0.5, width-2*cellPadX, cell.Remark) {
			lines = append(lines, cellLine{faceItalic, sizeTable - 0.5, grey, line})
		}
	}
	return lines
}

func linesHeight(cells [][]cellLine) float64 {
	most := 0
	for _, lines := range cells {
		most = max(most, len(lines))
	}
	return float64(most)*sizeTable*lineHeight + 2*cellPadY
}

func (p *pdfTable) setLines(cells [][]cellLine, top float64) {
	x := sheetLeft
	for i, lines := range cells {
		y := top + cellPadY
		for _, line := range lines {
			if p.table.Columns[p.columns[i]].Kind == ColumnNumber {
				p.rightward(line.face, line.size, line.colour, x+p.widths[i]-cellPadX, y+sizeTable, line.text)
			} else {
				p.put(line.face, line.size, line.colour, x+cellPadX, y+sizeTable, line.text)
			}
			y += sizeTable * lineHeight
		}
		x += p.widths[i]
	}
}

// marks fills the cells that are to stand out.
func (p *pdfTable) marks(r Row, cells [][]cellLine, height float64) {
	x := sheetLeft
	for i, n := range p.columns {
		if r.cell(n).Mark && len(cells[i]) > 0 {
			p.fill(yellow)
			p.pdf.Rect(x, p.y, p.widths[i], height, "F")
		}
		x += p.widths[i]
	}
}

func (p *pdfTable) links(r Row, height float64) {
	x := sheetLeft
	for i, n := range p.columns {
		if link := r.cell(n).Link; link != "" {
			p.linkTo(link, x, p.y, p.widths[i], height)
		}
		x += p.widths[i]
	}
}

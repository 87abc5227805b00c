package reports

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cover says what the file is, and links to its sheets.
func (b *workbook) cover(tables []*Table, names []string) error {
	c := &coverWriter{book: b}
	c.wide(partMarking, strings.TrimSpace(b.doc.Marking.Label+"  "+b.doc.Marking.Handling))
	c.wide(partTitle, b.doc.Title)
	c.wide("", b.doc.Subtitle)
	for _, note := range b.doc.Notes {
		c.wide(partNote, note)
	}
	c.row++
	for _, f := range b.doc.Facts {
		c.pair(f.Name, f.Value)
	}
	c.row++
	c.wide(partLabel, "Sheets")
	for i, t := range tables {
		c.sheet(names[i], t)
	}
	c.row++
	c.wide("", b.doc.Footer)
	if seal := b.doc.sealWord(); seal != "" {
		c.row++
		c.text("A", partLabel, "Seal")
		c.text("B", partSeal, seal)
	}
	c.try(func() error { return b.file.SetColWidth(coverSheet, "A", "A", 34) })
	c.try(func() error { return b.file.SetColWidth(coverSheet, "B", "B", 90) })
	if c.err != nil {
		return fmt.Errorf("cover: %w", c.err)
	}
	b.file.SetActiveSheet(0)
	return b.print(coverSheet)
}

// coverWriter writes rows below each other; after a fault it does nothing.
type coverWriter struct {
	book *workbook
	row  int
	err  error
}

// wide writes a text across the cover, if there is one.
func (c *coverWriter) wide(part, text string) {
	if text == "" {
		return
	}
	c.row++
	c.text("A", part, text)
	from, to := c.at("A"), c.at("B")
	c.try(func() error { return c.book.file.MergeCell(coverSheet, from, to) })
	lines := 1 + len([]rune(text))/115 + strings.Count(text, "\n")
	height := 16.0 * float64(min(lines, 20))
	if part == partTitle {
		height = 26 * float64(min(1+len([]rune(text))/70, 4))
	}
	c.try(func() error { return c.book.file.SetRowHeight(coverSheet, c.row, height) })
}

func (c *coverWriter) pair(name, value string) {
	c.row++
	c.text("A", partLabel, name)
	c.text("B", "", value)
}

func (c *coverWriter) sheet(name string, t *Table) {
	c.row++
	c.text("A", partLink, name)
	c.try(func() error {
		return c.book.file.SetCellHyperLink(coverSheet, c.at("A"), "'"+name+"'!A1", "Location")
	})
	words := counted(len(t.Rows), "row", "rows")
	if t.Title != "" {
		words = t.Title + ": " + words
	}
	c.text("B", "", words)
}

func (c *coverWriter) text(column, part, text string) {
	at := c.at(column)
	c.try(func() error { return c.book.file.SetCellStr(coverSheet, at, xlsxText(NeutraliseCell(text))) })
	c.try(func() error {
		style, err := c.book.style(xlsxStyle{part: part})
		if err != nil {
			return err
		}
		return c.book.file.SetCellStyle(coverSheet, at, at, style)
	})
}

func (c *coverWriter) at(column string) string {
	name, err := excelize.JoinCellName(column, c.row)
	if err != nil && c.err == nil {
		c.err = err
	}
	return name
}

func (c *coverWriter) try(act func() error) {
	if c.err == nil {
		c.err = act()
	}
}

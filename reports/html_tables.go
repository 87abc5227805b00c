package reports

import (
	"strings"
	"unicode/utf8"
)

// tableView is a table as the page shows it.
type tableView struct {
	Title, Empty, More string
	Stacked            bool
	Columns            []columnView
	Groups             []rowGroupView
}

type columnView struct{ Name, Class string }

type rowGroupView struct {
	Name string
	Rows []rowView
}

type rowView struct {
	Anchor string
	Cells  []cellView
}

type cellView struct {
	Name, Class, Text, Link, Remark string
	Mark                            bool
}

// longestWhole is how many characters a word may have before it may be broken.
const longestWhole = 24

// columnClasses set the cells of a column.
var columnClasses = map[ColumnKind]string{ColumnID: "id", ColumnLong: "long", ColumnNumber: "n", ColumnDate: "date", ColumnMoment: "date"}

func (m *htmlMaker) table(t *Table) *tableView {
	v := &tableView{Title: t.Title, Stacked: t.Stacked, More: t.more()}
	if len(t.Rows) == 0 {
		v.Empty = t.emptyWords()
		return v
	}
	columns := t.shownColumns()
	for _, i := range columns {
		v.Columns = append(v.Columns, columnView{Name: t.Columns[i].Name, Class: columnClasses[t.Columns[i].Kind]})
	}
	for _, rows := range groupsOf(t.shownRows()) {
		group := rowGroupView{Name: rows[0].Group}
		for _, r := range rows {
			group.Rows = append(group.Rows, m.row(t, r, columns))
		}
		v.Groups = append(v.Groups, group)
	}
	return v
}

func (m *htmlMaker) row(t *Table, r Row, columns []int) rowView {
	v := rowView{Anchor: m.ownAnchor(r)}
	for _, i := range columns {
		cell, column := r.cell(i), t.Columns[i]
		v.Cells = append(v.Cells, cellView{
			Name: column.Name, Class: cellClass(column, cell), Text: column.words(cell), Link: m.plan.targets[cell.Link], Mark: cell.Mark, Remark: cell.Remark,
		})
	}
	return v
}

// cellClass lets words be broken only in cells that hold long ones: otherwise a
// browser takes every word of a narrow column apart.
func cellClass(c Column, cell Cell) string {
	for _, word := range strings.Fields(cell.Text + " " + cell.Remark) {
		if utf8.RuneCountInString(word) > longestWhole {
			return strings.TrimSpace(columnClasses[c.Kind] + " broken")
		}
	}
	return columnClasses[c.Kind]
}

// ownAnchor is the anchor of the row if no row before it had the same.
func (m *htmlMaker) ownAnchor(r Row) string {
	if m.plan.targets[r.Anchor] != r.Anchor || m.anchored[r.Anchor] {
		return ""
	}
	m.anchored[r.Anchor] = true
	return r.Anchor
}

func (t *Table) emptyWords() string {
	if t.Empty != "" {
		return t.Empty
	}
	return "There is none."
}

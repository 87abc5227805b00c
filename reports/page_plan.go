package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"waymark/cpl"
)

// longAppendix is the number of rows above which page formats attach an
// appendix instead of setting it.
const longAppendix = 1000

// pagePlan is what the page formats decide alike about a document: what is
// shown, what is attached, and where links lead.
type pagePlan struct {
	doc *Document
	// attached are the ids of the sections whose tables are attached.
	attached map[string]bool
	// targets give the anchor that is on a page for every anchor of the document.
	targets map[string]string
}

func planPages(d *Document) *pagePlan {
	p := &pagePlan{doc: d, attached: map[string]bool{}, targets: map[string]string{}}
	for i := range d.Sections {
		s := &d.Sections[i]
		p.attached[s.ID] = s.Appendix && s.rows() > longAppendix
		p.targets[s.ID] = s.ID
	}
	for i := range d.Sections {
		p.aimAtRows(&d.Sections[i])
	}
	return p
}

// aimAtRows makes rows that are not set on a page lead to their section.
func (p *pagePlan) aimAtRows(s *Section) {
	for _, t := range s.tables() {
		shown := len(t.shownRows())
		for i, r := range t.Rows {
			if r.Anchor == "" || p.targets[r.Anchor] != "" {
				continue
			}
			p.targets[r.Anchor] = r.Anchor
			if i >= shown || p.attached[s.ID] {
				p.targets[r.Anchor] = s.ID
			}
		}
	}
}

// briefing is how many sections from the first on have no table: they are read
// before anything else, and the list of contents follows them.
func (p *pagePlan) briefing() int {
	n := 0
	for n < len(p.doc.Sections) && len(p.doc.Sections[n].tables()) == 0 && !p.doc.Sections[n].Appendix {
		n++
	}
	return n
}

// attachedTables are the tables that are attached instead of set, in order.
func (p *pagePlan) attachedTables() []*Table {
	var out []*Table
	for i := range p.doc.Sections {
		if s := &p.doc.Sections[i]; p.attached[s.ID] {
			out = append(out, s.tables()...)
		}
	}
	return out
}

// attachmentWords say that a section is attached, and how much it holds.
func (s *Section) attachmentWords() string {
	return fmt.Sprintf("This appendix has %s, too many to print here. It is attached as a zip of %s that any spreadsheet opens.",
		counted(s.rows(), "row", "rows"), counted(len(s.tables()), "CSV file", "CSV files"))
}

func (d *Document) attachmentName() string {
	return freeName(d.Name+"-appendix", ".zip", map[string]bool{})
}

func (s *Section) tables() []*Table {
	var out []*Table
	for _, b := range s.Blocks {
		if t, ok := b.(*Table); ok {
			out = append(out, t)
		}
	}
	return out
}

func (s *Section) rows() int {
	n := 0
	for _, t := range s.tables() {
		n += len(t.Rows)
	}
	return n
}

// shownRows are the rows that page formats show.
func (t *Table) shownRows() []Row {
	if t.PageRows > 0 && len(t.Rows) > t.PageRows {
		return t.Rows[:t.PageRows]
	}
	return t.Rows
}

// shownColumns are the numbers of the columns that page formats show.
func (t *Table) shownColumns() []int {
	var out []int
	for i, c := range t.Columns {
		if !c.Detail {
			out = append(out, i)
		}
	}
	return out
}

// more says that rows are left out and where they are, or is blank.
func (t *Table) more() string {
	if left := len(t.Rows) - len(t.shownRows()); left > 0 {
		return strings.TrimSpace(fmt.Sprintf("%s not shown here. %s", counted(left, "more row is", "more rows are"), t.More))
	}
	return ""
}

// words are what a page shows for a cell.
func (c Column) words(cell Cell) string {
	switch c.Kind {
	case ColumnNumber:
		if cell.Text != "" {
			return cell.Text
		}
		return number(cell.Number)
	case ColumnDate:
		if day, ok := cpl.Date(cell.Text).Time(); ok {
			return day.Format("2 Jan 2006")
		}
	case ColumnMoment:
		if at, err := time.Parse(time.RFC3339, cell.Text); err == nil {
			return at.UTC().Format("2 Jan 2006, 15:04 UTC")
		}
	}
	return cell.Text
}

// inWords are the nodes of the diagram as a table, with what its shapes say.
func (d *Diagram) inWords() *Table {
	t := &Table{
		Title:   "The same in words: " + d.title(),
		Columns: []Column{{Name: "Version", Kind: ColumnID}, {Name: "Firmware", Kind: ColumnID}, {Name: "Standing", Kind: ColumnLong}, {Name: "Devices", Kind: ColumnNumber}, {Name: "Comes from", Kind: ColumnLong}},
		Empty:   "The model has no version to draw.",
	}
	for _, r := range d.Picture.rows() {
		devices := Cell{Number: r.Installs}
		if r.Installs == 0 {
			devices.Text = "–"
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: r.Name}, {Text: r.Firmware}, {Text: r.Standing}, devices, {Text: r.From}}})
	}
	return t
}

func (d *Diagram) title() string {
	title := "Upgrade pathways of " + d.Picture.Model
	if d.Picture.ManufacturerName != "" {
		title += ", " + d.Picture.ManufacturerName
	}
	return title
}

// says is the diagram in two sentences.
func (d *Diagram) says() string {
	return strings.TrimSpace(d.Picture.summary() + " " + d.Picture.LeftOut)
}

// legend explains the shapes of diagrams.
var legend = []Fact{
	{"Box with a double border, START", "a pathway may start here: devices run it, or it was declared to have no earlier firmware"},
	{"Box with a thick border, CANNOT BE REACHED", "a listed version to which no declared pathway leads"},
	{"Box with a dashed border, REMOVED or NOT LISTED", "a version that is no longer on the list"},
	{"Octagon, NOT ON THE LIST", "a CPL Entry ID that a declaration cites and that no entry has"},
	{"Hexagon, OTHER DEVICE MODEL", "a version of another device model that a declaration cites"},
	{"House, NO ENTRY MATCHES", "devices on firmware that matches no entry of the list"},
	{"Dotted box with round corners", "several versions in plain order, drawn as one"},
	{"“12,345 devices”", "how many devices run the version"},
	{"Solid arrow", "a link that can be followed"},
	{"Dashed arrow with a bar at its end and ✗", "a declared link that cannot be followed, and why"},
	{"Boxed ✗ RESTRICTED on an arrow with a bar at its end", "a declared link that must not be used for the time being, with the reference of the decision"},
}

// groupsOf splits rows where their group changes.
func groupsOf(rows []Row) [][]Row {
	var out [][]Row
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(r Row) bool { return r.Group != rows[0].Group })
		if n < 0 {
			n = len(rows)
		}
		out, rows = append(out, rows[:n]), rows[n:]
	}
	return out
}

package reports

import "time"

// Document is a pack laid out for reading. HTML, PDF, XLSX and CSV are written
// from it and from nothing else, so that they cannot say different things: the
// page formats show its sections in order, XLSX and CSV its tables.
type Document struct {
	// Name is short and safe as a file name, such as panel-run-12.
	Name string
	// Title and Subtitle head the first page; Language is a BCP 47 tag.
	Title, Subtitle, Language string
	Marking                   Marking
	// Made is when the report was made, in UTC: the date that files carry in them,
	// so that they are the same whenever they are written.
	Made time.Time
	// Notes are warnings that stand above everything else.
	Notes []string
	// Facts are what the document is about: run, dates, recipient.
	Facts    []Fact
	Sections []Section
	// Footer ends the document; Seal says what it was made of.
	Footer string
	Seal   Seal
}

// Fact is a name and what stands beside it.
type Fact struct{ Name, Value string }

// Section is a part of a document with a heading of its own. IDs are unique in
// a document and hold ASCII letters, digits and "-" only.
type Section struct {
	ID, Title string
	Blocks    []Block
	// Appendix marks the part that page formats put into an attachment when it is long.
	Appendix bool
}

// Block is one piece of a section: Heading, Paragraph, List, Tiles, *Table,
// *Chart or *Diagram.
type Block interface{ block() }

// Heading divides a section.
type Heading struct{ Text string }

// Paragraph is running text.
type Paragraph struct{ Text string }

// List is a list of points, numbered if Ordered.
type List struct {
	Ordered bool
	Items   []Item
}

// Item is a point of a list: Head stands out, Text explains, Foot is small. Any may be blank.
type Item struct{ Head, Text, Foot string }

// Tiles are the figures that are to be seen first.
type Tiles struct{ Items []Tile }

// Tile is one such figure: what it counts, the figure in words, and a remark.
type Tile struct{ Label, Value, Note string }

// ColumnKind says how the cells of a column are typed and set.
type ColumnKind int

// The kinds of columns. Names are short texts, identifiers are set in a
// monospaced face and never broken or taken for numbers, long texts wrap.
const (
	ColumnText ColumnKind = iota
	ColumnID
	ColumnLong
	ColumnNumber
	ColumnDate
	ColumnMoment
)

// Column is a column of a table.
type Column struct {
	Name string
	Kind ColumnKind
	// Verbatim cells are to be read back as they are: nothing is put in front of
	// them to keep a spreadsheet from reading a formula.
	Verbatim bool
	// Detail columns are left out by page formats.
	Detail bool
}

// Table is rows under columns. Every row has as many cells as there are columns.
type Table struct {
	// ID is unique in the document; XLSX names the sheet and CSV the file by it.
	ID, Title string
	Columns   []Column
	Rows      []Row
	// Empty says in page formats that there is no row, and why.
	Empty string
	// PageRows is how many rows page formats show, 0 for all; More says where the rest is.
	PageRows int
	More     string
	// Stacked tables are too wide for a page: page formats set each row as a
	// small list of names and values, headed by the first column.
	Stacked bool
}

// Row is a row of a table. Anchor makes it a target of links, Group heads the
// rows that share it.
type Row struct {
	Anchor, Group string
	Cells         []Cell
}

// Cell is what stands in a table. In number columns Number counts, and Text, if
// any, stands instead of it ("not shown"); dates are YYYY-MM-DD, moments RFC 3339
// in UTC, both blank where not stated.
type Cell struct {
	Text   string
	Number int64
	// Link is the anchor of a row or the id of a section.
	Link string
	// Mark makes the cell stand out, with Remark as why.
	Mark   bool
	Remark string
}

// ChartKind is how a chart is drawn.
type ChartKind int

// The kinds of charts: lines over time, or bars side by side.
const (
	ChartLines ChartKind = iota
	ChartBars
)

// Chart is figures to be drawn. Every series has as many values as there are labels.
type Chart struct {
	ID, Title string
	// Alt says in words what the chart shows, with its figures.
	Alt    string
	Kind   ChartKind
	Labels []string
	Series []Series
}

// Series is one line of a chart, or the bars of one colour.
type Series struct {
	Name   string
	Values []int64
}

// Diagram is the pathway of a device model, drawn with its legend if Legend,
// and with the same in words below.
type Diagram struct {
	Picture *Picture
	Legend  bool
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Tiles) block()     {}
func (*Table) block()    {}
func (*Chart) block()    {}
func (*Diagram) block()  {}

// Tables are the tables of the document, in order.
func (d *Document) Tables() []*Table {
	var out []*Table
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if t, ok := b.(*Table); ok {
				out = append(out, t)
			}
		}
	}
	return out
}

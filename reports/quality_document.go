package reports

import (
	"fmt"
	"strings"
	"time"
)

const qualityPageRows = 100

// Document lays the report out.
func (p *QualityPack) Document() *Document {
	d := p.document("What is wrong with the data", "For those who look after the list, the returns and the parties")
	d.Sections = []Section{
		{ID: "first", Title: "What to do first", Blocks: p.firstBlocks()},
		{ID: "sources", Title: "Where the data come from", Blocks: []Block{p.sourceTable()}},
		{ID: "rejects", Title: "Rows that were rejected", Blocks: []Block{p.rejectTable(), p.exampleTable()}},
		{ID: "coverage", Title: "Declarations per manufacturer", Blocks: []Block{coverageTable("coverage", "What listed entries declare", p.Coverage)}},
		{ID: "returns", Title: "Install returns", Blocks: []Block{p.returnTable(), supplierFindingTable("missing", "Returns that are old, or leave out what was there", p.Missing)}},
		{ID: "parties", Title: "Parties", Blocks: []Block{p.partyTable(), coverageTable("unrepresented", "Manufacturers that no party represents", p.Unrepresented)}},
		{ID: "undecided", Title: "What the rules could not decide", Blocks: []Block{p.undecidedTable()}},
	}
	if len(p.Mail.Suspended)+len(p.Mail.Undeliverable) > 0 {
		d.Sections = append(d.Sections, Section{ID: "mail", Title: "Mail that does not arrive", Blocks: []Block{p.suspendedTable(), p.undeliverableTable()}})
	}
	list := List{}
	for _, text := range p.NotKnown {
		list.Items = append(list.Items, Item{Text: text})
	}
	d.Sections = append(d.Sections, Section{ID: "method", Title: "How this was found, and what is not known", Blocks: append(paragraphs(
		"Sources are the newest import of each kind, and all that were received since the previous full run. Rejected rows are theirs; an entry whose row was rejected keeps what an earlier file said of it. Coverage counts listed entries that name their predecessors or say N/A; whether that is right cannot be told.",
	), list)})
	return d
}

func (p *QualityPack) firstBlocks() []Block {
	list := List{Ordered: true}
	add := func(n int64, head, text string) {
		if n > 0 {
			list.Items = append(list.Items, Item{Head: head, Text: text})
		}
	}
	var rejected, undeclared, listed int64
	for _, s := range p.Sources {
		rejected += s.Rejected
	}
	for _, c := range p.Coverage {
		undeclared += c.NotStated + c.Invalid
		listed += c.Listed
	}
	stale := int64(0)
	for _, r := range p.Returns {
		if r.Stale {
			stale++
		}
	}
	if p.ListAsOf == "" {
		add(1, "No list was loaded", "Import the Central Products List: nothing else here means anything without it.")
	}
	add(rejected, counted(rejected, "row was rejected", "rows were rejected"), "Until they are mended, what they say is not known. The table names each kind of fault, with what to type instead.")
	add(undeclared, fmt.Sprintf("%s of %s without a predecessor declaration that can be read", number(undeclared), counted(listed, "listed entry is", "listed entries are")), "The manufacturers with most of them stand first under “Declarations per manufacturer”.")
	add(stale, counted(stale, "install return is", "install returns are")+" too old", "Ask these suppliers for a newer one; figures about their devices may be out of date.")
	add(int64(len(p.Unrepresented)), counted(len(p.Unrepresented), "manufacturer has", "manufacturers have")+" no party", "Nobody is told of their findings. Add them to the file of parties.")
	add(int64(len(p.Unreachable)), counted(len(p.Unreachable), "party has", "parties have")+" no e-mail address", "Add it to the file of parties, and import that.")
	add(int64(len(p.Mail.Suspended)), counted(len(p.Mail.Suspended), "address gets", "addresses get")+" no mail any more", "They kept refusing it. Correct the address, then take up sending again.")
	if len(list.Items) == 0 {
		return paragraphs("Nothing is known to be wrong with the data of this run.")
	}
	return append(paragraphs("What is wrong, and what to do about it:"), list)
}

func momentCell(t time.Time) Cell { return textCell(stamp(t)) }

func (p *QualityPack) sourceTable() *Table {
	t := &Table{
		ID: "sources", Title: "Files that were loaded", Empty: "Nothing was loaded.", PageRows: qualityPageRows, More: "The rest is in the XLSX and CSV forms.",
		Columns: columnsOf("Kind", ColumnText, "File", ColumnText, "True as of", ColumnDate, "Received", ColumnMoment, "Rows", ColumnNumber, "Rejected", ColumnNumber, "Outcome", ColumnText, "Forced, because", ColumnLong, "SHA-256", ColumnID),
	}
	t.Columns[8].Detail = true
	for _, s := range p.Sources {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			textCell(s.Kind), textCell(s.FileName), textCell(s.AsOf), momentCell(s.Received), numberCell(s.Rows), {Number: s.Rejected, Mark: s.Rejected > 0}, textCell(s.Status), textCell(s.Forced), textCell(s.SHA256),
		}})
	}
	return t
}

func (p *QualityPack) rejectTable() *Table {
	t := &Table{
		ID: "rejects", Title: "Faults by kind of file and code", Empty: "No row was rejected.",
		Columns: columnsOf("Kind", ColumnText, "Fault", ColumnText, "Column", ColumnText, "Faults", ColumnNumber),
	}
	for _, r := range p.Rejects {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(r.Kind), textCell(r.Code), textCell(r.Column), numberCell(r.Faults)}})
	}
	return t
}

func (p *QualityPack) exampleTable() *Table {
	t := &Table{
		ID: "examples", Title: "Examples of these faults", Empty: "None.", PageRows: qualityPageRows, More: "The rest is in the XLSX and CSV forms.",
		Columns: columnsOf("Kind", ColumnText, "Fault", ColumnText, "Column", ColumnText, "File", ColumnText, "Line", ColumnNumber, "Stands there", ColumnLong, "What to type", ColumnLong),
	}
	for _, r := range p.Rejects {
		for _, e := range r.Examples {
			t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(r.Kind), textCell(r.Code), textCell(r.Column), textCell(e.FileName), numberCell(e.Line), textCell(e.Value), textCell(e.Hint)}})
		}
	}
	return t
}

func coverageTable(id, title string, all []Coverage) *Table {
	t := &Table{
		ID: id, Title: title, Empty: "None.", PageRows: qualityPageRows, More: "The rest is in the XLSX and CSV forms.",
		Columns: columnsOf("Manufacturer", ColumnText, "Identifier", ColumnID, "Listed entries", ColumnNumber, "Name predecessors", ColumnNumber, "Say N/A", ColumnNumber, "Blank", ColumnNumber, "Cannot be read", ColumnNumber, "Declared, in %", ColumnNumber),
	}
	for _, c := range all {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			textCell(c.Name), textCell(c.ManufacturerID), numberCell(c.Listed), numberCell(c.List), numberCell(c.None), {Number: c.NotStated, Mark: c.NotStated > 0}, {Number: c.Invalid, Mark: c.Invalid > 0}, numberCell(c.Percent()),
		}})
	}
	return t
}

func (p *QualityPack) returnTable() *Table {
	t := &Table{
		ID: "returns", Title: "Latest returns", Empty: "None was loaded.", PageRows: qualityPageRows, More: "The rest is in the XLSX and CSV forms.",
		Columns: columnsOf("Supplier", ColumnText, "Device type", ColumnText, "As of", ColumnDate, "Days old", ColumnNumber, "Devices", ColumnNumber, "Of these from an earlier return", ColumnNumber, "Remark", ColumnText),
	}
	for _, r := range p.Returns {
		remark := ""
		if r.Stale {
			remark = "too old"
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(r.Supplier), textCell(r.DeviceType), textCell(r.AsOf), numberCell(r.AgeDays), numberCell(r.Devices), numberCell(r.Carried), {Text: remark, Mark: r.Stale}}})
	}
	return t
}

func (p *QualityPack) partyTable() *Table {
	t := &Table{ID: "parties", Title: "Parties that cannot be written to", Empty: "Every party has an address.", Columns: columnsOf("Party", ColumnText, "Category", ColumnText, "Lacks", ColumnText)}
	for _, g := range p.Unreachable {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(g.Party), textCell(g.Category), textCell(g.Lacks)}})
	}
	return t
}

func (p *QualityPack) undecidedTable() *Table {
	t := &Table{
		ID: "undecided", Title: "Rules that could not decide, and why", Empty: "Every rule decided everything.",
		Columns: columnsOf("Rule", ColumnLong, "Examined", ColumnNumber, "Not decided", ColumnNumber, "Why", ColumnLong),
	}
	for _, u := range p.Undecided {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(u.Title), numberCell(u.Examined), numberCell(u.Unknown), textCell(u.why())}})
	}
	return t
}

func (u *UndecidedRule) why() string {
	var parts []string
	if u.Status != "ok" {
		parts = append(parts, "The rule could not be carried out: "+u.Error+".")
	}
	if u.Lacks != "" {
		parts = append(parts, "Nothing to examine: "+u.Lacks+".")
	}
	for _, r := range u.Reasons {
		parts = append(parts, fmt.Sprintf("%s: %s", counted(r.Count, "case", "cases"), r.Says))
	}
	return strings.Join(parts, " ")
}

func (p *QualityPack) suspendedTable() *Table {
	t := &Table{ID: "suspended", Title: "Addresses that get no mail any more", Empty: "None.", Columns: columnsOf("Party", ColumnText, "Address", ColumnText, "Since", ColumnMoment, "Why", ColumnLong)}
	for _, s := range p.Mail.Suspended {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(s.Party), textCell(s.Address), momentCell(s.Since), textCell(s.Why)}})
	}
	return t
}

func (p *QualityPack) undeliverableTable() *Table {
	t := &Table{ID: "undeliverable", Title: "Notices that reached nobody", Empty: "None.", Columns: columnsOf("Party", ColumnText, "Notice", ColumnLong, "At", ColumnMoment, "Why", ColumnLong)}
	for _, n := range p.Mail.Undeliverable {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(n.Party), textCell(n.Subject), momentCell(n.At), textCell(n.Why)}})
	}
	return t
}

package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
)

// mainTable is the table of a manufacturer's document that is itself a file of
// the kind cpl.
const mainTable = "cpl"

// listColumns are the columns of the list, each with its kind and where an entry has it.
var listColumns = []struct {
	column cpl.Column
	kind   ColumnKind
	cell   func(*graphstore.Version) string
}{
	{cpl.ColEntryID, ColumnID, func(v *graphstore.Version) string { return v.EntryID }},
	{cpl.ColDeviceType, ColumnText, func(v *graphstore.Version) string { return v.DeviceType }},
	{cpl.ColManufacturerID, ColumnID, func(v *graphstore.Version) string { return v.ManufacturerID }},
	{cpl.ColManufacturerName, ColumnText, func(v *graphstore.Version) string { return v.ManufacturerName }},
	{cpl.ColModelID, ColumnID, func(v *graphstore.Version) string { return v.ModelID }},
	{cpl.ColFirmwareVersion, ColumnID, func(v *graphstore.Version) string { return v.FirmwareVersion }},
	{cpl.ColSMETSVersion, ColumnID, func(v *graphstore.Version) string { return v.SMETSVersion }},
	{cpl.ColGBCSVersion, ColumnID, func(v *graphstore.Version) string { return v.GBCSVersion }},
	{cpl.ColImageHash, ColumnID, func(v *graphstore.Version) string { return v.ImageHash }},
	{cpl.ColCPACertificate, ColumnID, func(v *graphstore.Version) string { return v.CPACertificate }},
	{cpl.ColCPAExpiry, ColumnDate, func(v *graphstore.Version) string { return string(v.CPAExpiry) }},
	{cpl.ColCPARenewal, ColumnDate, func(v *graphstore.Version) string { return string(v.CPARenewal) }},
	{cpl.ColStatus, ColumnText, func(v *graphstore.Version) string { return v.Status }},
	{cpl.ColAddedOn, ColumnDate, func(v *graphstore.Version) string { return string(v.AddedOn) }},
	{cpl.ColRemovedOn, ColumnDate, func(v *graphstore.Version) string { return string(v.RemovedOn) }},
	{cpl.ColDeclaration, ColumnID, func(v *graphstore.Version) string { return v.Declaration.Text }},
}

// Document lays the pack out.
func (p *ManufacturerPack) Document() *Document {
	d := p.document("Firmware entries to mend", "For "+p.Party, Fact{"For", p.Party}, Fact{"Manufacturer identifiers", strings.Join(p.ManufacturerIDs, ", ")})
	d.Sections = []Section{
		{ID: "first", Title: "What to do first", Blocks: p.firstBlocks()},
		{ID: "entries", Title: "Entries to fix", Blocks: []Block{Paragraph{p.howToSend()}, p.listTable()}},
		{ID: "models", Title: "Device models", Blocks: []Block{p.modelTable()}},
	}
	if len(p.Follows) > 0 {
		d.Sections = append(d.Sections, Section{ID: "follows", Title: "What comes right by itself", Blocks: []Block{
			Paragraph{"These findings follow from entries above. They end when those are mended; there is nothing to type for them."},
			findingTable("follows", "Findings that follow from others", p.Follows),
		}})
	}
	if len(p.Others) > 0 {
		d.Sections = append(d.Sections, Section{ID: "others", Title: "Other findings", Blocks: []Block{
			Paragraph{"These findings are about your device models too, but typing into one row of the list does not end them."},
			findingTable("others", "Other findings", p.Others),
		}})
	}
	d.Sections = append(d.Sections, Section{ID: "method", Title: "How this was found, and what is not known", Blocks: p.methodBlocks()})
	return d
}

func (p *ManufacturerPack) firstBlocks() []Block {
	if len(p.Mends) == 0 {
		return paragraphs("There is nothing to mend: no finding asks you to type anything into the list.", p.Changes.inWords(p.Since), p.waivedInWords())
	}
	required := 0
	for i := range p.Mends {
		if p.Mends[i].urgency() == 0 {
			required++
		}
	}
	text := fmt.Sprintf("%s something typed into the list.", counted(len(p.Mends), "entry of yours needs", "entries of yours need"))
	if required > 0 {
		text += fmt.Sprintf(" For %s it is required, because they were added on or after the date from which a declaration is needed; the others are asked for on a best-endeavours basis, or are questions.", number(required))
	} else {
		text += " None of it is known to be required: it is asked for on a best-endeavours basis, or it is a question."
	}
	const told = 3
	list := List{Ordered: true}
	for i := range p.Mends[:min(told, len(p.Mends))] {
		m := &p.Mends[i]
		item := Item{Head: fmt.Sprintf("%s (%s, firmware %s)", m.Entry.EntryID, modelInWords(m.Entry.ModelKey), m.Entry.FirmwareVersion)}
		item.Text = fmt.Sprintf("%s. In “%s”: %s", m.Findings[0].Title, strings.Join(m.Columns, "” and “"), m.What)
		if len(m.Candidates) > 0 {
			item.Foot = "Listed entries that may be meant: " + m.candidates() + "."
		}
		list.Items = append(list.Items, item)
	}
	return append(paragraphs(text, p.Changes.inWords(p.Since), "Begin with these; the device models with most devices come first:"), append([]Block{list}, paragraphs(p.waivedInWords())...)...)
}

func (p *ManufacturerPack) waivedInWords() string {
	if p.Waived == 0 {
		return ""
	}
	return fmt.Sprintf("%s not in this report, because the Panel has waived it for a time.", counted(p.Waived, "finding is", "findings are"))
}

func (p *ManufacturerPack) howToSend() string {
	return "The table is itself a file of the list: take it as XLSX or CSV, type into the marked cells, leave all other cells as they are, and send it in. " +
		"The last three columns explain; the list does not read them. To try it before, run “waymark lint FILE”: it names every fault and every finding that the file ends or opens."
}

// candidates names the candidates, with commas between them as the field wants them.
func (m *Mend) candidates() string {
	ids := make([]string, 0, len(m.Candidates))
	for _, c := range m.Candidates {
		ids = append(ids, c.EntryID)
	}
	return strings.Join(ids, ", ")
}

// dutyWords head a finding by what its duty is.
var dutyWords = map[string]string{"breach": "Required", "gap": "Best endeavours", "unknown": "Required or best endeavours, which is not known", "advice": "Question"}

func (m *Mend) findings() string {
	var parts []string
	for _, f := range m.Findings {
		text := cmp.Or(dutyWords[f.Duty], f.Duty) + ": " + f.Title
		if f.DueOn != "" {
			text += " (by " + f.DueOn + ")"
		}
		if !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "; ")
}

// listTable is the file of the list with what to type into it.
func (p *ManufacturerPack) listTable() *Table {
	t := &Table{ID: mainTable, Title: "Entries to fix", Stacked: true, Empty: "No entry of yours needs anything.", PageRows: 100, More: "All entries are in the XLSX and CSV forms."}
	for _, c := range listColumns {
		t.Columns = append(t.Columns, Column{Name: string(c.column), Kind: c.kind, Verbatim: true})
	}
	for _, name := range []string{"Finding", "What to type", "Candidates"} {
		t.Columns = append(t.Columns, Column{Name: name, Kind: ColumnLong})
	}
	for i := range p.Mends {
		m := &p.Mends[i]
		row := Row{Group: modelInWords(m.Entry.ModelKey)}
		for _, c := range listColumns {
			cell := textCell(c.cell(&m.Entry))
			if slices.Contains(m.Columns, string(c.column)) {
				cell.Mark, cell.Remark = true, m.What
				// The list holds blanks of several kinds, and all but an empty cell look filled in to a spreadsheet.
				if cpl.Trim(cell.Text) == "" {
					cell.Text = ""
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Cells = append(row.Cells, textCell(m.findings()), textCell(m.What), textCell(m.candidates()))
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (p *ManufacturerPack) modelTable() *Table {
	t := &Table{ID: "models", Title: "Device models with entries to fix", Columns: columnsOf("Device model", ColumnID, "Entries to fix", ColumnNumber, "Devices in service", ColumnNumber), Empty: "None."}
	for _, m := range p.Models {
		devices := textCell("not shown")
		if m.Disclosed {
			devices = numberCell(m.Devices)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(modelInWords(m.Key)), numberCell(m.Entries), devices}})
	}
	return t
}

func findingTable(id, title string, findings []ManufacturerFinding) *Table {
	t := &Table{
		ID: id, Title: title, Empty: "None.", PageRows: 100, More: "The rest is in the XLSX and CSV forms.",
		Columns: columnsOf("Finding", ColumnLong, "About", ColumnID, "Device model", ColumnID, "What is wrong", ColumnLong, "What to do", ColumnLong, "Due", ColumnDate),
	}
	for _, f := range findings {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(f.Title), textCell(f.Subject), textCell(f.Model), textCell(f.What), textCell(f.Fix), textCell(f.DueOn)}})
	}
	return t
}

func (p *ManufacturerPack) methodBlocks() []Block {
	out := paragraphs(
		fmt.Sprintf("Of your %s, %s their earlier firmware, %s N/A, %s the field blank and %s something that cannot be read.",
			counted(p.Listed, "listed entry", "listed entries"), counted(p.List, "names", "name"), counted(p.None, "says", "say"),
			counted(p.NotStated, "leaves", "leave"), counted(p.Invalid, "holds", "hold")),
		"Pathways come from what is declared and from nothing else: version numbers are never compared. Candidates are listed entries of the same device model that were added earlier, and entries one slip of the keyboard away from an ID that is on no list. They are suggestions; only you know which firmware can be upgraded to which.",
		fmt.Sprintf("Devices in service are totals over all suppliers, rounded to %d. A total is not shown where fewer than %d suppliers or %d devices stand behind it, or one supplier has more than %d %% of it; such device models come after the others, in no order that says how many.",
			disclosedTo, disclosedSuppliers, disclosedDevices, disclosedShare),
	)
	return append(out, Paragraph{"What is not known: whether a declaration is right, only whether it fits the list; and anything that changed since the list was loaded."})
}

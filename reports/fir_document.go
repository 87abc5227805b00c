package reports

import (
	"fmt"
	"strings"

	"waymark/cpl"
)

// firPageRows is how many entries the pages show.
const firPageRows = 200

// declarationWords say what a declaration amounts to.
var declarationWords = map[string]string{
	string(cpl.DeclaredList): "names its predecessors", string(cpl.DeclaredNone): "N/A: no earlier firmware",
	string(cpl.NotStated): "left blank", string(cpl.DeclaredInvalid): "cannot be read",
}

// Document lays the view out.
func (p *FIRPack) Document() *Document {
	d := p.document("Which firmware may follow which", "The list as it is, for suppliers that gained a device")
	d.Sections = []Section{
		{ID: "first", Title: "How to use it", Blocks: p.firstBlocks()},
		{ID: "list", Title: "Entries", Appendix: true, Blocks: []Block{p.table()}},
		{ID: "method", Title: "What it rests on, and what is not known", Blocks: paragraphs(
			"Everything here is what manufacturers declared in “Previous Firmware CPL Entry IDs”. A predecessor stands under “May be upgraded from” where both are of one device model, the entry is listed and no restriction forbids it. Version numbers are never compared.",
			"Entries that are no longer listed are here too where an upgrade may start from them, because devices may still run them; nothing may be upgraded to them.",
			"What is not known: whether a step works on a given device, and what a manufacturer has not declared.")},
	}
	return d
}

func (p *FIRPack) firstBlocks() []Block {
	listed, blank, contacts := 0, 0, 0
	for i := range p.Entries {
		e := &p.Entries[i]
		if e.Listed {
			listed++
		}
		if e.Listed && (e.Declaration == string(cpl.NotStated) || e.Declaration == string(cpl.DeclaredInvalid)) {
			blank++
		}
		if e.Listed && e.Contact+e.Email != "" {
			contacts++
		}
	}
	return append(paragraphs(
		fmt.Sprintf("The list has %s. For %s of them nobody can tell from the list what they may follow, because the field is blank or cannot be read; for %s a contact of the manufacturer is known.",
			counted(listed, "listed entry", "listed entries"), number(blank), number(contacts)),
		"You gained a device? Find the entry with its device type, manufacturer, model and firmware version."),
		List{Ordered: true, Items: []Item{
			{Head: "“May be upgraded to” names entries:", Text: "each of them may be installed straight over what the device runs."},
			{Head: "It is empty:", Text: "no upgrade is declared from this firmware. If there is newer firmware of the model, ask the manufacturer's contact."},
			{Head: "The firmware is not here at all:", Text: "it is on no list, or no longer listed and without a way on. Check what the device reports, then ask the manufacturer."},
		}})
}

func (p *FIRPack) table() *Table {
	t := &Table{
		ID: "fir", Title: "Entries with what may come before and after them", Stacked: true, PageRows: firPageRows, More: "All entries are in the XLSX and CSV forms.", Empty: "The list is empty.",
		Columns: columnsOf("CPL Entry ID", ColumnID, "Device type", ColumnText, "Manufacturer", ColumnText, "Manufacturer identifier", ColumnID, "Model", ColumnID, "Firmware", ColumnID, "Status", ColumnText,
			"Date added", ColumnDate, "Date removed", ColumnDate, "May be upgraded to", ColumnID, "May be upgraded from", ColumnID, "Restricted for the time being", ColumnID,
			"Declared, but of no use", ColumnID, "Declaration", ColumnText, "As typed", ColumnLong, "Represented by", ColumnText, "Contact", ColumnText, "E-mail", ColumnText),
	}
	t.Rows = make([]Row, 0, len(p.Entries))
	for i := range p.Entries {
		e := &p.Entries[i]
		list := func(ids []string) Cell { return textCell(strings.Join(ids, ", ")) }
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			textCell(e.EntryID), textCell(e.DeviceType), textCell(e.ManufacturerName), textCell(e.ManufacturerID), textCell(e.ModelID), textCell(e.FirmwareVersion), textCell(e.Status),
			textCell(e.AddedOn), textCell(e.RemovedOn), list(e.Successors), list(e.Predecessors), list(e.Restricted), list(e.Unusable),
			textCell(declarationWords[e.Declaration]), textCell(e.DeclarationText), textCell(e.Party), textCell(e.Contact), textCell(e.Email),
		}})
	}
	return t
}

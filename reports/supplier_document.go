package reports

import (
	"fmt"
	"strings"

	"waymark/cpl"
)

// supplierPageRows is how many rows of a table its pages show.
const supplierPageRows = 50

// Document lays the pack out.
func (p *SupplierPack) Document() *Document {
	d := p.document("Your devices and their firmware", "For "+p.Party, Fact{"For", p.Party}, Fact{"Install returns", p.returnsInWords()})
	d.Sections = []Section{{ID: "first", Title: "What to do first", Blocks: p.firstBlocks()}}
	for _, s := range []struct {
		id, title, intro string
		cohorts          []SupplierCohort
	}{
		{"orphaned", "Devices on firmware that is not on the list", "What they run matches no listed entry, so nobody has said that it may be used, or it may be used no longer.", p.Orphaned},
		{"stranded", "Devices without a way to the newest firmware", "Their manufacturer has declared no pathway from what they run to the newest firmware. The pathway is the manufacturer's to declare.", p.Stranded},
		{"ageing", "Devices on old firmware", fmt.Sprintf("What they run was listed at least %d months ago, and there is newer firmware of their model.", ageingMonths), p.Ageing},
		{"gained", "Devices gained by change of supplier", "What the returns count as gained, with the next step for each.", p.Gained},
	} {
		d.Sections = append(d.Sections, Section{ID: s.id, Title: s.title, Blocks: []Block{Paragraph{s.intro}, cohortTable(s.id, s.title, s.cohorts)}})
	}
	d.Sections = append(d.Sections, Section{ID: "data", Title: "What you returned", Blocks: p.dataBlocks()})
	if len(p.Others) > 0 {
		d.Sections = append(d.Sections, Section{ID: "others", Title: "Other findings", Blocks: []Block{supplierFindingTable("others", "Other findings", p.Others)}})
	}
	d.Sections = append(d.Sections, Section{ID: "totals", Title: "Everything you operate", Blocks: []Block{p.totalTable()}},
		Section{ID: "method", Title: "How this was found, and what is not known", Blocks: p.methodBlocks()})
	return d
}

func (p *SupplierPack) returnsInWords() string {
	var parts []string
	for _, r := range p.Returns {
		parts = append(parts, fmt.Sprintf("%s as of %s", r.DeviceType, dateInWords(cpl.Date(r.AsOf))))
	}
	if len(parts) == 0 {
		return "none was loaded"
	}
	return strings.Join(parts, "; ")
}

func devicesOf(cohorts []SupplierCohort) int64 {
	var n int64
	for i := range cohorts {
		n += cohorts[i].Devices
	}
	return n
}

func (p *SupplierPack) firstBlocks() []Block {
	var operated int64
	for _, t := range p.Totals {
		operated += t.Devices
	}
	if operated == 0 {
		return paragraphs("No install return of yours reports a device, so there is nothing to say about your devices.", p.Changes.inWords(p.Since))
	}
	list := List{Ordered: true}
	for _, s := range []struct {
		head, text string
		cohorts    []SupplierCohort
	}{
		{"on firmware that is not on the list", "Check the return, then take them to a listed version where a step is given.", p.Orphaned},
		{"without a way to the newest firmware", "Ask the manufacturers named for a pathway; do not upgrade these until there is one.", p.Stranded},
		{"on firmware listed over two years ago", "Plan the next declared step, most devices first.", p.Ageing},
	} {
		if len(s.cohorts) == 0 {
			continue
		}
		worst := &s.cohorts[0]
		list.Items = append(list.Items, Item{
			Head: fmt.Sprintf("%s %s", counted(devicesOf(s.cohorts), "device", "devices"), s.head), Text: s.text,
			Foot: fmt.Sprintf("The largest group is %s of %s on firmware %s. %s", number(worst.Devices), modelInWords(worst.ModelKey), firmwareWord(worst.Firmware), worst.ToDo),
		})
	}
	out := paragraphs(fmt.Sprintf("You operate %s by your latest returns.", counted(operated, "device", "devices")), p.Changes.inWords(p.Since))
	if len(list.Items) == 0 {
		return append(out, Paragraph{"Nothing needs to be done: all of them run listed firmware, none is without a way on, and none runs old firmware."})
	}
	return append(out, list)
}

func firmwareWord(firmware string) string {
	if firmware == "" {
		return "that was not stated"
	}
	return firmware
}

func cohortTable(id, title string, cohorts []SupplierCohort) *Table {
	t := &Table{
		ID: id, Title: title, Empty: "None.", PageRows: supplierPageRows, More: "The rest is in the XLSX and CSV forms.", Stacked: true,
		Columns: columnsOf("Device model", ColumnID, "Firmware", ColumnID, "Devices", ColumnNumber, "Gained", ColumnNumber, "As of", ColumnDate, "Entry", ColumnID, "Status", ColumnText,
			"Listed since", ColumnDate, "What is wrong", ColumnLong, "What to do next", ColumnLong, "Next step", ColumnID, "Newest", ColumnID, "Who else must act", ColumnLong, "Due", ColumnDate, "Remark", ColumnText),
	}
	for i := range cohorts {
		c := &cohorts[i]
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			textCell(modelInWords(c.ModelKey)), textCell(c.Firmware), numberCell(c.Devices), numberCell(c.Gained), textCell(c.AsOf), textCell(c.EntryID), textCell(c.Status),
			textCell(c.AddedOn), textCell(c.What), textCell(c.ToDo), textCell(c.Next), textCell(c.Newest), textCell(c.Others), textCell(c.DueOn), textCell(c.remark()),
		}})
	}
	return t
}

func (c *SupplierCohort) remark() string {
	switch {
	case c.Waived:
		return "waived for a time"
	case c.Overdue:
		return "overdue"
	case c.Carried:
		return "count from an earlier return"
	}
	return ""
}

func (p *SupplierPack) dataBlocks() []Block {
	returns := &Table{
		ID: "returns", Title: "Your latest returns", Empty: "None was loaded.",
		Columns: columnsOf("Device type", ColumnText, "As of", ColumnDate, "Days old", ColumnNumber, "Devices", ColumnNumber, "Of these from an earlier return", ColumnNumber, "Remark", ColumnText),
	}
	for _, r := range p.Returns {
		remark := ""
		if r.Stale {
			remark = "send a newer one"
		}
		returns.Rows = append(returns.Rows, Row{Cells: []Cell{textCell(r.DeviceType), textCell(r.AsOf), numberCell(r.AgeDays), numberCell(r.Devices), numberCell(r.Carried), {Text: remark, Mark: r.Stale}}})
	}
	return []Block{
		returns, supplierFindingTable("missing", "What is missing from your returns, or old", p.Data), cohortTable("carried", "Counts from an earlier return", p.Carried),
	}
}

func supplierFindingTable(id, title string, findings []SupplierFinding) *Table {
	t := &Table{
		ID: id, Title: title, Empty: "Nothing.", PageRows: supplierPageRows, More: "The rest is in the XLSX and CSV forms.",
		Columns: columnsOf("Finding", ColumnLong, "About", ColumnID, "Devices", ColumnNumber, "What is wrong", ColumnLong, "What to do", ColumnLong, "Due", ColumnDate),
	}
	for _, f := range findings {
		t.Rows = append(t.Rows, Row{Cells: []Cell{textCell(f.Title), textCell(f.Subject), numberCell(f.Devices), textCell(f.What), textCell(f.ToDo), textCell(f.DueOn)}})
	}
	return t
}

func (p *SupplierPack) totalTable() *Table {
	t := &Table{
		ID: "totals", Title: "Devices by device type", Empty: "No device was returned.",
		Columns: columnsOf("Device type", ColumnText, "Kinds of device and firmware", ColumnNumber, "Devices", ColumnNumber, "On the newest firmware", ColumnNumber, "On old firmware", ColumnNumber,
			"Without a listed entry", ColumnNumber, "Gained", ColumnNumber, "Counts from an earlier return", ColumnNumber),
	}
	for _, x := range p.Totals {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			textCell(x.DeviceType), numberCell(x.Cohorts), numberCell(x.Devices), numberCell(x.OnNewest), numberCell(x.Ageing), numberCell(x.Unlisted), numberCell(x.Gained), numberCell(x.Carried),
		}})
	}
	return t
}

func (p *SupplierPack) methodBlocks() []Block {
	out := paragraphs(
		"Devices are the counts of your own returns; no device is identified, and a communications hub is two devices in a return. A device that changed supplier may be in two suppliers' returns for a while.",
		"The next step is the first of a shortest pathway that the manufacturer has declared, over listed firmware and without an upgrade that is restricted. It is no plan: windows, tariffs and the state of each device are not known here.",
		"“Newest” is the listed firmware of the device model with the latest date of being added to the list; version numbers are never compared.",
	)
	if p.Waived > 0 {
		out = append(out, Paragraph{fmt.Sprintf("%s waived by the Panel for a time.", counted(p.Waived, "finding is", "findings are"))})
	}
	return append(out, Paragraph{"What is not known: what devices run that your returns do not report, and whether a declared step works on a given device."})
}

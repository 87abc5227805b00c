package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// changedTables list what is new, came back, is overdue or went away.
func changedTables(p *Panel, t ruleTitles) []Block {
	blocks := []Block{Paragraph{changedInWords(p)}}
	if p.Changes.Since != nil {
		blocks = append(blocks, findingsList("new-findings", "New and reopened", p, t, func(f *Finding) bool { return f.Change != "" }), resolvedTable(p, t))
	}
	return append(blocks, findingsList("overdue-findings", "Overdue", p, t, func(f *Finding) bool { return f.Overdue }))
}

func findingsList(id, title string, p *Panel, t ruleTitles, chosen func(*Finding) bool) *Table {
	table := &Table{
		ID: id, Title: title, Empty: "None.", PageRows: listedChanges, More: "The others are marked in the appendix.",
		Columns: []Column{
			{Name: "Subject", Kind: ColumnID}, {Name: "Rule"}, {Name: "Change"}, {Name: "Severity"}, {Name: "Who Can Act"}, {Name: "Due", Kind: ColumnDate}, {Name: "Devices", Kind: ColumnNumber},
		},
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		if chosen(f) {
			table.Rows = append(table.Rows, Row{Cells: []Cell{
				linkCell(subjectInWords(f.Subject, f.SubjectKind), anchor(f.Fingerprint)), textCell(t.of(f.Rule)), textCell(f.Change),
				textCell(f.Severity), textCell(f.WhoActs), textCell(f.DueOn), numberCell(f.Installs),
			}})
		}
	}
	return table
}

func resolvedTable(p *Panel, t ruleTitles) *Table {
	table := &Table{
		ID: "resolved", Title: "Resolved", Empty: "None.", PageRows: listedChanges, More: "The spreadsheet and JSON forms of this report hold all.",
		Columns: []Column{
			{Name: "Subject", Kind: ColumnID},
			{Name: "Rule"},
			{Name: "Severity"},
			{Name: "Manufacturer or Supplier"},
			{Name: "First Seen", Kind: ColumnMoment},
			{Name: "Resolved", Kind: ColumnMoment},
			{Name: "Why It Ended", Kind: ColumnLong},
		},
	}
	for _, r := range p.Changes.Resolved {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			textCell(subjectInWords(r.Subject, r.SubjectKind)), textCell(t.of(r.Rule)), textCell(r.Severity), textCell(cmp.Or(r.Supplier, r.ManufacturerName)),
			momentCell(r.FirstSeen), momentCell(r.ResolvedAt), textCell(cmp.Or(r.Why, "not stated")),
		}})
	}
	return table
}

func manufacturersBlocks(p *Panel, t ruleTitles) []Block {
	table := &Table{
		ID: "manufacturers", Title: "Manufacturers with findings, most devices affected first", Empty: "No manufacturer has a finding.",
		Columns: []Column{
			{Name: "Manufacturer"},
			{Name: "Identifier", Kind: ColumnID},
			{Name: "Findings", Kind: ColumnNumber},
			{Name: "Enforced", Kind: ColumnNumber},
			{Name: "By Severity"},
			{Name: "By Rule", Kind: ColumnLong, Detail: true},
			{Name: "New", Kind: ColumnNumber},
			{Name: "Resolved", Kind: ColumnNumber},
			{Name: "Devices, At Least", Kind: ColumnNumber},
			{Name: "Listed Versions", Kind: ColumnNumber},
			{Name: "Predecessors Stated"},
		},
	}
	quiet := 0
	for _, m := range p.Manufacturers {
		if m.Findings == 0 && m.Resolved == 0 {
			quiet++
			continue
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			textCell(cmp.Or(m.Name, "name not known")), textCell(m.ID), numberCell(m.Findings), numberCell(m.Enforced), textCell(tallyInWords(m.BySeverity)),
			textCell(t.tally(m.ByRule)), numberCell(m.New), numberCell(m.Resolved), numberCell(m.Devices), numberCell(m.Listed), textCell(cmp.Or(shareOf(m.List+m.None, m.Listed), "–")),
		}})
	}
	blocks := []Block{Paragraph{"A finding counts under the manufacturer whose device model it is about, whoever has to act on it."}, table}
	if quiet > 0 {
		blocks = append(blocks, Paragraph{counted(quiet, "other manufacturer has", "other manufacturers have") + " no finding."})
	}
	return blocks
}

// tally writes counts by rule with the rules' titles.
func (t ruleTitles) tally(tallies []Tally) string {
	parts := make([]string, 0, len(tallies))
	for _, x := range tallies {
		parts = append(parts, fmt.Sprintf("%s × %s", number(x.Count), t.of(x.Key)))
	}
	return strings.Join(parts, "; ")
}

func suppliersBlocks(p *Panel, t ruleTitles) []Block {
	suppliers := &Table{
		ID: "suppliers", Title: "Suppliers, most devices affected first", Empty: "No supplier has reported, or has a finding.",
		Columns: []Column{
			{Name: "Supplier"},
			{Name: "Devices Reported", Kind: ColumnNumber},
			{Name: "Findings", Kind: ColumnNumber},
			{Name: "By Severity"},
			{Name: "By Rule", Kind: ColumnLong, Detail: true},
			{Name: "New", Kind: ColumnNumber},
			{Name: "Resolved", Kind: ColumnNumber},
			{Name: "Devices Affected", Kind: ColumnNumber},
			{Name: "Share"},
		},
	}
	for _, s := range p.Suppliers {
		suppliers.Rows = append(suppliers.Rows, Row{Cells: []Cell{
			textCell(s.Name), numberCell(s.Operates), numberCell(s.Findings), textCell(cmp.Or(tallyInWords(s.BySeverity), "none")), textCell(t.tally(s.ByRule)),
			numberCell(s.New), numberCell(s.Resolved), numberCell(s.Devices), textCell(cmp.Or(shareOf(s.Devices, s.Operates), "–")),
		}})
	}
	return []Block{Paragraph{"Only findings about installs count under a supplier."}, suppliers, returnsTable(p)}
}

// listedReturns is how many returns page formats list.
const listedReturns = 40

// returnsTable says how fresh the returns are, stale ones first.
func returnsTable(p *Panel) *Table {
	table := &Table{
		ID: "returns", Title: "How fresh the install returns are, on " + dateText(p.Run.Today),
		Empty: "No install return was loaded, so this report cannot say which devices are affected.", PageRows: listedReturns, More: "Stale ones stand first; the spreadsheet form of this report holds all.",
		Columns: []Column{
			{Name: "Supplier"},
			{Name: "Device Type"},
			{Name: "Latest Return", Kind: ColumnDate},
			{Name: "Age In Days", Kind: ColumnNumber},
			{Name: "Devices", Kind: ColumnNumber},
			{Name: "Carried Over", Kind: ColumnNumber},
			{Name: "Fresh Enough"},
		},
	}
	returns := slices.Clone(p.Data.Returns)
	slices.SortStableFunc(returns, func(a, b ReturnState) int { return count(b.Stale) - count(a.Stale) })
	for _, r := range returns {
		fresh := Cell{Text: "yes"}
		if r.Stale {
			fresh = Cell{Text: "no, stale", Mark: true, Remark: "older than the setting rules.stale-days allows"}
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			textCell(r.Supplier), textCell(r.DeviceType), textCell(r.AsOf), numberCell(r.AgeDays), numberCell(r.Devices), numberCell(r.Carried), fresh,
		}})
	}
	return table
}

func rulesBlocks(p *Panel) []Block {
	figures := &Table{
		ID: "rules", Title: "What each rule looked at and found", Empty: "No rule was run.",
		Columns: []Column{
			{Name: "Rule"},
			{Name: "Examined", Kind: ColumnNumber},
			{Name: "Passing", Kind: ColumnNumber},
			{Name: "Failing", Kind: ColumnNumber},
			{Name: "Share"},
			{Name: "Unknown", Kind: ColumnNumber},
			{Name: "New", Kind: ColumnNumber},
			{Name: "Reopened", Kind: ColumnNumber},
			{Name: "Resolved", Kind: ColumnNumber},
			{Name: "Devices, At Least", Kind: ColumnNumber},
			{Name: "Remark", Kind: ColumnLong},
		},
	}
	texts := &Table{
		ID: "rule-texts", Title: "What each rule is about", Empty: "No rule was run.", Stacked: true,
		Columns: []Column{
			{Name: "Rule"},
			{Name: "Why It Matters", Kind: ColumnLong},
			{Name: "On What Ground", Kind: ColumnLong},
			{Name: "How It Is Mended", Kind: ColumnLong},
			{Name: "Who Can Act"},
			{Name: "Identifier", Kind: ColumnID},
			{Name: "Version", Kind: ColumnID},
		},
	}
	for _, r := range p.Rules {
		figures.Rows = append(figures.Rows, Row{Cells: ruleFigures(r)})
		texts.Rows = append(texts.Rows, Row{Cells: []Cell{
			textCell(r.Title), textCell(r.Why), textCell(r.Basis), textCell(r.Fix), textCell(r.Addressee), textCell(r.ID), textCell(r.Version),
		}})
	}
	return []Block{Paragraph{"Examined is passing, failing and unknown together. Unknown is what the data cannot decide."}, figures, texts}
}

func ruleFigures(r Rule) []Cell {
	remark := r.Lacks
	if r.Status != "ok" {
		remark = fmt.Sprintf("Could not be carried out in this run: %s. %s unconfirmed.", r.Error, counted(r.Unconfirmed, "older finding stands", "older findings stand"))
	}
	return []Cell{
		textCell(r.Title), numberCell(r.Examined), numberCell(r.Passing()), numberCell(r.Failing), textCell(shareOf(r.Failing, r.Examined)),
		numberCell(r.Unknown), numberCell(r.New), numberCell(r.Reopened), numberCell(r.Resolved), numberCell(r.Devices), textCell(remark),
	}
}

func picturesBlocks(p *Panel) []Block {
	if len(p.Pictures) == 0 {
		return []Block{Paragraph{"No device model has a finding, so there is nothing to draw."}}
	}
	blocks := []Block{Paragraph{"Each box is a firmware version, named by its CPL Entry ID. An arrow leads from a version to one that its manufacturer says can be installed over it."}}
	for i := range p.Pictures {
		blocks = append(blocks, &Diagram{Picture: &p.Pictures[i], Legend: i == 0})
	}
	return blocks
}

func methodBlocks(p *Panel) []Block {
	settings := &Table{ID: "settings", Title: "Settings of the rules", Columns: []Column{{Name: "Setting", Kind: ColumnID}, {Name: "Value", Kind: ColumnLong}}, Empty: "None."}
	for _, s := range p.Method.Settings {
		settings.Rows = append(settings.Rows, Row{Cells: []Cell{textCell(s.Name), textCell(s.Value)}})
	}
	return []Block{
		Heading{"How the figures are counted"},
		plainList(p.Method.Counting),
		Heading{"What is not known"},
		plainList(p.Method.NotKnown),
		Heading{"The run"},
		runTable(p), settings,
	}
}

func runTable(p *Panel) *Table {
	table := &Table{ID: "run", Title: "What the report rests on", Columns: []Column{{Name: "What"}, {Name: "Value", Kind: ColumnID}}}
	add := func(name, value string) {
		table.Rows = append(table.Rows, Row{Cells: []Cell{textCell(name), textCell(value)}})
	}
	add("Run", fmt.Sprintf("%d (%s)", p.Run.Number, p.Run.ID))
	add("Status", p.Run.Status)
	add("Started", moment(p.Run.Started))
	add("Finished", moment(p.Run.Finished))
	add("Hash of the data read", p.Run.InputsHash)
	if l := p.Data.List; l != nil {
		add("List", fmt.Sprintf("%s, as of %s, loaded %s", l.FileName, dateText(l.AsOf), moment(l.Imported)))
		add("Hash of the list's file", l.SHA256)
	}
	return table
}

func plainList(texts []string) List {
	var l List
	for _, t := range texts {
		l.Items = append(l.Items, Item{Text: t})
	}
	return l
}

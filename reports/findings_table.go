package reports

import (
	"encoding/json"
	"slices"
	"strings"
)

// findingColumns are the columns of a table of findings. The first ones say
// what the row belongs to, so that a row keeps its meaning when it is copied.
var findingColumns = []Column{
	{Name: "Run", Kind: ColumnID, Detail: true},
	{Name: "Run Number", Kind: ColumnNumber, Detail: true},
	{Name: "Run Finished", Kind: ColumnMoment, Detail: true},
	{Name: "List As Of", Kind: ColumnDate, Detail: true},
	{Name: "Fingerprint", Kind: ColumnID, Detail: true},
	{Name: "Rule", Kind: ColumnID, Detail: true},
	{Name: "Rule Title", Detail: true},
	{Name: "Subject", Kind: ColumnID, Detail: true},
	{Name: "About", Kind: ColumnID},
	{Name: "What Is Wrong", Kind: ColumnLong},
	{Name: "How To Fix", Kind: ColumnLong},
	{Name: "Who Can Act"},
	{Name: "Due", Kind: ColumnDate},
	{Name: "State"},
	{Name: "Severity"},
	{Name: "Class"},
	{Name: "Duty"},
	{Name: "Reasons", Detail: true},
	{Name: "Change"},
	{Name: "Manufacturer Identifier", Kind: ColumnID, Detail: true},
	{Name: "Manufacturer Name"},
	{Name: "Supplier"},
	{Name: "Device Model", Kind: ColumnID},
	{Name: "Firmware Version", Kind: ColumnID},
	{Name: "Installs Affected", Kind: ColumnNumber},
	{Name: "First Seen", Kind: ColumnMoment},
	{Name: "Last Seen", Kind: ColumnMoment, Detail: true},
	{Name: "Party", Detail: true},
	{Name: "Overdue", Detail: true},
	{Name: "Baseline", Detail: true},
	{Name: "Consequence", Detail: true},
	{Name: "Evidence", Kind: ColumnLong, Detail: true},
}

// findingsTable lists findings of a report under the titles of their rules,
// rules in the report's order.
func findingsTable(p *Panel, findings []Finding, t ruleTitles) *Table {
	table := &Table{ID: "findings", Title: "Findings", Columns: findingColumns, Stacked: true, Empty: "There is none."}
	list := ""
	if p.Data.List != nil {
		list = p.Data.List.AsOf
	}
	for _, f := range byRule(p.Rules, findings) {
		evidence, _ := json.Marshal(f.Evidence) // it was read from JSON
		table.Rows = append(table.Rows, Row{Anchor: anchor(f.Fingerprint), Group: t.of(f.Rule), Cells: []Cell{
			textCell(p.Run.ID), numberCell(p.Run.Number), momentCell(p.Run.Finished), textCell(list), textCell(f.Fingerprint), textCell(f.Rule),
			textCell(t.of(f.Rule)), textCell(f.Subject), textCell(subjectInWords(f.Subject, f.SubjectKind)), textCell(f.What),
			textCell(f.Fix), textCell(f.WhoActs), textCell(f.DueOn), textCell(f.State), textCell(f.Severity), textCell(f.Class), textCell(f.Duty),
			textCell(strings.Join(f.Reasons, "; ")), textCell(f.Change), textCell(f.ManufacturerID), textCell(f.ManufacturerName), textCell(f.Supplier),
			textCell(f.Model), textCell(f.Firmware), numberCell(f.Installs),
			momentCell(f.FirstSeen), momentCell(f.LastSeen), textCell(f.Party), truthCell(f.Overdue),
			truthCell(f.Baseline), truthCell(f.Consequence), textCell(string(evidence)),
		}})
	}
	return table
}

// byRule sorts findings by the order of the rules, keeping theirs within a rule.
func byRule(rules []Rule, findings []Finding) []Finding {
	rank := map[string]int{}
	for i, r := range rules {
		rank[r.ID] = i
	}
	at := func(f Finding) int {
		if i, known := rank[f.Rule]; known {
			return i
		}
		return len(rules)
	}
	out := slices.Clone(findings)
	slices.SortStableFunc(out, func(a, b Finding) int { return at(a) - at(b) })
	return out
}

func anchor(fingerprint string) string { return "f-" + fingerprint }

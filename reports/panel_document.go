package reports

import (
	"cmp"
	"fmt"
)

// About implements [Pack].
func (p *Panel) About() About {
	return About{Pack: PackPanel, Schema: p.Schema, Run: p.Run, Marking: p.Marking}
}

// Document implements [Pack]. Its first sections are what a member of the Panel
// reads before a meeting, and have no table: what changed, the figures, what is
// to be decided, the waivers.
func (p *Panel) Document() *Document {
	d := &Document{
		Name: p.About().name(), Language: "en-GB", Marking: p.Marking, Notes: p.Notes,
		Title:    "Firmware upgrade pathways: report to the SEC Panel",
		Subtitle: panelSubtitle(p),
		Facts:    panelFacts(p),
		Footer:   fmt.Sprintf("Waymark, report %s of run %s. The same run always gives this report.", p.Schema, p.Run.ID),
	}
	t := ruleTitles(titles(p))
	d.Sections = []Section{
		{ID: "changes", Title: "What changed", Blocks: changesBlocks(p)},
		{ID: "figures", Title: "The figures", Blocks: figuresBlocks(p)},
		{ID: "decisions", Title: "What needs a decision", Blocks: decisionsBlocks(p)},
		{ID: "waivers", Title: "Waivers", Blocks: waiversBlocks(p)},
		{ID: "changed", Title: "What changed, one by one", Blocks: changedTables(p, t)},
		{ID: "manufacturers", Title: "Manufacturers", Blocks: manufacturersBlocks(p, t)},
		{ID: "suppliers", Title: "Suppliers and their returns", Blocks: suppliersBlocks(p, t)},
		{ID: "rules", Title: "Rule by rule", Blocks: rulesBlocks(p)},
		{ID: "pictures", Title: "Pathways of the device models that are worst off", Blocks: picturesBlocks(p)},
		{ID: "method", Title: "Method, and what is not known", Blocks: methodBlocks(p)},
		{ID: "findings", Title: "Appendix: every finding", Appendix: true, Blocks: []Block{findingsTable(p, p.Findings, t)}},
	}
	return d
}

func panelSubtitle(p *Panel) string {
	text := fmt.Sprintf("Run %d, %s", p.Run.Number, dateText(p.Run.Today))
	if p.Run.Status == "partial" {
		text += " (partial)"
	}
	return text
}

// panelFacts say what the report rests on.
func panelFacts(p *Panel) []Fact {
	list, returns := "none was loaded", "none was loaded"
	if p.Data.List != nil {
		list = "as of " + dateText(p.Data.List.AsOf)
	}
	if len(p.Data.Returns) > 0 {
		returns = "of " + dateText(p.Data.OldestReturn)
		if p.Data.NewestReturn != p.Data.OldestReturn {
			returns += " to " + dateText(p.Data.NewestReturn)
		}
	}
	return []Fact{
		{"Central Products List", list},
		{"Install returns", returns},
		{"Rules were run", moment(p.Run.Started)},
	}
}

// ruleTitles are the rules' titles for a layman, by rule id.
type ruleTitles map[string]string

func (t ruleTitles) of(rule string) string { return cmp.Or(t[rule], rule) }

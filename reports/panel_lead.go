package reports

import (
	"cmp"
	"fmt"
	"strings"

	"waymark/cpl"
)

// listedRules is how many rules the first page names under what changed.
const listedRules = 5

func dateText(d string) string { return dateInWords(cpl.Date(d)) }

func changesBlocks(p *Panel) []Block {
	blocks := []Block{
		Paragraph{changedInWords(p)},
		Tiles{[]Tile{
			{Label: "New", Value: number(p.Headline.New)},
			{Label: "Came back", Value: number(p.Headline.Reopened)},
			{Label: "Resolved", Value: number(p.Headline.Resolved)},
			{Label: "Overdue now", Value: number(p.Headline.Overdue), Note: "past the date by which they were to be mended"},
		}},
	}
	if p.Changes.Since != nil {
		blocks = append(blocks, changedRules(p)...)
	}
	if len(p.Decisions) == 0 {
		return append(blocks, Paragraph{"Nothing needs a decision. No finding waits for an answer."})
	}
	questions := List{Ordered: true}
	for _, d := range p.Decisions {
		questions.Items = append(questions.Items, Item{Head: d.Question})
	}
	return append(blocks, Heading{fmt.Sprintf("What the Panel is asked (%s)", counted(len(p.Decisions), "question", "questions"))}, questions)
}

// changedRules says which rules changed, most findings first.
func changedRules(p *Panel) []Block {
	var lines List
	changed := 0
	for _, r := range p.Rules {
		line := ruleChange(r)
		if line == "" {
			continue
		}
		if changed++; changed <= listedRules {
			lines.Items = append(lines.Items, Item{Text: line})
		}
	}
	if changed == 0 {
		return nil
	}
	if more := changed - listedRules; more > 0 {
		lines.Items = append(lines.Items, Item{Text: fmt.Sprintf("%s changed too; see “Rule by rule”.", counted(more, "other rule", "other rules"))})
	}
	return []Block{lines}
}

func figuresBlocks(p *Panel) []Block {
	var sentences List
	for _, s := range figuresInWords(p) {
		sentences.Items = append(sentences.Items, Item{Text: s})
	}
	blocks := []Block{sentences}
	if c := trendChart(p.Trend); c != nil {
		blocks = append(blocks, c)
	}
	if c := severityChart(p.Headline.BySeverity); c != nil {
		blocks = append(blocks, c)
	}
	return blocks
}

// trendChart draws what the newest full runs saw; one run makes no trend.
func trendChart(trend []TrendPoint) *Chart {
	if len(trend) < 2 {
		return nil
	}
	c := &Chart{
		ID: "trend", Title: "Findings over the newest full runs", Kind: ChartLines,
		Series: []Series{{Name: "All findings"}, {Name: "Enforced"}, {Name: "Waived"}},
	}
	for _, t := range trend {
		c.Labels = append(c.Labels, string(t.Today))
		for i, n := range []int64{t.Findings, t.Enforced, t.Waived} {
			c.Series[i].Values = append(c.Series[i].Values, n)
		}
	}
	first, last := trend[0], trend[len(trend)-1]
	c.Alt = fmt.Sprintf("From %s to %s, over %s: all findings went from %s to %s, enforced ones from %s to %s, waived ones from %s to %s.",
		dateText(string(first.Today)), dateText(string(last.Today)), counted(len(trend), "run", "runs"),
		number(first.Findings), number(last.Findings), number(first.Enforced), number(last.Enforced), number(first.Waived), number(last.Waived))
	return c
}

func severityChart(tallies []Tally) *Chart {
	if len(tallies) == 0 {
		return nil
	}
	c := &Chart{
		ID: "severities", Title: "Findings by severity", Kind: ChartBars, Series: []Series{{Name: "Findings"}},
		Alt: "Findings by severity: " + tallyInWords(tallies) + ".",
	}
	for _, t := range tallies {
		c.Labels = append(c.Labels, t.Key)
		c.Series[0].Values = append(c.Series[0].Values, int64(t.Count))
	}
	return c
}

func decisionsBlocks(p *Panel) []Block {
	if len(p.Decisions) == 0 {
		return []Block{Paragraph{"Nothing. No finding waits for an answer."}}
	}
	list := List{Ordered: true}
	for _, d := range p.Decisions {
		foot := "Who would act: " + d.Addressee + "."
		if d.Findings > 0 {
			foot += fmt.Sprintf(" Exposure: %s", counted(d.Findings, "finding", "findings"))
			if d.Devices > 0 {
				foot += fmt.Sprintf(", at least %s", counted(d.Devices, "device", "devices"))
			}
			foot += "."
		}
		list.Items = append(list.Items, Item{Head: d.Question, Text: d.Because, Foot: foot})
	}
	return []Block{list}
}

// toldWaivers is how many waivers of a kind the first pages tell.
const toldWaivers = 10

func waiversBlocks(p *Panel) []Block {
	if len(p.Waivers) == 0 {
		return []Block{Paragraph{"No waiver stands, and none ended since the changes are measured."}}
	}
	var blocks []Block
	for _, part := range []struct{ standing, heading string }{
		{WaiverGranted, "Granted since"},
		{WaiverExpiring, fmt.Sprintf("Ending within %d days", expiringDays)},
		{WaiverEnded, "Ended since"},
		{WaiverStanding, "Others that stand"},
	} {
		var items []Item
		for _, w := range p.Waivers {
			if w.Standing == part.standing {
				items = append(items, waiverItem(w))
			}
		}
		if len(items) == 0 {
			continue
		}
		if more := len(items) - toldWaivers; more > 0 {
			items = append(items[:toldWaivers], Item{Text: fmt.Sprintf("%s; all are in the JSON form of this report.", counted(more, "other", "others"))})
		}
		blocks = append(blocks, Heading{fmt.Sprintf("%s (%s)", part.heading, number(len(items)))}, List{Items: items})
	}
	return blocks
}

func waiverItem(w Waiver) Item {
	it := Item{Head: w.Title + ": " + w.Subject, Foot: fmt.Sprintf("Granted by %s on %s, reference %s.", w.By, day(w.GrantedAt), w.Reference)}
	if w.Standing == WaiverEnded {
		it.Text = fmt.Sprintf("Ended: %s. It was granted for this reason: %s.", cmp.Or(w.EndedWhy, "no reason was recorded"), strings.TrimRight(w.Reason, ". "))
		return it
	}
	it.Text = fmt.Sprintf("%s. It ends on %s, in %s.", strings.TrimRight(w.Reason, ". "), dateText(w.Until), counted(w.DaysLeft, "day", "days"))
	if w.Drifted {
		it.Text += fmt.Sprintf(" Exposure has grown from %s to %s devices; the waiver ends by itself at more than %d %% growth.", number(w.Exposure), number(w.Installs), w.Share)
	}
	return it
}

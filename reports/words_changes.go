package reports

import (
	"fmt"
	"strings"
)

// listedChanges is how many changed findings page formats list before they
// point to the appendix.
const listedChanges = 20

// changedInWords says in a sentence what changed.
func changedInWords(p *Panel) string {
	if p.Changes.Since == nil {
		return fmt.Sprintf("This is the first full run, so there is nothing to compare with: every one of its %s counts as new.", counted(p.Headline.Findings, "finding", "findings"))
	}
	since := fmt.Sprintf("run %d of %s", p.Changes.Since.Number, day(p.Changes.Since.Started))
	if p.Changes.SincePack {
		since = "the last report to the Panel (" + since + ")"
	}
	text := fmt.Sprintf("Since %s: %s, %s back, %s resolved.", since,
		counted(p.Headline.New, "new finding", "new findings"), counted(p.Headline.Reopened, "came", "came"), number(p.Headline.Resolved))
	if p.Headline.Overdue > 0 {
		text += " " + counted(p.Headline.Overdue, "finding is", "findings are") + " overdue now."
	}
	return text
}

// ruleChange says what changed of a rule, or nothing.
func ruleChange(r Rule) string {
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{r.New, "new"}, {r.Reopened, "reopened"}, {r.Resolved, "resolved"}} {
		if c.n > 0 {
			parts = append(parts, number(c.n)+" "+c.word)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%s: %s; %s now.", r.Title, strings.Join(parts, ", "), number(r.Findings))
}

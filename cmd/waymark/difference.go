package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"waymark/analytics"
)

// shownLinks is how many broken links of a finding are printed; all are in the JSON.
const shownLinks = 5

// shownSubjects is how many subjects of findings that say the same are printed.
const shownSubjects = 10

// printDifference prints what a change would do, for people.
func (c *command) printDifference(d *analytics.Difference) {
	if len(d.Opens) > 0 {
		c.say("\nIT WOULD OPEN %s", counted(int64(len(d.Opens)), "finding"))
	}
	for _, alike := range alike(byRow(d.Opens)) {
		c.printRehearsed(alike)
	}
	if len(d.Closes) > 0 {
		c.say("\nIT WOULD CLOSE %s", counted(int64(len(d.Closes)), "finding"))
	}
	for _, f := range byRow(d.Closes) {
		c.say("  %s%s: %s (%s)", rowsOf(f), f.Subject, lower(f.Title), f.Rule)
	}
	c.printInstalls(d.Installs)
	c.printLonger(d.Longer)
	for _, f := range d.RulesFailed {
		c.say("\nNot asked, since it failed: %s", cmp.Or(f.Why, "rule "+f.Rule))
	}
	if len(d.RulesLeftOut) > 0 {
		c.say("\nNot tried, since they look at whole returns of suppliers: %s.", strings.Join(d.RulesLeftOut, ", "))
	}
}

// byRow puts the findings about rows first, in the order of the rows.
func byRow(found []analytics.RehearsedFinding) []analytics.RehearsedFinding {
	out := slices.Clone(found)
	slices.SortStableFunc(out, func(a, b analytics.RehearsedFinding) int {
		switch {
		case len(a.Lines) > 0 && len(b.Lines) > 0:
			return int(a.Lines[0] - b.Lines[0])
		case len(a.Lines) > 0:
			return -1
		case len(b.Lines) > 0:
			return 1
		}
		return 0
	})
	return out
}

func rowsOf(f analytics.RehearsedFinding) string {
	switch len(f.Lines) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("line %d, ", f.Lines[0])
	}
	lines := make([]string, len(f.Lines))
	for i, n := range f.Lines {
		lines[i] = fmt.Sprint(n)
	}
	return "lines " + strings.Join(lines, ", ") + ", "
}

// alike puts findings together that say the same of several subjects, in the
// order of the first; those about rows of the file stand by themselves.
func alike(found []analytics.RehearsedFinding) [][]analytics.RehearsedFinding {
	var groups [][]analytics.RehearsedFinding
	at := map[string]int{}
	for _, f := range found {
		if len(f.Lines) > 0 {
			groups = append(groups, []analytics.RehearsedFinding{f})
			continue
		}
		key := fmt.Sprintf("%s %s %s %d %q", f.Rule, f.Class, f.Severity, f.Installs, f.Reasons)
		for _, w := range f.Words {
			key += fmt.Sprintf(" %q", linksOf(f, w.Reason))
		}
		if i, met := at[key]; met {
			groups[i] = append(groups[i], f)
			continue
		}
		at[key] = len(groups)
		groups = append(groups, []analytics.RehearsedFinding{f})
	}
	return groups
}

// subjectsOf are the subjects of findings that are alike, the first few of many.
func subjectsOf(group []analytics.RehearsedFinding) string {
	var subjects []string
	for _, f := range group {
		subjects = append(subjects, f.Subject)
	}
	if len(subjects) > shownSubjects {
		return fmt.Sprintf("%s and %d more", strings.Join(subjects[:shownSubjects], ", "), len(subjects)-shownSubjects)
	}
	return strings.Join(subjects, ", ")
}

// printRehearsed says of findings that are alike what is wrong, who can act and what to do.
func (c *command) printRehearsed(group []analytics.RehearsedFinding) {
	f := group[0]
	mark := "advice"
	if f.Class == "enforced" {
		mark = "ENFORCED"
	}
	c.say("  %s%s: %s [%s, %s, %s]", rowsOf(f), subjectsOf(group), lower(f.Title), mark, f.Severity, f.Rule)
	if f.Installs > 0 {
		c.say("      Devices affected%s: %d", each(len(group)), f.Installs)
	}
	for _, w := range f.Words {
		c.say("      What is wrong: %s", w.Says)
		for _, link := range linksOf(f, w.Reason) {
			c.say("        %s", link)
		}
		c.say("      Who can act: the %s\n      What to do: %s", w.WhoCanAct, w.Fix)
	}
}

// each marks a number that is said of several subjects.
func each(subjects int) string {
	if subjects > 1 {
		return " by each"
	}
	return ""
}

// linksOf are the broken links that a reason is about, other than the subject itself.
func linksOf(f analytics.RehearsedFinding, reason string) []string {
	var evidence struct {
		Breaks []struct {
			Reason, At, From string
			Members          []string
		}
	}
	_ = json.Unmarshal(f.Evidence, &evidence)
	var out []string
	for _, b := range evidence.Breaks {
		switch {
		case b.Reason != reason:
		case len(b.Members) > 0:
			out = append(out, "the ring "+strings.Join(b.Members, ", "))
		case b.From != "" && b.From != b.At:
			out = append(out, fmt.Sprintf("%s cites %s", b.At, b.From))
		case b.At != "" && b.At != f.Subject:
			out = append(out, "at "+b.At)
		}
	}
	if len(out) > shownLinks {
		out = append(out[:shownLinks], fmt.Sprintf("and %d more, see --json", len(out)-shownLinks))
	}
	return out
}

func (c *command) printInstalls(installs []analytics.InstallsChange) {
	if len(installs) == 0 {
		return
	}
	devices, changed := int64(0), 0
	t := newTable("Supplier", "Devices", "On firmware that is not listed", "Without a way to the newest")
	for _, i := range installs {
		devices += i.Devices
		if i.Before == i.After {
			continue
		}
		changed++
		t.AppendRow([]any{i.Supplier, i.Devices, fmt.Sprintf("%d -> %d", i.Before.Orphaned, i.After.Orphaned), fmt.Sprintf("%d -> %d", i.Before.Stranded, i.After.Stranded)})
	}
	c.say("\nDEVICES: %s hold %d of the models concerned; for %d of them it would change (before -> after).", counted(int64(len(installs)), "supplier"), devices, changed)
	if changed > 0 {
		c.say("%s", t.render(c.stdout))
	}
}

func (c *command) printLonger(longer []analytics.LongerPathway) {
	if len(longer) == 0 {
		return
	}
	c.say("\nPATHWAYS THAT GET LONGER, from versions that devices run to the newest")
	t := newTable("From", "Devices", "Upgrades before", "Upgrades after")
	for _, l := range longer {
		after := "no pathway left"
		if l.HopsAfter != nil {
			after = fmt.Sprint(*l.HopsAfter)
		}
		t.AppendRow([]any{l.Version, l.Devices, l.HopsBefore, after})
	}
	c.say("%s", t.render(c.stdout))
}

func counted(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// lower begins a sentence in the middle of one, unless it begins with an abbreviation.
func lower(text string) string {
	if len(text) > 1 && text[1] >= 'a' && text[1] <= 'z' || strings.HasPrefix(text, "A ") {
		return strings.ToLower(text[:1]) + text[1:]
	}
	return text
}

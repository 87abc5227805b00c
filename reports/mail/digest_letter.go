package mail

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

const (
	// findingsShown is how many findings a mail names, resolvedShown how many that
	// are gone: it says where to read on.
	findingsShown = 20
	resolvedShown = 10
)

// letter lays a digest out: the change, totals, at most 20 findings.
func (d *Digest) letter(zone *time.Location) Letter {
	l := Letter{Marking: d.Marking}
	who := party(d.Audience)
	if d.Since == nil {
		l.Subject = fmt.Sprintf("Waymark for %s: %s", who, counted(len(d.Findings), "finding stands", "findings stand"))
		l.Title = "First digest for " + who
		l.Lead = fmt.Sprintf("From now on you hear of what changes. So far, after run %d of %s, %s.", d.Run.Number, dateIn(d.Run.Started, zone), counted(len(d.Findings), "finding stands", "findings stand"))
	} else {
		l.Subject = fmt.Sprintf("Waymark for %s: %s", who, d.changeInWords())
		l.Title = "What has changed for " + who
		l.Lead = fmt.Sprintf("Between run %d of %s and run %d of %s: %s.", d.Since.Number, dateIn(d.Since.Started, zone), d.Run.Number, dateIn(d.Run.Started, zone), d.changeInWords())
		l.Sections = append(l.Sections, d.change())
		if len(d.Resolved) > 0 {
			l.Sections = append(l.Sections, d.resolved())
		}
	}
	if d.Run.Status != "ok" {
		l.Lead += " The later run was partial: a rule failed, and its findings stand as they were."
	}
	l.Sections = append(l.Sections, d.totals())
	if len(d.Findings) > 0 {
		l.Sections = append(l.Sections, d.findings())
	}
	return l
}

// quiet lays out that nothing has changed.
func (d *Digest) quiet(zone *time.Location) Letter {
	since := d.Run
	if d.Since != nil {
		since = *d.Since
	}
	who, day := party(d.Audience), dateIn(since.Started, zone)
	l := Letter{Marking: d.Marking}
	l.Subject = fmt.Sprintf("Waymark for %s: nothing has changed since %s", who, day)
	l.Title = "Nothing has changed since " + day
	l.Lead = fmt.Sprintf("Nothing is new, resolved, reopened or newly overdue for %s since run %d of %s. ", who, since.Number, day)
	switch {
	case since.ID == d.Run.ID:
		l.Lead += "But the rules have not been run to the end since, so nothing newer is known. If they should have been, tell whoever runs Waymark."
	case d.Run.Status != "ok":
		l.Lead += fmt.Sprintf("But the last run, of %s (run %d), was partial: a rule failed, and of its findings nothing newer is known.", dateIn(d.Run.Started, zone), d.Run.Number)
	default:
		l.Lead += fmt.Sprintf("Waymark is well: it last ran the rules on %s (run %d).", dateIn(d.Run.Started, zone), d.Run.Number)
	}
	l.Sections = []Section{d.totals()}
	return l
}

func (d *Digest) changeInWords() string {
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{len(d.New), "new"}, {len(d.Resolved), "resolved"}, {len(d.Reopened), "reopened"}, {len(d.Overdue), "newly overdue"}} {
		if c.n > 0 {
			parts = append(parts, number(c.n)+" "+c.word)
		}
	}
	if len(parts) == 0 {
		return "no change in findings"
	}
	return strings.Join(parts, ", ")
}

func (d *Digest) change() Section {
	return Section{Heading: "Changes", Rows: []Row{
		{"New", number(len(d.New))}, {"Resolved", number(len(d.Resolved))}, {"Reopened", number(len(d.Reopened))}, {"Newly overdue", number(len(d.Overdue))},
	}}
}

func (d *Digest) resolved() Section {
	s := Section{Heading: "Resolved"}
	for _, f := range d.Resolved[:min(len(d.Resolved), resolvedShown)] {
		item := Item{Title: subjectInWords(f.Finding), Tags: append(severityTag(f.Severity), d.title(f.Rule))}
		if f.Why != "" && d.Audience.Role != reports.AudienceManufacturer {
			item.Text = f.Why
		}
		s.Items = append(s.Items, item)
	}
	if more := len(d.Resolved) - resolvedShown; more > 0 {
		s.More = fmt.Sprintf("And %s more.", number(more))
	}
	return s
}

func (d *Digest) totals() Section {
	s := Section{Heading: "Where things stand", Rows: []Row{{"Findings that stand", number(len(d.Findings))}}}
	if n := len(d.Undecided); n > 0 {
		s.Rows = append(s.Rows, Row{"Beside them, not decided by this run", number(n)})
	}
	var by []string
	for _, severity := range severities {
		if n := d.count(func(f reports.Finding) bool { return f.Severity == severity }); n > 0 {
			by = append(by, number(n)+" "+severity)
		}
	}
	if len(by) > 0 {
		s.Rows = append(s.Rows, Row{"By severity", strings.Join(by, ", ")})
	}
	s.Rows = append(s.Rows,
		Row{"Overdue", number(d.count(func(f reports.Finding) bool { return f.Overdue }))},
		Row{"Waived", number(d.count(func(f reports.Finding) bool { return f.State == graphstore.StateWaived }))})
	return s
}

func (d *Digest) findings() Section {
	s := Section{Heading: "Findings, what has changed first"}
	if d.Since == nil {
		s.Heading = "Findings, the worst first"
		if d.Audience.Role == reports.AudienceManufacturer {
			s.Heading = "Findings"
		}
	}
	for _, f := range d.Findings[:min(len(d.Findings), findingsShown)] {
		s.Items = append(s.Items, d.item(f))
	}
	if more := len(d.Findings) - findingsShown; more > 0 {
		s.More = fmt.Sprintf("These are %d of %s.", findingsShown, counted(len(d.Findings), "finding", "findings"))
	}
	return s
}

func (d *Digest) item(f reports.Finding) Item {
	item := Item{Title: d.title(f.Rule) + ": " + subjectInWords(f), Text: f.What, Fix: f.Fix, Tags: severityTag(f.Severity)}
	for _, tag := range []struct {
		of   map[string]bool
		word string
	}{{d.New, "new"}, {d.Reopened, "reopened"}, {d.Overdue, "newly overdue"}} {
		if tag.of[f.Fingerprint] {
			item.Tags = append(item.Tags, tag.word)
		}
	}
	if f.State != graphstore.StateOpen {
		item.Tags = append(item.Tags, f.State)
	}
	if f.Overdue && !d.Overdue[f.Fingerprint] {
		item.Tags = append(item.Tags, "overdue")
	}
	if f.DueOn != "" {
		item.Facts = append(item.Facts, "due on "+dayInWords(cpl.Date(f.DueOn)))
	}
	if f.Installs > 0 {
		item.Facts = append(item.Facts, counted(int(f.Installs), "device", "devices"))
	}
	if f.WhoActs != "" && !slices.Contains([]string{d.Audience.Party}, f.WhoActs) {
		item.Facts = append(item.Facts, "to act: "+oneLine(f.WhoActs))
	}
	return item
}

// severityTag is empty where the reader is not told the severity.
func severityTag(severity string) []string {
	if severity == "" {
		return nil
	}
	return []string{severity}
}

// subjectInWords names what a finding is about: an entry by its id, and what is
// known by a key of several parts by those parts.
func subjectInWords(f reports.Finding) string {
	if f.SubjectKind == "version" || f.Model == "" || !strings.Contains(f.Subject, "|") {
		return oneLine(f.Subject)
	}
	text := f.Model
	if f.Firmware != "" {
		text += ", firmware " + f.Firmware
	}
	if f.Supplier != "" {
		text = f.Supplier + ", " + text
	}
	return oneLine(text)
}

func dayInWords(d cpl.Date) string {
	t, ok := d.Time()
	if !ok {
		return string(d)
	}
	return t.Format("2 January 2006")
}

// number writes 1234567 as 1,234,567.
func number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// counted writes "1 finding" or "1,200 findings".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

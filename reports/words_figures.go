package reports

import (
	"cmp"
	"fmt"
	"strings"
)

// figuresInWords says the headline figures in a few sentences.
func figuresInWords(p *Panel) []string {
	h := p.Headline
	if h.Findings == 0 {
		return append([]string{"The rules found nothing wrong."}, dataInWords(p)...)
	}
	out := []string{
		fmt.Sprintf("The rules found %s: %s.", counted(h.Findings, "thing wrong (a finding)", "things wrong (findings)"), tallyInWords(h.BySeverity)),
		classesInWords(h.ByClass),
	}
	for _, r := range p.Rules {
		if r.Findings > 0 && pressing(p, r) {
			out = append(out, ruleInWords(p, r))
		}
	}
	if rules, findings := quiet(p); rules > 0 {
		out = append(out, fmt.Sprintf("%s of %s: worth knowing, and nothing to decide. They stand under \"Rule by rule\".",
			counted(findings, "finding is", "findings are"), counted(rules, "other rule", "other rules")))
	}
	out = append(out, fmt.Sprintf("They concern %s of %s, and the installs of %s.",
		counted(h.Models, "device model", "device models"), counted(h.Manufacturers, "manufacturer", "manufacturers"), counted(h.Suppliers, "supplier", "suppliers")))
	if h.Baseline > 0 {
		out = append(out, fmt.Sprintf("%s in the baseline: best-endeavours findings that have stood since it was taken.", counted(h.Baseline, "finding stands", "findings stand")))
	}
	if h.Consequences > 0 {
		out = append(out, fmt.Sprintf("%s from others among them, and may go when those are mended.", counted(h.Consequences, "finding follows", "findings follow")))
	}
	if waived := tallied(h.ByState, "waived"); waived > 0 {
		out = append(out, fmt.Sprintf("%s waived. Waived findings count in these figures, but not under what needs a decision.", counted(waived, "finding is", "findings are")))
	}
	if h.Unconfirmed > 0 {
		out = append(out, fmt.Sprintf("Beside them %s of rules that could not be carried out in this run.", counted(h.Unconfirmed, "older finding stands", "older findings stand")))
	}
	return append(out, dataInWords(p)...)
}

func classesInWords(tallies []Tally) string {
	words := map[string]string{"enforced": "enforced (somebody has to act)", "advisory": "advisory (worth knowing)"}
	parts := make([]string, 0, len(tallies))
	for _, t := range tallies {
		parts = append(parts, number(t.Count)+" "+cmp.Or(words[t.Key], t.Key))
	}
	return "Of these, " + strings.Join(parts, ", ") + "."
}

// ruleInWords says what a rule's findings amount to.
func ruleInWords(p *Panel, r Rule) string {
	switch r.ID {
	case "install-orphaned":
		return fmt.Sprintf("%s of the %s reported%s run firmware that is not on the list.", number(r.Devices), counted(p.Data.Devices, "device", "devices"), inBrackets(shareOf(r.Devices, p.Data.Devices)))
	case "version-unreachable":
		text := fmt.Sprintf("%s of the %s with declared predecessors cannot be reached", number(r.Findings), counted(r.Examined, "listed version", "listed versions"))
		if r.Devices > 0 {
			text += fmt.Sprintf("; no declared pathway leads there for the %s of their models", counted(r.Devices, "device", "devices"))
		}
		return text + "."
	case "predecessor-undeclared":
		return fmt.Sprintf("%s of the %s%s do not say which firmware they follow.", number(r.Findings), counted(r.Examined, "listed version", "listed versions"), inBrackets(shareOf(int64(r.Findings), r.Examined)))
	}
	return fmt.Sprintf("“%s”: %s of the %s examined.", r.Title, number(r.Findings), number(r.Examined))
}

func dataInWords(p *Panel) []string {
	var out []string
	stale := 0
	for _, r := range p.Data.Returns {
		if r.Stale {
			stale++
		}
	}
	if stale > 0 {
		out = append(out, fmt.Sprintf("%s of %s stale, so device figures may be out of date.", number(stale), counted(len(p.Data.Returns), "install return is", "install returns are")))
	}
	return out
}

// tallyInWords writes "20 critical, 52 high".
func tallyInWords(tallies []Tally) string {
	parts := make([]string, 0, len(tallies))
	for _, t := range tallies {
		parts = append(parts, number(t.Count)+" "+t.Key)
	}
	return strings.Join(parts, ", ")
}

func tallied(tallies []Tally, key string) int {
	for _, t := range tallies {
		if t.Key == key {
			return t.Count
		}
	}
	return 0
}

// shareOf writes part of whole in per cent with one decimal, cut and not
// rounded, so that 100 % means all; it is blank when there is no whole.
func shareOf(part, whole int64) string {
	if whole <= 0 {
		return ""
	}
	tenths := part * 1000 / whole
	if part > 0 && tenths == 0 {
		return "under 0.1 %"
	}
	return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
}

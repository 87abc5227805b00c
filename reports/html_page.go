package reports

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// listedChanges is how many changed findings the page lists before it points
// to the appendix.
const listedChanges = 20

// page is what the templates show: the report and what is worked out from it.
type page struct {
	*Panel
	Style     template.CSS
	StyleHash string

	ChangedInWords string
	ChangedRules   []string
	FiguresInWords []string

	NewFindings      []*Finding
	NewFindingsMore  int
	ResolvedFindings []Resolved
	ResolvedMore     int

	TroubledManufacturers []Manufacturer
	TroubledListed        int64
	QuietManufacturers    int

	Drawings []pictureView
	Groups   []findingGroup

	titles map[string]string
}

// findingGroup is the findings of one rule.
type findingGroup struct {
	Title    string
	Findings []*Finding
}

func newPage(p *Panel) *page {
	css := style(p.Marking)
	v := &page{Panel: p, Style: template.CSS(css), StyleHash: styleHash(css), titles: map[string]string{}}
	for _, r := range p.Rules {
		v.titles[r.ID] = r.Title
		if line := ruleChange(r); line != "" && p.Changes.Since != nil {
			v.ChangedRules = append(v.ChangedRules, line)
		}
	}
	v.ChangedInWords = changedInWords(p)
	v.FiguresInWords = figuresInWords(p)
	v.listChanges()
	for _, m := range p.Manufacturers {
		if m.Findings == 0 {
			v.QuietManufacturers++
			continue
		}
		v.TroubledManufacturers = append(v.TroubledManufacturers, m)
		v.TroubledListed += m.Listed
	}
	v.groupFindings()
	return v
}

// Title is a rule's title for a layman.
func (v *page) Title(rule string) string { return cmp.Or(v.titles[rule], rule) }

// Tally writes counts by rule with the rules' titles.
func (v *page) Tally(tallies []Tally) []string {
	parts := make([]string, 0, len(tallies))
	for _, t := range tallies {
		parts = append(parts, fmt.Sprintf("%s × %s", number(t.Count), v.Title(t.Key)))
	}
	return parts
}

func (v *page) listChanges() {
	changed := 0
	for i := range v.Findings {
		f := &v.Findings[i]
		if f.Change == "" {
			continue
		}
		changed++
		if changed <= listedChanges {
			v.NewFindings = append(v.NewFindings, f)
		}
	}
	v.NewFindingsMore = changed - len(v.NewFindings)
	v.ResolvedFindings = v.Changes.Resolved[:min(len(v.Changes.Resolved), listedChanges)]
	v.ResolvedMore = len(v.Changes.Resolved) - len(v.ResolvedFindings)
}

// groupFindings puts every finding under its rule, in the order of the rules;
// findings of a rule that the run did not check come last.
func (v *page) groupFindings() {
	byRule := map[string][]*Finding{}
	for i := range v.Findings {
		f := &v.Findings[i]
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	ids := make([]string, 0, len(v.Rules))
	for _, r := range v.Rules {
		ids = append(ids, r.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(byRule)) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		if len(byRule[id]) > 0 {
			v.Groups = append(v.Groups, findingGroup{Title: v.Title(id), Findings: byRule[id]})
		}
	}
}

func changedInWords(p *Panel) string {
	if p.Changes.Since == nil {
		return fmt.Sprintf("This is the first full run, so there is nothing to compare with: every one of its %s counts as new.", counted(p.Headline.Findings, "finding", "findings"))
	}
	return fmt.Sprintf("Since run %d of %s: %s, %s back, %s resolved.", p.Changes.Since.Number, day(p.Changes.Since.Started),
		counted(p.Headline.New, "new finding", "new findings"), counted(p.Headline.Reopened, "came", "came"), number(p.Headline.Resolved))
}

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

// evidenceInWords writes what a rule recorded as "as of: 2026-10-31; age days: 25".
// Breaks are told elsewhere.
func evidenceInWords(evidence map[string]any) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(evidence)) {
		if key != "breaks" {
			parts = append(parts, spaced(key)+": "+valueInWords(evidence[key]))
		}
	}
	if len(parts) == 0 {
		return "none beside what is said above"
	}
	return strings.Join(parts, "; ")
}

func valueInWords(value any) string {
	switch v := value.(type) {
	case nil:
		return "not stated"
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case string:
		return cmp.Or(v, "blank")
	case []any:
		parts := make([]string, 0, len(v))
		for _, item := range v {
			parts = append(parts, valueInWords(item))
		}
		return cmp.Or(strings.Join(parts, ", "), "none")
	case map[string]any:
		parts := make([]string, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, spaced(key)+" "+valueInWords(v[key]))
		}
		return "(" + strings.Join(parts, ", ") + ")"
	case json.Number:
		return v.String()
	}
	return fmt.Sprint(value)
}

// spaced writes a camelCase name as words.
func spaced(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

package analytics

import (
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/template"

	"waymark/graphstore"
)

//go:embed catalogue.md.tmpl
var catalogueTemplate string

var catalogue = template.Must(template.New("catalogue").Funcs(template.FuncMap{
	"keys": func(reasons map[string]Reason) []string { return slices.Sorted(maps.Keys(reasons)) },
	"list": func(parts []string) string { return strings.Join(parts, ", ") },
	"code": func(text string) string { return "`" + text + "`" },
}).Option("missingkey=error").Parse(catalogueTemplate))

// severityLine is one duty's steps of a rule, in words.
type severityLine struct{ Duty, Steps string }

// exampleLine names a rule's cases of one kind.
type exampleLine struct{ Kind, Names string }

type cataloguePage struct {
	Rule
	Severities []severityLine
	Examples   []exampleLine
	// Told says what manufacturers are told of its findings, if not all that was declared.
	Told string
}

// toldInWords are what manufacturers are told of findings that follow from installs.
var toldInWords = map[string]string{
	graphstore.ByInstallsAll:     "It follows from which versions devices run, so manufacturers are not told of its findings.",
	graphstore.ByInstallsReasons: "Its reasons follow from which versions devices run, so manufacturers are told of its findings without them.",
}

// WriteCatalogue writes every rule, by id, as one Markdown page: what it says,
// why, on what ground, who acts and how, its reasons and its severities.
func (r *Registry) WriteCatalogue(w io.Writer, severities SeverityTable) error {
	pages := make([]cataloguePage, 0, len(r.rules))
	for _, rule := range r.rules {
		page := cataloguePage{Rule: rule, Examples: examples(rule.Cases), Told: toldInWords[rule.ByInstalls()]}
		for _, duty := range slices.Sorted(maps.Keys(severities[rule.ID])) {
			page.Severities = append(page.Severities, severityLine{duty, stepsInWords(severities[rule.ID][duty])})
		}
		pages = append(pages, page)
	}
	if err := catalogue.Execute(w, pages); err != nil {
		return fmt.Errorf("write the rule catalogue: %w", err)
	}
	return nil
}

func stepsInWords(steps []SeverityStep) string {
	parts := make([]string, len(steps))
	for i, s := range steps {
		parts[i] = s.Severity
		if s.Installs > 0 {
			parts[i] += fmt.Sprintf(" from %d devices", s.Installs)
		}
	}
	return strings.Join(parts, ", ")
}

// examples are the names of cases by kind, in the order of the file.
func examples(cases []Case) []exampleLine {
	var lines []exampleLine
	for _, c := range cases {
		i := slices.IndexFunc(lines, func(l exampleLine) bool { return l.Kind == c.Kind })
		if i < 0 {
			lines = append(lines, exampleLine{c.Kind, c.Name})
			continue
		}
		lines[i].Names += "; " + c.Name
	}
	return lines
}

package analytics

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"waymark/cpl"
)

// Case is an example of a rule: data that are loaded, and what the rule then
// says. It is documentation that can be run; see [CaseBench].
type Case struct {
	Name string `yaml:"name"`
	// Kind is violating, compliant, unknown or out-of-scope.
	Kind string `yaml:"kind"`
	// Given are loaded in order.
	Given []CaseStep `yaml:"given"`
	// Today is the date of the run; defaultCaseToday if absent.
	Today cpl.Date `yaml:"today"`
	// Settings replace defaults, by their file keys.
	Settings map[string]string `yaml:"settings"`
	Expect   CaseExpectation   `yaml:"expect"`
}

// CaseStep is one thing that happens before the rule is asked: exactly one of
// the files, as CSV text, a run or a restriction, with the options of a file.
type CaseStep struct {
	CPL           string `yaml:"cpl"`
	Installs      string `yaml:"installs"`
	DCC           string `yaml:"dcc"`
	Applicability string `yaml:"applicability"`
	// Run is "full": a full run of the rules that ended well.
	Run      string           `yaml:"run"`
	Restrict *CaseRestriction `yaml:"restrict"`
	Complete bool             `yaml:"complete"`
	Partial  bool             `yaml:"partial"`
	AsOf     cpl.Date         `yaml:"asOf"`
}

// CaseRestriction forbids a declared edge.
type CaseRestriction struct {
	From      string   `yaml:"from"`
	To        string   `yaml:"to"`
	Reason    string   `yaml:"reason"`
	Reference string   `yaml:"reference"`
	Start     cpl.Date `yaml:"start"`
	End       cpl.Date `yaml:"end"`
}

// CaseExpectation is all that the rule says: no finding and no unknown beyond those named.
type CaseExpectation struct {
	Examined int64         `yaml:"examined"`
	Findings []CaseVerdict `yaml:"findings"`
	Unknown  []CaseVerdict `yaml:"unknown"`
}

// CaseVerdict is what the rule says of one subject. Duty and class are compared if given.
type CaseVerdict struct {
	Subject string   `yaml:"subject"`
	Duty    string   `yaml:"duty"`
	Class   string   `yaml:"class"`
	Reasons []string `yaml:"reasons"`
}

// The kinds of cases; a rule has at least one of each, of unknown if it has unknowns.
const (
	caseViolating  = "violating"
	caseCompliant  = "compliant"
	caseUnknown    = "unknown"
	caseOutOfScope = "out-of-scope"

	defaultCaseToday = cpl.Date("2026-11-25")
)

// parseCases reads a file of cases. Its errors name the case and what to write there.
func parseCases(text []byte, rule Rule) ([]Case, error) {
	var cases []Case
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&cases); err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	var faults []error
	names := map[string]bool{}
	met := map[string]bool{}
	for i, c := range cases {
		if c.Name == "" || names[c.Name] {
			faults = append(faults, fmt.Errorf("case %d: name: give each case a name of its own", i+1))
		}
		names[c.Name], met[c.Kind] = true, true
		faults = append(faults, c.faults()...)
	}
	wanted := []string{caseViolating, caseCompliant, caseOutOfScope}
	if len(rule.Unknowns) > 0 {
		wanted = append(wanted, caseUnknown)
	}
	for _, kind := range wanted {
		if !met[kind] {
			faults = append(faults, fmt.Errorf("kind: add a case that is %s", kind))
		}
	}
	return cases, errors.Join(faults...)
}

// faults are what is wrong with the case as it is written.
func (c Case) faults() []error {
	var faults []error
	check := func(ok bool, key, remedy string) {
		if !ok {
			faults = append(faults, fmt.Errorf("case %q: %s: %s", c.Name, key, remedy))
		}
	}
	fails, unknown := len(c.Expect.Findings) > 0, len(c.Expect.Unknown) > 0
	switch c.Kind {
	case caseViolating:
		check(fails, "expect.findings", "a violating case needs one")
	case caseCompliant:
		check(!fails && !unknown && c.Expect.Examined > 0, "expect", "a compliant case examines something and expects no finding and no unknown")
	case caseUnknown:
		check(unknown && !fails, "expect", "an unknown case expects an unknown and no finding")
	case caseOutOfScope:
		check(!fails && !unknown, "expect", "a case that is out of scope expects no finding and no unknown")
	default:
		check(false, "kind", "give one of "+strings.Join([]string{caseViolating, caseCompliant, caseUnknown, caseOutOfScope}, ", "))
	}
	check(len(c.Given) > 0, "given", "say what is loaded")
	for i, step := range c.Given {
		check(step.parts() == 1, fmt.Sprintf("given[%d]", i), "give exactly one of cpl, installs, dcc, applicability, run: full, restrict")
	}
	for _, v := range slices.Concat(c.Expect.Findings, c.Expect.Unknown) {
		check(v.Subject != "" && len(v.Reasons) > 0, "expect", "each verdict needs a subject and its reasons")
	}
	if _, err := (Settings{}).with(c.Settings); err != nil {
		check(false, "settings", err.Error())
	}
	if c.Today != "" {
		_, err := cpl.ParseISODate(string(c.Today))
		check(err == nil, "today", "give a date as YYYY-MM-DD")
	}
	return faults
}

func (s CaseStep) parts() int {
	n := 0
	for _, given := range []bool{s.CPL != "", s.Installs != "", s.DCC != "", s.Applicability != "", s.Run == "full", s.Restrict != nil} {
		if given {
			n++
		}
	}
	if s.Run != "" && s.Run != "full" {
		return 0
	}
	return n
}

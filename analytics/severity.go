package analytics

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

//go:embed severities.yaml
var severitiesFile []byte

// Severities are the words for how severe a finding is, worst first.
var Severities = []string{"critical", "high", "medium", "low", "info"}

const anyDuty = "any"

// SeverityStep gives a severity from a number of devices affected upwards.
type SeverityStep struct {
	Installs int64  `yaml:"installs" json:"installs"`
	Severity string `yaml:"severity" json:"severity"`
}

// SeverityTable is rule -> duty -> steps in rising order.
type SeverityTable map[string]map[string][]SeverityStep

// LoadSeverities reads the table that this program carries.
func LoadSeverities() (SeverityTable, error) {
	var t SeverityTable
	if err := yaml.Unmarshal(severitiesFile, &t); err != nil {
		return nil, fmt.Errorf("%w", err)
	}
	if err := t.validate(); err != nil {
		return nil, fmt.Errorf("severities.yaml: %w", err)
	}
	return t, nil
}

// With is the table together with the severities that rules bring themselves,
// which come before its own. A rule that has none anywhere is an error.
func (t SeverityTable) With(r *Registry) (SeverityTable, error) {
	all := maps.Clone(t)
	var faults []error
	for _, rule := range r.rules {
		if len(rule.Severities) > 0 {
			all[rule.ID] = rule.Severities
		}
		if len(all[rule.ID]) == 0 {
			faults = append(faults, fmt.Errorf("rule file %s%s: severities: is missing; give {any: [{installs: 0, severity: low}]}", rule.ID, ruleSuffix))
		}
	}
	return all, errors.Join(faults...)
}

func (t SeverityTable) validate() error {
	for rule, duties := range t {
		for duty, steps := range duties {
			if len(steps) == 0 || steps[0].Installs != 0 {
				return fmt.Errorf("%s.%s: the first step must be for 0 installs", rule, duty)
			}
			if !slices.IsSortedFunc(steps, func(a, b SeverityStep) int { return int(a.Installs - b.Installs) }) {
				return fmt.Errorf("%s.%s: steps must rise", rule, duty)
			}
			for _, s := range steps {
				if !slices.Contains(Severities, s.Severity) {
					return fmt.Errorf("%s.%s: no severity %q", rule, duty, s.Severity)
				}
			}
		}
		if len(duties[anyDuty]) == 0 {
			return fmt.Errorf("%s needs steps for %q", rule, anyDuty)
		}
	}
	return nil
}

// Of is the severity of a finding of the rule. A rule that the table does not
// name gives medium.
func (t SeverityTable) Of(rule, duty string, installs int64) string {
	steps := t[rule][duty]
	if len(steps) == 0 {
		steps = t[rule][anyDuty]
	}
	severity := "medium"
	for _, s := range steps {
		if installs >= s.Installs {
			severity = s.Severity
		}
	}
	return severity
}

package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"waymark/analytics"
	"waymark/graphstore"
)

type ruleInput struct {
	ID string `path:"id" maxLength:"100" example:"version-unreachable" doc:"The rule's id."`
}

// reasonBody is one way in which a rule fails.
type reasonBody struct {
	Reason string `json:"reason" doc:"The reason's code, as findings name it."`
	Says   string `json:"says" doc:"What is wrong."`
	Actor  string `json:"actor" doc:"Who can mend it."`
	Fix    string `json:"fix" doc:"What to do."`
}

// unknownBody is one reason for which a rule cannot decide.
type unknownBody struct {
	Reason string `json:"reason"`
	Says   string `json:"says"`
}

// severityBody is how severe a finding is from a number of devices upwards.
type severityBody struct {
	Duty     string `json:"duty" doc:"Of findings with this duty; any of all others."`
	Installs int64  `json:"installs" doc:"From so many devices upwards."`
	Severity string `json:"severity" enum:"critical,high,medium,low,info"`
}

type ruleOutput struct {
	Body struct {
		Rule struct {
			RuleBody
			Reasons    []reasonBody   `json:"reasons"`
			Unknowns   []unknownBody  `json:"unknowns" doc:"Why it may be unknown whether the rule holds."`
			Severities []severityBody `json:"severities"`
		} `json:"rule" nameHint:"RuleDetail"`
	} `nameHint:"RuleAnswer"`
}

func (s *Server) addRule() {
	register(s, operation("read-rule", http.MethodGet, apiRoot+"/rules/{id}", "runs", "Read a rule",
		"A rule in words, with each reason for which it fails, who can mend that and how, and how severe its findings are.", http.StatusNotFound), s.readRule)
}

func (s *Server) readRule(_ context.Context, in *ruleInput) (*ruleOutput, error) {
	rule, known := s.o.Engine.Registry.Rule(in.ID)
	if !known {
		return nil, fmt.Errorf("rule %s: %w", in.ID, graphstore.ErrNotFound)
	}
	out := &ruleOutput{}
	of := &out.Body.Rule
	of.RuleBody, of.Reasons, of.Unknowns, of.Severities = wordsOf(rule), []reasonBody{}, []unknownBody{}, []severityBody{}
	for code, r := range rule.Reasons {
		of.Reasons = append(of.Reasons, reasonBody{Reason: code, Says: strings.TrimSpace(r.Says), Actor: r.Actor, Fix: strings.TrimSpace(r.Fix)})
	}
	slices.SortFunc(of.Reasons, func(a, b reasonBody) int { return strings.Compare(a.Reason, b.Reason) })
	for code, says := range rule.Unknowns {
		of.Unknowns = append(of.Unknowns, unknownBody{Reason: code, Says: strings.TrimSpace(says)})
	}
	slices.SortFunc(of.Unknowns, func(a, b unknownBody) int { return strings.Compare(a.Reason, b.Reason) })
	severities, err := s.severitiesOf(rule)
	if err != nil {
		return nil, err
	}
	for duty, steps := range severities {
		for _, step := range steps {
			of.Severities = append(of.Severities, severityBody{Duty: duty, Installs: step.Installs, Severity: step.Severity})
		}
	}
	slices.SortFunc(of.Severities, func(a, b severityBody) int {
		if a.Duty == b.Duty {
			return int(a.Installs - b.Installs)
		}
		return strings.Compare(a.Duty, b.Duty)
	})
	return out, nil
}

// severitiesOf are the steps of a rule: its own, or those of the table.
func (s *Server) severitiesOf(rule analytics.Rule) (map[string][]analytics.SeverityStep, error) {
	if len(rule.Severities) > 0 {
		return rule.Severities, nil
	}
	table := s.o.Engine.Severities
	if table == nil {
		var err error
		if table, err = analytics.LoadSeverities(); err != nil {
			return nil, fmt.Errorf("load severities: %w", err)
		}
	}
	return table[rule.ID], nil
}

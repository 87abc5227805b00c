package api

import (
	"context"
	"net/http"
	"strings"

	"waymark/analytics"
	"waymark/graphstore"
)

// RuleBody is a rule in words. Its first members are those of the contract.
type RuleBody struct {
	Rule       string `json:"rule" doc:"The rule's id."`
	Version    string `json:"version"`
	Maturity   string `json:"maturity" enum:"live,shadow"`
	Title      string `json:"title"`
	Addressee  string `json:"addressee" doc:"Who is asked to act."`
	Subject    string `json:"subject" doc:"What a finding is about."`
	Definition string `json:"definition" doc:"The rule, exactly."`
	Basis      string `json:"basis" doc:"Where the rule comes from."`
	Why        string `json:"why" doc:"What happens if nobody acts."`
	Fix        string `json:"fix" doc:"What the addressee does."`
}

type rulesOutput struct {
	Body struct {
		Rules []RuleBody `json:"rules"`
	} `nameHint:"RuleList"`
}

func (s *Server) addRules() {
	register(s, operation("list-rules", http.MethodGet, apiRoot+"/rules", "runs", "List the rules", "Every rule of this service, by id."), s.listRules)
}

func (s *Server) listRules(context.Context, *struct{}) (*rulesOutput, error) {
	out := &rulesOutput{}
	out.Body.Rules = []RuleBody{}
	for _, r := range s.o.Engine.Registry.All() {
		out.Body.Rules = append(out.Body.Rules, wordsOf(r))
	}
	return out, nil
}

// wordsOf is a rule in words.
func wordsOf(r analytics.Rule) RuleBody {
	return RuleBody{
		Rule: r.ID, Version: r.Version, Maturity: string(r.Maturity), Title: r.Title, Addressee: r.Addressee, Subject: r.Subject,
		Definition: strings.TrimSpace(r.Definition), Basis: strings.TrimSpace(r.Basis), Why: strings.TrimSpace(r.Why), Fix: strings.TrimSpace(r.Fix),
	}
}

// knownRule refuses an id that no rule has; a blank one is no choice.
func (s *Server) knownRule(id string) error {
	if id == "" {
		return nil
	}
	if _, ok := s.o.Engine.Registry.Rule(id); !ok {
		return &graphstore.InputError{Code: "unknown-rule", Message: "there is no rule " + id, Hint: "see " + apiRoot + "/rules"}
	}
	return nil
}

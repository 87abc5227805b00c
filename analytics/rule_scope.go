package analytics

import "slices"

// The parameters by which a rehearsal confines a rule: the keys of device
// models, and CPL Entry IDs. They are always bound, and null in a run.
const (
	paramModels  = "models"
	paramEntries = "entries"
)

var reservedParameters = []string{paramModels, paramEntries}

// RuleScope is the part of the graph that a rehearsal looks at.
type RuleScope struct {
	// Models are keys of device models, Entries are CPL Entry IDs.
	Models, Entries []string
}

// CanScope tells whether the rule can be confined to a part of the graph. One
// that cannot (rules about returns) is left out of rehearsals.
func (r Rule) CanScope() bool {
	return slices.ContainsFunc(usedParameters(r.Query), func(used string) bool { return slices.Contains(reservedParameters, used) })
}

// confine fills the reserved parameters. An empty scope holds nothing; it is not the whole graph.
func (s RuleScope) confine(params map[string]any) {
	params[paramModels], params[paramEntries] = anyTexts(s.Models), anyTexts(s.Entries)
}

func anyTexts(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

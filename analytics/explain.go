package analytics

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
)

// Explainable is what explaining needs of the store; *graphstore.Store is one.
type Explainable interface {
	Querier
	Pathways(ctx context.Context, scope graphstore.Scope, models []string) ([]graphstore.Pathways, error)
	Resolve(ctx context.Context, scope graphstore.Scope, subject string) (string, error)
	NearSubjects(ctx context.Context, scope graphstore.Scope, subject string) ([]string, error)
	Version(ctx context.Context, scope graphstore.Scope, entryID string) (graphstore.VersionDetail, error)
	History(ctx context.Context, scope graphstore.Scope, entryID string) ([]graphstore.VersionStatement, error)
	Edges(ctx context.Context, scope graphstore.Scope, entryID string) (in, out []graphstore.DeclaredEdge, err error)
	CohortsOf(ctx context.Context, scope graphstore.Scope, entryID, modelKey, cohortKey string) ([]graphstore.CohortState, error)
	FindingsAbout(ctx context.Context, scope graphstore.Scope, entryID, modelKey, cohortKey string) ([]graphstore.Finding, error)
	Finding(ctx context.Context, scope graphstore.Scope, fingerprint string) (graphstore.Finding, []graphstore.FindingEvent, error)
	RejectedEntry(ctx context.Context, scope graphstore.Scope, entryID string) (*graphstore.RejectedEntry, error)
	RejectedFor(ctx context.Context, scope graphstore.Scope, c graphstore.CohortState) ([]graphstore.RejectedEntry, error)
}

// Explanation is everything known about one subject. Which members it has
// depends on its kind.
type Explanation struct {
	// Kind is version, model, cohort, finding or placeholder.
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	// Says is the gist, in sentences.
	Says []string `json:"says"`

	Version *graphstore.VersionDetail `json:"version,omitempty"`
	// History is what imports said about an entry, with file and line, oldest first.
	History  []graphstore.VersionStatement `json:"history,omitempty"`
	EdgesIn  []graphstore.DeclaredEdge     `json:"edgesIn,omitempty"`
	EdgesOut []graphstore.DeclaredEdge     `json:"edgesOut,omitempty"`
	Pathway  *VersionPathway               `json:"pathway,omitempty"`

	Model *ModelExplanation `json:"model,omitempty"`

	Cohort *CohortExplanation `json:"cohort,omitempty"`

	Finding *RehearsedFinding         `json:"finding,omitempty"`
	Trail   []graphstore.FindingEvent `json:"trail,omitempty"`
	Rule    *RuleWords                `json:"rule,omitempty"`
	// About explains what a finding is about.
	About *Explanation `json:"about,omitempty"`

	// Installs are the cohorts that run it, by supplier.
	Installs []graphstore.CohortState `json:"installs,omitempty"`
	// Findings are those about it, past ones last.
	Findings []RehearsedFinding `json:"findings,omitempty"`
	// Rejected are rows that stand rejected and concern it.
	Rejected []graphstore.RejectedEntry `json:"rejected,omitempty"`
}

// RuleWords are a rule in words.
type RuleWords struct {
	Rule       string `json:"rule"`
	Version    string `json:"version"`
	Title      string `json:"title"`
	Definition string `json:"definition"`
	Basis      string `json:"basis"`
	Why        string `json:"why"`
	Fix        string `json:"fix"`
	Addressee  string `json:"addressee"`
}

// Explain says everything that is known about a subject and that the reader may
// know: a CPL Entry ID, before all else, a finding's fingerprint, a device model
// or a cohort (contract, section 3). To a supplier devices are its own, and
// pathways start where it has some; to a manufacturer there are none. A subject
// that is unknown, or out of scope, fails with an *graphstore.InputError that
// names subjects spelt alike.
func (e *Engine) Explain(ctx context.Context, store Explainable, scope graphstore.Scope, subject string, today cpl.Date) (*Explanation, error) {
	subject = strings.TrimSpace(subject)
	x := &explainer{engine: e, store: store, scope: scope, today: today}
	kind, err := store.Resolve(ctx, scope, subject)
	if err != nil {
		return nil, err
	}
	out := &Explanation{Kind: kind, Subject: subject, Says: []string{}}
	switch kind {
	case graphstore.SubjectVersion:
		err = x.version(ctx, out)
	case graphstore.SubjectPlaceholder:
		err = x.placeholder(ctx, out)
	case graphstore.SubjectModel:
		err = x.model(ctx, out)
	case graphstore.SubjectCohort:
		err = x.cohort(ctx, out)
	case graphstore.SubjectFinding:
		err = x.finding(ctx, out)
	default:
		return nil, x.unknown(ctx, subject)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// explainer gathers what an explanation is made of.
type explainer struct {
	engine *Engine
	store  Explainable
	scope  graphstore.Scope
	today  cpl.Date
}

// nearShown is how many subjects spelt alike are named.
const nearShown = 3

func (x *explainer) unknown(ctx context.Context, subject string) error {
	near, err := x.store.NearSubjects(ctx, x.scope, subject)
	if err != nil {
		return err
	}
	slices.SortFunc(near, func(a, b string) int {
		if d := distance(a, subject) - distance(b, subject); d != 0 {
			return d
		}
		return cmpText(a, b)
	})
	hint := "give a CPL Entry ID, device type|manufacturer|model, supplier|device type|manufacturer|model|firmware, or the fingerprint of a finding"
	if len(near) > 0 {
		hint = "did you mean " + strings.Join(quoted(near[:min(len(near), nearShown)]), " or ") + "?"
	}
	return &graphstore.InputError{Code: "unknown-subject", Message: fmt.Sprintf("nothing is known about %q", subject), Hint: hint}
}

func quoted(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = fmt.Sprintf("%q", t)
	}
	return out
}

// distance is how many letters are to be changed, added or left out to make one
// text of the other; case counts half as much as another letter.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = 2 * j
	}
	for i := range from {
		last := row[0]
		row[0] = 2 * (i + 1)
		for j := range to {
			cost := 2
			switch {
			case from[i] == to[j]:
				cost = 0
			case strings.EqualFold(string(from[i]), string(to[j])):
				cost = 1
			}
			last, row[j+1] = row[j+1], min(last+cost, row[j]+2, row[j+1]+2)
		}
	}
	return row[len(to)]
}

// rows are what a rule says of one model and its hub pair, failing and unknown.
// A rule knows of no reader: callers ask, for readers in whose scope that matters,
// none whose rows follow from what others' devices run.
func (x *explainer) rows(ctx context.Context, rule, modelKey string) (Rule, []graphstore.Record, error) {
	r, ok := x.engine.Registry.Rule(rule)
	if !ok {
		return Rule{}, nil, nil
	}
	models := []string{modelKey}
	kind, rest, _ := strings.Cut(modelKey, "|")
	if pair := x.engine.Settings.HubPairs[kind]; pair != "" {
		models = append(models, pair+"|"+rest)
	}
	params := r.bind(x.engine.Settings, x.today)
	RuleScope{Models: models}.confine(params)
	rows, err := x.store.Query(ctx, graphstore.Everything, graphstore.Query{Name: r.ID, Text: r.Query, Params: params, Timeout: r.Timeout})
	if err != nil {
		return r, nil, fmt.Errorf("rule %s: %w", rule, err)
	}
	return r, rows, nil
}

// links are the broken links that a rule names for a subject, in its words.
func (x *explainer) links(ctx context.Context, rule, modelKey, subject string) ([]MissingLink, error) {
	r, rows, err := x.rows(ctx, rule, modelKey)
	if err != nil {
		return nil, err
	}
	links := []MissingLink{}
	for _, row := range rows {
		if row["subject"] != subject {
			continue
		}
		evidence, _ := row["evidence"].(map[string]any)
		breaks, _ := evidence["breaks"].([]any)
		for _, b := range breaks {
			link, _ := b.(map[string]any)
			code, _ := link["reason"].(string)
			if code == "no-way-on" {
				continue // the dead end itself
			}
			words := r.Reasons[code]
			at, _ := link["at"].(string)
			from, _ := link["from"].(string)
			links = append(links, MissingLink{Reason: code, At: at, From: from, Members: textsOf(link["members"]), Says: words.Says, WhoCanAct: words.Actor, Fix: words.Fix})
		}
	}
	return links, nil
}

func textsOf(value any) []string {
	list, _ := value.([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// findings are those about a subject, in the words of their rules.
func (x *explainer) findings(ctx context.Context, entryID, modelKey, cohortKey string) ([]RehearsedFinding, error) {
	found, err := x.store.FindingsAbout(ctx, x.scope, entryID, modelKey, cohortKey)
	if err != nil {
		return nil, err
	}
	out := make([]RehearsedFinding, len(found))
	for i, f := range found {
		out[i] = x.engine.inWords(f)
	}
	return out, nil
}

func (out *Explanation) say(format string, args ...any) {
	out.Says = append(out.Says, fmt.Sprintf(format, args...))
}

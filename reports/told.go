package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"waymark/graphstore"
)

// Told is what manufacturers are told beside what the Panel is: what the rules
// found that are kept for them. The Panel's report has none of it. A run freezes
// it with its [Record].
type Told struct {
	// Findings are by rule, then subject.
	Findings []Finding `json:"findings"`
	// Held are those that the run could not decide, by rule, then subject; see [Record].
	Held     []Finding  `json:"held"`
	Resolved []Resolved `json:"resolved"`
	// Rules are the rules, by id, in words.
	Rules []RuleText `json:"rules"`
	// Failed are the rules that failed in the run, so that nothing is known to have ended.
	Failed []string `json:"failed"`
}

// gatherTold reads what the run found for manufacturers alone.
func gatherTold(ctx context.Context, src Source, f *facts, texts []RuleText) (*Told, error) {
	g := *f
	g.reopened, g.resolved = map[string]graphstore.PanelReopened{}, nil
	var err error
	if g.findings, err = src.PanelFindings(ctx, graphstore.Everything, f.run.ID, AudienceManufacturer); err != nil {
		return nil, fmt.Errorf("read what manufacturers are told: %w", err)
	}
	if g.held, err = src.PanelHeld(ctx, graphstore.Everything, f.run.ID, AudienceManufacturer); err != nil {
		return nil, fmt.Errorf("read what manufacturers are told: %w", err)
	}
	if err := gatherChanges(ctx, src, &g, AudienceManufacturer); err != nil {
		return nil, fmt.Errorf("read what manufacturers are told: %w", err)
	}
	t := &Told{Findings: toFindings(&g, texts), Held: toHeld(&g), Rules: []RuleText{}, Failed: []string{}}
	sortByRule(t.Findings)
	sortByRule(t.Held)
	t.Resolved = toChanges(&g, t.Findings).Resolved
	for _, rule := range texts {
		if rule.Audience == AudienceManufacturer {
			t.Rules = append(t.Rules, rule)
		}
	}
	slices.SortFunc(t.Rules, func(a, b RuleText) int { return cmp.Compare(a.ID, b.ID) })
	return t, nil
}

// Titles are the titles of the rules of which an audience is told, by id.
func (p *Panel) Titles(a Audience) map[string]string {
	out := titles(p)
	if a.Role == AudienceManufacturer && p.Told != nil {
		for _, r := range p.Told.Rules {
			out[r.ID] = r.Title
		}
	}
	return out
}

// FindingsFor are the findings that an audience may see; see [Audience.View]. A
// manufacturer's are those of its own rules as well.
func (p *Panel) FindingsFor(a Audience) []Finding {
	all := p.Findings
	if a.Role == AudienceManufacturer && p.Told != nil {
		all = slices.Concat(all, p.Told.Findings)
	}
	return a.View(all, p.words(a))
}

// HeldFor are the findings that an audience may see and that the run could not
// decide; see FindingsFor. That such a finding was not decided tells a manufacturer
// nothing of installs: neither follows from them.
func (p *Panel) HeldFor(a Audience) []Finding {
	all := p.Held
	if a.Role == AudienceManufacturer && p.Told != nil {
		all = slices.Concat(all, p.Told.Held)
	}
	return a.View(all, p.words(a))
}

// words are the rules' of which an audience is told, by id.
func (p *Panel) words(a Audience) map[string]RuleText {
	out := map[string]RuleText{}
	for _, r := range p.Rules {
		out[r.ID] = r.RuleText
	}
	if a.Role == AudienceManufacturer && p.Told != nil {
		for _, r := range p.Told.Rules {
			out[r.ID] = r
		}
	}
	return out
}

// ResolvedFor are the findings that ended and that an audience might see.
func (p *Panel) ResolvedFor(a Audience) []Resolved {
	all := p.Changes.Resolved
	if a.Role == AudienceManufacturer && p.Told != nil {
		all = slices.Concat(all, p.Told.Resolved)
	}
	return slices.DeleteFunc(slices.Clone(all), func(r Resolved) bool { return !a.sees(r.ManufacturerID, r.Supplier, r.SubjectKind, r.ByInstalls) })
}

// Failed says whether a rule failed in the run, so that what it did not see may stand.
func (p *Panel) Failed(rule string) bool {
	return slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.ID == rule && r.Status == graphstore.RunFailed }) ||
		p.Told != nil && slices.Contains(p.Told.Failed, rule)
}

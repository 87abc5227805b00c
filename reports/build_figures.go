package reports

import (
	"cmp"
	"slices"
)

const (
	changeNew      = "new"
	changeReopened = "reopened"
)

func toChanges(f *facts, findings []Finding) Changes {
	c := Changes{New: []string{}, Reopened: []string{}, Overdue: []string{}, SincePack: f.published, Resolved: make([]Resolved, 0, len(f.resolved))}
	if f.previous != nil {
		since := toRun(f.previous)
		c.Since = &since
	}
	for i := range findings {
		if findings[i].Overdue {
			c.Overdue = append(c.Overdue, findings[i].Fingerprint)
		}
		switch findings[i].Change {
		case changeNew:
			c.New = append(c.New, findings[i].Fingerprint)
		case changeReopened:
			c.Reopened = append(c.Reopened, findings[i].Fingerprint)
		}
	}
	for _, r := range f.resolved {
		c.Resolved = append(c.Resolved, Resolved{
			Fingerprint: r.Fingerprint, Rule: r.Rule, Subject: r.Subject, SubjectKind: r.SubjectKind, Severity: r.Severity,
			ManufacturerID: r.ManufacturerID, ManufacturerName: f.names[r.ManufacturerID], Supplier: r.Supplier, Owner: r.Owner,
			FirstSeen: r.FirstSeen, ResolvedAt: r.ResolvedAt, Why: r.Why, ByInstalls: r.ByInstalls,
		})
	}
	return c
}

// grouped is the findings and the resolved ones under one key.
type grouped struct {
	findings []*Finding
	resolved int
}

func group(p *Panel, ofFinding func(*Finding) string, ofResolved func(*Resolved) string) map[string]*grouped {
	out := map[string]*grouped{}
	at := func(key string) *grouped {
		if out[key] == nil {
			out[key] = &grouped{}
		}
		return out[key]
	}
	for i := range p.Findings {
		g := at(ofFinding(&p.Findings[i]))
		g.findings = append(g.findings, &p.Findings[i])
	}
	for i := range p.Changes.Resolved {
		at(ofResolved(&p.Changes.Resolved[i])).resolved++
	}
	return out
}

func (g *grouped) figures() Figures {
	f := Figures{BySeverity: []Tally{}, ByRule: []Tally{}}
	if g == nil {
		return f
	}
	f.Findings, f.Resolved = len(g.findings), g.resolved
	for _, x := range g.findings {
		if x.Class == "enforced" {
			f.Enforced++
		}
		switch x.Change {
		case changeNew:
			f.New++
		case changeReopened:
			f.Reopened++
		}
	}
	f.BySeverity = tally(g.findings, severities, func(x *Finding) string { return x.Severity })
	f.ByRule = tally(g.findings, nil, func(x *Finding) string { return x.Rule })
	f.Devices = devicesAffected(g.findings)
	return f
}

// tally counts findings by a key: known keys first in the order given, others
// after them by name, none that counts nothing.
func tally(findings []*Finding, order []string, key func(*Finding) string) []Tally {
	counts := map[string]int{}
	for _, f := range findings {
		counts[key(f)]++
	}
	out := make([]Tally, 0, len(counts))
	for k, n := range counts {
		out = append(out, Tally{Key: k, Count: n})
	}
	rank := func(k string) int {
		if i := slices.Index(order, k); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(out, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(rank(a.Key), rank(b.Key)), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func toRules(f *facts, p *Panel, texts []RuleText) []Rule {
	groups := group(p, func(x *Finding) string { return x.Rule }, func(x *Resolved) string { return x.Rule })
	byID := map[string]RuleText{}
	for _, t := range texts {
		byID[t.ID] = t
	}
	out := make([]Rule, 0, len(f.rules))
	for _, r := range f.rules {
		text, known := byID[r.Rule]
		if !known {
			text = RuleText{ID: r.Rule, Title: r.Rule}
		}
		text.Reasons = slices.SortedFunc(slices.Values(text.Reasons), func(a, b ReasonText) int { return cmp.Compare(a.Reason, b.Reason) })
		if text.Reasons == nil {
			text.Reasons = []ReasonText{}
		}
		text.Version = cmp.Or(r.Version, text.Version)
		figures := groups[r.Rule].figures()
		out = append(out, Rule{
			RuleText: text, Status: r.Status, Error: r.Error, Examined: r.Examined, Failing: r.Failing, Unknown: r.Unknown,
			Findings: figures.Findings, New: figures.New, Reopened: figures.Reopened, Resolved: figures.Resolved,
			Unconfirmed: r.Unconfirmed, Lacks: r.Lacks, Devices: figures.Devices, Took: r.Took.Milliseconds(),
		})
	}
	slices.SortFunc(out, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(b.Findings, a.Findings), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func toManufacturers(f *facts, p *Panel) []Manufacturer {
	groups := group(p, func(x *Finding) string { return x.ManufacturerID }, func(x *Resolved) string { return x.ManufacturerID })
	out := make([]Manufacturer, 0, len(f.manufacturers))
	for _, m := range f.manufacturers {
		out = append(out, Manufacturer{
			ID: m.ManufacturerID, Name: m.Name, Figures: groups[m.ManufacturerID].figures(),
			Models: m.Models, Listed: m.Listed, List: m.List, None: m.None, NotStated: m.NotStated, Invalid: m.Invalid,
		})
		delete(groups, m.ManufacturerID)
	}
	for id, g := range groups {
		out = append(out, Manufacturer{ID: id, Figures: g.figures()})
	}
	slices.SortFunc(out, func(a, b Manufacturer) int {
		return cmp.Or(cmp.Compare(b.Devices, a.Devices), cmp.Compare(b.Findings, a.Findings), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func toSuppliers(f *facts, p *Panel) []Supplier {
	groups := group(p, func(x *Finding) string { return x.Supplier }, func(x *Resolved) string { return x.Supplier })
	delete(groups, "")
	operates := map[string]int64{}
	for _, r := range f.returns {
		operates[r.Supplier] += r.Devices
		if groups[r.Supplier] == nil {
			groups[r.Supplier] = &grouped{}
		}
	}
	out := make([]Supplier, 0, len(groups))
	for name, g := range groups {
		out = append(out, Supplier{Name: name, Figures: g.figures(), Operates: operates[name]})
	}
	slices.SortFunc(out, func(a, b Supplier) int {
		return cmp.Or(cmp.Compare(b.Devices, a.Devices), cmp.Compare(b.Findings, a.Findings), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func toHeadline(p *Panel) Headline {
	all := make([]*Finding, 0, len(p.Findings))
	models, makers, suppliers := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range p.Findings {
		f := &p.Findings[i]
		all = append(all, f)
		models[f.ModelKey], makers[f.ManufacturerID], suppliers[f.Supplier] = true, true, true
	}
	for _, set := range []map[string]bool{models, makers, suppliers} {
		delete(set, "")
	}
	h := Headline{
		Findings:   len(all),
		BySeverity: tally(all, severities, func(f *Finding) string { return f.Severity }),
		ByClass:    tally(all, []string{"enforced", "advisory"}, func(f *Finding) string { return f.Class }),
		ByDuty:     tally(all, []string{"breach", "gap", "unknown", "advice"}, func(f *Finding) string { return f.Duty }),
		ByState:    tally(all, []string{"open", "acknowledged", "fix-proposed", "waived"}, func(f *Finding) string { return f.State }),
		New:        len(p.Changes.New), Reopened: len(p.Changes.Reopened), Resolved: len(p.Changes.Resolved), Overdue: len(p.Changes.Overdue),
		Devices: devicesAffected(all), Models: len(models), Manufacturers: len(makers), Suppliers: len(suppliers),
	}
	for _, f := range all {
		h.Waived += count(f.State == "waived")
		h.Baseline += count(f.Baseline)
		h.Consequences += count(f.Consequence)
	}
	for _, r := range p.Rules {
		h.Unconfirmed += r.Unconfirmed
	}
	return h
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

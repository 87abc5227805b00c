package reports

import (
	"cmp"
	"slices"

	"waymark/graphstore"
)

// severities from worst to least.
var severities = []string{"critical", "high", "medium", "low", "info"}

func severityRank(severity string) int {
	if i := slices.Index(severities, severity); i >= 0 {
		return i
	}
	return len(severities)
}

func toFindings(f *facts, texts []RuleText) []Finding {
	byID := map[string]RuleText{}
	for _, t := range texts {
		byID[t.ID] = t
	}
	out := make([]Finding, 0, len(f.findings))
	for i := range f.findings {
		out = append(out, toFinding(&f.findings[i], f, byID[f.findings[i].Rule]))
	}
	sortWorstFirst(out)
	return out
}

func sortWorstFirst(findings []Finding) {
	slices.SortFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)),
			cmp.Compare(b.Installs, a.Installs),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Subject, b.Subject),
			cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
}

func toFinding(g *graphstore.PanelFinding, f *facts, rule RuleText) Finding {
	out := Finding{
		Fingerprint: g.Fingerprint, Rule: g.Rule, Subject: g.Subject, SubjectKind: g.SubjectKind,
		State: g.State, Severity: g.Severity, Class: g.Class, Duty: g.Duty, Reasons: orEmpty(g.Reasons),
		Baseline: g.Baseline, Consequence: g.Consequence, Change: changeOf(g, f), ManufacturerID: g.ManufacturerID, ManufacturerName: f.names[g.ManufacturerID],
		Supplier: g.Supplier, ModelKey: g.ModelKey, Model: modelInWords(g.ModelKey), Firmware: g.FirmwareVersion,
		FirstSeen: g.FirstSeen, LastSeen: g.LastSeen, Installs: g.Installs, Evidence: decodeEvidence(g.Evidence),
		ByInstalls: g.ByInstalls, Owner: g.Owner, Party: f.responsible(g), OpenedOn: string(g.OpenedOn), DueOn: string(g.DueOn),
		Overdue: f.overdue(g),
	}
	out.Withheld = withheld(g, f, &out)
	s := subject{g: g, f: &out, rule: rule}
	out.Breaks = s.breaks()
	out.What, out.Fix, out.WhoActs = s.what(), s.fix(), s.whoActs()
	return out
}

// toHeld is what is known of findings that the run could not decide: what they are about.
func toHeld(f *facts) []Finding {
	out := make([]Finding, 0, len(f.held))
	for i := range f.held {
		g := &f.held[i]
		h := Finding{
			Fingerprint: g.Fingerprint, Rule: g.Rule, Subject: g.Subject, SubjectKind: g.SubjectKind, State: g.State, Severity: g.Severity, Change: changeOf(g, f),
			ManufacturerID: g.ManufacturerID, Supplier: g.Supplier, ModelKey: g.ModelKey, Model: modelInWords(g.ModelKey), Firmware: g.FirmwareVersion,
			FirstSeen: g.FirstSeen, Installs: g.Installs, ByInstalls: g.ByInstalls, OpenedOn: string(g.OpenedOn), DueOn: string(g.DueOn), Overdue: f.overdue(g),
			Reasons: []string{}, Breaks: []Break{}, Evidence: map[string]any{},
		}
		h.Withheld = withheld(g, f, &h)
		out = append(out, h)
	}
	sortWorstFirst(out)
	return out
}

func (f *facts) overdue(g *graphstore.PanelFinding) bool {
	return g.DueOn.Stated() && g.DueOn < f.run.Today && g.State != graphstore.StateWaived
}

func changeOf(g *graphstore.PanelFinding, f *facts) string {
	return changeBy(g, f, f.reopened[g.Fingerprint].Reopened)
}

// withheld is what its manufacturer is told of a finding; nil where that is what it says.
func withheld(g *graphstore.PanelFinding, f *facts, out *Finding) *Withheld {
	told := Withheld{State: g.State, Change: changeBy(g, f, f.reopened[g.Fingerprint].Told), OpenedOn: string(cmp.Or(g.ToldOpenedOn, g.OpenedOn))}
	if g.Withheld {
		told.State = graphstore.StateWaived
	}
	if told == (Withheld{State: out.State, Change: out.Change, OpenedOn: out.OpenedOn}) {
		return nil
	}
	return &told
}

func changeBy(g *graphstore.PanelFinding, f *facts, reopened bool) string {
	switch {
	case f.previous == nil, g.FirstSeen.After(f.previous.FinishedAt):
		return changeNew
	case reopened:
		return changeReopened
	}
	return ""
}

// responsible names the party that has to act on a finding, as far as one is known.
func (f *facts) responsible(g *graphstore.PanelFinding) string {
	for i := range f.parties {
		p := &f.parties[i]
		switch {
		case p.Category != g.Owner:
		case g.Owner == "supplier" && p.ID != g.Supplier:
		case g.Owner == "manufacturer" && !slices.Contains(p.ManufacturerIDs, g.ManufacturerID):
		default:
			return p.Name
		}
	}
	return ""
}

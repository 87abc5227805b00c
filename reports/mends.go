package reports

import (
	"maps"
	"slices"

	"waymark/cpl"
	"waymark/graphstore"
)

// mendedColumn is the column of the list in which what a rule finds is mended.
var mendedColumn = map[string][]cpl.Column{
	"predecessor-undeclared":      {cpl.ColDeclaration},
	"predecessor-invalid":         {cpl.ColDeclaration},
	"predecessor-unknown":         {cpl.ColDeclaration},
	"predecessor-self":            {cpl.ColDeclaration},
	"predecessor-foreign":         {cpl.ColDeclaration},
	"predecessor-suspect-root":    {cpl.ColDeclaration},
	"predecessor-later":           {cpl.ColDeclaration},
	"declaration-withdrawn":       {cpl.ColDeclaration},
	"pathway-cycle":               {cpl.ColDeclaration},
	ruleUnreachable:               {cpl.ColDeclaration},
	ruleUnrooted:                  {cpl.ColDeclaration},
	ruleDeadEnd:                   {cpl.ColDeclaration},
	"certificate-expiring":        {cpl.ColCPAExpiry, cpl.ColCPARenewal},
	"certificate-expired":         {cpl.ColCPAExpiry},
	"certificate-renewal-overdue": {cpl.ColCPARenewal},
}

const (
	ruleDeadEnd     = "version-dead-end"
	ruleUnreachable = "version-unreachable"
	// ruleUnrooted is what manufacturers are told instead, and of nobody's devices.
	ruleUnrooted = "version-unrooted"
)

// mends are what findings ask manufacturers to mend: entries, device models, and
// among these the ones that have a dead end, which is mended in a newer entry.
type mends struct {
	entries, models, deadEnds map[string]bool
	// near are the ids that an entry cites in vain.
	near map[string][]string
}

// toMend says whether a finding asks a manufacturer to type something into a row
// of the list: not one that is waived, nor one that ends when another is mended.
func toMend(f *Finding) bool {
	return f.Owner == "manufacturer" && f.State != graphstore.StateWaived && !f.Consequence && mendedColumn[f.Rule] != nil
}

// mendedIn are the entries in which a finding is mended, except that of a dead end.
func mendedIn(f *Finding) []string {
	switch {
	case f.Rule == ruleDeadEnd:
		return nil
	case f.SubjectKind == "cycle":
		return splitKey(f.Subject)
	case f.SubjectKind == "version":
		return []string{f.Subject}
	}
	return nil
}

func mendsOf(p *Panel) mends {
	findings := p.Findings
	if p.Told != nil {
		findings = slices.Concat(findings, p.Told.Findings)
	}
	m := mends{entries: map[string]bool{}, models: map[string]bool{}, deadEnds: map[string]bool{}, near: map[string][]string{}}
	for i := range findings {
		f := &findings[i]
		if !toMend(f) {
			continue
		}
		m.models[f.ModelKey] = true
		if f.Rule == ruleDeadEnd {
			m.deadEnds[f.ModelKey] = true
		}
		for _, id := range mendedIn(f) {
			m.entries[id] = true
		}
		for _, b := range f.Breaks {
			if f.Rule == "predecessor-unknown" && b.Reason == "unknown-id" {
				m.near[f.Subject] = append(m.near[f.Subject], b.From)
			}
		}
	}
	delete(m.models, "")
	return m
}

// newestEntries are where the dead ends of a model are mended.
func (m mends) newestEntries(shares *Shares) {
	for _, ids := range shares.Newest {
		for _, id := range ids {
			m.entries[id] = true
		}
	}
}

func (m mends) ids() []string { return slices.Sorted(maps.Keys(m.entries)) }

package reports

import (
	"cmp"
	"slices"

	"waymark/graphstore"
)

// The audiences of packs and mail.
const (
	AudiencePanel        = "panel"
	AudienceManufacturer = "manufacturer"
	AudienceSupplier     = "supplier"
	AudienceOperator     = "operator"
)

// Audience is for whom findings are shown: a role, and the party that has it.
type Audience struct {
	Role  string
	Party string
	// ManufacturerIDs are the identifiers that a manufacturer represents.
	ManufacturerIDs []string
}

// View returns the findings that the audience may see, each with nothing in it
// that it may not: the Panel and the operator see all; a supplier those about its
// own installs and returns; a manufacturer those about its own models, without
// installs, suppliers and what the rule recorded. Order and severity follow from
// installs, so a manufacturer gets no severity, and findings by rule, subject and
// fingerprint; the others get them in the order given. A manufacturer is not
// shown what is there only because of what devices run, nor reasons that follow
// from that, nor due dates, which follow from severity. words are the rules', by
// id, for what has to be said anew.
func (a Audience) View(findings []Finding, words map[string]RuleText) []Finding {
	out := []Finding{}
	for _, f := range findings {
		switch a.Role {
		case AudiencePanel, AudienceOperator:
			out = append(out, f)
		case AudienceSupplier:
			if a.Party != "" && f.Supplier == a.Party {
				out = append(out, f)
			}
		case AudienceManufacturer:
			if a.sees(f.ManufacturerID, f.Supplier, f.SubjectKind, f.ByInstalls) {
				out = append(out, f.forManufacturer(words[f.Rule]))
			}
		}
	}
	if a.Role == AudienceManufacturer {
		sortByRule(out)
	}
	return out
}

// sees tells whether a manufacturer may know of a finding at all.
func (a Audience) sees(manufacturerID, supplier, subjectKind, byInstalls string) bool {
	return graphstore.Told(supplier, byInstalls) && !aboutInstalls[subjectKind] && slices.Contains(a.ManufacturerIDs, manufacturerID)
}

func sortByRule(findings []Finding) {
	slices.SortFunc(findings, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Subject, y.Subject), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
}

// aboutInstalls are the kinds of subject that stand for what a supplier operates.
var aboutInstalls = map[string]bool{"cohort": true, "return": true, "model-return": true}

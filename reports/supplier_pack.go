package reports

import (
	"cmp"
	"slices"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
)

// SupplierSchema names the shape of [SupplierPack] as JSON.
const SupplierSchema = "waymark.supplier/1"

// SupplierPack is what one supplier is told: its own cohorts that need something
// done, and what to do. It holds nothing of other suppliers.
type SupplierPack struct {
	PackHead
	Changes PackChanges `json:"changes"`
	Totals  []TypeTotal `json:"totals"`
	// Returns are its latest install returns, by device type.
	Returns []ReturnState `json:"returns"`
	// Orphaned run firmware without a listed entry, Stranded have no way to the
	// newest firmware, Ageing run firmware listed long ago although there is newer,
	// Gained came by change of supplier; each most devices first. A cohort may be in several.
	Orphaned []SupplierCohort `json:"orphaned"`
	Stranded []SupplierCohort `json:"stranded"`
	Ageing   []SupplierCohort `json:"ageing"`
	Gained   []SupplierCohort `json:"gained"`
	// Data are its findings about what it returned, Others all other findings of it.
	Data   []SupplierFinding `json:"data"`
	Others []SupplierFinding `json:"others"`
	Waived int               `json:"waived"`
	// Carried are the cohorts whose count is older than its latest return.
	Carried []SupplierCohort `json:"carried"`
}

// SupplierCohort is a cohort with what to do about it.
type SupplierCohort struct {
	CohortRecord
	Fingerprint string `json:"fingerprint,omitempty"`
	DueOn       string `json:"dueOn,omitempty"`
	Overdue     bool   `json:"overdue,omitempty"`
	Waived      bool   `json:"waived,omitempty"`
	// What says what is wrong, ToDo what to do next, and Others who else must act,
	// with how to reach them as far as that is known.
	What   string `json:"what"`
	ToDo   string `json:"toDo"`
	Others string `json:"others"`
}

// SupplierFinding is a finding as its supplier is told of it.
type SupplierFinding struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Title       string `json:"title"`
	Subject     string `json:"subject"`
	Devices     int64  `json:"devices"`
	Change      string `json:"change"`
	DueOn       string `json:"dueOn"`
	Overdue     bool   `json:"overdue"`
	What        string `json:"what"`
	ToDo        string `json:"toDo"`
}

const (
	ruleOrphaned = "install-orphaned"
	ruleStranded = "install-stranded"
)

// aboutReturns are the rules about what a supplier returned, not what it operates.
var aboutReturns = map[string]bool{"install-stale": true, "install-vanished": true}

// NewSupplierPack makes the pack of a supplier. It fails with
// graphstore.ErrInvalid where the party is none.
func NewSupplierPack(b *Basis) (*SupplierPack, error) {
	if err := needParty(b, PackSupplier, AudienceSupplier); err != nil {
		return nil, err
	}
	p := &SupplierPack{
		PackHead: headOf(b, PackSupplier, SupplierSchema), Totals: []TypeTotal{}, Returns: []ReturnState{}, Data: []SupplierFinding{}, Others: []SupplierFinding{},
		Orphaned: []SupplierCohort{}, Stranded: []SupplierCohort{}, Ageing: []SupplierCohort{}, Gained: []SupplierCohort{}, Carried: []SupplierCohort{},
	}
	mine := b.Panel.FindingsFor(Audience{Role: AudienceSupplier, Party: p.Party})
	resolved := 0
	for _, r := range b.Panel.Changes.Resolved {
		if r.Supplier == p.Party {
			resolved++
		}
	}
	p.Changes = changesIn(mine, resolved)
	for _, r := range b.Panel.Data.Returns {
		if r.Supplier == p.Party {
			p.Returns = append(p.Returns, r)
		}
	}
	for i := range b.Record.Shares.Suppliers {
		if s := &b.Record.Shares.Suppliers[i]; s.Name == p.Party {
			p.Totals = slices.Clone(s.Totals)
			p.addCohorts(s.Cohorts, mine, makersOf(b))
		}
	}
	p.addFindings(mine, titles(b.Panel))
	return p, nil
}

// makersOf is how each manufacturer is named and reached, by identifier.
func makersOf(b *Basis) map[string]string {
	out := map[string]string{}
	for i := range b.Panel.Manufacturers {
		if m := &b.Panel.Manufacturers[i]; m.ID != "" {
			out[m.ID] = cmp.Or(m.Name, "manufacturer "+m.ID)
		}
	}
	for i := range b.Record.Parties {
		party := &b.Record.Parties[i]
		if party.Category != AudienceManufacturer {
			continue
		}
		reached := strings.Join(slices.DeleteFunc([]string{party.Contact, party.Email}, func(s string) bool { return s == "" }), ", ")
		for _, id := range party.ManufacturerIDs {
			out[id] = party.Name + inBrackets(reached)
		}
	}
	return out
}

func (p *SupplierPack) addCohorts(cohorts []CohortRecord, mine []Finding, makers map[string]string) {
	found := map[[2]string]*Finding{}
	for i := range mine {
		found[[2]string{mine[i].Rule, mine[i].Subject}] = &mine[i]
	}
	for _, c := range cohorts {
		key := cpl.JoinKey(p.Party) + "|" + c.ModelKey + "|" + cpl.JoinKey(c.Firmware)
		maker := ""
		if parts := splitKey(c.ModelKey); len(parts) == 3 {
			maker = cmp.Or(makers[parts[1]], "manufacturer "+parts[1])
		}
		orphan, strand := found[[2]string{ruleOrphaned, key}], found[[2]string{ruleStranded, key}]
		if orphan != nil {
			p.Orphaned = append(p.Orphaned, orphanedCohort(c, orphan, maker))
		}
		if strand != nil {
			p.Stranded = append(p.Stranded, strandedCohort(c, strand, maker))
		}
		if c.Ageing {
			p.Ageing = append(p.Ageing, ageingCohort(c, maker))
		}
		if c.Gained > 0 {
			p.Gained = append(p.Gained, gainedCohort(c, maker))
		}
		if c.Carried {
			p.Carried = append(p.Carried, SupplierCohort{CohortRecord: c, What: "This count is from an earlier return: the latest one did not report the device model, or its row could not be read.", ToDo: "Report the device model in your next return."})
		}
	}
	for _, list := range [][]SupplierCohort{p.Orphaned, p.Stranded, p.Ageing, p.Gained, p.Carried} {
		slices.SortStableFunc(list, func(x, y SupplierCohort) int {
			return cmp.Or(cmp.Compare(y.Devices, x.Devices), cmp.Compare(x.ModelKey, y.ModelKey), cmp.Compare(x.Firmware, y.Firmware))
		})
	}
}

// addFindings adds the findings that are about no cohort of the lists.
func (p *SupplierPack) addFindings(mine []Finding, names map[string]string) {
	for i := range mine {
		f := &mine[i]
		if f.State == graphstore.StateWaived {
			p.Waived++
		}
		if f.Rule == ruleOrphaned || f.Rule == ruleStranded {
			continue
		}
		told := toSupplierFinding(f, names, strings.Join(splitKey(f.Subject)[1:], " "))
		if aboutReturns[f.Rule] {
			p.Data = append(p.Data, told)
		} else {
			p.Others = append(p.Others, told)
		}
	}
}

// toSupplierFinding tells a finding with its subject in words.
func toSupplierFinding(f *Finding, names map[string]string, subject string) SupplierFinding {
	return SupplierFinding{
		Fingerprint: f.Fingerprint, Rule: f.Rule, Title: cmp.Or(names[f.Rule], f.Rule), Subject: subject, Devices: f.Installs,
		Change: f.Change, DueOn: f.DueOn, Overdue: f.Overdue, What: strings.Replace(f.What, f.Subject, subject, 1), ToDo: f.Fix,
	}
}

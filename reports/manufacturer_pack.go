package reports

import (
	"cmp"
	"slices"
	"strings"

	"waymark/graphstore"
)

// ManufacturerSchema names the shape of [ManufacturerPack] as JSON.
const ManufacturerSchema = "waymark.manufacturer/1"

// ManufacturerPack is what one manufacturer is told: its own entries to mend,
// with what to type. It holds nothing of suppliers, no count of installs but the
// totals that may be disclosed, and no severity, since that follows from counts.
type ManufacturerPack struct {
	PackHead
	ManufacturerIDs []string    `json:"manufacturerIds"`
	Changes         PackChanges `json:"changes"`
	// Models are its device models with something to mend, in order of installs:
	// those whose total may be told first, most devices first, then the others by key.
	Models []ManufacturerModel `json:"models"`
	// Mends are its entries to mend: in the order of Models, required ones first,
	// then by Date Added and CPL Entry ID.
	Mends []Mend `json:"mends"`
	// Follows are findings that end when others are mended; Others are those that
	// are not mended by typing into a row of the list. Both by rule, then subject.
	Follows []ManufacturerFinding `json:"follows"`
	Others  []ManufacturerFinding `json:"others"`
	// Waived counts the findings that the Panel lives with for a time; they are in no list.
	Waived int `json:"waived"`
	// What its listed entries declare.
	Listed    int64 `json:"listed"`
	List      int64 `json:"list"`
	None      int64 `json:"none"`
	NotStated int64 `json:"notStated"`
	Invalid   int64 `json:"invalid"`
}

// ManufacturerModel is a device model with something to mend.
type ManufacturerModel struct {
	Key     string `json:"key"`
	Entries int    `json:"entries"`
	// Disclosed says that Devices, rounded, may be told; else it is 0 and says nothing.
	Disclosed bool  `json:"disclosed"`
	Devices   int64 `json:"devices"`
}

// Mend is an entry with something to type into it.
type Mend struct {
	// Entry holds its cells as stored.
	Entry graphstore.Version `json:"entry"`
	// Columns are the columns to type into, What what to type there.
	Columns  []string              `json:"columns"`
	What     string                `json:"whatToType"`
	Findings []ManufacturerFinding `json:"findings"`
	// Candidates are listed entries that may have been meant, and More how many are left out.
	Candidates []Candidate `json:"candidates"`
	More       int         `json:"more"`
}

// ManufacturerFinding is a finding as its manufacturer is told of it.
type ManufacturerFinding struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Title       string `json:"title"`
	Subject     string `json:"subject"`
	Model       string `json:"model"`
	Duty        string `json:"duty"`
	Change      string `json:"change"`
	DueOn       string `json:"dueOn"`
	Overdue     bool   `json:"overdue"`
	What        string `json:"what"`
	Fix         string `json:"fix"`
}

// NewManufacturerPack makes the pack of a manufacturer. It fails with
// graphstore.ErrInvalid where the party is none.
func NewManufacturerPack(b *Basis) (*ManufacturerPack, error) {
	if err := needParty(b, PackManufacturer, AudienceManufacturer); err != nil {
		return nil, err
	}
	p := &ManufacturerPack{
		PackHead: headOf(b, PackManufacturer, ManufacturerSchema), ManufacturerIDs: orEmpty(slices.Clone(b.Party.ManufacturerIDs)),
		Models: []ManufacturerModel{}, Mends: []Mend{}, Follows: []ManufacturerFinding{}, Others: []ManufacturerFinding{},
	}
	audience := Audience{Role: AudienceManufacturer, Party: p.Party, ManufacturerIDs: p.ManufacturerIDs}
	mine := b.Panel.FindingsFor(audience)
	mine = slices.DeleteFunc(mine, func(f Finding) bool { return f.Owner != "manufacturer" })
	p.Changes = changesIn(notWaived(mine), ownedBy(b.Panel.ResolvedFor(audience), "manufacturer"))
	p.addMends(b, mine)
	p.addRest(mine, b.Panel.Titles(audience))
	p.addModels(b.Record.Shares)
	p.addCoverage(b.Panel.Manufacturers)
	return p, nil
}

// notWaived are the findings that the pack shows.
func notWaived(findings []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.State == graphstore.StateWaived })
}

// ownedBy counts what has ended of that on which somebody had to act.
func ownedBy(resolved []Resolved, owner string) int {
	n := 0
	for i := range resolved {
		if resolved[i].Owner == owner {
			n++
		}
	}
	return n
}

func toManufacturerFinding(f *Finding, titles map[string]string) ManufacturerFinding {
	return ManufacturerFinding{
		Fingerprint: f.Fingerprint, Rule: f.Rule, Title: cmp.Or(titles[f.Rule], f.Rule), Subject: f.Subject, Model: f.Model, Duty: f.Duty, Change: f.Change,
		DueOn: f.DueOn, Overdue: f.Overdue, What: f.What, Fix: f.Fix,
	}
}

// addMends puts the findings to the entries in which they are mended.
func (p *ManufacturerPack) addMends(b *Basis, mine []Finding) {
	entries := map[string]*RecordEntry{}
	for i := range b.Record.Shares.Entries {
		entries[b.Record.Shares.Entries[i].EntryID] = &b.Record.Shares.Entries[i]
	}
	names := b.Panel.Titles(Audience{Role: AudienceManufacturer})
	place := map[string]int{}
	for i := range mine {
		f := &mine[i]
		if !toMend(f) {
			continue
		}
		ids := mendedIn(f)
		if f.Rule == ruleDeadEnd {
			ids = b.Record.Shares.Newest[f.ModelKey]
		}
		for _, id := range ids {
			e := entries[id]
			if e == nil || !slices.Contains(p.ManufacturerIDs, e.ManufacturerID) || f.SubjectKind == "cycle" && !e.Listed {
				continue
			}
			at, there := place[id]
			if !there {
				at, place[id] = len(p.Mends), len(p.Mends)
				p.Mends = append(p.Mends, Mend{Entry: e.Version, Columns: []string{}, Findings: []ManufacturerFinding{}, Candidates: slices.Clone(e.Candidates), More: e.More})
			}
			p.Mends[at].add(f, e, toManufacturerFinding(f, names))
		}
	}
}

func (m *Mend) add(f *Finding, e *RecordEntry, told ManufacturerFinding) {
	m.Findings = append(m.Findings, told)
	for _, c := range mendedColumn[f.Rule] {
		if !slices.Contains(m.Columns, string(c)) {
			m.Columns = append(m.Columns, string(c))
		}
	}
	if f.Rule == ruleDeadEnd && !slices.ContainsFunc(m.Candidates, func(c Candidate) bool { return c.EntryID == f.Subject }) {
		m.Candidates = slices.Insert(m.Candidates, 0, Candidate{EntryID: f.Subject, Firmware: f.Firmware})
	}
	if f.Rule == ruleUnrooted && m.What != "" {
		return // what breaks the way to it here has been said
	}
	if text := whatToType(f, e); !strings.Contains(m.What, text) {
		m.What = strings.TrimSpace(m.What + " " + text)
	}
}

// addRest adds the findings that no row of the list mends, and counts the waived ones.
func (p *ManufacturerPack) addRest(mine []Finding, names map[string]string) {
	mended := map[string]bool{}
	for i := range p.Mends {
		for _, f := range p.Mends[i].Findings {
			mended[f.Fingerprint] = true
		}
	}
	for i := range mine {
		f := &mine[i]
		switch {
		case f.State == graphstore.StateWaived:
			p.Waived++
		case mended[f.Fingerprint]:
		case f.Consequence:
			p.Follows = append(p.Follows, toManufacturerFinding(f, names))
		default:
			p.Others = append(p.Others, toManufacturerFinding(f, names))
		}
	}
}

// addModels adds the models up, and puts them and their entries in order.
func (p *ManufacturerPack) addModels(s *Shares) {
	told := map[string]int64{}
	for _, d := range s.Disclosed {
		told[d.ModelKey] = d.Devices
	}
	entries := map[string]int{}
	for i := range p.Mends {
		entries[p.Mends[i].Entry.ModelKey]++
	}
	for key, n := range entries {
		devices, may := told[key]
		p.Models = append(p.Models, ManufacturerModel{Key: key, Entries: n, Disclosed: may, Devices: devices})
	}
	slices.SortFunc(p.Models, func(x, y ManufacturerModel) int {
		return cmp.Or(cmp.Compare(y.Devices, x.Devices), cmp.Compare(x.Key, y.Key))
	})
	rank := map[string]int{}
	for i, m := range p.Models {
		rank[m.Key] = i
	}
	slices.SortStableFunc(p.Mends, func(x, y Mend) int {
		return cmp.Or(rank[x.Entry.ModelKey]-rank[y.Entry.ModelKey], x.urgency()-y.urgency(),
			cmp.Compare(x.Entry.AddedOn, y.Entry.AddedOn), cmp.Compare(x.Entry.EntryID, y.Entry.EntryID))
	})
}

// duties from most to least pressing.
var duties = []string{"breach", "unknown", "gap", "advice"}

// urgency ranks a mend by the most pressing duty among its findings.
func (m *Mend) urgency() int {
	most := len(duties)
	for _, f := range m.Findings {
		if i := slices.Index(duties, f.Duty); i >= 0 {
			most = min(most, i)
		}
	}
	return most
}

func (p *ManufacturerPack) addCoverage(all []Manufacturer) {
	for i := range all {
		if m := &all[i]; slices.Contains(p.ManufacturerIDs, m.ID) {
			p.Listed += m.Listed
			p.List += m.List
			p.None += m.None
			p.NotStated += m.NotStated
			p.Invalid += m.Invalid
		}
	}
}

package reports

import (
	"slices"
	"strings"
)

// QualitySchema names the shape of [QualityPack] as JSON.
const QualitySchema = "waymark.quality/1"

// QualityPack is what is wrong with the data that a run read, for those who look
// after them: it is for the operator and the Panel, since it names suppliers.
type QualityPack struct {
	PackHead
	Sources []SourceRecord `json:"sources"`
	Rejects []RejectRecord `json:"rejects"`
	// Coverage is what each manufacturer's listed entries declare, most without first.
	Coverage []Coverage `json:"coverage"`
	// Unreachable are parties that have to act on findings, or whose devices they
	// are, without an address; Unrepresented are manufacturers that no party represents.
	Unreachable   []PartyGap    `json:"unreachable"`
	Unrepresented []Coverage    `json:"unrepresented"`
	Returns       []ReturnState `json:"returns"`
	// Missing are the findings that a return is old or leaves out what was there.
	Missing   []SupplierFinding `json:"missing"`
	Undecided []UndecidedRule   `json:"undecided"`
	Mail      MailRecord        `json:"mail"`
	NotKnown  []string          `json:"notKnown"`
}

// Coverage is what the listed entries of a manufacturer declare.
type Coverage struct {
	ManufacturerID string `json:"manufacturerId"`
	Name           string `json:"name"`
	Listed         int64  `json:"listed"`
	List           int64  `json:"list"`
	None           int64  `json:"none"`
	NotStated      int64  `json:"notStated"`
	Invalid        int64  `json:"invalid"`
}

// Percent is how many of a hundred listed entries declare a list or N/A, rounded
// down, so that 100 means all.
func (c Coverage) Percent() int64 {
	if c.Listed == 0 {
		return 100
	}
	return (c.List + c.None) * 100 / c.Listed
}

// PartyGap is a party that lacks something.
type PartyGap struct {
	Party    string `json:"party"`
	Category string `json:"category"`
	Lacks    string `json:"lacks"`
}

// UndecidedRule is a rule that could not decide something, or was not carried out.
type UndecidedRule struct {
	Rule     string            `json:"rule"`
	Title    string            `json:"title"`
	Status   string            `json:"status"`
	Error    string            `json:"error"`
	Lacks    string            `json:"lacks"`
	Examined int64             `json:"examined"`
	Unknown  int64             `json:"unknown"`
	Reasons  []UndecidedRecord `json:"reasons"`
}

// NewQualityPack makes the report on the data.
func NewQualityPack(b *Basis) (*QualityPack, error) {
	if err := needRecord(b, PackQuality); err != nil {
		return nil, err
	}
	p := &QualityPack{
		PackHead: headOf(b, PackQuality, QualitySchema), Sources: b.Record.Sources, Rejects: b.Record.Rejects, Returns: b.Panel.Data.Returns, Mail: b.Record.Mail,
		NotKnown: orEmpty(b.Panel.Method.NotKnown), Coverage: []Coverage{}, Unreachable: []PartyGap{}, Unrepresented: []Coverage{}, Missing: []SupplierFinding{}, Undecided: []UndecidedRule{},
	}
	p.Party = ""
	p.addCoverage(b)
	p.addParties(b)
	names := titles(b.Panel)
	for i := range b.Panel.Findings {
		if f := &b.Panel.Findings[i]; aboutReturns[f.Rule] {
			p.Missing = append(p.Missing, toSupplierFinding(f, names, strings.Join(splitKey(f.Subject), ", ")))
		}
	}
	for _, r := range b.Panel.Rules {
		if r.Status == "ok" && r.Unknown == 0 && r.Lacks == "" {
			continue
		}
		u := UndecidedRule{Rule: r.ID, Title: r.Title, Status: r.Status, Error: r.Error, Lacks: r.Lacks, Examined: r.Examined, Unknown: r.Unknown, Reasons: []UndecidedRecord{}}
		for _, reason := range b.Record.Undecided {
			if reason.Rule == r.ID {
				u.Reasons = append(u.Reasons, reason)
			}
		}
		p.Undecided = append(p.Undecided, u)
	}
	return p, nil
}

func (p *QualityPack) addCoverage(b *Basis) {
	represented := map[string]bool{}
	for i := range b.Record.Parties {
		for _, id := range b.Record.Parties[i].ManufacturerIDs {
			represented[id] = true
		}
	}
	for i := range b.Panel.Manufacturers {
		m := &b.Panel.Manufacturers[i]
		if m.ID == "" {
			continue
		}
		c := Coverage{ManufacturerID: m.ID, Name: m.Name, Listed: m.Listed, List: m.List, None: m.None, NotStated: m.NotStated, Invalid: m.Invalid}
		p.Coverage = append(p.Coverage, c)
		if !represented[m.ID] {
			p.Unrepresented = append(p.Unrepresented, c)
		}
	}
	for _, list := range [][]Coverage{p.Coverage, p.Unrepresented} {
		slices.SortFunc(list, func(x, y Coverage) int {
			if d := (y.NotStated + y.Invalid) - (x.NotStated + x.Invalid); d != 0 {
				return int(d)
			}
			if x.ManufacturerID < y.ManufacturerID {
				return -1
			}
			return 1
		})
	}
}

func (p *QualityPack) addParties(b *Basis) {
	for i := range b.Record.Parties {
		if party := &b.Record.Parties[i]; party.Email == "" {
			lacks := "an e-mail address"
			if party.Contact == "" {
				lacks = "an e-mail address and a contact"
			}
			p.Unreachable = append(p.Unreachable, PartyGap{Party: party.Name, Category: party.Category, Lacks: lacks})
		}
	}
}

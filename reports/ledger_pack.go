package reports

import (
	"cmp"
	"slices"

	"waymark/cpl"
	"waymark/graphstore"
)

// LedgerSchema names the shape of [LedgerPack] as JSON.
const LedgerSchema = "waymark.ledger/1"

// LedgerPack is who was asked about which entry on a best-endeavours basis, and
// what came of it. Requests recorded after the run are not in it.
type LedgerPack struct {
	PackHead
	Totals LedgerTotals `json:"totals"`
	// Parties are the totals of each that was asked, most silent first.
	Parties []PartyTotals `json:"parties"`
	// Requests are all of them: silent ones first, longest waiting first, then
	// answered ones, latest answer first.
	Requests []LedgerRequest `json:"requests"`
	// Unasked counts the findings about a declaration that is missing or cannot be
	// read and about which nobody was asked.
	Unasked int `json:"unasked"`
}

// LedgerTotals count requests. Asked is the sum of List (answered by naming
// predecessors), None (answered by N/A) and Silent.
type LedgerTotals struct {
	Asked  int `json:"asked"`
	List   int `json:"list"`
	None   int `json:"none"`
	Silent int `json:"silent"`
	Chases int `json:"chases"`
}

// PartyTotals are those of one party. LongestSilent is how many days its oldest
// request without an answer has waited.
type PartyTotals struct {
	Party string `json:"party"`
	LedgerTotals
	LongestSilent int `json:"longestSilent"`
}

// LedgerRequest is a request. Days is how long it took to be answered, or how
// long it has waited on the day of the run.
type LedgerRequest struct {
	graphstore.Asked
	Days int `json:"days"`
}

// NewLedgerPack makes the ledger of the requests that the run's record holds.
func NewLedgerPack(b *Basis) (*LedgerPack, error) {
	if err := needRecord(b, PackLedger); err != nil {
		return nil, err
	}
	p := &LedgerPack{PackHead: headOf(b, PackLedger, LedgerSchema), Parties: []PartyTotals{}, Requests: []LedgerRequest{}}
	p.Party = ""
	asked := map[string]bool{}
	place := map[string]int{}
	for _, a := range b.Record.Asked {
		until := cpl.Date(b.Panel.Run.Today)
		if a.Answer != graphstore.AnswerSilent {
			until = a.AnsweredOn
		}
		r := LedgerRequest{Asked: a, Days: daysBetween(a.On, until)}
		p.Requests = append(p.Requests, r)
		asked[a.EntryID] = true
		at, there := place[a.Party]
		if !there {
			at, place[a.Party] = len(p.Parties), len(p.Parties)
			p.Parties = append(p.Parties, PartyTotals{Party: a.Party})
		}
		p.Totals.add(&r)
		p.Parties[at].add(&r)
		if a.Answer == graphstore.AnswerSilent {
			p.Parties[at].LongestSilent = max(p.Parties[at].LongestSilent, r.Days)
		}
	}
	for i := range b.Panel.Findings {
		if f := &b.Panel.Findings[i]; (f.Rule == "predecessor-undeclared" || f.Rule == "predecessor-invalid") && !asked[f.Subject] {
			p.Unasked++
		}
	}
	p.order()
	return p, nil
}

func (t *LedgerTotals) add(r *LedgerRequest) {
	t.Asked++
	t.Chases += len(r.Chases)
	switch r.Answer {
	case graphstore.AnsweredList:
		t.List++
	case graphstore.AnsweredNone:
		t.None++
	default:
		t.Silent++
	}
}

func (p *LedgerPack) order() {
	slices.SortFunc(p.Parties, func(x, y PartyTotals) int {
		return cmp.Or(cmp.Compare(y.Silent, x.Silent), cmp.Compare(x.Party, y.Party))
	})
	slices.SortStableFunc(p.Requests, func(x, y LedgerRequest) int {
		silentX, silentY := x.Answer == graphstore.AnswerSilent, y.Answer == graphstore.AnswerSilent
		switch {
		case silentX != silentY && silentX:
			return -1
		case silentX != silentY:
			return 1
		case silentX:
			return cmp.Compare(x.On, y.On)
		}
		return cmp.Compare(y.AnsweredOn, x.AnsweredOn)
	})
}

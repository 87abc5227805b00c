package reports

import (
	"fmt"

	"waymark/graphstore"
)

// answerWords say what came of a request.
var answerWords = map[string]string{
	graphstore.AnsweredList: "answered: predecessors named", graphstore.AnsweredNone: "N/A: no earlier firmware", graphstore.AnswerSilent: "silent",
}

// Document lays the ledger out.
func (p *LedgerPack) Document() *Document {
	d := p.document("Requests for declarations", "Best-endeavours requests, and what came of them")
	d.Sections = []Section{
		{ID: "first", Title: "What came of the requests", Blocks: p.firstBlocks()},
		{ID: "parties", Title: "Per party", Blocks: []Block{p.partyTable()}},
		{ID: "requests", Title: "Every request", Blocks: []Block{p.requestTable()}},
		{ID: "method", Title: "How this was found, and what is not known", Blocks: paragraphs(
			"A request is answered by the list itself: by the first statement about the entry, true after the day of the request, that names predecessors or says N/A and differs from what was declared before. How the answer came, and whether it is right, is not known here.",
			"Asked is the sum of answered, N/A and silent. Days are calendar days from the request to the day on which the list that holds the answer was true; of a silent request, to the day of the run. Requests are recorded by hand, so one that was made and not recorded is missing.")},
	}
	return d
}

func (p *LedgerPack) firstBlocks() []Block {
	t := p.Totals
	text := "No request has been recorded."
	if t.Asked > 0 {
		text = fmt.Sprintf("Asked %s, answered %s, N/A %s, silent %s.", number(t.Asked), number(t.List), number(t.None), number(t.Silent))
	}
	out := paragraphs(text)
	if t.Asked > 0 {
		out = append(out, Tiles{Items: []Tile{
			{Label: "Asked", Value: number(t.Asked), Note: counted(t.Chases, "chase", "chases")},
			{Label: "Answered", Value: number(t.List), Note: "predecessors named"},
			{Label: "N/A", Value: number(t.None), Note: "no earlier firmware"},
			{Label: "Silent", Value: number(t.Silent), Note: "nothing declared since"},
		}})
	}
	if len(p.Parties) > 0 && p.Parties[0].Silent > 0 {
		worst := p.Parties[0]
		out = append(out, Paragraph{fmt.Sprintf("Chase %s first: %s without an answer, the oldest for %s.", worst.Party, counted(worst.Silent, "request is", "requests are"), counted(worst.LongestSilent, "day", "days"))})
	}
	if p.Unasked > 0 {
		out = append(out, Paragraph{fmt.Sprintf("About %s nobody was asked, by what is recorded.", counted(p.Unasked, "entry whose declaration is missing or cannot be read", "entries whose declaration is missing or cannot be read"))})
	}
	return out
}

func (p *LedgerPack) partyTable() *Table {
	t := &Table{
		ID: "parties", Title: "Requests per party", Empty: "Nobody was asked.",
		Columns: columnsOf("Party", ColumnText, "Asked", ColumnNumber, "Answered", ColumnNumber, "N/A", ColumnNumber, "Silent", ColumnNumber, "Chases", ColumnNumber, "Longest silent, days", ColumnNumber),
	}
	for _, x := range p.Parties {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			textCell(x.Party), numberCell(x.Asked), numberCell(x.List), numberCell(x.None), {Number: int64(x.Silent), Mark: x.Silent > 0}, numberCell(x.Chases), numberCell(x.LongestSilent),
		}})
	}
	return t
}

func (p *LedgerPack) requestTable() *Table {
	t := &Table{
		ID: "ledger", Title: "Requests", Empty: "None was recorded.", PageRows: 200, More: "All requests are in the XLSX and CSV forms.",
		Columns: columnsOf("CPL Entry ID", ColumnID, "Manufacturer", ColumnText, "Party asked", ColumnText, "Asked on", ColumnDate, "Asked by", ColumnText, "Reference", ColumnText,
			"Chases", ColumnNumber, "Last chase", ColumnDate, "Outcome", ColumnText, "Answered on", ColumnDate, "Days", ColumnNumber, "Listed", ColumnText),
	}
	for i := range p.Requests {
		r := &p.Requests[i]
		last, listed := "", "yes"
		if n := len(r.Chases); n > 0 {
			last = string(r.Chases[n-1].On)
		}
		if !r.Listed {
			listed = "no longer"
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			textCell(r.EntryID), textCell(r.ManufacturerName), textCell(r.Party), textCell(string(r.On)), textCell(r.By), textCell(r.Reference), numberCell(len(r.Chases)), textCell(last),
			{Text: answerWords[r.Answer], Mark: r.Answer == graphstore.AnswerSilent},
			textCell(string(r.AnsweredOn)), numberCell(r.Days), textCell(listed),
		}})
	}
	return t
}

package reports

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
)

// PackHead is what every pack of this file's kind begins with.
type PackHead struct {
	Schema  string  `json:"schema"`
	Pack    string  `json:"pack"`
	Party   string  `json:"party,omitempty"`
	Marking Marking `json:"marking"`
	Run     Run     `json:"run"`
	// Notes are things to know before reading on.
	Notes []string `json:"notes"`
	// ListAsOf is the day on which the list was true that the pack is about, blank
	// where none was loaded, and ListAgeDays how old it was on the day of the run,
	// -1 where it is not the run's list.
	ListAsOf    string `json:"listAsOf"`
	ListAgeDays int    `json:"listAgeDays"`
	// Since is the day from which changes are counted: that of the run of the last
	// report that was published to the Panel, else of the previous full run; blank
	// where there was neither.
	Since string `json:"since"`
}

func headOf(b *Basis, pack, schema string) PackHead {
	p := b.Panel
	h := PackHead{Schema: schema, Pack: pack, Marking: p.Marking, Run: p.Run, Notes: slices.Clone(p.Notes)}
	if b.Party != nil {
		h.Party = b.Party.ID
	}
	if ForParty(pack) || pack == PackFIR {
		h.Run.InputsHash = "" // it differs with the returns of other suppliers
	}
	if h.Notes == nil {
		h.Notes = []string{}
	}
	if p.Data.List != nil {
		h.ListAsOf, h.ListAgeDays = p.Data.List.AsOf, p.Data.List.AgeDays
	}
	if p.Changes.Since != nil {
		h.Since = p.Changes.Since.Today
	}
	return h
}

// About says what the report is.
func (h *PackHead) About() About {
	return About{Pack: h.Pack, Schema: h.Schema, Party: h.Party, Run: h.Run, Marking: h.Marking}
}

var unsafeInNames = regexp.MustCompile(`[^A-Za-z0-9]+`)

// document begins the layout of a pack. Facts come before those that every pack has.
func (h *PackHead) document(title, subtitle string, facts ...Fact) *Document {
	name := h.Pack
	if h.Party != "" {
		name += "-" + strings.Trim(unsafeInNames.ReplaceAllString(strings.ToLower(h.Party), "-"), "-")
	}
	list := "none was loaded"
	if h.ListAsOf != "" {
		list = "as of " + dateInWords(cpl.Date(h.ListAsOf))
		if h.ListAgeDays >= 0 {
			list += fmt.Sprintf(", %s old on the day of the run", counted(h.ListAgeDays, "day", "days"))
		}
	}
	facts = append(facts,
		Fact{"Run", fmt.Sprintf("number %d, of %s, %s", h.Run.Number, dateInWords(cpl.Date(h.Run.Today)), h.Run.Status)},
		Fact{"Central Products List", list})
	return &Document{
		Name: fmt.Sprintf("%s-run-%d", name, h.Run.Number), Title: title, Subtitle: subtitle, Language: "en-GB",
		Marking: h.Marking, Notes: h.Notes, Facts: facts, Footer: "Made by Waymark from run " + h.Run.ID + ".",
	}
}

// needParty fails where a pack is for one party and has none of the category.
func needParty(b *Basis, pack, category string) error {
	switch {
	case b.Party == nil:
		return &graphstore.InputError{Code: "party-missing", Message: fmt.Sprintf("the %s pack is made for one party", pack), Hint: "name the party, as it stands in the file of parties"}
	case b.Party.Category != category:
		return wrongParty(b.Party, pack, category)
	}
	if err := needRecord(b, pack); err != nil || b.Record.Shares != nil {
		return err
	}
	return noRecord(pack)
}

func wrongParty(party *graphstore.Party, pack, category string) error {
	return &graphstore.InputError{Code: "wrong-party", Message: fmt.Sprintf("%s is of the category %s", party.ID, party.Category), Hint: fmt.Sprintf("the %s pack is for a %s", pack, category)}
}

// noPack says why a run froze no such pack for a party that it knew.
func noPack(party *graphstore.Party, pack string) error {
	for _, category := range []string{AudienceManufacturer, AudienceSupplier} {
		if packOf(category) == pack && party.Category != category {
			return wrongParty(party, pack, category)
		}
	}
	return noRecord(pack)
}

func needRecord(b *Basis, pack string) error {
	if b.Panel == nil || b.Record == nil {
		return noRecord(pack)
	}
	return nil
}

func noRecord(pack string) error {
	return &graphstore.InputError{Code: "no-record", Message: fmt.Sprintf("the run has no record, which the %s pack is made of", pack), Hint: "run the rules again with this version of Waymark"}
}

// PackChanges are what differs from the day of Since, and what is overdue.
type PackChanges struct {
	New      int `json:"new"`
	Reopened int `json:"reopened"`
	Resolved int `json:"resolved"`
	Overdue  int `json:"overdue"`
}

func changesIn(findings []Finding, resolved int) PackChanges {
	c := PackChanges{Resolved: resolved}
	for i := range findings {
		switch findings[i].Change {
		case changeNew:
			c.New++
		case changeReopened:
			c.Reopened++
		}
		if findings[i].Overdue {
			c.Overdue++
		}
	}
	return c
}

// inWords says what changed since a day; blank is no earlier run.
func (c PackChanges) inWords(since string) string {
	overdue := ""
	if c.Overdue > 0 {
		overdue = fmt.Sprintf(" %s past the day by which it was to be done.", counted(c.Overdue, "finding is", "findings are"))
	}
	if since == "" {
		return "This is the first report, so every finding in it is new." + overdue
	}
	if c.New+c.Reopened+c.Resolved == 0 {
		return fmt.Sprintf("Nothing has changed since %s.%s", dateInWords(cpl.Date(since)), overdue)
	}
	return fmt.Sprintf("Since %s, %s.%s", dateInWords(cpl.Date(since)), c.parts(), overdue)
}

// parts names what is new, back and ended, without those of which there are none.
func (c PackChanges) parts() string {
	var parts []string
	for _, p := range []struct {
		n               int
		one, many, what string
	}{
		{c.New, "is", "are", "new"},
		{c.Reopened, "is", "are", "back after having ended"},
		{c.Resolved, "has", "have", "ended"},
	} {
		if p.n == 0 {
			continue
		}
		one, many := p.one, p.many
		if len(parts) == 0 {
			one, many = "finding "+one, "findings "+many
		}
		parts = append(parts, counted(p.n, one, many)+" "+p.what)
	}
	return enumerated(parts)
}

// titles are the rules' titles for laymen, by id.
func titles(p *Panel) map[string]string {
	out := map[string]string{}
	for _, r := range p.Rules {
		out[r.ID] = r.Title
	}
	return out
}

// columnsOf makes columns of names and kinds.
func columnsOf(pairs ...any) []Column {
	var out []Column
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, Column{Name: pairs[i].(string), Kind: pairs[i+1].(ColumnKind)})
	}
	return out
}

func textCell(s string) Cell { return Cell{Text: s} }

func numberCell[N ~int | ~int64](n N) Cell { return Cell{Number: int64(n)} }

// paragraphs makes a paragraph of each text that is not blank.
func paragraphs(texts ...string) []Block {
	var out []Block
	for _, text := range texts {
		if text != "" {
			out = append(out, Paragraph{text})
		}
	}
	return out
}

package cpl

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"
)

// Party is an organisation as a file of parties states it.
type Party struct {
	Name, Category string
	// ManufacturerIDs are the manufacturer identifiers that it represents, in order.
	ManufacturerIDs []string
	// Email is its addresses as [Addresses] reads them, in the order in which they
	// were typed, with ", " between them.
	Contact, Email string
}

// maxAddresses is how many addresses a party may have: each gets a message of its own.
const maxAddresses = 100

// maxParties bounds a file of parties, since its identifiers are compared row with row.
const maxParties = 100_000

// category reads what a party is.
func (r *rowReader) category(c cell) string {
	text, ok := r.take(c)
	if !ok || !r.visible(text, c.text, nil) {
		return ""
	}
	word, ok := r.vocabulary.Category(text)
	if !ok {
		r.fault(CodeUnknownCategory, c.text, "the category is not in the vocabulary: type one of "+strings.Join(r.vocabulary.categoryList, ", "))
	}
	return word
}

// hexList reads identifiers of four hex digits with commas, semicolons or
// newlines between them; repeated ones count once.
func (r *rowReader) hexList(c cell) []string {
	text, ok := r.take(c)
	if !ok {
		return nil
	}
	var out []string
	for _, part := range strings.FieldsFunc(text, isSeparator) {
		part = Trim(part)
		if part == "" {
			continue
		}
		if id := r.hex(cell{text: part, kind: c.kind}, 4); id != "" {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// email reads addresses, without names beside them. One that is none rejects the row.
func (r *rowReader) email(c cell) string {
	text, ok := r.take(c)
	if !ok || !r.visible(text, c.text, isSeparator) {
		return ""
	}
	const hint = "the cell must be e-mail addresses, such as desk@example.com, with commas between them"
	all := Addresses(text)
	if len(all) == 0 || len(all) > maxAddresses {
		r.fault(CodeNotAnAddress, c.text, fmt.Sprintf("%s, at most %d", hint, maxAddresses))
		return ""
	}
	if bad := slices.IndexFunc(all, func(a string) bool { return !IsAddress(a) }); bad >= 0 {
		r.fault(CodeNotAnAddress, all[bad], hint)
		return ""
	}
	return strings.Join(all, ", ")
}

// Addresses are what stands in text with commas, semicolons or newlines between,
// each once, in order. They are not checked: see [IsAddress].
func Addresses(text string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(text, isSeparator) {
		part = Trim(part)
		if part != "" && !slices.ContainsFunc(out, func(known string) bool { return strings.EqualFold(known, part) }) {
			out = append(out, part)
		}
	}
	return out
}

// maxAddress is how many bytes an address may have (RFC 5321, a path without its brackets).
const maxAddress = 254

// IsAddress tells whether text is one e-mail address, without a name beside it,
// that mail can be sent to.
func IsAddress(text string) bool {
	local, domain, found := strings.Cut(text, "@")
	if !found || local == "" || domain == "" || len(text) > maxAddress || strings.ContainsAny(text, ",;<>\"()") || strings.Contains(domain, "@") {
		return false
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= unicode.MaxASCII }) {
		return false
	}
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text
}

func (p *Party) columns() []string {
	return []string{p.Name, p.Category, strings.Join(p.ManufacturerIDs, ","), p.Contact, p.Email}
}

// holder is who claims a manufacturer identifier: a row of the file, or a party
// that is known already.
type holder struct {
	party string
	line  int64
}

// CheckClaims rejects the rows of a file of parties that claim a manufacturer
// identifier which another row, or a party known already, represents: the first
// of the file keeps it. known gives, for each identifier, the party that
// represents it now; one that the file restates gives its identifiers up first.
// It is called once, after [File.Check], and brings checked up to date.
func (f *File) CheckClaims(ctx context.Context, checked *Checked, known map[string]string) error {
	if f.reading.Kind != KindParties || !f.Has(ColManufacturerIDs) {
		return nil
	}
	if checked.Accepted > maxParties {
		return &FileFault{Code: CodeTooManyRows, Message: fmt.Sprintf("the file has over %d parties", maxParties), Hint: "give the parties that have to do with the list"}
	}
	var rows []*Row
	restated := map[string]bool{}
	n, number := int64(0), map[*Row]int64{}
	for row, err := range f.Rows(ctx, nil) {
		if err != nil {
			return err
		}
		if row.Outcome == Accepted {
			rows, restated[row.Key], number[row] = append(rows, row), true, n
		}
		n++
	}
	f.result.claims = map[int64]Fault{}
	// A row that is rejected restates nothing, which may reject another.
	for again := true; again; {
		again = false
		held := map[string]holder{}
		for id, party := range known {
			if !restated[party] {
				held[id] = holder{party: party}
			}
		}
		for _, row := range rows {
			if _, rejected := f.result.claims[number[row]]; rejected {
				continue
			}
			fault, clashes := claim(row, held)
			if !clashes {
				continue
			}
			f.result.claims[number[row]] = fault
			restated[row.Key], again = false, true
		}
	}
	if len(f.result.claims) == 0 {
		return nil
	}
	added := int64(len(f.result.claims))
	checked.Accepted, checked.Rejected, checked.FaultCount = checked.Accepted-added, checked.Rejected+added, checked.FaultCount+added
	c := &checker{file: f, result: *checked}
	err := c.listFaults(ctx)
	checked.Faults = c.result.Faults
	return err
}

// claim takes the row's identifiers, or none of them if one is taken.
func claim(row *Row, held map[string]holder) (Fault, bool) {
	for _, id := range row.Party.ManufacturerIDs {
		by, taken := held[id]
		if !taken {
			continue
		}
		where := fmt.Sprintf("%s represents it already", by.party)
		if by.line > 0 {
			where = fmt.Sprintf("line %d gives it to %s", by.line, by.party)
		}
		return Fault{
			Line: row.Line, Column: string(ColManufacturerIDs), Code: CodeIdentifierTaken, Value: id,
			Hint: where + ": an identifier belongs to one party; take it from one of the two",
		}, true
	}
	for _, id := range row.Party.ManufacturerIDs {
		held[id] = holder{row.Party.Name, row.Line}
	}
	return Fault{}, false
}

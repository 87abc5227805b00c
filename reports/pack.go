package reports

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"waymark/graphstore"
)

// The packs: each is one report for one kind of reader.
const (
	PackPanel        = "panel"
	PackManufacturer = "manufacturer"
	PackSupplier     = "supplier"
	PackFIR          = "fir"
	PackQuality      = "quality"
	PackLedger       = "ledger"
)

// Packs are all of them, in the order in which help texts name them.
var Packs = []string{PackPanel, PackManufacturer, PackSupplier, PackFIR, PackQuality, PackLedger}

// KnownPack says whether there is a pack of that name.
func KnownPack(name string) bool { return slices.Contains(Packs, name) }

// ForParty says whether a pack is made for one party: then it cannot be built
// without one.
func ForParty(pack string) bool { return pack == PackManufacturer || pack == PackSupplier }

// Pack is a report as data: what is frozen, hashed and signed, and what every
// rendering shows. Its JSON is the report's JSON form.
type Pack interface {
	// About says what the report is, of which run and for whom.
	About() About
	// Document lays the report out; the same pack always alike.
	Document() *Document
}

// About identifies a report.
type About struct {
	// Pack is one of Packs, Schema the shape of its data.
	Pack, Schema string
	// Party is whom it is for, blank where it is for no one in particular.
	Party   string
	Run     Run
	Marking Marking
}

// name is short and safe as a file name: the pack, whom it is for, and its run.
func (a About) name() string {
	words := []string{a.Pack}
	if party := slug(a.Party); party != "" {
		words = append(words, party)
	}
	return fmt.Sprintf("%s-run-%d", strings.Join(words, "-"), a.Run.Number)
}

// slug keeps the ASCII letters and digits of a text, in lower case, with "-" for the rest.
func slug(text string) string {
	return strings.Trim(strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-"), "-")
}

// Basis is what packs are built from: all of it is of the run, but Source.
type Basis struct {
	Panel *Panel
	// Record is what the run froze beside the Panel report.
	Record *Record
	// Party is whom the pack is for; nil where [ForParty] is false.
	Party *graphstore.Party
	// Source is the graph as it is now, for packs that are about the list and not about a run.
	Source Source
}

// freezePack returns a pack's data in a form that is always the same for the
// same pack, and its SHA-256 in hex.
func freezePack(p Pack) (data []byte, sum string, err error) {
	if data, sum, err = freeze(p); err != nil {
		return nil, "", fmt.Errorf("freeze the %s report of run %s: %w", p.About().Pack, p.About().Run.ID, err)
	}
	return data, sum, nil
}

// freeze writes a value as JSON, members in a fixed order, and gives its SHA-256 in hex.
func freeze(value any) (data []byte, sum string, err error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, "", err //nolint:wrapcheck // both callers name the act
	}
	hash := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(hash[:]), nil
}

// SchemaError says that a frozen report is of another version of its schema.
type SchemaError struct{ Got, Reads string }

func (e *SchemaError) Error() string {
	return fmt.Sprintf("read a frozen report: its schema is %q, and this version of Waymark reads %q: use the version that froze it", e.Got, e.Reads)
}

// thawPack reads what freezePack wrote into p, a pointer to the pack's type,
// and fails with *SchemaError on data of another schema.
func thawPack[P Pack](data []byte, p P, schema string) (P, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(p); err != nil {
		return p, fmt.Errorf("read a frozen report: %w", err)
	}
	if got := p.About().Schema; got != schema {
		return p, &SchemaError{Got: got, Reads: schema}
	}
	return p, nil
}

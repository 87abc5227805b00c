package graphstore

import (
	"maps"
	"slices"
	"strings"
)

// Scope says what of the graph a reader may see. Every read takes one, and the
// query enforces it; nothing filters afterwards. The zero Scope sees nothing,
// so that a forgotten one fails closed.
type Scope struct {
	everything bool
	// supplier is the party whose installs the reader sees, beside all versions and pathways.
	supplier string
	// manufacturers are the identifiers whose models the reader sees, in order, joined by a
	// blank: a Scope is compared by its value.
	manufacturers string
	// party is the organisation for which the reader asks; blank of those that see everything.
	party string
}

// Everything is the scope of the operator, the Panel and the auditor.
var Everything = Scope{everything: true}

// OfSupplier is the scope of a supplier: every version and pathway, and of
// installs and what is found about them its own. Of no party it is the zero Scope.
func OfSupplier(party string) Scope { return Scope{supplier: party} }

// OfManufacturer is the scope of who represents the manufacturer identifiers: its
// own models, and nothing of installs. Of none it is the zero Scope.
func OfManufacturer(ids ...string) Scope {
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	return Scope{manufacturers: strings.Join(slices.Compact(sorted), " ")}
}

// Of is the scope as a party has it. What is kept for one party alone, a
// published report, is seen in that party's scope alone.
func (s Scope) Of(party string) Scope {
	s.party = party
	return s
}

// None tells whether it is the scope of nobody, in which nothing is asked.
func (s Scope) None() bool { return !s.everything && s.supplier == "" && s.manufacturers == "" }

// Manufacturer tells whether the reader is a manufacturer, which is told nothing of installs.
func (s Scope) Manufacturer() bool { return !s.everything && s.supplier == "" && s.manufacturers != "" }

// ManufacturerIDs are the identifiers of a manufacturer's scope, in order; none of another's.
func (s Scope) ManufacturerIDs() []string { return strings.Fields(s.manufacturers) }

// Party is the organisation for which the reader asks; blank of those that see everything.
func (s Scope) Party() string { return s.party }

// All tells whether nothing is hidden from the reader.
func (s Scope) All() bool { return s.everything }

// params are what queries know of the reader: $everything; $readerSupplier, a
// party's name or blank; $readerManufacturers, identifiers, or none; and $readerParty,
// the name of the party, or blank.
func (s Scope) params() map[string]any {
	return map[string]any{"everything": s.everything, "readerSupplier": s.supplier, "readerManufacturers": strings.Fields(s.manufacturers), "readerParty": s.party}
}

// with adds to the scope's parameters those of a statement. The zero Scope has
// none: a reader that nobody named is a mistake, and asks nothing.
func (s Scope) with(params map[string]any) (map[string]any, error) {
	if s.None() {
		return nil, ErrNoScope
	}
	all := s.params()
	maps.Copy(all, params)
	return all, nil
}

// whole is with, for statements that know of no reader: they answer those alone that see everything.
func (s Scope) whole(params map[string]any) (map[string]any, error) {
	if !s.everything {
		return nil, ErrNoScope
	}
	return s.with(params)
}

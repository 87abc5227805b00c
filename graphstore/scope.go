package graphstore

import (
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

// All tells whether nothing is hidden from the reader.
func (s Scope) All() bool { return s.everything }

// params are what queries know of the reader: $everything; $readerSupplier, a
// party's name or blank; $readerManufacturers, identifiers, or none.
func (s Scope) params() map[string]any {
	return map[string]any{"everything": s.everything, "readerSupplier": s.supplier, "readerManufacturers": strings.Fields(s.manufacturers)}
}

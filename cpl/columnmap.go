package cpl

import (
	"bytes"
	_ "embed" // the default map
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// Kind is the kind of an input file.
type Kind string

// The kinds of input files.
const (
	KindCPL      Kind = "cpl"
	KindInstalls Kind = "installs"
	// KindApplicability is the table of until when pairs of SMETS or CHTS and GBCS
	// versions are maintained.
	KindApplicability Kind = "applicability"
	// KindDCC is the DCC's copy of the list, in the columns of the list.
	KindDCC Kind = "dcc"
	// KindParties are the organisations, and whom they represent.
	KindParties Kind = "parties"
)

// Kinds are the kinds that can be read.
var Kinds = []Kind{
	KindCPL,
	KindInstalls,
	KindApplicability,
	KindDCC,
	KindParties,
}

// Valid reports whether k is a kind that can be read.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// List reports whether a file of kind k is a list of CPL entries.
func (k Kind) List() bool { return k == KindCPL || k == KindDCC }

// mapped is one column of a column map.
type mapped struct {
	Column   Column   `yaml:"column"`
	Aliases  []string `yaml:"aliases"`
	Required bool     `yaml:"required"`
	Read     string   `yaml:"read"`
}

// ColumnMap says which header means which column, for every kind of file. It is
// data: load one with [LoadColumnMap], or take the one that is built in. It is
// not changed after loading and may be shared between goroutines.
type ColumnMap struct {
	columns map[Kind][]mapped
	headers map[Kind]map[string]Column
}

//go:embed data/columns.yaml
var columnsYAML []byte

var defaultColumnMap = sync.OnceValue(func() *ColumnMap {
	m, err := LoadColumnMap(bytes.NewReader(columnsYAML))
	if err != nil {
		panic(err) // the file is compiled in and tested
	}
	return m
})

// DefaultColumnMap returns the column map that is built in.
func DefaultColumnMap() *ColumnMap { return defaultColumnMap() }

// optionalKinds may be left out of a column map: they have the columns of
// another kind of the map or, where they name themselves, those of the contract.
var optionalKinds = map[Kind]Kind{
	KindApplicability: KindApplicability,
	KindDCC:           KindCPL,
	KindParties:       KindParties,
}

// plainColumns are the columns of a kind as the contract names them.
func plainColumns(kind Kind) []mapped {
	var columns []mapped
	for _, f := range fieldList(kind) {
		columns = append(columns, mapped{Column: f.column, Required: f.required, Read: f.read})
	}
	return columns
}

// LoadColumnMap reads a column map in YAML, in the form of the built-in
// data/columns.yaml. It is strict: an unknown key, an unknown or missing column,
// an alias that two columns claim, and a required column made optional are
// errors that name what is wrong.
func LoadColumnMap(r io.Reader) (*ColumnMap, error) {
	file := map[Kind][]mapped{}
	if err := decodeStrict(r, &file); err != nil {
		return nil, fmt.Errorf("read column map: %w", err)
	}
	m := &ColumnMap{columns: map[Kind][]mapped{}, headers: map[Kind]map[string]Column{}}
	var faults []error
	for _, kind := range slices.Sorted(maps.Keys(file)) {
		if !kind.Valid() {
			faults = append(faults, fmt.Errorf("there is no kind %q of file: use those of the built-in map", kind))
		}
	}
	for _, kind := range Kinds {
		columns, given := file[kind]
		if base, optional := optionalKinds[kind]; optional && !given {
			columns = file[base]
			if base == kind {
				columns = plainColumns(kind)
			}
		}
		faults = append(faults, m.add(kind, columns))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("read column map: %w", err)
	}
	return m, nil
}

func (m *ColumnMap) add(kind Kind, columns []mapped) error {
	want := fieldsOf(kind)
	headers := map[string]Column{}
	seen := map[Column]mapped{}
	for _, c := range columns {
		f, known := want[c.Column]
		if !known {
			return fmt.Errorf("%s: there is no column %q: use the names of the built-in map", kind, c.Column)
		}
		if _, twice := seen[c.Column]; twice {
			return fmt.Errorf("%s: column %q stands twice: keep one", kind, c.Column)
		}
		if c.Read != f.read {
			return fmt.Errorf("%s: column %q is read as %q, not %q: set read: %s", kind, c.Column, f.read, c.Read, f.read)
		}
		if f.required && !c.Required {
			return fmt.Errorf("%s: column %q cannot be optional: set required: true", kind, c.Column)
		}
		seen[c.Column] = c
		for _, header := range append([]string{string(c.Column)}, c.Aliases...) {
			name := normalHeader(header)
			if name == "" {
				return fmt.Errorf("%s: column %q has a blank alias: remove it", kind, c.Column)
			}
			if other, taken := headers[name]; taken && other != c.Column {
				return fmt.Errorf("%s: header %q stands for both %q and %q: remove one", kind, header, other, c.Column)
			}
			headers[name] = c.Column
		}
	}
	for column := range want {
		if _, there := seen[column]; !there {
			return fmt.Errorf("%s: column %q is missing: add it", kind, column)
		}
	}
	m.columns[kind], m.headers[kind] = columns, headers
	return nil
}

// Find returns the column that a header of a file of this kind means, and
// false when it means none.
func (m *ColumnMap) Find(kind Kind, header string) (Column, bool) {
	c, ok := m.headers[kind][normalHeader(header)]
	return c, ok
}

// Required lists the columns that a file of this kind must have, in the map's order.
func (m *ColumnMap) Required(kind Kind) []Column {
	var required []Column
	for _, c := range m.columns[kind] {
		if c.Required {
			required = append(required, c.Column)
		}
	}
	return required
}

// normalHeader drops what does not matter in a header: case, white space,
// zero-width characters and / _ -.
func normalHeader(header string) string {
	return strings.Map(func(r rune) rune {
		if trimmed(r) || r == '/' || r == '_' || r == '-' {
			return -1
		}
		return unicode.ToLower(r)
	}, header)
}

// decodeStrict reads one YAML document and refuses keys that into does not have.
func decodeStrict(r io.Reader, into any) error {
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("the file is empty")
		}
		return fmt.Errorf("read YAML: %w", err)
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one document: keep one")
	}
	return nil
}

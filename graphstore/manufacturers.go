package graphstore

import (
	"context"
	"fmt"
)

var (
	listManufacturers  = statement("list_manufacturers")
	countManufacturers = statement("count_manufacturers")
)

// Manufacturer is a manufacturer identifier and what is made under it.
type Manufacturer struct {
	ManufacturerID string `json:"manufacturerId"`
	// Name is the one that most of its versions carry, Party who represents it, if anybody does.
	Name  string `json:"name"`
	Party string `json:"party,omitempty"`
	// Models and Versions are how many it has, Listed how many of the versions are listed.
	Models   int64 `json:"models"`
	Versions int64 `json:"versions"`
	Listed   int64 `json:"listed"`
}

// Manufacturers lists at most limit manufacturers whose identifier comes after
// the given one, by identifier, and how many there are in all.
func (s *Store) Manufacturers(ctx context.Context, scope Scope, after string, limit int) ([]Manufacturer, int64, error) {
	counted, err := s.read(ctx, scope, countManufacturers, nil)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.manufacturers(ctx, scope, map[string]any{"id": "", "after": after, "limit": limit})
	return found, counted[0].number("total"), err
}

// Manufacturer returns one manufacturer; ErrNotFound if there is none in scope.
func (s *Store) Manufacturer(ctx context.Context, scope Scope, id string) (Manufacturer, error) {
	if id == "" {
		return Manufacturer{}, fmt.Errorf("manufacturer: %w", ErrNotFound)
	}
	found, err := s.manufacturers(ctx, scope, map[string]any{"id": id, "after": "", "limit": 1})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("manufacturer %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return Manufacturer{}, err
	}
	return found[0], nil
}

func (s *Store) manufacturers(ctx context.Context, scope Scope, params map[string]any) ([]Manufacturer, error) {
	rows, err := s.read(ctx, scope, listManufacturers, params)
	out := make([]Manufacturer, 0, len(rows))
	for _, r := range rows {
		out = append(out, Manufacturer{
			ManufacturerID: r.text("manufacturerId"), Name: r.text("name"), Party: r.text("party"),
			Models: r.number("models"), Versions: r.number("versions"), Listed: r.number("listed"),
		})
	}
	return out, err
}

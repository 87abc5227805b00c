package graphstore

import "context"

var (
	listParties  = statement("list_parties")
	countParties = statement("count_parties")
)

// Party is an organisation that has to do with the list or its devices.
type Party struct {
	// ID is its name, under which files and returns know it.
	ID   string `json:"id"`
	Name string `json:"name"`
	// Category is supplier, manufacturer, operator, dcc or panel.
	Category string `json:"category"`
	// ManufacturerIDs are the manufacturer identifiers that it represents.
	ManufacturerIDs []string `json:"manufacturerIds"`
	Contact         string   `json:"contact"`
	// Email is its addresses, with ", " between them.
	Email string `json:"email"`
}

// Parties returns every party, by name.
func (s *Store) Parties(ctx context.Context, scope Scope) ([]Party, error) {
	return s.parties(ctx, scope, "", wholeList)
}

// PartyPage lists at most limit parties whose name comes after the given one, by
// name, and how many there are in all.
func (s *Store) PartyPage(ctx context.Context, scope Scope, after string, limit int) ([]Party, int64, error) {
	counted, err := s.read(ctx, scope, countParties, nil)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.parties(ctx, scope, after, limit)
	return found, counted[0].number("total"), err
}

func (s *Store) parties(ctx context.Context, scope Scope, after string, limit int) ([]Party, error) {
	rows, err := s.read(ctx, scope, listParties, map[string]any{"after": after, "limit": limit})
	out := make([]Party, 0, len(rows))
	for _, r := range rows {
		out = append(out, *toParty(r.value("party")))
	}
	return out, err
}

func toParty(value any) *Party {
	if value == nil {
		return nil
	}
	r := asRow(value)
	return &Party{
		ID: r.text("partyId"), Name: r.text("name"), Category: r.text("category"), ManufacturerIDs: r.texts("manufacturerIds"),
		Contact: r.text("contact"), Email: r.text("email"),
	}
}

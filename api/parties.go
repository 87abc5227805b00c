package api

import (
	"context"
	"net/http"

	"waymark/graphstore"
)

type partiesOutput struct {
	Body struct {
		Parties []graphstore.Party `json:"parties" doc:"By name."`
		Paged
	} `nameHint:"PartyList"`
}

func (s *Server) addParties() {
	register(s, operation("list-parties", http.MethodGet, apiRoot+"/parties", "asked", "List the parties",
		"The organisations: who is who, and whose manufacturer identifiers are whose."), s.listParties)
}

func (s *Server) listParties(ctx context.Context, in *struct{ Page }) (*partiesOutput, error) {
	key, err := decodeCursor(in.Cursor, "parties", nil, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.PartyPage(ctx, s.scope(ctx), key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &partiesOutput{}
	out.Body.Parties, out.Body.Paged = cutPage(found, in.Limit, total, "parties", nil, func(p graphstore.Party) []string { return []string{p.ID} })
	return out, nil
}

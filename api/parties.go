package api

import (
	"context"
	"net/http"

	"waymark/graphstore"
)

type partiesOutput struct {
	Body struct {
		Parties []graphstore.Party `json:"parties" doc:"By name."`
		Total   int                `json:"total"`
	} `nameHint:"PartyList"`
}

func (s *Server) addParties() {
	register(s, operation("list-parties", http.MethodGet, apiRoot+"/parties", "asked", "List the parties",
		"The organisations: who is who, and whose manufacturer identifiers are whose."), s.listParties)
}

func (s *Server) listParties(ctx context.Context, _ *struct{}) (*partiesOutput, error) {
	found, err := s.o.Store.Parties(ctx, s.scope(ctx))
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &partiesOutput{}
	out.Body.Parties, out.Body.Total = found, len(found)
	return out, nil
}

package api

import (
	"context"
	"net/http"
	"strings"

	"waymark/graphstore"
)

const manufacturersPath = apiRoot + "/manufacturers"

type manufacturersOutput struct {
	Body struct {
		Manufacturers []graphstore.Manufacturer `json:"manufacturers" doc:"By identifier."`
		Paged
	} `nameHint:"ManufacturerList"`
}

type manufacturerInput struct {
	ID string `path:"id" maxLength:"100" example:"A0C1" doc:"The manufacturer identifier, 4 hex digits."`
}

type manufacturerOutput struct {
	Body struct {
		Manufacturer graphstore.Manufacturer `json:"manufacturer"`
	} `nameHint:"ManufacturerAnswer"`
}

func (s *Server) addManufacturers() {
	register(s, operation("list-manufacturers", http.MethodGet, manufacturersPath, "versions", "List manufacturers",
		"The manufacturer identifiers of the list, who represents each, and how many models and versions it has. A manufacturer sees its own."), s.listManufacturers)
	register(s, operation("read-manufacturer", http.MethodGet, manufacturersPath+"/{id}", "versions", "Read a manufacturer", "One manufacturer identifier.", http.StatusNotFound), s.readManufacturer)
}

func (s *Server) listManufacturers(ctx context.Context, in *struct{ Page }) (*manufacturersOutput, error) {
	key, err := decodeCursor(in.Cursor, "manufacturers", nil, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.Manufacturers(ctx, s.scope(ctx), key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &manufacturersOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: totalExact}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("manufacturers", nil, []string{found[in.Limit-1].ManufacturerID})
	}
	out.Body.Manufacturers = found
	return out, nil
}

func (s *Server) readManufacturer(ctx context.Context, in *manufacturerInput) (*manufacturerOutput, error) {
	found, err := s.o.Store.Manufacturer(ctx, s.scope(ctx), hexText(in.ID))
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &manufacturerOutput{}
	out.Body.Manufacturer = found
	return out, nil
}

// hexText is a hex identifier as it is stored, however it was spelt.
func hexText(given string) string {
	return strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(given)), "0X")
}

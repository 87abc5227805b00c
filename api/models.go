package api

import (
	"context"
	"net/http"
	"strings"

	"waymark/graphstore"
)

const modelsPath = apiRoot + "/models"

type modelsInput struct {
	Page
	Manufacturer string `query:"manufacturer" maxLength:"100" example:"A0C1" doc:"Only those of the manufacturer with this identifier (4 hex digits)."`
	DeviceType   string `query:"deviceType" maxLength:"100" example:"ESME" doc:"Only those of this device type."`
}

type modelsOutput struct {
	Body struct {
		Models []graphstore.Model `json:"models" doc:"By key."`
		Paged
	} `nameHint:"ModelList"`
}

type modelInput struct {
	Key string `path:"key" maxLength:"4000" example:"ESME|A0C1|00000001" doc:"The device model: device type|manufacturer|model, percent-encoded."`
}

type modelOutput struct {
	Body struct {
		Model graphstore.Model `json:"model"`
	} `nameHint:"ModelAnswer"`
}

func (s *Server) addModels() {
	register(s, operation("list-models", http.MethodGet, modelsPath, "versions", "List device models",
		"The device models of the list. A manufacturer sees its own, without devices; a supplier's devices are its own."), s.listModels)
	register(s, operation("read-model", http.MethodGet, modelsPath+"/{key}", "versions", "Read a device model", "One device model.", http.StatusNotFound), s.readModel)
}

func (s *Server) listModels(ctx context.Context, in *modelsInput) (*modelsOutput, error) {
	f := graphstore.ModelFilter{Manufacturer: hexText(in.Manufacturer), DeviceType: strings.ToUpper(in.DeviceType)}
	filters := []string{f.Manufacturer, f.DeviceType}
	key, err := decodeCursor(in.Cursor, "models", filters, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.Models(ctx, s.scope(ctx), f, key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &modelsOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: totalExact}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("models", filters, []string{found[in.Limit-1].Key})
	}
	out.Body.Models = found
	return out, nil
}

func (s *Server) readModel(ctx context.Context, in *modelInput) (*modelOutput, error) {
	found, err := s.o.Store.Model(ctx, s.scope(ctx), in.Key)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &modelOutput{}
	out.Body.Model = found
	return out, nil
}

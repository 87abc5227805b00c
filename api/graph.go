package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"waymark/graphstore"
)

type graphInput struct {
	Model        string `query:"model" maxLength:"1000" example:"ESME|A0C1|00000001" doc:"Only the graph of this device model: device type|manufacturer|model."`
	Manufacturer string `query:"manufacturer" maxLength:"100" example:"A0C1" doc:"Only the graph of the manufacturer with this identifier (4 hex digits)."`
}

// graphBody is the answer as the document describes it; it is written as it comes.
type graphBody struct {
	Nodes []graphstore.GraphNode `json:"nodes"`
	Edges []graphstore.GraphEdge `json:"edges"`
}

func (s *Server) addGraph() {
	op := operation("read-graph", http.MethodGet, apiRoot+"/graph", "downloads", "Download the graph",
		"Versions, the upgrades declared to them, and what they cite: of a device model, of a manufacturer, or all that the caller sees. "+
			"It is sent as it is read, in no order; an answer that ends with its connection broken is not whole.", http.StatusHTTPVersionNotSupported)
	op.Responses = map[string]*huma.Response{"200": {Description: "The graph.", Content: map[string]*huma.MediaType{
		mediaJSON: {Schema: s.api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[graphBody](), true, "Graph")},
	}}}
	register(s, op, s.readGraph)
}

func (s *Server) readGraph(ctx context.Context, in *graphInput) (*huma.StreamResponse, error) {
	return s.sendAsMade(ctx, mediaJSON, "", func(to io.Writer) error {
		w := &arrayWriter{to: to, json: json.NewEncoder(to)}
		w.text(`{"nodes":[`)
		err := s.o.Store.EachOfGraph(ctx, s.scope(ctx), in.Model, hexText(in.Manufacturer), func(n graphstore.GraphNode) error { return w.item(n) }, func() error {
			w.text(`],"edges":[`)
			w.begun = false
			return w.err
		}, func(e graphstore.GraphEdge) error { return w.item(e) })
		if err != nil {
			return err //nolint:wrapcheck // worded by graphstore
		}
		w.text("]}\n")
		return w.err
	}), nil
}

// arrayWriter writes JSON arrays item by item; it keeps its first error.
type arrayWriter struct {
	to    io.Writer
	json  *json.Encoder
	begun bool
	err   error
}

func (w *arrayWriter) text(text string) {
	if w.err == nil {
		_, w.err = io.WriteString(w.to, text)
	}
}

func (w *arrayWriter) item(item any) error {
	if w.begun {
		w.text(",")
	}
	w.begun = true
	if w.err == nil {
		w.err = w.json.Encode(item)
	}
	if w.err != nil {
		return fmt.Errorf("send: %w", w.err)
	}
	return nil
}

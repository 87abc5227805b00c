package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui/v5emb"
)

const (
	documentPath  = "/openapi.json"
	referencePath = "/docs"
)

// Document is the OpenAPI document of the service, as it is served at /openapi.json
// by a program of this version, but indented.
func Document(version string) ([]byte, error) {
	s, err := New(Options{Version: version})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, s.document, "", "  "); err != nil {
		return nil, fmt.Errorf("indent the OpenAPI document: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), s.Close(context.Background())
}

// serveWith lets a plain handler answer a request.
func serveWith(hc huma.Context, handler http.Handler) {
	c := humagin.Unwrap(hc)
	handler.ServeHTTP(c.Writer, c.Request)
}

// contentOf describes JSON of any shape, and texts and files as strings.
func contentOf(media ...string) map[string]*huma.MediaType {
	content := map[string]*huma.MediaType{}
	for _, m := range media {
		schema := &huma.Schema{}
		if m != mediaJSON {
			schema.Type = huma.TypeString
		}
		content[m] = &huma.MediaType{Schema: schema}
	}
	return content
}

// addDocuments serves the OpenAPI document, complete by now, and a page that
// shows it. Everything that the page needs is in the program.
func (s *Server) addDocuments() error {
	oapi := s.api.OpenAPI()
	for _, d := range []struct {
		id, path, summary string
		media             []string
	}{
		{"read-openapi", documentPath, "This document", []string{mediaJSON}},
		{"read-reference", referencePath, "This document as a page", []string{"text/html"}},
		{"read-reference-file", referencePath + "/{file}", "What the page is made of", []string{"text/css", "text/javascript", "application/javascript", "image/png"}},
	} {
		op := operation(d.id, http.MethodGet, d.path, "service", d.summary, d.summary+".")
		op.Responses = map[string]*huma.Response{"200": {Description: d.summary + ".", Content: contentOf(d.media...)}}
		if d.path == referencePath+"/{file}" {
			op.Parameters = []*huma.Param{{Name: "file", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}}
			op.Responses["404"] = &huma.Response{Description: "There is no such file.", Content: contentOf("text/plain")}
		}
		oapi.AddOperation(&op)
	}
	describeProblems(oapi)
	var err error
	if s.document, err = json.Marshal(oapi); err != nil {
		return fmt.Errorf("write the OpenAPI document: %w", err)
	}
	s.router.GET(documentPath, func(c *gin.Context) { c.Data(http.StatusOK, mediaJSON, s.document) })
	page := v5emb.New("Waymark API", documentPath, referencePath)
	show := func(c *gin.Context) {
		c.Header("Content-Security-Policy", "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'")
		page.ServeHTTP(c.Writer, c.Request)
	}
	s.router.GET(referencePath, show)
	s.router.GET(referencePath+"/:file", show)
	return nil
}

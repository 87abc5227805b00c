package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
)

const (
	lintPath   = apiRoot + "/lint"
	whatIfPath = apiRoot + "/whatif"
)

type lintInput struct{ body io.Reader }

// Resolve takes the body without reading it.
func (in *lintInput) Resolve(ctx huma.Context) []error {
	in.body = ctx.BodyReader()
	return nil
}

type whatIfInput struct {
	RawBody []byte `contentType:"application/json"`
}

type lintOutput struct {
	Body struct {
		Lint *analytics.Lint `json:"lint"`
	} `nameHint:"LintAnswer"`
}

type whatIfOutput struct {
	Body struct {
		WhatIf *analytics.WhatIf `json:"whatif"`
	} `nameHint:"WhatIfAnswer"`
}

func (s *Server) addRehearsals() {
	op := operation("lint-submission", http.MethodPost, lintPath, "rehearsals", "Try a submission",
		"The body is one CSV or XLSX file with columns of the Central Products List, at most 10,000 rows. The answer says which rows an import would reject, "+
			"which findings it would open and close, and which pathways it would make longer. Nothing is written. It waits a little for an import or run under way, and is a 409 (busy) if that does not end.",
		http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusInsufficientStorage)
	op.RequestBody = fileBody()
	register(s, op, s.lint)
	op = operation("try-changes", http.MethodPost, whatIfPath, "rehearsals", "Try changes",
		"The body is a JSON object with the list changes; each is one of {\"remove\": ID}, {\"suspend\": ID}, {\"restrict\": {\"from\": ID, \"to\": ID, \"reason\": text}}, "+
			"{\"declare\": {\"entry\": ID, \"predecessors\": [ID]}} or, for N/A, {\"declare\": {\"entry\": ID, \"predecessors\": \"none\"}}. Nothing is written.",
		http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.RequestBody = &huma.RequestBody{Required: true, Description: "The changes.", Content: map[string]*huma.MediaType{mediaJSON: {Schema: changesSchema()}}}
	op.SkipValidateBody = true // ReadChanges names the line of each fault
	register(s, op, s.whatIf)
	// A raw body counts as binary otherwise.
	s.api.OpenAPI().Paths[whatIfPath].Post.RequestBody.Content[mediaJSON].Schema = changesSchema()
}

// fileBody describes a body that is a file.
func fileBody() *huma.RequestBody {
	body := &huma.RequestBody{Required: true, Description: "The file.", Content: map[string]*huma.MediaType{}}
	for _, media := range []string{mediaStream, "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		body.Content[media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	return body
}

// changesSchema describes what analytics.ReadChanges takes.
func changesSchema() *huma.Schema {
	one := 1
	id := &huma.Schema{Type: huma.TypeString, MinLength: &one}
	ids := &huma.Schema{Type: huma.TypeArray, Items: id, MinItems: &one}
	object := func(members map[string]*huma.Schema, needed ...string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeObject, Properties: members, Required: needed, AdditionalProperties: false}
	}
	change := func(kind string, of *huma.Schema) *huma.Schema {
		return object(map[string]*huma.Schema{kind: of}, kind)
	}
	return object(map[string]*huma.Schema{"changes": {Type: huma.TypeArray, MinItems: &one, MaxItems: new(analytics.MaxChanges), Items: &huma.Schema{OneOf: []*huma.Schema{
		change("remove", id),
		change("suspend", id),
		change("restrict", object(map[string]*huma.Schema{"from": id, "to": id, "reason": id}, "from", "to")),
		change("declare", object(map[string]*huma.Schema{"entry": id, "predecessors": {OneOf: []*huma.Schema{ids, {Type: huma.TypeString, Enum: []any{"none"}}}}}, "entry", "predecessors")),
	}}}}, "changes")
}

func (s *Server) lint(ctx context.Context, in *lintInput) (out *lintOutput, err error) {
	if err := s.jobs.imports.take(); err != nil {
		return nil, err
	}
	defer s.jobs.imports.free()
	path, err := cpl.Spool(ctx, in.body, s.o.TempDir)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by cpl and the body's reader
	}
	defer func() { err = errors.Join(err, removeFile(path)) }()
	file, err := cpl.Open(ctx, path, cpl.Reading{Kind: cpl.KindCPL, Today: s.today(), Columns: s.o.Columns, Vocabulary: s.o.Vocabulary, TempDir: s.o.TempDir})
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by cpl
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out = &lintOutput{}
	out.Body.Lint, err = s.o.Engine.LintFor(ctx, s.o.Store, s.scope(ctx), file, graphstore.ImportOptions{
		FileName: "upload", Today: s.today(), Vocabulary: s.o.Vocabulary, Wait: graphstore.Wait{For: s.o.BusyWait},
	})
	return out, err //nolint:wrapcheck // worded by graphstore
}

// escapes are those of JSON texts, a pair of surrogates as one.
var escapes = regexp.MustCompile(`(?s)\\u[dD][89abAB][[:xdigit:]]{2}\\u[dD][c-fC-F][[:xdigit:]]{2}|\\.`)

// joinSurrogates writes out what JSON escapes as two surrogates and YAML, as which it is read, does not know.
func joinSurrogates(body []byte) []byte {
	return escapes.ReplaceAllFunc(body, func(escape []byte) []byte {
		var text string
		if len(escape) == 2 || json.Unmarshal(slices.Concat([]byte{'"'}, escape, []byte{'"'}), &text) != nil {
			return escape
		}
		return []byte(text)
	})
}

func (s *Server) whatIf(ctx context.Context, in *whatIfInput) (*whatIfOutput, error) {
	if !json.Valid(in.RawBody) {
		return nil, newProblem(http.StatusBadRequest, "malformed", "the body is no JSON", "see the reference at /docs")
	}
	changes, err := analytics.ReadChanges(bytes.NewReader(joinSurrogates(in.RawBody)))
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by analytics
	}
	if err := s.jobs.imports.take(); err != nil {
		return nil, err
	}
	defer s.jobs.imports.free()
	out := &whatIfOutput{}
	out.Body.WhatIf, err = s.o.Engine.WhatIf(ctx, s.o.Store, changes, analytics.WhatIfOptions{Today: s.today(), Vocabulary: s.o.Vocabulary, Wait: graphstore.Wait{For: s.o.BusyWait}})
	return out, err //nolint:wrapcheck // worded by graphstore
}

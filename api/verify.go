package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"waymark/graphstore"
	"waymark/reports"
)

const (
	verifyPath = apiRoot + "/verify"
	// maxVerified is the largest file that is verified, in bytes; it is held in memory.
	maxVerified = 64 << 20
)

type verifyInput struct{ body io.Reader }

// Resolve takes the body without reading it.
func (in *verifyInput) Resolve(ctx huma.Context) []error {
	in.body = ctx.BodyReader()
	return nil
}

type verifyOutput struct {
	Body struct {
		Verify *reports.Verification `json:"verify"`
	} `nameHint:"VerifyAnswer"`
}

func (s *Server) addVerify() {
	op := operation("verify-report", http.MethodPost, verifyPath, "reports", "Verify a report's file",
		"The body is a report's file in any of its formats, at most 64 MiB. The answer says whether it is what was given out: identical, altered (where, for JSON and CSV of up to 16 MiB that are not far longer than the original), or signed with a key that is not known here.",
		http.StatusNotFound, http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge)
	op.RequestBody = &huma.RequestBody{Required: true, Description: "The file.", Content: map[string]*huma.MediaType{
		mediaStream: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}
	register(s, op, s.verify)
}

func (s *Server) verify(ctx context.Context, in *verifyInput) (*verifyOutput, error) {
	file, err := io.ReadAll(in.body)
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	v, err := s.o.Library.Verify(ctx, s.scope(ctx), file)
	if errors.Is(err, reports.ErrNoSeal) {
		return nil, &graphstore.InputError{Code: "no-seal", Message: "the file carries no seal of Waymark", Hint: "send a report's file as it was written"}
	}
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by reports
	}
	out := &verifyOutput{}
	out.Body.Verify = v
	return out, nil
}

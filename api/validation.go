package api

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
)

// statusCodes are the codes of errors that the framework finds.
var statusCodes = map[int]string{
	http.StatusBadRequest: "malformed", http.StatusNotFound: "no-such-route", http.StatusMethodNotAllowed: "method-not-allowed",
	http.StatusNotAcceptable: "not-acceptable", http.StatusRequestTimeout: "slow-body", http.StatusRequestEntityTooLarge: "body-too-large",
	http.StatusUnsupportedMediaType: "unsupported-media-type", http.StatusUnprocessableEntity: "validation",
}

// problemOf makes a problem of what the framework found wrong with a request.
func problemOf(status int, message string, errs []error) *Problem {
	p := &Problem{}
	for _, err := range errs {
		var known *Problem
		if known = translate(err); known.Status != http.StatusInternalServerError {
			return known
		}
		var detailed huma.ErrorDetailer
		if errors.As(err, &detailed) {
			p.Errors = append(p.Errors, fieldOf(detailed.ErrorDetail()))
		}
	}
	code, ok := statusCodes[status]
	if !ok {
		return newProblem(status, "internal", "", "tell the operator the request's id")
	}
	made := newProblem(status, code, message, "see the errors, and the reference at /docs")
	made.Errors = p.Errors
	return made
}

// fieldOf turns a place such as body.rules[0] into a JSON pointer.
func fieldOf(d *huma.ErrorDetail) ProblemField {
	in, rest, _ := strings.Cut(d.Location, ".")
	if in == "" {
		in = "request"
	}
	pointer := ""
	for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		pointer += "/" + part
	}
	return ProblemField{In: in, Pointer: pointer, Message: d.Message}
}

// filled refuses query parameters that are sent without a value where their schema
// has none that is blank. The framework takes them as not sent, so that dryRun=
// would load a file, and status= with a variable that is not set list everything.
func (s *Server) filled(op *huma.Operation) {
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		c := humagin.Unwrap(hc)
		asked := c.Request.URL.Query()
		var blank []ProblemField
		for _, param := range hc.Operation().Parameters {
			if param.In == "query" && slices.Contains(asked[param.Name], "") && !takesBlank(param.Schema) {
				blank = append(blank, ProblemField{In: param.In, Pointer: "/" + param.Name, Message: "has no value"})
			}
		}
		if len(blank) == 0 {
			next(hc)
			return
		}
		p := newProblem(http.StatusUnprocessableEntity, statusCodes[http.StatusUnprocessableEntity], "a parameter has no value", "give it one, or leave it out")
		p.Errors = blank
		s.abort(c, p)
	})
}

// takesBlank tells whether a blank text can be what a schema describes, or may
// stand for a list of nothing.
func takesBlank(schema *huma.Schema) bool {
	switch {
	case schema.Type == huma.TypeArray:
		return true
	case schema.Type != huma.TypeString, len(schema.Enum) > 0, schema.Format != "", schema.MinLength != nil && *schema.MinLength > 0:
		return false
	}
	return schema.Pattern == "" || regexp.MustCompile(schema.Pattern).MatchString("")
}

package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
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

package api

import (
	_ "embed"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// problemCodes are all codes of problems, one a line. A test makes the list of the
// sources: go test ./api -run TestEveryProblemCode -update.
//
//go:embed problem_codes.txt
var problemCodes string

// describeProblems names in the document each code that a problem can have.
func describeProblems(oapi *huma.OpenAPI) {
	code := oapi.Components.Schemas.Map()["Problem"].Properties["code"]
	for line := range strings.FieldsSeq(problemCodes) {
		code.Enum = append(code.Enum, line)
	}
}

package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

func TestExamplesAreWhatTheyShow(t *testing.T) {
	c := serve(t, api.Options{})
	for path, item := range c.doc.Paths.Map() {
		for method, op := range item.Operations() {
			for _, p := range op.Parameters {
				if p.Value.In == "path" && path != "/docs/{file}" {
					require.True(t, p.Value.Example != nil || p.Value.Schema.Value.Example != nil || len(p.Value.Schema.Value.Examples) > 0, "%s %s: %s has no example", method, path, p.Value.Name)
				}
				if p.Value.Example != nil {
					require.NoError(t, p.Value.Schema.Value.VisitJSON(p.Value.Example), "%s %s: %s", method, path, p.Value.Name)
				}
			}
			if op.RequestBody == nil || op.RequestBody.Value.Content["application/json"] == nil {
				continue
			}
			body := op.RequestBody.Value.Content["application/json"]
			require.NotNil(t, body.Example, "%s %s has no example of its body", method, path)
			require.NoError(t, body.Schema.Value.VisitJSON(body.Example), "%s %s", method, path)
		}
	}
}

func TestTheDocumentSaysWhatEachOperationMayAnswer(t *testing.T) {
	c := serve(t, api.Options{})
	for path, item := range c.doc.Paths.Map() {
		for method, op := range item.Operations() {
			if len(path) < 5 || path[:5] != "/api/" {
				continue
			}
			require.NotNil(t, op.Responses.Value("429"), "%s %s", method, path)
			require.NotNil(t, op.Responses.Value("431"), "%s %s", method, path)
			if method != "GET" {
				require.NotNil(t, op.Parameters.GetByInAndName("header", "Idempotency-Key"), "%s %s", method, path)
				require.NotNil(t, op.Responses.Value("409"), "%s %s", method, path)
			}
			for status, response := range op.Responses.Map() {
				require.NotEmpty(t, *response.Value.Description, "%s %s %s", method, path, status)
				if status == "431" {
					continue // it comes before the service is asked
				}
				for _, name := range []string{"Waymark-Run", "Waymark-Data-Date", "X-Request-Id"} {
					require.NotNil(t, response.Value.Headers[name], "%s %s %s: %s", method, path, status, name)
				}
			}
			if op.Responses.Value("304") != nil {
				require.NotNil(t, op.Responses.Value("200").Value.Headers["ETag"], path)
				require.NotNil(t, op.Parameters.GetByInAndName("header", "If-None-Match"), path)
			}
		}
	}
}

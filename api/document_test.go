package api_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

// committed is the document that clients are generated from. It names no version
// of the program, so that it changes with the API alone.
const committed = "openapi.json"

func TestTheCommittedDocumentIsWhatIsServed(t *testing.T) {
	made, err := api.Document("v1")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(committed, made, 0o600))
	}
	kept, err := os.ReadFile(committed)
	require.NoError(t, err)
	require.Equal(t, string(made), string(kept), "run go test ./api -run TestTheCommittedDocument -update")
	require.JSONEq(t, string(kept), serve(t, api.Options{Version: "v1"}).get("/openapi.json").body)
}

func TestTheDocumentSaysEachThingOnce(t *testing.T) {
	made, err := api.Document("v1")
	require.NoError(t, err)
	var document struct {
		Paths map[string]map[string]struct {
			Parameters []map[string]any
			Responses  map[string]struct {
				Ref     string `json:"$ref"`
				Content map[string]any
				Headers map[string]map[string]any
			}
		}
		Components struct{ Headers, Parameters map[string]any }
	}
	require.NoError(t, json.Unmarshal(made, &document))
	for path, item := range document.Paths {
		for method, op := range item {
			for _, p := range op.Parameters {
				require.NotContains(t, document.Components.Parameters, p["name"], "%s %s", method, path)
			}
			for status, response := range op.Responses {
				require.NotContains(t, response.Content, "application/problem+json", "%s %s %s: refer to the shared response", method, path, status)
				for name, header := range response.Headers {
					require.Equal(t, document.Components.Headers[name] != nil, header["$ref"] != nil, "%s %s %s: %s", method, path, status, name)
				}
			}
		}
	}
}

// The framework puts what must be unique into a map, where an object or a list
// among it ends in a panic.
func TestNoListIsAskedToBeUnique(t *testing.T) {
	made, err := api.Document("v1")
	require.NoError(t, err)
	require.NotContains(t, string(made), `"uniqueItems"`)
}

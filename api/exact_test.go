package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/api"
)

// What the document allows and the service refuses is found by whoever makes requests from it.
func TestDaysAreDescribedAsSuch(t *testing.T) {
	c := serve(t, api.Options{})
	found := 0
	check := func(where, description string, schema *openapi3.Schema) {
		if !strings.Contains(description, "YYYY-MM-DD") {
			return
		}
		found++
		require.Equal(t, "date", schema.Format, where)
	}
	for path, item := range c.doc.Paths.Map() {
		for _, op := range item.Operations() {
			for _, p := range op.Parameters {
				check(path+" "+p.Value.Name, p.Value.Description, p.Value.Schema.Value)
			}
		}
	}
	for name, schema := range c.doc.Components.Schemas {
		for member, of := range schema.Value.Properties {
			check(name+" "+member, of.Value.Description, of.Value)
		}
	}
	require.GreaterOrEqual(t, found, 6)
}

func TestChangesToTryAreDescribedAsTheyAreRead(t *testing.T) {
	schema := serve(t, api.Options{}).doc.Paths.Value("/api/v1/whatif").Post.RequestBody.Value.Content["application/json"].Schema.Value
	for body, good := range map[string]bool{
		`{"changes":[{"remove":"V1"},{"suspend":"V2"}]}`:                  true,
		`{"changes":[{"restrict":{"from":"V1","to":"V2","reason":"r"}}]}`: true,
		`{"changes":[{"restrict":{"from":"V1","to":"V2"}}]}`:              true,
		`{"changes":[{"declare":{"entry":"V1","predecessors":["V2"]}}]}`:  true,
		`{"changes":[{"declare":{"entry":"V1","predecessors":"none"}}]}`:  true,
		`{}`:                            false,
		`{"changes":[]}`:                false,
		`{"changes":[{}]}`:              false,
		`{"changes":[{"remove":""}]}`:   false,
		`{"changes":[{"remove":null}]}`: false,
		`{"changes":[{"remove":"V1","suspend":"V1"}]}`:                  false,
		`{"changes":[{"restrict":{"from":"V1"}}]}`:                      false,
		`{"changes":[{"declare":{"entry":"V1","predecessors":[]}}]}`:    false,
		`{"changes":[{"declare":{"entry":"V1","predecessors":"all"}}]}`: false,
		`{"changes":[{"declare":{"entry":"V1"}}]}`:                      false,
		`{"changes":[{"rename":"V1"}]}`:                                 false,
		`{"changes":[{"remove":"V1"}],"more":1}`:                        false,
	} {
		var value any
		require.NoError(t, json.Unmarshal([]byte(body), &value))
		_, err := analytics.ReadChanges(strings.NewReader(body))
		require.Equal(t, good, err == nil, "%s is read: %v", body, err)
		err = schema.VisitJSON(value)
		require.Equal(t, good, err == nil, "%s is described: %v", body, err)
	}
}

func TestNullIsNoValue(t *testing.T) {
	c := serve(t, api.Options{})
	for body, where := range map[string]string{`{"role":"panel","label":null}`: "/label", `{"rules":["a",null]}`: "/rules/1", `null`: "the body is null"} {
		p := refused(t, c.do(http.MethodPost, "/api/v1/keys", strings.NewReader(body), "Content-Type", "application/json"), http.StatusBadRequest, "malformed")
		require.Contains(t, p.Errors[0].Message, where)
	}
}

func TestWhatJSONEscapesAsTwoIsReadAsYAML(t *testing.T) {
	for given, want := range map[string]string{
		`"\ud83d\ude00"`: "\"\U0001F600\"", `"\\ud83d\\ude00"`: `"\\ud83d\\ude00"`, `"\ud83d"`: `"\ud83d"`, `"\u00e9\n"`: `"\u00e9\n"`,
	} {
		require.Equal(t, want, string(api.JoinSurrogates([]byte(given))))
	}
	changes, err := analytics.ReadChanges(bytes.NewReader(api.JoinSurrogates([]byte(`{"changes":[{"remove":"\ud83d\ude00"}]}`))))
	require.NoError(t, err)
	require.Equal(t, "\U0001F600", changes[0].Entry)
}

func TestChangesToTryAreJSON(t *testing.T) {
	c := serve(t, api.Options{})
	refused(t, c.do(http.MethodPost, "/api/v1/whatif", strings.NewReader("changes:\n- remove: V1\n"), "Content-Type", "application/json"), http.StatusBadRequest, "malformed")
}

// The second would be taken, and only the first be held to what is described.
func TestAMemberOfAnotherCaseIsUnknown(t *testing.T) {
	c := serve(t, api.Options{})
	post := func(body string) answer {
		return c.do(http.MethodPost, "/api/v1/findings/triage", strings.NewReader(body), "Content-Type", "application/json")
	}
	refused(t, post(`{"to":"open","why":"w"}`), http.StatusUnprocessableEntity, "filter-missing")
	refused(t, post(`{"to":"open","TO":"waived","why":"w"}`), http.StatusUnprocessableEntity, "validation")
	refused(t, post(`{"To":"open","why":"w"}`), http.StatusUnprocessableEntity, "validation")
}

// To JSON Schema 5.0 is an integer, and many programs write it so.
func TestAWholeNumberMayBeWrittenWithAPoint(t *testing.T) {
	c := serve(t, api.Options{})
	triage := func(expect string) answer {
		return c.do(http.MethodPost, "/api/v1/findings/triage", strings.NewReader(`{"to":"open","why":"w","expect":`+expect+`}`), "Content-Type", "application/json")
	}
	refused(t, triage("5.0"), http.StatusUnprocessableEntity, "filter-missing")
	refused(t, triage("5e0"), http.StatusUnprocessableEntity, "filter-missing")
	refused(t, triage("5.5"), http.StatusUnprocessableEntity, "validation")
	refused(t, triage("1e300"), http.StatusUnprocessableEntity, "validation")
}

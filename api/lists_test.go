package api_test

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"waymark/api"
)

// unpaged are the operations that answer with a list and without pages, and why.
var unpaged = map[string]string{
	"list-rules":     "the catalogue has as many as the program has",
	"list-providers": "as many as the settings name",
	"read-me":        "one person's roles",
	"read-finding":   "one finding with what belongs to it",
	"read-graph":     "a graph, sent whole as it is read",
	"read-trend":     "the newest runs, as many as limit says",
}

// lists are the reads whose answer has a list at its top level, by operation.
func lists(doc *openapi3.T) map[string]listOperation {
	found := map[string]listOperation{}
	for path, item := range doc.Paths.Map() {
		if item.Get == nil || item.Get.Responses.Value("200") == nil {
			continue
		}
		body := item.Get.Responses.Value("200").Value.Content.Get("application/json")
		if body == nil || body.Schema == nil {
			continue
		}
		for _, member := range slices.Sorted(maps.Keys(body.Schema.Value.Properties)) {
			if body.Schema.Value.Properties[member].Value.Type.Is("array") {
				l := found[item.Get.OperationID]
				l.path, l.get, l.members = path, item.Get, append(l.members, member)
				found[item.Get.OperationID] = l
			}
		}
	}
	return found
}

// listOperation is one of them, with the members that are lists.
type listOperation struct {
	path    string
	get     *openapi3.Operation
	members []string
}

// Whatever can grow is answered by pages, in one form.
func TestEveryListHasPages(t *testing.T) {
	c := serve(t, api.Options{})
	found := lists(c.doc)
	for id := range unpaged {
		require.Contains(t, found, id, "it answers with no list any more: remove it from unpaged")
	}
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if unpaged[id] != "" {
			continue
		}
		t.Run(id, func(t *testing.T) {
			l := found[id]
			require.NotNil(t, l.get.Parameters.GetByInAndName("query", "cursor"), "give it pages, or say in unpaged why it needs none")
			limit := l.get.Parameters.GetByInAndName("query", "limit")
			require.NotNil(t, limit)
			require.Equal(t, []float64{1, 100, 500}, []float64{*limit.Schema.Value.Min, limit.Schema.Value.Default.(float64), *limit.Schema.Value.Max})
			for _, member := range []string{"next", "total", "totalIs"} {
				require.Contains(t, l.get.Responses.Value("200").Value.Content.Get("application/json").Schema.Value.Properties, member)
			}
			path := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(l.path, "x")
			refused(t, c.get(path+"?limit=501"), http.StatusUnprocessableEntity, "validation")
			refused(t, c.get(path+"?cursor=AAAA"), http.StatusBadRequest, "bad-cursor")
		})
	}
}

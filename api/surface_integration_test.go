//go:build integration

package api_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
	"waymark/graphstore"
)

// parties says who asks by a word: all, or the name of a supplier or of a manufacturer identifier.
type parties struct{}

func (parties) Authenticate(r *http.Request) (identity.Principal, error) {
	p := identity.Principal{Kind: identity.Key, ID: r.Header.Get("Authorization"), Name: "key", Scopes: identity.KeyScopes}
	switch word := r.Header.Get("Authorization"); word {
	case "":
		return identity.Principal{}, nil
	case "all":
		p.Role = identity.Operator
	case "Acme", "Beta":
		p.Role, p.Party = identity.Supplier, word
	default:
		p.Role, p.Party, p.ManufacturerIDs = identity.Manufacturer, word, []string{word}
	}
	return p, nil
}

// asParties serves the store to parties that say who they are.
func asParties(t *testing.T, store *graphstore.Store) *client {
	t.Helper()
	return serve(t, api.Options{Store: store, Engine: engineOver(t, store), Library: library(t, store), TempDir: t.TempDir(), Authenticator: parties{}})
}

func (c *client) getAs(who, path string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil, "Authorization", who)
}

const madeElsewhere = "D1,ESME,B0C1,0000B001,00000001,Current,V1\n"

func loadSurface(c *client) {
	c.t.Helper()
	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", "V1")+row("V3", "00000003", "GONE,D1")+row("V4", "00000004", "")+madeElsewhere, "")
	c.load("installs", returnHeader+"Acme,ESME,A0C1,00000001,0000000F,2025-01-31,7\nBeta,ESME,A0C1,00000001,00000001,2025-01-31,70\n", "")
	c.run()
}

func TestTheSurfaceIsWhole(t *testing.T) {
	c, store := serveGraph(t)
	loadSurface(c)
	p := asParties(t, store)
	ids := func(a answer, list, member string) string {
		t.Helper()
		var got map[string]json.RawMessage
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.NoError(t, json.Unmarshal([]byte(a.body), &got))
		var items []map[string]any
		require.NoError(t, json.Unmarshal(got[list], &items), a.body)
		texts := []string{}
		for _, item := range items {
			texts = append(texts, fmt.Sprint(item[member]))
		}
		return strings.Join(texts, " ")
	}
	require.Equal(t, "A0C1 B0C1", ids(p.getAs("all", "/api/v1/manufacturers"), "manufacturers", "manufacturerId"))
	require.Equal(t, "A0C1", ids(c.get("/api/v1/manufacturers?limit=1"), "manufacturers", "manufacturerId"))
	require.Equal(t, "ESME|B0C1|0000B001", ids(c.get("/api/v1/models?manufacturer=0xb0c1"), "models", "key"))
	require.Equal(t, "V2 V3", ids(c.get("/api/v1/versions?declaration=list&q=V"), "versions", "entryId"))
	require.Equal(t, "V1 V2 V3", ids(c.get("/api/v1/versions?q=V&limit=3"), "versions", "entryId"))
	require.Equal(t, "Acme Beta", ids(p.getAs("all", "/api/v1/cohorts"), "cohorts", "supplier"))
	require.Equal(t, "Acme", ids(p.getAs("Acme", "/api/v1/cohorts"), "cohorts", "supplier"))
	require.Empty(t, ids(p.getAs("Acme", "/api/v1/cohorts?supplier=Beta"), "cohorts", "supplier"))
	refused(t, p.getAs("A0C1", "/api/v1/cohorts"), http.StatusForbidden, "role-missing")
	require.Equal(t, "installs cpl", ids(c.get("/api/v1/imports"), "imports", "kind"))
	require.Equal(t, "cpl", ids(c.get("/api/v1/imports?kind=cpl"), "imports", "kind"))
	require.Equal(t, "Acme Beta", ids(c.get("/api/v1/parties"), "parties", "name"))
	require.Equal(t, http.StatusOK, c.get("/api/v1/manufacturers/a0c1").status)
	require.Equal(t, http.StatusOK, c.get("/api/v1/models/"+url.PathEscape("ESME|A0C1|00000001")).status)
	refused(t, c.get("/api/v1/models/none"), http.StatusNotFound, "not-found")
	refused(t, c.get("/api/v1/rules/none"), http.StatusNotFound, "not-found")

	history := read[struct{ Total int }](t, c.get("/api/v1/versions/V3/history"), http.StatusOK)
	require.Equal(t, 1, history.Total)
	edges := read[struct{ In, Out []graphstore.DeclaredEdge }](t, c.get("/api/v1/versions/V3/edges"), http.StatusOK)
	require.Len(t, edges.In, 2)
	refused(t, c.get("/api/v1/versions/GONE/edges"), http.StatusNotFound, "not-found")
	refused(t, c.get("/api/v1/versions/none/history"), http.StatusNotFound, "not-found")
}

func TestFindingsAreSortedAndFiltered(t *testing.T) {
	c, store := serveGraph(t)
	loadSurface(c)
	plain := pages[graphstore.Finding](c, "/api/v1/findings", url.Values{"limit": {"500"}})[0]
	require.Greater(t, plain.Total, 3)
	for _, sort := range []graphstore.FindingSort{"rule", "severity", "installs", "dueOn", "lastSeen"} {
		var seen []graphstore.Finding
		for _, page := range pages[graphstore.Finding](c, "/api/v1/findings", url.Values{"limit": {"2"}, "sort": {string(sort)}}) {
			seen = append(seen, page.Findings...)
		}
		require.Len(t, seen, plain.Total, "each once, by %s", sort)
		got := map[string]bool{}
		for i, f := range seen {
			got[f.Fingerprint] = true
			if i > 0 && sort != "rule" {
				require.LessOrEqual(t, sort.Key(seen[i-1]), sort.Key(f), "by %s", sort)
			}
		}
		require.Len(t, got, plain.Total)
	}
	total := 0
	for _, severity := range []string{"critical", "high", "medium", "low", "info"} {
		total += pages[graphstore.Finding](c, "/api/v1/findings", url.Values{"severity": {severity}})[0].Total
	}
	require.Equal(t, plain.Total, total)
	for name, value := range map[string]string{"class": "enforced", "overdue": "true", "baseline": "true"} {
		require.Less(t, pages[graphstore.Finding](c, "/api/v1/findings", url.Values{name: {value}})[0].Total, plain.Total+1, name)
	}
	require.Zero(t, pages[graphstore.Finding](c, "/api/v1/findings", url.Values{"model": {"none"}})[0].Total)
	p := asParties(t, store)
	for _, hidden := range []string{"severity=high", "overdue=true", "supplier=Acme", "sort=severity", "sort=installs", "sort=dueOn"} {
		refused(t, p.getAs("A0C1", "/api/v1/findings?"+hidden), http.StatusUnprocessableEntity, "not-told")
	}
	require.Equal(t, http.StatusOK, p.getAs("A0C1", "/api/v1/findings?sort=lastSeen").status)
}

func TestWholeListsAreDownloaded(t *testing.T) {
	c, store := serveGraph(t)
	loadSurface(c)
	p := asParties(t, store)
	lines := func(who, list string) []map[string]any {
		t.Helper()
		a := p.getAs(who, "/api/v1/downloads/"+list)
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.Equal(t, "application/x-ndjson", a.header.Get("Content-Type"))
		out := []map[string]any{}
		for line := range strings.Lines(a.body) {
			var item map[string]any
			require.NoError(t, json.Unmarshal([]byte(line), &item))
			out = append(out, item)
		}
		table, err := csv.NewReader(strings.NewReader(p.getAs(who, "/api/v1/downloads/"+list+"?format=csv").body)).ReadAll()
		require.NoError(t, err)
		require.Len(t, table, len(out)+1, "a line an item, below the header")
		return out
	}
	versions := lines("all", "versions")
	require.Len(t, versions, 5)
	listed := read[struct{ Versions []map[string]any }](t, c.get("/api/v1/versions"), http.StatusOK).Versions
	require.Equal(t, listed, versions, "the items are those of the list")
	require.Len(t, lines("B0C1", "versions"), 1)
	require.Len(t, lines("Acme", "cohorts"), 1)
	require.Len(t, lines("all", "cohorts"), 2)
	require.Equal(t, read[struct{ Findings []map[string]any }](t, c.get("/api/v1/findings"), http.StatusOK).Findings, lines("all", "findings"))
	require.Len(t, strings.Split(strings.TrimSpace(c.get("/api/v1/downloads/versions?declaration=none").body), "\n"), 1)
}

func TestTheGraphIsThatOfTheReader(t *testing.T) {
	c, store := serveGraph(t)
	loadSurface(c)
	p := asParties(t, store)
	graph := func(who, query string) (nodes, edges []string) {
		t.Helper()
		got := read[struct {
			Nodes []graphstore.GraphNode
			Edges []graphstore.GraphEdge
		}](t, p.getAs(who, "/api/v1/graph"+query), http.StatusOK)
		nodes, edges = []string{}, []string{}
		for _, n := range got.Nodes {
			nodes = append(nodes, n.ID+" "+n.Kind+" "+n.ModelKey)
		}
		for _, e := range got.Edges {
			edges = append(edges, strings.TrimSpace(e.From+">"+e.To+" "+e.State+" "+e.Why))
		}
		return nodes, edges
	}
	const own, other = "ESME|A0C1|00000001", "ESME|B0C1|0000B001"
	ownNodes := []string{"V1 version " + own, "V2 version " + own, "V3 version " + own, "V4 version " + own}
	nodes, edges := graph("all", "")
	require.ElementsMatch(t, append(ownNodes, "D1 version "+other, "GONE placeholder "), nodes)
	require.ElementsMatch(t, []string{"V1>V2 walkable", "GONE>V3 barred unknown-id", "D1>V3 barred foreign", "V1>D1 barred foreign"}, edges)
	nodes, edges = graph("A0C1", "")
	require.ElementsMatch(t, append(ownNodes, "D1 cited ", "GONE cited "), nodes, "of others the cited ids alone")
	require.ElementsMatch(t, []string{"V1>V2 walkable", "GONE>V3 barred", "D1>V3 barred"}, edges)
	nodes, edges = graph("Acme", "?manufacturer=b0c1")
	require.ElementsMatch(t, []string{"D1 version " + other, "V1 version " + own}, nodes)
	require.ElementsMatch(t, []string{"V1>D1 barred foreign"}, edges)
	nodes, edges = graph("B0C1", "?model="+url.QueryEscape(own))
	require.Empty(t, nodes)
	require.Empty(t, edges)
}

//go:build integration

package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// persona is somebody who asks, what is their own and what is another's, by the
// name of a parameter, and what of others may stand in no answer to them.
type persona struct {
	role         identity.Role
	party, ids   string
	own, foreign map[string]string
	never        []string
}

// whole are those to whom nothing is hidden.
func (p persona) whole() bool {
	return slices.Contains([]identity.Role{identity.Panel, identity.Operator, identity.Auditor}, p.role)
}

// TestEveryOperationForEveryRole asks every operation of the document, so that a
// new one cannot be forgotten, as every role of its own, of another and of no
// party. What an operation says of its roles is what is expected; in what parties
// are answered stands nothing of another: no id, no name, no count.
func TestEveryOperationForEveryRole(t *testing.T) {
	operator := serveTenants(t)
	asked := map[string]int{}
	for _, who := range personas(operator) {
		c := operator.is(who.role, who.party, who.ids)
		if who.role == "" {
			c.as = ""
		}
		for path, item := range operator.doc.Paths.Map() {
			for method, op := range item.Operations() {
				if _, said := op.Extensions["x-waymark-roles"]; !said {
					continue // the document and its page
				}
				for _, values := range []map[string]string{who.own, who.foreign} {
					if values == nil {
						continue
					}
					asked[op.OperationID]++
					who.asks(t, c, method, path, op, values)
				}
			}
		}
	}
	require.Greater(t, len(asked), 70, "the document has lost operations")
}

// asks sends one request and holds its answer against what the document says of the operation.
func (p persona) asks(t *testing.T, c *client, method, path string, op *openapi3.Operation, values map[string]string) {
	t.Helper()
	open := rolesSaid(op)
	if slices.Contains(open, p.role) && p.whole() && method != http.MethodGet {
		return // they may, and it would change the estate
	}
	address, given := fill(path, op, values)
	a := c.do(method, address, strings.NewReader(exampleBody(op)), "Content-Type", "application/json", "Accept-Encoding", "identity")
	what := string(p.role) + " of " + p.party + ": " + method + " " + address + ": " + a.body
	switch {
	case len(open) == 0:
		require.NotContains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, a.status, what)
		return
	case p.role == "":
		require.Equal(t, http.StatusUnauthorized, a.status, what)
		return
	case !slices.Contains(open, p.role):
		refused(t, a, http.StatusForbidden, "role-missing")
		return
	}
	require.Less(t, a.status, http.StatusInternalServerError, what)
	require.NotEqual(t, http.StatusUnauthorized, a.status, what)
	if a.status == http.StatusForbidden {
		refused(t, a, http.StatusForbidden, "nothing-in-scope")
		require.Equal(t, "Idle", p.party, what)
	}
	if p.whole() {
		return
	}
	text := a.body
	for _, v := range given {
		text = strings.ReplaceAll(text, v, "") // what was asked for may be named
	}
	for _, secret := range p.never {
		require.NotRegexp(t, `(^|[^0-9A-Za-z])`+regexp.QuoteMeta(secret)+`($|[^0-9A-Za-z])`, text, what)
	}
	if values["foreign"] != "" && strings.Contains(path, "{") && method == http.MethodGet {
		require.Equal(t, http.StatusNotFound, a.status, what)
	}
}

func rolesSaid(op *openapi3.Operation) []identity.Role {
	var roles []identity.Role
	for _, r := range op.Extensions["x-waymark-roles"].([]any) {
		roles = append(roles, identity.Role(r.(string)))
	}
	return roles
}

// fill gives a path with its parameters, and those of the query that there are values for.
func fill(path string, op *openapi3.Operation, values map[string]string) (address string, given []string) {
	query := url.Values{}
	for _, ref := range op.Parameters {
		p := ref.Value
		v, known := values[p.Name]
		switch p.In {
		case "path":
			if !known {
				v = "none-such"
			}
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(v))
		case "query":
			if p.Name == "kind" {
				v, known = "cpl", true
			}
			if !known {
				continue
			}
			query.Set(p.Name, v)
		default:
			continue
		}
		given = append(given, v)
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path, given
}

func exampleBody(op *openapi3.Operation) string {
	if op.RequestBody == nil || op.RequestBody.Value.Content["application/json"] == nil {
		return ""
	}
	text, _ := json.Marshal(op.RequestBody.Value.Content["application/json"].Example)
	return string(text)
}

// serveTenants serves two manufacturers and three suppliers, whose ids, names and
// counts are found nowhere else.
func serveTenants(t *testing.T) *client {
	t.Helper()
	n := neo4jtest.Cleared(t, "SchemaMigration")
	store, err := graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: n.Password, Database: n.Database})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(t.Context())) })
	_, err = store.Migrate(t.Context())
	require.NoError(t, err)
	c := serve(t, api.Options{
		Authenticator: claimed{}, Store: store, Engine: engineOver(t, store), Library: library(t, store), TempDir: t.TempDir(), BusyWait: 300 * time.Millisecond,
		Limits: api.Limits{Rate: 1e6, Burst: 1e6},
	})
	c = c.is(identity.Operator, "", "")
	c.load("cpl", listHeader+row("ALDER-1", "00000001", "N/A")+row("ALDER-2", "00000002", "GHOST-A")+row("ALDER-3", "00000003", "")+
		"BIRCH-1,ESME,B0B2,0000B001,00000001,Current,N/A\nBIRCH-2,ESME,B0B2,0000B001,00000002,Current,GHOST-B\nBIRCH-3,ESME,B0B2,0000B001,00000003,Current,\n", "")
	c.load("installs", returnHeader+
		"Severnside,ESME,A0C1,00000001,00000009,2025-01-31,70177\nSevernside,ESME,B0B2,0000B001,00000002,2025-01-31,60166\n"+
		"Tyneside,ESME,A0C1,00000001,00000009,2025-01-31,50155\nTyneside,ESME,B0B2,0000B001,00000009,2025-01-31,40144\n"+
		"Medway,ESME,A0C1,00000001,00000003,2025-01-31,30133\n", "")
	c.load("parties", "Party,Category,Manufacturer Identifiers,Contact,E-mail\nAlder,manufacturer,A0C1,Ann,ann@alder.example\nBirch,manufacturer,B0B2,Bob,bob@birch.example\n"+
		"Severnside,supplier,,Sue,sue@severnside.example\nTyneside,supplier,,Tom,tom@tyneside.example\n", "")
	c.run()
	return c
}

func personas(operator *client) []persona {
	t := operator.t
	fingerprint := func(rule, subject string) string {
		for _, f := range read[list[map[string]any]](t, operator.get("/api/v1/findings?rule="+rule), http.StatusOK).Findings {
			if f["subject"] == subject {
				return f["fingerprint"].(string)
			}
		}
		require.Fail(t, "no finding of "+rule+" about "+subject)
		return ""
	}
	alder := map[string]string{
		"entryId": "ALDER-2", "key": "ESME|A0C1|00000001", "id": "A0C1", "fingerprint": fingerprint("predecessor-unknown", "ALDER-2"), "subject": "ALDER-2",
		"manufacturer": "A0C1", "model": "ESME|A0C1|00000001", "party": "Alder",
	}
	birch := map[string]string{
		"entryId": "BIRCH-2", "key": "ESME|B0B2|0000B001", "id": "B0B2", "fingerprint": fingerprint("predecessor-unknown", "BIRCH-2"), "subject": "BIRCH-2",
		"manufacturer": "B0B2", "model": "ESME|B0B2|0000B001", "party": "Birch", "foreign": "yes",
	}
	severn := map[string]string{
		"entryId": "ALDER-1", "key": "ESME|A0C1|00000001", "fingerprint": fingerprint("install-orphaned", `Severnside|ESME|A0C1|00000001|00000009`),
		"subject": "Severnside|ESME|A0C1|00000001|00000009", "supplier": "Severnside", "party": "Severnside",
	}
	tyne := map[string]string{
		"fingerprint": fingerprint("install-orphaned", `Tyneside|ESME|A0C1|00000001|00000009`), "subject": "Tyneside|ESME|A0C1|00000001|00000009", "supplier": "Tyneside", "party": "Tyneside",
		"entryId": "NONE-1", "key": "ESME|FFFF|00000001", "id": "FFFF", "foreign": "yes",
	}
	installs := []string{"70177", "60166", "50155", "40144", "30133", "120332", "150465", "100310", "Severnside", "Tyneside", "Medway"}
	return []persona{
		{own: alder},
		{role: identity.Panel, own: alder, foreign: severn},
		{role: identity.Operator, own: alder, foreign: severn},
		{role: identity.Auditor, own: alder, foreign: severn},
		{
			role: identity.Manufacturer, party: "Alder", ids: "A0C1", own: alder, foreign: birch,
			never: append([]string{"BIRCH-1", "BIRCH-2", "BIRCH-3", "GHOST-B", "B0B2", "0000B001", "Birch", "Bob", "bob@birch.example"}, installs...),
		},
		{
			role: identity.Manufacturer, party: "Idle", own: alder,
			never: append([]string{"ALDER-1", "BIRCH-1", "Alder", "Birch"}, installs...),
		},
		{
			role: identity.Supplier, party: "Severnside", own: severn, foreign: tyne,
			never: []string{"Tyneside", "Medway", "Tom", "tom@tyneside.example", "50155", "40144", "30133", "120332", "150465", "100310"},
		},
	}
}

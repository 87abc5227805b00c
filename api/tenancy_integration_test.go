//go:build integration

package api_test

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"waymark/api/identity"
	"waymark/internal/neo4jtest"
)

// things are what somebody has, by the names with which the table asks for them.
type things map[string]string

// Whose thing an operation is asked about.
const (
	own   = "own"
	other = "other"
	none  = "none"
)

// persona is somebody who asks, and what of others may stand in no answer to them.
type persona struct {
	*client
	role    identity.Role
	party   string
	things  map[string]things
	filters map[string]things
	never   []string
}

// whole are those to whom nothing is hidden.
func (p persona) whole() bool {
	return slices.Contains([]identity.Role{identity.Panel, identity.Operator, identity.Auditor}, p.role)
}

// operation is one of the document, with where it is asked.
type operation struct {
	method, path string
	*openapi3.Operation
}

func (o operation) roles() []identity.Role {
	var roles []identity.Role
	for _, r := range rolesIn(o.Extensions["x-waymark-roles"]) {
		roles = append(roles, identity.Role(r))
	}
	return roles
}

// TestEveryOperationForEveryRole asks every operation of the document, so that a
// new one cannot be forgotten, as every role about its own, another's and nobody's
// thing. Who may is what the document says, and what is answered what the table
// says; in what parties are answered stands nothing of another: no id, no name, no count.
// What they would change of another's, or of nobody's, leaves the graph as it is.
func TestEveryOperationForEveryRole(t *testing.T) {
	e := serveTenants(t)
	operations := described(t, e.doc)
	people := e.personas()
	for _, last := range []bool{false, true} {
		for _, who := range people {
			t.Run(fmt.Sprintf("%s %s, last %t", cmp.Or(string(who.role), "nobody"), who.party, last), func(t *testing.T) {
				e.t, e.panel.t, who.t = t, t, t
				for _, id := range slices.Sorted(maps.Keys(operations)) {
					if table[id].last != last {
						continue
					}
					for _, whose := range []string{own, other, none} {
						who.asks(e, operations[id], whose)
					}
				}
			})
		}
	}
}

// described are the operations of the document, of which each has its place in the table.
func described(t *testing.T, doc *openapi3.T) map[string]operation {
	t.Helper()
	operations := map[string]operation{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			operations[op.OperationID] = operation{method, path, op}
			_, known := table[op.OperationID]
			assert.True(t, known, "%s (%s %s) is new: add to the table in tenancy_table_test.go how it is asked and what it answers to whom it is open", op.OperationID, method, path)
		}
	}
	for id := range table {
		_, there := operations[id]
		assert.True(t, there, "%s is no operation any more: remove it from tenancy_table_test.go", id)
	}
	if t.Failed() {
		t.FailNow()
	}
	return operations
}

// asks sends one request and holds its answer against the table.
func (p persona) asks(e *estate, op operation, whose string) {
	row, has := table[op.OperationID], maps.Clone(p.things[whose])
	if row.before != nil && whose != none && slices.Contains(op.roles(), p.role) {
		row.before(e, has)
	}
	address, body := p.address(op, row, has, whose), has.in(row.body, nil)
	ask := func() answer {
		return p.do(op.method, address, strings.NewReader(body), "Content-Type", cmp.Or(row.media, "application/json"), "Accept-Encoding", "identity")
	}
	a := answer{}
	if op.method != http.MethodGet && whose != own && !p.whole() {
		was := kept(p.t)
		a = ask()
		assert.Equal(p.t, was, kept(p.t), "%s of %s, %s: %s wrote something", p.role, p.party, whose, op.OperationID)
	} else {
		a = ask()
	}
	what := fmt.Sprintf("%s of %s, %s: %s %s %s: %.2000s", p.role, p.party, whose, op.OperationID, op.method, address, a.body)
	if !assert.Equal(p.t, p.expects(op, row, whose), said(a), what) || p.whole() {
		return
	}
	sent, err := url.QueryUnescape(address)
	require.NoError(p.t, err)
	p.seesNothingElse(a, sent+body, what)
	if whose != own && !slices.Contains(row.shared, p.role) && p.narrows(op, row) {
		assert.NotRegexp(p.t, `"(total|count)": ?[1-9]`, a.body, what)
	}
}

// kept is a sum over all that the graph keeps, but for the books on who asked.
func kept(t testing.TB) string {
	t.Helper()
	nodes := neo4jtest.Query(t, "MATCH (n) WHERE NOT (n:AuditEntry OR n:AuditHead OR n:Replay OR n:ApiKey) RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS holds ORDER BY id", nil)
	links := neo4jtest.Query(t, "MATCH (a)-[r]->(b) WHERE NOT a:AuditEntry RETURN elementId(r) AS id, elementId(a) AS from, elementId(b) AS to, properties(r) AS holds ORDER BY id", nil)
	return fmt.Sprintf("%d nodes, %d links, %x", len(nodes), len(links), sha256.Sum256(fmt.Append(nil, nodes, links)))
}

// expects is what an operation answers: a status, of a problem with its code.
func (p persona) expects(op operation, row asking, whose string) string {
	roles := op.roles()
	mine := cmp.Or(row.own, "200")
	switch {
	case len(roles) > 0 && p.role == "":
		return "401 who-are-you"
	case len(roles) > 0 && !slices.Contains(roles, p.role):
		return "403 role-missing"
	case p.party == "Idle" && len(roles) > 0 && (row.idle != "200" || whose != none):
		return cmp.Or(row.idle, "403 nothing-in-scope")
	case whose == own, whose == other && (p.whole() || slices.Contains(row.shared, p.role)), !about(op, row):
		return mine
	case whose == none && p.whole():
		return cmp.Or(row.noneAll, row.none, "404 not-found")
	case whose == none:
		return cmp.Or(row.none, "404 not-found")
	}
	return cmp.Or(row.other, "404 not-found")
}

var named = regexp.MustCompile(`\{(\w+)\}`)

// about tells whether an operation is about one thing.
func about(op operation, row asking) bool {
	return named.MatchString(op.path + row.query + row.body)
}

// said is an answer's status, of a problem with its code.
func said(a answer) string {
	var p problem
	if json.Unmarshal([]byte(a.body), &p) == nil && p.Code != "" {
		return fmt.Sprint(a.status, " ", p.Code)
	}
	return fmt.Sprint(a.status)
}

// in puts the things into a text that names them, and none-such for what is not had.
func (has things) in(text string, escape func(string) string) string {
	return named.ReplaceAllStringFunc(text, func(name string) string {
		v, known := has[name[1:len(name)-1]]
		if !known {
			v = "none-such"
		}
		if escape != nil {
			v = escape(v)
		}
		return v
	})
}

// address is where an operation is asked, with those filters that it takes.
func (p persona) address(op operation, row asking, has things, whose string) string {
	path := has.in(strings.ReplaceAll(op.path, "{id}", "{"+cmp.Or(row.id, "id")+"}"), url.PathEscape)
	query := has.in(row.query, url.QueryEscape)
	for _, name := range p.filtersOf(op, row) {
		query += "&" + name + "=" + url.QueryEscape(p.filters[whose][name])
	}
	return strings.TrimSuffix(path+"?"+strings.TrimPrefix(query, "&"), "?")
}

// filtersOf are those with which a list is asked for one's own, another's or nobody's.
func (p persona) filtersOf(op operation, row asking) []string {
	var names []string
	for _, ref := range op.Parameters {
		if ref.Value.In == "query" && p.filters[own][ref.Value.Name] != "" && !about(op, row) {
			names = append(names, ref.Value.Name)
		}
	}
	return names
}

// narrows tells whether an answer is about those alone whom the request names.
func (p persona) narrows(op operation, row asking) bool {
	return about(op, row) || len(p.filtersOf(op, row)) > 0
}

// seesNothingElse looks for others' ids, names and counts in the body and all
// headers; what was sent may be named.
func (p persona) seesNothingElse(a answer, sent, what string) {
	text := a.body
	for name, values := range a.header {
		text += "\n" + name + ": " + strings.Join(values, " ")
		if name == "Waymark-Seal" {
			seal, err := base64.StdEncoding.DecodeString(values[0])
			require.NoError(p.t, err)
			text += string(seal)
		}
	}
	for _, secret := range p.never {
		whole := regexp.MustCompile(`(^|[^0-9A-Za-z])` + regexp.QuoteMeta(secret) + `($|[^0-9A-Za-z])`)
		if !whole.MatchString(sent) {
			assert.NotRegexp(p.t, whole, text, what)
		}
	}
}

// personas are somebody for each role, and nobody; each with a key of its own.
func (e *estate) personas() []persona {
	alder, birch := e.maker("Alder", "A0C1", "00000001", "ALDER"), e.maker("Birch", "B0B2", "0000B001", "BIRCH")
	severn, tyne := e.supplier("Severnside", alder), e.supplier("Tyneside", birch)
	nothing := things{
		"entryId": "NONE-1", "from": "NONE-2", "key": "ESME|FFFF|00000001", "maker": "FFFF", "rule": "predecessor-unknown", "supplier": "", "subject": "NONE-1",
		"month": e.common["month"], "day": e.common["month"], "state": "open", "revision": "1", "sealed": "no report",
	}
	makers := map[string]things{
		own:   {"manufacturer": "A0C1", "model": "ESME|A0C1|00000001", "party": "Alder"},
		other: {"manufacturer": "B0B2", "model": "ESME|B0B2|0000B001", "party": "Birch"},
		none:  {"manufacturer": "FFFF", "model": "ESME|FFFF|00000001", "party": "Nobody"},
	}
	suppliers := map[string]things{own: {"supplier": "Severnside", "party": "Severnside"}, other: {"supplier": "Tyneside", "party": "Tyneside"}, none: {"supplier": "Nobody", "party": "Nobody"}}
	// To whom nothing is hidden, one thing is as good as another.
	all := map[string]things{own: with(severn, alder), other: with(tyne, birch), none: nothing}
	installs := []string{"70177", "60166", "50155", "40144", "30133", "20122", "120332", "150465", "170587", "100310", "50255", "Severnside", "Tyneside", "Medway"}
	stranger := *e.client
	stranger.as = ""
	people := []persona{{client: &stranger, things: all}}
	for _, role := range []identity.Role{identity.Panel, identity.Operator, identity.Auditor} {
		people = append(people, persona{client: e.holder(role, ""), role: role, things: all, filters: makers})
	}
	return append(people,
		persona{
			client: e.holder(identity.Manufacturer, "Alder"), role: identity.Manufacturer, party: "Alder", things: map[string]things{own: alder, other: birch, none: nothing}, filters: makers,
			never: append([]string{"BIRCH-1", "BIRCH-2", "BIRCH-3", "GHOST-B", "B0B2", "0000B001", "Birch", "Bob", "bob@birch.example"}, installs...),
		},
		persona{
			client: e.holder(identity.Manufacturer, "Idle"), role: identity.Manufacturer, party: "Idle", things: map[string]things{own: alder, other: birch, none: with(nothing, things{"sealed": birch["sealed"]})}, filters: makers,
			never: append([]string{"ALDER-1", "BIRCH-1", "Alder", "Birch"}, installs...),
		},
		persona{
			client: e.holder(identity.Supplier, "Severnside"), role: identity.Supplier, party: "Severnside", things: map[string]things{own: severn, other: tyne, none: nothing}, filters: suppliers,
			never: []string{"Tyneside", "Medway", "Tom", "tom@tyneside.example", "50155", "40144", "30133", "20122", "120332", "150465", "170587", "100310", "50255"},
		})
}

//go:build integration

package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/internal/neo4jtest"
)

// listing says how a list is asked for, and what Cypher adds to it before its last item.
type listing struct {
	// path is the operation's, if there is nothing to fill in.
	path string
	// insert adds one item, or adds of them; blank for a list of which other tests see to that.
	insert string
	adds   int
}

// sameMoment is the moment at which several things were made, as seen from two time zones.
const sameMoment = `CASE n % 2 WHEN 0 THEN datetime('2026-01-02T03:04:05.000000006Z') ELSE datetime('2026-01-02T05:04:05.000000006+02:00') END`

// listings has one for each list that has pages.
var listings = map[string]listing{
	"list-asked": {insert: `MATCH (v:Version {entryId: 'V4'}) CREATE (:Asked {id: 'early', party: 'P1', on: date('2001-01-01'), reference: 'r', by: 'b', recordedAt: datetime()})-[:FOR]->(v)`},
	"list-waivers": {path: "/api/v1/waivers?ended=true", insert: `MATCH (f:Finding) WITH f ORDER BY f.fingerprint LIMIT 1
		CREATE (:Waiver {id: 'late', reason: 'r', reference: 'r', by: 'b', until: date('2027-01-01'), share: 20, exposure: 0, grantedAt: datetime('2126-01-01T00:00Z')})-[:WAIVES]->(f)`},
	"list-keys":          {insert: `CREATE (:ApiKey {id: 'late', role: 'auditor', label: '', createdBy: 'b', createdAt: datetime('2126-01-01T00:00Z')})`},
	"list-parties":       {insert: `CREATE (:Party {partyId: 'A', name: 'A', category: 'supplier'})`},
	"list-subscriptions": {insert: `CREATE (:Subscription {id: 'early', createdAt: datetime('2001-01-01T00:00Z'), lastDueAt: datetime(), revision: 1})`},
	"list-undeliverable": {insert: `CREATE (:Notice {id: 'first', told: false, at: datetime(), kind: 'k', owner: 'dcc', supplier: '', manufacturerId: ''}),
		(:Recipient {address: 'a0@example.com', bounces: 3, suspendedAt: datetime(), why: 'w'})`, adds: 2},
	"read-version-history": {path: "/api/v1/versions/V2/history", insert: `MATCH (v:CplEntry {entryId: 'V2'}), (i:Import) WITH v, i ORDER BY i.id LIMIT 1
		CREATE (v)-[:STATED]->(:Statement {effectiveOn: date('2001-01-01'), recordedAt: datetime(), line: 2, status: 'Current'})-[:FROM]->(i)`},
	"read-version-edges": {path: "/api/v1/versions/V2/edges", insert: `MATCH (v:CplEntry {entryId: 'V2'}) CREATE (:CplEntry:Placeholder {entryId: 'A'})-[:UPGRADES_TO {since: date('2001-01-01')}]->(v)`},

	"list-audit": {}, "list-cohorts": {}, "list-findings": {path: "/api/v1/findings?state=all"}, "list-imports": {}, "list-manufacturers": {}, "list-messages": {},
	"list-models": {}, "list-published-reports": {}, "list-restrictions": {}, "list-runs": {}, "list-versions": {},
}

// fillLists puts several items into every list, and where moments order them, several into one.
func fillLists(c *client) {
	rest := row("V1", "00000001", "N/A") + row("V3", "00000003", "V2") + row("V4", "00000004", "V2") + "W1,ESME,B0C1,0000B001,00000001,Current,\n"
	for _, cites := range []string{"GONE,V1", "V1", "GONE,V1"} {
		c.load("cpl", listHeader+row("V2", "00000002", cites)+rest, "")
	}
	c.load("installs", returnHeader+"S1,ESME,A0C1,00000001,00000009,2025-01-31,7\nS2,ESME,A0C1,00000001,00000009,2025-01-31,5\n", "")
	c.load("parties", "Party,Category,Manufacturer Identifiers\nP1,manufacturer,A0C1\nP2,supplier,\nP3,operator,\n", "")
	for _, edge := range []string{`"from":"V1","to":"V2"`, `"from":"V2","to":"V3"`} {
		a := c.send(http.MethodPost, "/api/v1/restrictions", `{`+edge+`,"reason":"r","reference":"R-1"}`)
		require.Equal(c.t, http.StatusCreated, a.status, a.body)
	}
	c.run()
	c.run()
	for _, made := range []string{
		`MATCH (v:Version) WHERE v.entryId STARTS WITH 'V' UNWIND ['P1', 'P2'] AS party UNWIND [1, 2] AS n
			CREATE (:Asked {id: v.entryId + party + n, party: party, on: date('2026-01-02'), reference: 'r', by: 'b', recordedAt: datetime()})-[:FOR]->(v)`,
		`MATCH (f:Finding) WITH f ORDER BY f.fingerprint LIMIT 1 UNWIND range(1, 5) AS n
			CREATE (:Waiver {id: 'w' + n, reason: 'r', reference: 'r', by: 'b', until: date('2027-01-01'), share: 20, exposure: 0, grantedAt: ` + sameMoment + `, endedAt: CASE n WHEN 3 THEN datetime() END})-[:WAIVES]->(f)`,
		`UNWIND range(1, 5) AS n CREATE (:ApiKey {id: 'k' + n, role: 'auditor', label: '', createdBy: 'b', createdAt: ` + sameMoment + `})`,
		`UNWIND range(1, 5) AS n CREATE (:Subscription {id: 's' + n, createdAt: ` + sameMoment + `, lastDueAt: datetime(), revision: 1})`,
		`UNWIND range(1, 6) AS n CREATE (:Notice {id: 'n' + n, told: false, at: datetime(), kind: 'k', owner: CASE WHEN n < 4 THEN 'manufacturer' ELSE 'supplier' END,
			supplier: CASE WHEN n < 4 THEN '' ELSE 'S' + n % 2 END, manufacturerId: CASE WHEN n < 4 THEN 'F' + n ELSE '' END})`,
		`UNWIND range(1, 3) AS n CREATE (:Recipient {address: 'r' + n + '@example.com', bounces: 3, suspendedAt: datetime(), why: 'w'})`,
		`UNWIND range(1, 3) AS n CREATE (:Message {id: 'm' + n, messageId: 'm' + n, to: 'a@example.com', subject: 's', cause: 'c', state: 'queued', attempts: 0, nextAt: datetime(), createdAt: datetime()})`,
		`MATCH (run:Run) WITH run ORDER BY run.number LIMIT 1 UNWIND range(1, 3) AS n CREATE (:Report {id: 'r' + n, pack: 'panel', party: '', publishedAt: datetime()})-[:REPORTS_ON]->(run)`,
		`MATCH (s:Statement)-[:FROM]->(i:Import) WITH s, i ORDER BY i.id SET s.recordedAt = datetime('2026-01-02T03:04:05.000000006Z')`,
	} {
		neo4jtest.Query(c.t, made, nil)
	}
}

// items are those of each member of an answer that is a list, as they were written.
type items map[string][]string

func (i items) count() int {
	n := 0
	for _, of := range i {
		n += len(of)
	}
	return n
}

// and are the items of two pages that follow each other.
func (i items) and(next items) items {
	all := items{}
	for _, page := range []items{i, next} {
		for member, of := range page {
			all[member] = append(all[member], of...)
		}
	}
	return all
}

// listed is a page of any list.
type listed struct {
	items items
	Total int
	Next  string
}

// page asks for a page of a list.
func (l listing) page(c *client, of listOperation, limit int, cursor string) listed {
	c.t.Helper()
	address, err := url.Parse(l.path)
	require.NoError(c.t, err)
	query := address.Query()
	query.Set("limit", fmt.Sprint(limit))
	if cursor != "" {
		query.Set("cursor", cursor)
	}
	a := c.get(address.Path + "?" + query.Encode())
	got := read[listed](c.t, a, http.StatusOK)
	got.items = items{}
	members := read[map[string]json.RawMessage](c.t, a, http.StatusOK)
	for _, name := range of.members {
		var texts []json.RawMessage
		require.NoError(c.t, json.Unmarshal(members[name], &texts))
		for _, text := range texts {
			got.items[name] = append(got.items[name], string(text))
		}
	}
	return got
}

// Page by page a list is what it is at once: in order, nothing twice and nothing left
// out, also where something is added among what was shown.
func TestEveryListIsTheSamePageByPage(t *testing.T) {
	c, _ := serveGraph(t)
	fillLists(c)
	for id, of := range lists(c.doc) {
		if unpaged[id] != "" {
			continue
		}
		t.Run(id, func(t *testing.T) {
			c.t = t
			l, known := listings[id]
			require.True(t, known, "%s is new: say in listings how it is asked", id)
			if l.path == "" {
				l.path = of.path
			}
			whole := l.page(c, of, 500, "")
			require.GreaterOrEqual(t, whole.items.count(), 2, "a list of one item has no pages")
			require.Equal(t, whole.Total, whole.items.count())
			require.Empty(t, whole.Next)

			got := items{}
			for cursor := ""; ; {
				one := l.page(c, of, 1, cursor)
				require.Equal(t, 1, one.items.count())
				require.Equal(t, whole.Total, one.Total)
				got = got.and(one.items)
				require.LessOrEqual(t, got.count(), whole.Total, "nothing twice")
				if cursor = one.Next; cursor == "" {
					break
				}
			}
			require.Equal(t, whole.items, got)
			if l.insert == "" {
				return
			}
			shown := l.page(c, of, whole.Total-1, "")
			neo4jtest.Query(t, l.insert, nil)
			last := l.page(c, of, 1, shown.Next)
			require.Equal(t, whole.items, shown.items.and(last.items))
			require.Empty(t, last.Next)
			require.Equal(t, whole.Total+max(1, l.adds), last.Total)
		})
	}
}

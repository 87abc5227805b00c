package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/graphstore"
)

// book keeps what is written to it, or refuses it.
type book struct {
	mu     sync.Mutex
	acts   []graphstore.AuditAct
	broken error
}

func (b *book) Audit(_ context.Context, acts ...graphstore.AuditAct) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return b.broken
	}
	b.acts = append(b.acts, acts...)
	return nil
}

// Each operation that changes something, and each whose answer is a document to take away, is audited.
func TestEachChangeAndEachExportIsAudited(t *testing.T) {
	b := &book{}
	c := serve(t, api.Options{Authenticator: claims{}, Auditor: b})
	reads := map[string]bool{"lint-submission": true, "try-changes": true, "verify-report": true, "read-openapi": true, "read-reference": true, "read-reference-file": true, "read-metrics": true}
	for path, item := range c.doc.Paths.Map() {
		for method, op := range item.Operations() {
			// The graph is handed out whole like the lists beside it, although it is JSON.
			document := slices.Contains(op.Tags, "downloads")
			if ok := op.Responses.Value("200"); ok != nil {
				for media := range ok.Value.Content {
					document = document || media != "application/json"
				}
			}
			want := (method != http.MethodGet || document) && !reads[op.OperationID]
			_, says := op.Extensions["x-waymark-audited"]
			require.Equal(t, want, says, "%s %s", method, path)
		}
	}
}

func TestIntentIsWrittenBeforeAndOutcomeAfter(t *testing.T) {
	b := &book{}
	c := serve(t, api.Options{Authenticator: claims{}, Auditor: b})
	// The rule is unknown, which is found out without a store.
	a := c.do(http.MethodPost, "/api/v1/runs", strings.NewReader(`{"rules":["no-such-rule"]}`), "Authorization", "operator", "Content-Type", "application/json", "X-Request-Id", "r1")
	refused(t, a, http.StatusUnprocessableEntity, "unknown-rule")
	require.Len(t, b.acts, 2)
	intent := graphstore.AuditAct{
		Phase: graphstore.AuditIntent, ActorKind: "key", ActorID: "k", Actor: "key k", Role: "operator", Address: "127.0.0.1", RequestID: "r1",
		Operation: "create-run", Target: "/api/v1/runs",
	}
	require.Equal(t, intent, b.acts[0])
	intent.Phase, intent.Status = graphstore.AuditOutcome, http.StatusUnprocessableEntity
	require.Equal(t, intent, b.acts[1])

	// Without a store this panics, which is an outcome too.
	c.do(http.MethodDelete, "/api/v1/keys/x", nil, "Authorization", "operator")
	require.Len(t, b.acts, 4)
	require.EqualValues(t, http.StatusInternalServerError, b.acts[3].Status)

	c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "operator")
	require.Len(t, b.acts, 4, "reads are not audited")
	b.broken = errors.New("no room")
	a = c.do(http.MethodPost, "/api/v1/runs", strings.NewReader(`{"rules":["no-such-rule"]}`), "Authorization", "operator", "Content-Type", "application/json")
	refused(t, a, http.StatusServiceUnavailable, "audit-unavailable")
	require.Equal(t, "5", a.header.Get("Retry-After"))
	b.broken = nil
}

func TestRefusalsAreCountedAndWrittenTogether(t *testing.T) {
	b := &book{}
	c := serve(t, api.Options{Authenticator: claims{}, Auditor: b})
	for i := range 30 {
		refused(t, c.get("/api/v1/findings?rule=x"), http.StatusUnauthorized, "who-are-you")
		refused(t, c.do(http.MethodPost, "/api/v1/runs", nil, "Authorization", "supplier"), http.StatusForbidden, "role-missing")
		refused(t, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "bad"), http.StatusUnauthorized, "bad-key")
		r, err := http.NewRequestWithContext(t.Context(), fmt.Sprint("INVENTED", i), c.url+"/nowhere", nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "bad")
		response, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusUnauthorized, response.StatusCode)
	}
	require.Empty(t, b.acts, "a flood of refusals writes nothing by itself")
	require.NoError(t, c.server.Close(t.Context()))
	require.Len(t, b.acts, 4, "nobody makes lines of it by inventing methods")
	var inTurn []string
	for _, act := range b.acts {
		inTurn = append(inTurn, act.Operation)
		require.Equal(t, graphstore.AuditRefused, act.Phase)
		require.EqualValues(t, 30, act.Count)
		require.Equal(t, "127.0.0.1", act.Address)
		require.Equal(t, map[string]string{"list-findings": "/api/v1/findings?rule=x", "create-run": "/api/v1/runs", "GET /api/v1/rules": "/api/v1/rules", "other ": "/nowhere"}[act.Operation], act.Target)
		require.Equal(t, act.Operation == "create-run", act.ActorKind == "key")
		require.NotEmpty(t, act.RequestID)
	}
	require.Equal(t, []string{"list-findings", "create-run", "GET /api/v1/rules", "other "}, inTurn, "as they first happened")
}

// Strangers from everywhere, and one who is known, hide nothing of what others are refused.
func TestNobodyHidesTheRefusalsOfOthers(t *testing.T) {
	b := &book{}
	c := serve(t, api.Options{Authenticator: partyKeys{}, Auditor: b})
	asks := func(remote, key, path string) { c.from(remote+":4000", http.MethodGet, path, "", "Authorization", key) }
	for i := range 300 {
		asks(fmt.Sprintf("203.0.%d.%d", i/200, i%200), "", "/api/v1/runs")
		asks(fmt.Sprintf("198.51.%d.%d", i/200, i%200), "Alder 1", "/api/v1/runs")
	}
	asks("192.0.2.1", "Birch 2", "/api/v1/audit?limit=7")
	require.NoError(t, c.server.Close(t.Context()))
	lines, counted := map[string]int{}, map[string]int64{}
	for _, act := range b.acts {
		lines[act.ActorID]++
		counted[act.ActorID] += act.Count
		if act.ActorID == "2" {
			require.Equal(t, "/api/v1/audit?limit=7", act.Target)
			require.Equal(t, "Birch", act.Party)
			require.NotEmpty(t, act.RequestID)
		}
	}
	require.Equal(t, map[string]int{"": 201, "1": 21, "2": 1}, lines, "and one for the rest")
	require.Equal(t, int64(300), counted[""])
	require.Equal(t, int64(1), counted["2"])
}

//go:build integration

package graphstore_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

func auditAct(n int) graphstore.AuditAct {
	return graphstore.AuditAct{
		Phase: graphstore.AuditIntent, ActorKind: "key", ActorID: "k1", Actor: "Desk", Role: "operator", Address: "192.0.2.7", RequestID: fmt.Sprint("r", n),
		Operation: "create-run", Target: "/api/v1/runs", Status: int64(n), Count: 2,
	}
}

func auditGraph(t *testing.T, entries int) graph {
	t.Helper()
	g := newGraph(t)
	for n := range entries {
		require.NoError(t, g.Audit(t.Context(), auditAct(n)))
	}
	return g
}

func TestTheAuditIsAChainThatWritersShare(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	empty, err := g.VerifyAudit(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Equal(t, graphstore.AuditCheck{Intact: true}, empty)
	var writers sync.WaitGroup
	faults := make([]error, 6)
	for w := range faults {
		writers.Go(func() {
			for n := range 5 {
				faults[w] = errors.Join(faults[w], g.Audit(ctx, auditAct(n), auditAct(n+100)))
			}
		})
	}
	writers.Wait()
	require.NoError(t, errors.Join(faults...))
	check, err := g.VerifyAudit(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.True(t, check.Intact, check)
	require.EqualValues(t, 60, check.Entries)
	require.Len(t, check.Head, 64)

	entries, total, err := g.AuditEntries(ctx, graphstore.Everything, 0, 7)
	require.NoError(t, err)
	require.EqualValues(t, 60, total)
	require.Len(t, entries, 7)
	require.EqualValues(t, 60, entries[0].Seq)
	require.Equal(t, check.Head, entries[0].Hash)
	require.Equal(t, entries[1].Hash, entries[0].Previous)
	older, _, err := g.AuditEntries(ctx, graphstore.Everything, entries[6].Seq, 7)
	require.NoError(t, err)
	require.EqualValues(t, 53, older[0].Seq)
	hidden, total, err := g.AuditEntries(ctx, graphstore.OfSupplier("Severn"), 0, 7)
	require.Empty(t, hidden, err)
	require.Zero(t, total)
}

func TestWhateverIsDoneToTheAuditIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		change string
		at     int64
		why    string
	}{
		"an actor":                 {"MATCH (e:AuditEntry {seq: 4}) SET e.actorId = 'k2'", 4, "changed"},
		"text from field to field": {"MATCH (e:AuditEntry {seq: 4}) SET e.actorId = 'k', e.actor = '1Desk'", 4, "changed"},
		"a status":                 {"MATCH (e:AuditEntry {seq: 4}) SET e.status = 200", 4, "changed"},
		"a count":                  {"MATCH (e:AuditEntry {seq: 4}) SET e.count = 1", 4, "changed"},
		"a time":                   {"MATCH (e:AuditEntry {seq: 4}) SET e.at = e.at - duration({hours: 1})", 4, "changed"},
		"one is gone":              {"MATCH (e:AuditEntry {seq: 4}) DELETE e", 4, "gone"},
		"the last is gone":         {"MATCH (e:AuditEntry {seq: 8}) DELETE e", 8, "gone"},
		"the first is gone":        {"MATCH (e:AuditEntry {seq: 1}) DELETE e", 1, "gone"},
		"two changed places":       {"MATCH (a:AuditEntry {seq: 3}), (b:AuditEntry {seq: 4}) SET a.seq = -1 SET b.seq = 3 SET a.seq = 4", 3, "follow"},
		"the tail is cut off":      {"MATCH (e:AuditEntry) WHERE e.seq > 5 DELETE e WITH count(*) AS n MATCH (h:AuditHead) SET h.seq = 5", 5, "head"},
		"the head is set back":     {"MATCH (h:AuditHead), (e:AuditEntry {seq: 5}) SET h.seq = 5, h.hash = e.hash", 6, "beyond"},
		"the head is gone":         {"MATCH (h:AuditHead) DELETE h", 8, "head"},
		"all but the head gone":    {"MATCH (e:AuditEntry) DELETE e", 1, "gone"},
	} {
		t.Run(name, func(t *testing.T) {
			g := auditGraph(t, 8)
			neo4jtest.Query(t, c.change, nil)
			check, err := g.VerifyAudit(t.Context(), graphstore.Everything)
			require.NoError(t, err)
			require.False(t, check.Intact)
			require.Equal(t, c.at, check.BrokenAt, check.Why)
			require.Contains(t, check.Why, c.why)
		})
	}
}

func TestLongTextsAreCutAndNothingIsAppendedInPart(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	act := auditAct(1)
	act.Target = strings.Repeat("é", 600)
	require.NoError(t, g.Audit(ctx, act))
	require.NoError(t, g.Audit(ctx))
	entries, total, err := g.AuditEntries(ctx, graphstore.Everything, 0, 10)
	require.NoError(t, err)
	require.EqualValues(t, 1, total)
	require.Equal(t, strings.Repeat("é", 500), entries[0].Target)
	neo4jtest.Query(t, "CREATE (:AuditEntry {seq: 3})", nil)
	require.Error(t, g.Audit(ctx, auditAct(2), auditAct(3)), "the place is taken")
	require.EqualValues(t, 1, g.one("MATCH (h:AuditHead) RETURN h.seq"))
	require.EqualValues(t, 0, g.one("MATCH (e:AuditEntry {seq: 2}) RETURN count(e)"))
}

func TestTheAuditIsReadByItsIndex(t *testing.T) {
	g := newGraph(t)
	for name, params := range map[string]map[string]any{"list_audit": {"before": 9, "limit": 9}, "read_audit_page": {"after": 0, "limit": 9}} {
		plan, err := g.Explain(t.Context(), graphstore.Statements()[name].Text, params)
		require.NoError(t, err)
		require.Empty(t, plan.Notifications)
		operators := strings.Join(plan.Operators, " ")
		require.Regexp(t, `IndexSeekByRange`, operators, name)
		require.NotRegexp(t, `Sort|Top|LabelScan`, operators, name)
	}
}

// Nothing in the program changes or removes what was appended.
func TestNoStatementChangesTheAudit(t *testing.T) {
	for name, s := range graphstore.Statements() {
		if strings.Contains(s.Text, "AuditEntry") && name != "append_audit_entries" {
			require.NotRegexp(t, `(?m)\b(SET|CREATE|MERGE|DELETE|REMOVE)\b`, s.Text, name)
		}
	}
}

// What the service does of its own accord is written before and after, and not done unwritten.
func TestWhatTheServiceDoesIsInTheAudit(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	broken := errors.New("broken")
	require.NoError(t, g.Audited(ctx, "run", "schedule", func() (string, error) { return "run-1", nil }))
	require.ErrorIs(t, g.Audited(ctx, "mail", "to pat", func() (string, error) { return "", broken }), broken)
	entries, _, err := g.AuditEntries(ctx, graphstore.Everything, 0, 10)
	require.NoError(t, err)
	var told []string
	for _, e := range entries {
		require.Equal(t, "service", e.ActorKind)
		told = append(told, fmt.Sprintf("%s %s %s %d", e.Phase, e.Operation, e.Target, e.Status))
	}
	require.Equal(t, []string{"outcome mail to pat 1", "intent mail to pat 0", "outcome run schedule > run-1 0", "intent run schedule 0"}, told)
	require.NoError(t, g.Close(ctx))
	require.Error(t, g.Audited(ctx, "run", "schedule", func() (string, error) { t.Error("done unwritten"); return "", nil }))
}

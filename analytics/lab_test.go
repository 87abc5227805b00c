//go:build integration

package analytics_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const (
	labToday = cpl.Date("2026-11-25")
	inForce  = cpl.Date("2025-01-01")
)

// lab is a graph that is emptied without losing its schema, with all rules over
// it, and what their queries returned, and they said, last.
type lab struct {
	*graphstore.Store
	engine *analytics.Engine
	server *neo4jtest.Neo4j
	rows   map[string][]graphstore.Record
	said   map[string]analytics.Evaluation
	dir    string
	// today is when files are read: labToday, but for tests that run the rules by the database's clock.
	today cpl.Date
}

func newLab(t *testing.T) *lab {
	t.Helper()
	n := neo4jtest.Cleared(t, "SchemaMigration")
	store, err := graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: n.Password, Database: n.Database})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	_, err = store.Migrate(t.Context())
	require.NoError(t, err)
	registry, err := analytics.LoadRules("")
	require.NoError(t, err)
	severities, err := analytics.LoadSeverities()
	require.NoError(t, err)
	require.NoError(t, registry.Verify(t.Context(), store, labSettings()))
	l := &lab{Store: store, server: n, rows: map[string][]graphstore.Record{}, said: map[string]analytics.Evaluation{}, dir: t.TempDir(), today: labToday}
	l.engine = &analytics.Engine{Graph: l, Registry: registry, Severities: severities, Logger: slog.New(slog.DiscardHandler), Settings: labSettings()}
	return l
}

func labSettings() analytics.Settings {
	return analytics.Settings{
		InForceDate: inForce, HubPairs: cpl.DefaultVocabulary().Pairs(), StaleDays: 45, CertificateDays: 180,
		CertificateTypes: []string{"ESME", "GSME", "GPF", "CHF", "HCALCS"},
	}
}

// Query keeps what a rule returned, since an Evaluation only counts unknowns.
func (l *lab) Query(ctx context.Context, scope graphstore.Scope, q graphstore.Query) ([]graphstore.Record, error) {
	rows, err := l.Store.Query(ctx, scope, q)
	l.rows[q.Name] = rows
	return rows, err
}

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
}

// clear removes all data and keeps schema and migrations.
func (l *lab) clear(t *testing.T) {
	t.Helper()
	neo4jtest.Query(t, "MATCH (n) WHERE NOT n:SchemaMigration AND NOT n:WaymarkTestMarker DETACH DELETE n", nil)
}

func (l *lab) load(t tester, kind cpl.Kind, text string, o graphstore.ImportOptions) *graphstore.ImportResult {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(l.dir, "file.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	f, err := cpl.Open(ctx, path, cpl.Reading{Kind: kind, Today: l.today, TempDir: l.dir})
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	o.Today, o.Vocabulary, o.Force = l.today, cpl.DefaultVocabulary(), "a test loads what it likes"
	result, err := l.Import(ctx, f, kind, o)
	require.NoError(t, err)
	return result
}

// fullRun records a full run that ended well, without the work of one.
func (l *lab) fullRun(t tester) {
	t.Helper()
	err := l.WithLease(context.Background(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		run, err := l.BeginRun(ctx, lease, graphstore.RunStart{Full: true, Trigger: "test", Zone: labZone})
		require.NoError(t, err)
		return l.FinishRun(ctx, lease, run.ID, graphstore.RunOK, "")
	})
	require.NoError(t, err)
}

// verdicts is what a rule says: of each failing subject its duty, class and
// reasons as one text, of each unknown one why.
type verdicts struct {
	examined         int64
	failing, unknown map[string]string
	// causes are those of each failing subject that has any, as one text.
	causes map[string]string
}

func (l *lab) evaluate(t tester, rule analytics.Rule) verdicts {
	t.Helper()
	e, err := l.engine.Evaluate(context.Background(), rule, labToday)
	require.NoError(t, err, rule.ID)
	l.said[rule.ID] = e
	v := verdicts{examined: e.Examined, failing: map[string]string{}, unknown: map[string]string{}, causes: map[string]string{}}
	for _, f := range e.Findings {
		var causes []cause
		for _, c := range f.Causes {
			causes = append(causes, cause{rule: c.Rule, subject: c.Subject})
		}
		if len(causes) > 0 {
			v.causes[f.Subject] = causesText(causes...)
			require.Equal(t, causesText(causes...), joined(f.Causes), "each cause once, in order")
		}
		v.failing[f.Subject] = verdictText(f.Duty, f.Class, f.Reasons...)
	}
	for _, row := range l.rows[rule.ID] {
		if row["unknown"] != true {
			continue
		}
		var why []string
		for _, r := range row["reasons"].([]any) {
			why = append(why, r.(string))
		}
		v.unknown[row["subject"].(string)] = verdictText("", "", why...)
	}
	require.Len(t, v.unknown, int(e.Unknown), "%s: each unknown subject once", rule.ID)
	return v
}

// joined are causes as they come, in one text.
func joined(causes []graphstore.Cause) string {
	var parts []string
	for _, c := range causes {
		parts = append(parts, c.Rule+" of "+c.Subject)
	}
	return strings.Join(parts, "; ")
}

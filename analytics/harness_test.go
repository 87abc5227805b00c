//go:build integration

package analytics_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const (
	today         = cpl.Date("2026-11-25")
	listHeader    = "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Date Added,Previous Firmware CPL Entry IDs\n"
	installHeader = "Supplier,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,As Of,Count\n"
)

// bench is an empty graph with the rules over it.
type bench struct {
	*graphstore.Store
	engine *analytics.Engine
	t      *testing.T
}

func newBench(t *testing.T) *bench {
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
	return &bench{store, &analytics.Engine{
		Graph: store, Registry: registry, Severities: severities, Logger: slog.New(slog.DiscardHandler),
		Settings: analytics.Settings{InForceDate: "2025-01-01", HubPairs: cpl.DefaultVocabulary().Pairs()},
	}, t}
}

func (b *bench) load(kind cpl.Kind, path string) {
	b.t.Helper()
	f, err := cpl.Open(b.t.Context(), path, cpl.Reading{Kind: kind, Today: today, TempDir: b.t.TempDir()})
	require.NoError(b.t, err)
	defer func() { require.NoError(b.t, f.Close()) }()
	_, err = b.Import(b.t.Context(), f, kind, graphstore.ImportOptions{Today: today, Vocabulary: cpl.DefaultVocabulary(), Force: "a test blanks what it likes"})
	require.NoError(b.t, err)
}

func (b *bench) loadText(kind cpl.Kind, text string) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), "file.csv")
	require.NoError(b.t, os.WriteFile(path, []byte(text), 0o600))
	b.load(kind, path)
}

func (b *bench) list(rows string)     { b.t.Helper(); b.loadText(cpl.KindCPL, listHeader+rows) }
func (b *bench) installs(rows string) { b.t.Helper(); b.loadText(cpl.KindInstalls, installHeader+rows) }

func (b *bench) run(rules ...string) graphstore.Run {
	b.t.Helper()
	run, err := b.engine.Run(b.t.Context(), analytics.RunOptions{Rules: rules, Trigger: "test"})
	require.NoError(b.t, err)
	return run
}

// evaluate is what one rule says of the graph as it is.
func (b *bench) evaluate(rule string) (analytics.Evaluation, map[string]graphstore.Finding) {
	b.t.Helper()
	r, ok := b.engine.Registry.Rule(rule)
	require.True(b.t, ok)
	e, err := b.engine.Evaluate(b.t.Context(), r, today)
	require.NoError(b.t, err)
	bySubject := map[string]graphstore.Finding{}
	for _, f := range e.Findings {
		bySubject[f.Subject] = f
	}
	return e, bySubject
}

func (b *bench) findings(states ...string) map[string]graphstore.Finding {
	b.t.Helper()
	all, err := b.AllFindings(b.t.Context(), graphstore.Everything, graphstore.FindingFilter{States: states})
	require.NoError(b.t, err)
	bySubject := map[string]graphstore.Finding{}
	for _, f := range all {
		bySubject[f.Rule+" "+f.Subject] = f
	}
	return bySubject
}

// evidence decodes a finding's evidence.
func evidence(t *testing.T, f graphstore.Finding) map[string]any {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal(f.Evidence, &m))
	return m
}

func result(t *testing.T, run graphstore.Run, rule string) graphstore.RuleResult {
	t.Helper()
	for _, r := range run.Rules {
		if r.Rule == rule {
			return r
		}
	}
	require.Fail(t, "no result for "+rule)
	return graphstore.RuleResult{}
}

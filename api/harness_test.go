//go:build integration || bench

package api_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/api"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
	"waymark/reports"
)

// drawMode makes the test binary play the drawing process.
const drawMode = "WAYMARK_TEST_DRAW"

var discard = slog.New(slog.DiscardHandler)

func TestMain(m *testing.M) {
	if os.Getenv(drawMode) != "" {
		if reports.DrawMain(os.Stdin, os.Stdout) != nil {
			os.Exit(2)
		}
		os.Exit(0)
	}
	os.Exit(neo4jtest.Main(m))
}

// serveGraph serves an empty, migrated graph, wired as waymark serve wires it.
func serveGraph(t *testing.T) (*client, *graphstore.Store) {
	t.Helper()
	return serveGraphTo(t, nil)
}

// serveGraphTo is serveGraph for those whom the authenticator knows.
func serveGraphTo(t *testing.T, who api.Authenticator) (*client, *graphstore.Store) {
	t.Helper()
	return serveOn(t, neo4jtest.Cleared(t, "SchemaMigration"), who)
}

// serveOn serves the graph of a server, as one of the replicas that share it.
func serveOn(t *testing.T, n *neo4jtest.Neo4j, who api.Authenticator) (*client, *graphstore.Store) {
	t.Helper()
	store, err := graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: n.Password, Database: n.Database})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	_, err = store.Migrate(t.Context())
	require.NoError(t, err)
	dir := t.TempDir()
	t.Cleanup(func() {
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, left, "no upload or report is left behind")
	})
	return serve(t, api.Options{Authenticator: who, Store: store, Engine: engineOver(t, store), Library: library(t, store), TempDir: dir, BusyWait: 300 * time.Millisecond}), store
}

// library signs with a key of its own.
func library(t *testing.T, store *graphstore.Store) *reports.Library {
	t.Helper()
	signer, err := reports.LoadOrMakeSigner(filepath.Join(t.TempDir(), "key.pem"))
	require.NoError(t, err)
	return &reports.Library{Shelf: store, Drawer: drawer(t), Signer: signer, Release: "test"}
}

func engineOver(t *testing.T, store *graphstore.Store) *analytics.Engine {
	t.Helper()
	registry, err := analytics.LoadRules("")
	require.NoError(t, err)
	severities, err := analytics.LoadSeverities()
	require.NoError(t, err)
	settings := reports.Settings{Marking: reports.Marking{Label: "Test"}, StaleDays: 45}
	for _, r := range registry.All() {
		words := reports.RuleText{ID: r.ID, Version: r.Version, Title: r.Title, Why: r.Why, Basis: r.Basis, Addressee: r.Addressee, Audience: r.Audience, Fix: r.Fix}
		for code, reason := range r.Reasons {
			words.Reasons = append(words.Reasons, reports.ReasonText{Reason: code, Says: reason.Says, Actor: reason.Actor, Fix: reason.Fix})
		}
		settings.Rules = append(settings.Rules, words)
	}
	return &analytics.Engine{
		Graph: store, Registry: registry, Severities: severities, Logger: discard,
		// The returns of these tests may be as old as they like.
		Settings: analytics.Settings{InForceDate: "2026-01-01", HubPairs: cpl.DefaultVocabulary().Pairs(), StaleDays: 36_500},
		Freezer:  &reports.Freezer{Source: store, Vault: store, Settings: settings},
	}
}

func drawer(t *testing.T) *reports.ChildDrawer {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	d := &reports.ChildDrawer{Command: []string{self}, Env: []string{drawMode + "=1"}}
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d
}

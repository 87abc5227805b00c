//go:build integration

package identity_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api/identity"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

var discard = slog.New(slog.DiscardHandler)

// newStore is an empty, migrated graph with a few parties.
func newStore(t *testing.T) *graphstore.Store {
	t.Helper()
	n := neo4jtest.Cleared(t, "SchemaMigration")
	store, err := graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: n.Password, Database: n.Database})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	_, err = store.Migrate(t.Context())
	require.NoError(t, err)
	loadParties(t, store, "Acme,manufacturer,A0C2;A0C1\nSevern,supplier,\nSECAS,operator,\n")
	return store
}

func loadParties(t *testing.T, store *graphstore.Store, rows string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "parties.csv")
	require.NoError(t, os.WriteFile(path, []byte("Party,Category,Manufacturer Identifiers\n"+rows), 0o600))
	file, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: cpl.KindParties, Today: "2026-11-25", TempDir: t.TempDir()})
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	result, err := store.Import(t.Context(), file, cpl.KindParties, graphstore.ImportOptions{Today: "2026-11-25", Vocabulary: cpl.DefaultVocabulary()})
	require.NoError(t, err)
	require.Zero(t, result.Rejected, result.Rejects)
}

// counted counts what is asked of the store.
type counted struct {
	*graphstore.Store
	lookUps, uses atomic.Int64
}

func (c *counted) KeyCheck(ctx context.Context, id string) (graphstore.KeyCheck, error) {
	c.lookUps.Add(1)
	return c.Store.KeyCheck(ctx, id)
}

func (c *counted) MarkKeysUsed(ctx context.Context, ids []string) error {
	c.uses.Add(int64(len(ids)))
	return c.Store.MarkKeysUsed(ctx, ids)
}

func newKeys(t *testing.T, store identity.KeyReader) *identity.Keys {
	t.Helper()
	keys := identity.NewKeys(store, discard)
	t.Cleanup(keys.Close)
	return keys
}

//go:build integration

package graphstore_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const today = cpl.Date("2026-11-25")

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

// graph is an empty, migrated store and short ways to fill and read it.
type graph struct {
	*graphstore.Store
	t *testing.T
}

func newGraph(t *testing.T) graph {
	t.Helper()
	g := graph{connect(t, neo4jtest.Cleared(t, "SchemaMigration")), t}
	_, err := g.Migrate(t.Context())
	require.NoError(t, err)
	return g
}

func connect(t *testing.T, n *neo4jtest.Neo4j) *graphstore.Store {
	t.Helper()
	s, err := graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: n.Password, Database: n.Database})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.Background())) })
	return s
}

// open writes text to a file and opens it as kind.
func open(t *testing.T, kind cpl.Kind, text string) *cpl.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	f, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: kind, Today: today, TempDir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func (g graph) try(kind cpl.Kind, text string, o graphstore.ImportOptions) (*graphstore.ImportResult, error) {
	g.t.Helper()
	o.Today, o.Vocabulary = today, cpl.DefaultVocabulary()
	return g.Import(g.t.Context(), open(g.t, kind, text), kind, o)
}

func (g graph) load(kind cpl.Kind, text string, o graphstore.ImportOptions) *graphstore.ImportResult {
	g.t.Helper()
	result, err := g.try(kind, text, o)
	require.NoError(g.t, err)
	require.Equal(g.t, result.Rows, result.Created+result.Updated+result.Unchanged+result.Rejected, "rows read is the sum of what became of them")
	return result
}

// cpl loads rows below a short header: id, firmware, status, declaration.
func (g graph) cpl(rows string) *graphstore.ImportResult {
	g.t.Helper()
	return g.load(cpl.KindCPL, shortHeader+rows, graphstore.ImportOptions{})
}

const (
	shortHeader   = "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Previous Firmware CPL Entry IDs\n"
	installHeader = "Supplier,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,As Of,Count\n"
)

// one runs a statement that returns one value.
func (g graph) one(text string) any {
	g.t.Helper()
	rows := g.all(text)
	require.Len(g.t, rows, 1)
	require.Len(g.t, rows[0], 1)
	return rows[0][0]
}

// all runs a statement that returns columns named a, b, c or a single one, and
// gives their values in that order.
func (g graph) all(text string) [][]any {
	g.t.Helper()
	var out [][]any
	for _, row := range neo4jtest.Query(g.t, text, nil) {
		values := make([]any, 0, len(row))
		for _, name := range slices.Sorted(maps.Keys(row)) {
			values = append(values, row[name])
		}
		out = append(out, values)
	}
	return out
}

// walks lists the walkable edges as "from>to", in order.
func (g graph) walks() []string {
	return g.texts("MATCH (a)-[:WALKS_TO]->(b) RETURN a.entryId + '>' + b.entryId AS e ORDER BY e")
}

// starts lists the entry points, in order.
func (g graph) starts() []string {
	return g.texts("MATCH (:DeviceModel)-[:STARTS_AT]->(v) RETURN v.entryId AS e ORDER BY e")
}

func (g graph) texts(text string) []string {
	g.t.Helper()
	out := []string{}
	for _, row := range g.all(text) {
		out = append(out, row[0].(string))
	}
	return out
}

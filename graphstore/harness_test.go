//go:build integration

package graphstore_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
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
	g := graph{connect(t, neo4jtest.New(t)), t}
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
	return rows[0][0]
}

func (g graph) all(text string) [][]any {
	g.t.Helper()
	session := neo4jtest.Driver(g.t).NewSession(g.t.Context(), neo4j.SessionConfig{})
	defer func() { require.NoError(g.t, session.Close(context.Background())) }()
	result, err := session.Run(g.t.Context(), text, nil)
	require.NoError(g.t, err)
	records, err := result.Collect(g.t.Context())
	require.NoError(g.t, err)
	out := make([][]any, len(records))
	for i, r := range records {
		out[i] = r.Values
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

package neo4jtest

import (
	_ "embed" // the statement that clears
	"sync/atomic"
	"testing"
)

//go:embed clear.cypher
var clearCypher string

// emptied is true once this process has seen its server entirely empty, so that
// what is there is of its own tests.
var emptied atomic.Bool

// Cleared is New, but keeps the schema and the nodes of the labels given, such
// as the record of which migrations were applied: a migrated graph is made once
// and cleared in a fraction of the time. The first call of a process is New.
func Cleared(t testing.TB, keep ...string) *Neo4j {
	t.Helper()
	if !emptied.Swap(true) {
		return New(t)
	}
	s, err := get(t.Context())
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	_, err = query(t.Context(), s.driver, s.Database, clearCypher, map[string]any{"keep": append(keep, markerLabel)})
	if err != nil {
		t.Fatalf("neo4jtest: clear the test graph: %v", err)
	}
	n := s.Neo4j
	return &n
}

//go:build integration

package neo4jtest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/internal/neo4jtest"
)

func run(t *testing.T, cypher string) []map[string]any {
	t.Helper()
	return neo4jtest.Query(t, cypher, nil)
}

func count(t *testing.T, cypher string) int64 {
	t.Helper()
	n, ok := run(t, cypher)[0]["n"].(int64)
	require.True(t, ok)
	return n
}

func TestNewGivesAnEmptyGraphWithoutSchema(t *testing.T) {
	neo4jtest.New(t)
	run(t, "CREATE CONSTRAINT `odd ``name` FOR (n:Thing) REQUIRE n.id IS UNIQUE")
	run(t, "CREATE INDEX things FOR (n:Thing) ON (n.name)")
	run(t, "CALL db.awaitIndexes()")
	run(t, "CREATE (:Thing {id: 1})-[:NEXT]->(:Thing {id: 2}), (:Other)")

	n := neo4jtest.New(t)

	require.NotEmpty(t, n.URI)
	require.Equal(t, "neo4j", n.Database)
	require.Zero(t, count(t, "MATCH (n) WHERE NOT n:WaymarkTestMarker RETURN count(n) AS n"))
	require.Empty(t, run(t, "SHOW CONSTRAINTS"))
	require.Empty(t, run(t, "SHOW INDEXES YIELD type WHERE type <> 'LOOKUP'"))
}

func TestABigGraphIsEmptiedInSeconds(t *testing.T) {
	neo4jtest.New(t)
	run(t, "UNWIND range(1, 100000) AS id CALL (id) { CREATE (:Big {id: id})-[:R]->(:Big)-[:R]->(:Big) } IN TRANSACTIONS OF 20000 ROWS")
	begun := time.Now()

	neo4jtest.New(t)

	require.Zero(t, count(t, "MATCH (n:Big) RETURN count(n) AS n"))
	require.Less(t, time.Since(begun), time.Minute)
	t.Logf("300,000 nodes and 200,000 relationships removed in %s", time.Since(begun))
}

//go:build integration

package neo4jtest

import (
	"context"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/stretchr/testify/require"
)

func TestAServerWithSomebodysDataIsNotWiped(t *testing.T) {
	n := New(t)
	driver := Driver(t)
	_, err := query(t.Context(), driver, n.Database, "MATCH (m:WaymarkTestMarker) DELETE m", nil)
	require.NoError(t, err)
	_, err = query(t.Context(), driver, n.Database, "CREATE (:Precious)", nil)
	require.NoError(t, err)

	require.ErrorContains(t, claim(t.Context(), driver, n.Database), "holds 1 nodes and no :WaymarkTestMarker")

	_, err = query(t.Context(), driver, n.Database, "CREATE (:WaymarkTestMarker)", nil)
	require.NoError(t, err)
	require.NoError(t, claim(t.Context(), driver, n.Database), "a marked server may be wiped")
	New(t)
	require.NoError(t, claim(t.Context(), driver, n.Database), "wiping keeps the marker")
}

func TestTheNamedServerIsOpenedAndClaimed(t *testing.T) {
	n := New(t)
	t.Setenv(EnvURI, n.URI)
	t.Setenv(EnvUsername, n.Username)
	t.Setenv(EnvPassword, n.Password)
	_, err := query(t.Context(), Driver(t), n.Database, "MATCH (m:WaymarkTestMarker) DELETE m", nil)
	require.NoError(t, err)

	s, err := open(t.Context())

	require.NoError(t, err)
	t.Cleanup(func() { _ = s.driver.Close(context.WithoutCancel(t.Context())) })
	rows, err := query(t.Context(), s.driver, n.Database, "MATCH (m:WaymarkTestMarker) RETURN count(m) AS markers", nil)
	require.NoError(t, err)
	require.Equal(t, int64(1), rows[0]["markers"], "an empty server is marked when tests take it")

	t.Setenv(EnvPassword, "wrong")
	_, err = open(t.Context())
	var refused *neo4j.Neo4jError
	require.ErrorAs(t, err, &refused)
}

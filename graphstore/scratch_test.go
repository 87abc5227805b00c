//go:build integration

package graphstore_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/internal/neo4jtest"
)

func TestOnlyAGraphThatWasClaimedEmptyIsEmptied(t *testing.T) {
	s := newGraph(t)
	count := func() any { return neo4jtest.Query(t, "MATCH (n:DeviceModel) RETURN count(n) AS n", nil)[0]["n"] }
	defer func() {
		neo4jtest.Query(t, "MATCH (n:Scratch) DELETE n", nil)
		neo4jtest.Query(t, "MERGE (:WaymarkTestMarker)", nil)
	}()
	neo4jtest.Query(t, "CREATE (:DeviceModel {key: 'k'})", nil)
	require.ErrorContains(t, s.ClaimScratch(t.Context()), "this one holds data")
	require.ErrorContains(t, s.ClearScratch(t.Context()), "was not claimed")
	require.EqualValues(t, 1, count())

	neo4jtest.Query(t, "MATCH (n) WHERE n:DeviceModel OR n:WaymarkTestMarker DELETE n", nil)
	require.NoError(t, s.ClaimScratch(t.Context()))
	neo4jtest.Query(t, "CREATE (:DeviceModel {key: 'k'})", nil)
	require.NoError(t, s.ClearScratch(t.Context()))
	require.EqualValues(t, 0, count())
	require.NoError(t, s.ClearScratch(t.Context()), "it is still a scratch graph")
}

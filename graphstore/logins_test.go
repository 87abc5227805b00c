//go:build integration

package graphstore_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestOneLoginTooManyEndsTheOldest(t *testing.T) {
	g := newGraph(t)
	begin := func(hash string) {
		require.NoError(t, g.BeginLoginOf(t.Context(), graphstore.Login{Hash: hash, Provider: "example"}, 3))
	}
	for n := range 5 {
		begin(strconv.Itoa(n))
	}
	require.EqualValues(t, 3, g.one("MATCH (n:Login) RETURN count(n)"))
	for _, gone := range []string{"0", "1"} {
		_, err := g.TakeLogin(t.Context(), gone)
		require.ErrorIs(t, err, graphstore.ErrNotFound)
	}
	taken, err := g.TakeLogin(t.Context(), "2")
	require.NoError(t, err)
	require.Equal(t, graphstore.Login{Hash: "2", Provider: "example"}, taken)
	_, err = g.TakeLogin(t.Context(), "2")
	require.ErrorIs(t, err, graphstore.ErrNotFound, "a login ends once")
}

func TestALoginThatTookTooLongIsClearedAway(t *testing.T) {
	g := newGraph(t)
	require.NoError(t, g.BeginLogin(t.Context(), graphstore.Login{Hash: "slow"}))
	g.one("MATCH (n:Login {hash: 'slow'}) SET n.endsAt = datetime.realtime() - duration({seconds: 1}) RETURN 1")
	_, err := g.TakeLogin(t.Context(), "slow")
	require.ErrorIs(t, err, graphstore.ErrNotFound, "too late")
	require.NoError(t, g.BeginLogin(t.Context(), graphstore.Login{Hash: "slow"}))
	g.one("MATCH (n:Login {hash: 'slow'}) SET n.endsAt = datetime.realtime() - duration({seconds: 1}) RETURN 1")
	require.NoError(t, g.BeginLogin(t.Context(), graphstore.Login{Hash: "next"}))
	require.EqualValues(t, "next", g.one("MATCH (n:Login) RETURN n.hash"))
}

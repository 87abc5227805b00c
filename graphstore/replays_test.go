//go:build integration

package graphstore_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// passed makes the claim, or the answer, of the key end so long ago.
func passed(t *testing.T, ago time.Duration) {
	t.Helper()
	neo4jtest.Query(t, "MATCH (k:Replay {id: 'key'}) SET k.expiresAt = datetime.realtime() - duration({seconds: $seconds})", map[string]any{"seconds": int64(ago.Seconds())})
}

func (g graph) claim(claim string) bool {
	g.t.Helper()
	_, free, err := g.ClaimReplay(g.t.Context(), "key", claim, time.Minute)
	require.NoError(g.t, err)
	return free
}

func (g graph) renew(claim string) bool {
	g.t.Helper()
	held, err := g.RenewReplay(g.t.Context(), "key", claim, time.Minute)
	require.NoError(g.t, err)
	return held
}

// left is for how many seconds the key is taken.
func (g graph) left() int64 {
	g.t.Helper()
	return g.one("MATCH (k:Replay {id: 'key'}) RETURN duration.inSeconds(datetime.realtime(), k.expiresAt).seconds").(int64)
}

func TestAClaimIsHeldWhileItIsRenewed(t *testing.T) {
	g := newGraph(t)
	require.True(t, g.claim("one"))
	require.InDelta(t, 60, g.left(), 5)
	require.False(t, g.claim("two"))
	passed(t, time.Second)
	require.True(t, g.renew("one"), "late, but nobody took it")
	require.InDelta(t, 60, g.left(), 5)
	require.False(t, g.claim("two"))

	passed(t, time.Second)
	require.True(t, g.claim("two"), "its holder is dead")
	require.False(t, g.renew("one"))
	require.NoError(t, g.KeepReplay(t.Context(), "key", "one", graphstore.Replay{Hash: "1", Status: 201}))
	require.NoError(t, g.DropReplay(t.Context(), "key", "one"))
	require.False(t, g.claim("three"), "who was late changes nothing more")

	require.NoError(t, g.KeepReplay(t.Context(), "key", "two", graphstore.Replay{Hash: "2", Status: 200}))
	require.False(t, g.renew("two"))
	require.InDelta(t, 24*60*60, g.left(), 5, "a renewal that is late shortens no answer's day")
	found, free, err := g.ClaimReplay(t.Context(), "key", "three", time.Minute)
	require.NoError(t, err)
	require.False(t, free)
	require.Equal(t, "2", found.Hash)
}

func TestWhatMayBeRenewedIsNotForgotten(t *testing.T) {
	g := newGraph(t)
	require.True(t, g.claim("one"))
	passed(t, time.Minute)
	require.NoError(t, g.ForgetReplays(t.Context()))
	require.True(t, g.renew("one"))
	passed(t, 2*time.Hour)
	require.NoError(t, g.ForgetReplays(t.Context()))
	require.False(t, g.renew("one"))
}

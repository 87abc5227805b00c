package identity_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api/identity"
	"waymark/graphstore"
)

// oneKey knows one key, and counts what it is asked.
type oneKey struct {
	secret  string
	lookUps atomic.Int64
}

func (o *oneKey) KeyCheck(_ context.Context, id string) (graphstore.KeyCheck, error) {
	o.lookUps.Add(1)
	if id != "mine" {
		return graphstore.KeyCheck{}, graphstore.ErrNotFound
	}
	sum := sha256.Sum256([]byte(o.secret))
	return graphstore.KeyCheck{Key: graphstore.Key{ID: id, Role: "operator"}, Hash: hex.EncodeToString(sum[:]), Live: true}, nil
}

func (o *oneKey) MarkKeysUsed(context.Context, []string) error { return nil }

// Anybody can invent keys: they do not keep the store busy, nor whose key is known waiting.
func TestInventedKeysAreLookedUpSlowly(t *testing.T) {
	store := &oneKey{secret: graphstore.KeyPrefix("mine") + "_secret"}
	keys := identity.NewKeys(store, slog.New(slog.DiscardHandler))
	defer keys.Close()
	_, err := keys.Principal(t.Context(), store.secret)
	require.NoError(t, err)
	// What is remembered of a key is over after two seconds.
	ctx, over := context.WithTimeout(t.Context(), 2500*time.Millisecond)
	defer over()
	refused, tried := 0, 0
	for ; ctx.Err() == nil; tried++ {
		_, err := keys.Principal(ctx, fmt.Sprintf("%s_x", graphstore.KeyPrefix(fmt.Sprintf("none%d", tried))))
		require.Error(t, err)
		if tried > 200 {
			cancelled, cancel := context.WithCancel(ctx)
			cancel()
			_, err = keys.Principal(cancelled, fmt.Sprintf("%s_x", graphstore.KeyPrefix(fmt.Sprintf("more%d", tried))))
			require.ErrorIs(t, err, identity.ErrStrangers)
			refused++
		}
	}
	require.Greater(t, refused, 10)
	require.Less(t, store.lookUps.Load(), int64(300))
	before := store.lookUps.Load()
	_, err = keys.Principal(t.Context(), store.secret)
	require.NoError(t, err, "a key that is known has no turn to wait for")
	require.Equal(t, before+1, store.lookUps.Load())
}

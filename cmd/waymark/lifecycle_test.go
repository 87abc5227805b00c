package main

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLifecycleStopsNewestFirstOnceAndJoinsErrors(t *testing.T) {
	var l lifecycle
	var order []string
	note := func(name string, err error) func(context.Context) error {
		return func(context.Context) error { order = append(order, name); return err }
	}
	broken, alsoBroken := errors.New("broken"), errors.New("also broken")
	require.NoError(t, l.onStop(t.Context(), "store", note("store", broken)))
	require.NoError(t, l.onStop(t.Context(), "schedule", note("schedule", nil)))
	require.NoError(t, l.onStop(t.Context(), "http", note("http", alsoBroken)))

	err := l.stop(t.Context())
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, err, alsoBroken)
	require.Equal(t, []string{"http", "schedule", "store"}, order)

	require.NoError(t, l.stop(t.Context()), "a second stop does nothing")
	require.Len(t, order, 3)
}

func TestLifecycleStopsEveryPartUnderOneDeadline(t *testing.T) {
	var l lifecycle
	asked := false
	require.NoError(t, l.onStop(t.Context(), "store", func(ctx context.Context) error { asked = true; return ctx.Err() }))
	require.NoError(t, l.onStop(t.Context(), "slow", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, l.stop(ctx), context.Canceled)
	require.True(t, asked, "a part that hangs must not keep the others running")
}

func TestLifecycleRefusesAStartAfterTheStop(t *testing.T) {
	var l lifecycle
	require.NoError(t, l.stop(t.Context()))
	stopped := false
	err := l.onStop(t.Context(), "late", func(context.Context) error { stopped = true; return nil })
	require.ErrorContains(t, err, "late")
	require.True(t, stopped, "what starts late is stopped at once")
}

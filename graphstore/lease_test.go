//go:build integration

package graphstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

func TestLeaseHasOneHolderAndAGrowingToken(t *testing.T) {
	g := newGraph(t)
	hold := func(work func(context.Context, *graphstore.Lease) error) error {
		return g.WithLease(t.Context(), "test", "a test", graphstore.Wait{}, work)
	}
	require.NoError(t, hold(func(context.Context, *graphstore.Lease) error {
		err := hold(func(context.Context, *graphstore.Lease) error { t.Error("held twice"); return nil })
		require.ErrorIs(t, err, graphstore.ErrBusy)
		require.ErrorContains(t, err, "a test by process")
		return nil
	}))
	require.NoError(t, hold(func(context.Context, *graphstore.Lease) error { return nil }), "given back, it is free at once")
	require.EqualValues(t, 2, g.one("MATCH (l:Lease {name: 'test'}) RETURN l.token"))
}

func TestWaiterIsToldWhoHoldsTheLeaseAndGetsIt(t *testing.T) {
	g := newGraph(t)
	held, done := make(chan struct{}), make(chan error)
	go func() {
		done <- g.WithLease(context.WithoutCancel(t.Context()), "test", "the first", graphstore.Wait{}, func(context.Context, *graphstore.Lease) error {
			close(held)
			time.Sleep(1200 * time.Millisecond)
			return nil
		})
	}()
	<-held
	told := ""
	err := g.WithLease(t.Context(), "test", "the second", graphstore.Wait{For: 20 * time.Second, Told: func(holder string) { told = holder }},
		func(context.Context, *graphstore.Lease) error { return nil })
	require.NoError(t, err)
	require.Contains(t, told, "the first")
	require.NoError(t, <-done)
}

// A holder that commits locks the lease, and then nobody can read who it is.
func TestALeaseThatIsLockedIsSaidToBeHeldByWhoeverWasSeen(t *testing.T) {
	const lock = "MERGE (l:Lease {name: 'writer'}) SET l.touchedAt = datetime.realtime()"
	waits := map[string]func(graph, graphstore.Wait) error{
		"import": func(g graph, wait graphstore.Wait) error {
			return g.WithLease(g.t.Context(), graphstore.LeaseWriter, "the second", wait, func(context.Context, *graphstore.Lease) error { return nil })
		},
		"rehearsal": func(g graph, wait graphstore.Wait) error {
			return g.Rehearse(g.t.Context(), graphstore.Everything, wait, func(context.Context, *graphstore.Rehearsal) error { return nil })
		},
	}
	for name, try := range waits {
		t.Run(name, func(t *testing.T) {
			g := newGraph(t)
			g.one("CREATE (l:Lease {name: 'writer', token: 1, until: datetime({epochSeconds: 0})}) RETURN l.token")
			release := neo4jtest.Hold(t, lock, nil)
			told := ""
			err := try(g, graphstore.Wait{Told: func(holder string) { told = holder }})
			release()
			require.ErrorIs(t, err, graphstore.ErrBusy)
			require.Equal(t, "another import or run", told)
			require.ErrorContains(t, err, told)

			g.one("MATCH (l:Lease {name: 'writer'}) SET l.holder = 'the first', l.since = datetime('2026-11-25T10:00:00Z'), l.until = datetime.realtime() + duration({hours: 1}) RETURN l.token")
			err = try(g, graphstore.Wait{For: time.Second, Told: func(holder string) {
				told = holder
				neo4jtest.Hold(t, lock, nil)
			}})
			require.ErrorIs(t, err, graphstore.ErrBusy)
			require.Equal(t, "the first, at work since 2026-11-25T10:00:00Z", told)
			require.ErrorContains(t, err, told)
		})
	}
}

func TestHolderWhoseLeaseWasTakenWritesNothingMore(t *testing.T) {
	g := newGraph(t)
	err := g.WithLease(t.Context(), graphstore.LeaseWriter, "the late one", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		// As if it had slept past its time and another process had taken over.
		neo4jtest.Query(t, "MATCH (l:Lease {name: 'writer'}) SET l.token = l.token + 1", nil)
		_, err := g.BeginRun(ctx, lease, graphstore.RunStart{Zone: time.UTC})
		return err
	})
	require.ErrorIs(t, err, graphstore.ErrLeaseLost)
	require.EqualValues(t, 0, g.one("MATCH (r:Run) RETURN count(r)"))
}

func TestDeadHolderFreesTheLeaseInTime(t *testing.T) {
	g := newGraph(t)
	neo4jtest.Query(t, "MERGE (l:Lease {name: 'test'}) SET l.token = 7, l.holder = 'the dead', l.until = datetime.realtime() + duration({seconds: 1})", nil)
	err := g.WithLease(t.Context(), "test", "the heir", graphstore.Wait{For: 10 * time.Second}, func(context.Context, *graphstore.Lease) error { return nil })
	require.NoError(t, err)
	require.EqualValues(t, 8, g.one("MATCH (l:Lease {name: 'test'}) RETURN l.token"))
}

func TestPanicGivesTheLeaseBack(t *testing.T) {
	g := newGraph(t)
	require.PanicsWithValue(t, "a bug", func() {
		_ = g.WithLease(t.Context(), "test", "the careless", graphstore.Wait{}, func(context.Context, *graphstore.Lease) error { panic("a bug") })
	})
	require.NoError(t, g.WithLease(t.Context(), "test", "the next", graphstore.Wait{}, func(context.Context, *graphstore.Lease) error { return nil }))
}

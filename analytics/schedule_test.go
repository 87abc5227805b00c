package analytics

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

// fakeRuns is a runner and its history.
type fakeRuns struct {
	mu    sync.Mutex
	last  time.Time
	began []string
	work  func(ctx context.Context) error
}

func (f *fakeRuns) Run(ctx context.Context, o RunOptions) (graphstore.Run, error) {
	needless, err := o.Unless(ctx)
	if err != nil || needless {
		return graphstore.Run{}, errors.Join(err, ErrNotNeeded)
	}
	f.mu.Lock()
	f.last = time.Now()
	f.began = append(f.began, o.Trigger+" "+time.Now().UTC().Format("02 15:04"))
	f.mu.Unlock()
	if f.work == nil {
		return graphstore.Run{}, nil
	}
	return graphstore.Run{}, f.work(ctx)
}

func (f *fakeRuns) LastFullStart(context.Context, graphstore.Scope) (time.Time, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last, nil
}

func newTestScheduler(t *testing.T, spec string, runs *fakeRuns) *Scheduler {
	s, err := NewScheduler(spec, runs, runs, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return s
}

// In a synctest bubble the clock starts at midnight UTC on 1 January 2000.

func TestSchedulerRunsAtItsTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := &fakeRuns{}
		s := newTestScheduler(t, "0 6 * * *", runs)
		require.NoError(t, s.Start(t.Context()))
		time.Sleep(49 * time.Hour)
		require.NoError(t, s.Stop(t.Context()))
		require.Equal(t, []string{"schedule 01 06:00", "schedule 02 06:00"}, runs.began)
		time.Sleep(48 * time.Hour)
		require.Len(t, runs.began, 2, "nothing runs after the stop")
		require.NoError(t, s.Stop(t.Context()), "stopping twice is harmless")
	})
}

func TestMissedRunIsCaughtUpOnce(t *testing.T) {
	cases := map[string]struct {
		since time.Duration
		want  []string
	}{
		"three were missed": {-72 * time.Hour, []string{"catch-up 01 00:00"}},
		"none was missed":   {-17 * time.Hour, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				runs := &fakeRuns{last: time.Now().Add(c.since)}
				s := newTestScheduler(t, "0 6 * * *", runs)
				require.NoError(t, s.Start(t.Context()))
				time.Sleep(time.Hour)
				require.NoError(t, s.Stop(t.Context()))
				require.Equal(t, c.want, runs.began)
			})
		})
	}
	t.Run("there never was a run", func(t *testing.T) {
		s := newTestScheduler(t, "0 6 * * *", &fakeRuns{})
		require.Zero(t, s.missed(time.Time{}, time.Now()))
	})
}

func TestReplicaThatComesSecondDoesNotRunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		runs := &fakeRuns{}
		one, two := newTestScheduler(t, "0 6 * * *", runs), newTestScheduler(t, "0 6 * * *", runs)
		require.NoError(t, one.Start(t.Context()))
		time.Sleep(time.Second)
		require.NoError(t, two.Start(t.Context()))
		time.Sleep(8 * time.Hour)
		require.NoError(t, errors.Join(one.Stop(t.Context()), two.Stop(t.Context())))
		require.LessOrEqual(t, len(runs.began), 1)
	})
}

func TestRunNeverOverlapsItselfAndSurvivesAPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		going, most, calls := 0, 0, 0
		runs := &fakeRuns{}
		runs.work = func(context.Context) error {
			calls++
			going++
			most = max(most, going)
			defer func() { going-- }()
			if calls == 1 {
				panic("a bug")
			}
			time.Sleep(90 * time.Minute)
			return nil
		}
		s := newTestScheduler(t, "0 * * * *", runs)
		require.NoError(t, s.Start(t.Context()))
		time.Sleep(6*time.Hour + time.Minute)
		stopping, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
		defer cancel()
		require.NoError(t, s.Stop(stopping))
		require.Equal(t, 1, most)
		require.GreaterOrEqual(t, calls, 3, "a panic must not silence the schedule")
	})
}

func TestStopCancelsARunThatOutlivesTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cancelled := false
		runs := &fakeRuns{work: func(ctx context.Context) error { <-ctx.Done(); cancelled = true; return ctx.Err() }}
		s := newTestScheduler(t, "0 6 * * *", runs)
		require.NoError(t, s.Start(t.Context()))
		time.Sleep(7 * time.Hour)
		stopping, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		require.ErrorIs(t, s.Stop(stopping), context.DeadlineExceeded)
		require.True(t, cancelled)
	})
}

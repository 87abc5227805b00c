package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/api"
	"waymark/graphstore"
)

// graph lets a test decide how the lease is had; nothing else is asked of it.
type graph struct {
	analytics.Graph
	withLease func(ctx context.Context, wait graphstore.Wait) error
}

func (g graph) WithLease(ctx context.Context, _, _ string, wait graphstore.Wait, _ func(context.Context, *graphstore.Lease) error) error {
	return g.withLease(ctx, wait)
}

func engineWith(t *testing.T, withLease func(context.Context, graphstore.Wait) error) *analytics.Engine {
	t.Helper()
	registry, err := analytics.LoadRules("")
	require.NoError(t, err)
	return &analytics.Engine{Registry: registry, Graph: graph{withLease: withLease}}
}

func TestBusyRunIsAConflictThatSaysWhenToComeBack(t *testing.T) {
	var waited time.Duration
	c := serve(t, api.Options{BusyWait: 7 * time.Second, Engine: engineWith(t, func(_ context.Context, wait graphstore.Wait) error {
		waited = wait.For
		return graphstore.ErrBusy
	})})
	a := c.do(http.MethodPost, "/api/v1/runs", nil)
	refused(t, a, http.StatusConflict, "busy")
	require.NotEmpty(t, a.header.Get("Retry-After"))
	require.Equal(t, 7*time.Second, waited)
	refused(t, c.do(http.MethodPost, "/api/v1/runs", nil, "Prefer", "respond-async"), http.StatusConflict, "busy")
	require.Contains(t, c.get("/metrics").body, `waymark_runs_total{status="busy"} 2`)
}

func TestPanicInAJobIsItsFailure(t *testing.T) {
	c := serve(t, api.Options{Engine: engineWith(t, func(context.Context, graphstore.Wait) error { panic("boom") })})
	refused(t, c.do(http.MethodPost, "/api/v1/runs", nil), http.StatusInternalServerError, "internal")
	refused(t, c.do(http.MethodPost, "/api/v1/runs", nil), http.StatusInternalServerError, "internal")
}

// began starts a run and returns once it works; the answer is nobody's concern.
func began(t *testing.T, c *client, working <-chan struct{}) {
	t.Helper()
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/api/v1/runs", nil)
		if err != nil {
			return
		}
		if response, err := http.DefaultClient.Do(r); err == nil {
			_ = response.Body.Close()
		}
	}()
	select {
	case <-working:
	case <-time.After(5 * time.Second):
		t.Fatal("the run did not begin")
	}
}

func TestCloseWaitsForJobsAndTakesNoMore(t *testing.T) {
	working, finish, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	c := serve(t, api.Options{Engine: engineWith(t, func(ctx context.Context, _ graphstore.Wait) error {
		close(working)
		<-finish
		require.NoError(t, ctx.Err())
		close(ended)
		return nil
	})})
	began(t, c, working)
	closed := make(chan error)
	go func() { closed <- c.server.Close(context.Background()) }()
	select {
	case err := <-closed:
		t.Fatal("it did not wait", err)
	case <-time.After(50 * time.Millisecond):
	}
	refused(t, c.do(http.MethodPost, "/api/v1/runs", nil), http.StatusServiceUnavailable, "stopping")
	close(finish)
	require.NoError(t, <-closed)
	<-ended
	require.NoError(t, c.server.Close(context.Background()), "twice is once")
}

func TestCloseCancelsJobsBeforeItsDeadline(t *testing.T) {
	working, cancelled := make(chan struct{}), make(chan error, 1)
	c := serve(t, api.Options{Engine: engineWith(t, func(ctx context.Context, _ graphstore.Wait) error {
		close(working)
		<-ctx.Done()
		cancelled <- ctx.Err()
		return errors.Join(errors.New("wait"), ctx.Err())
	})})
	began(t, c, working)
	ctx, cancel := context.WithTimeout(context.Background(), 900*time.Millisecond)
	defer cancel()
	require.NoError(t, c.server.Close(ctx))
	require.NoError(t, ctx.Err(), "within its time")
	require.ErrorIs(t, <-cancelled, context.Canceled)
}

func TestRunGoesOnWhenItsClientLeaves(t *testing.T) {
	working, finish, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	c := serve(t, api.Options{Engine: engineWith(t, func(ctx context.Context, _ graphstore.Wait) error {
		close(working)
		<-finish
		ended <- ctx.Err()
		return nil
	})})
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/api/v1/runs", nil)
	require.NoError(t, err)
	left := make(chan error)
	go func() {
		response, err := http.DefaultClient.Do(r)
		if err == nil {
			_ = response.Body.Close()
		}
		left <- err
	}()
	<-working
	leave()
	require.Error(t, <-left)
	require.Eventually(t, func() bool {
		return strings.Contains(c.get("/metrics").body, `route="/api/v1/runs",status="499"`)
	}, 5*time.Second, 10*time.Millisecond)
	close(finish)
	require.NoError(t, <-ended)
}

package api_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

// hold sends a submission that does not end, and returns how to end it.
func (c *client) hold(role string) (end func()) {
	c.t.Helper()
	body, feed := io.Pipe()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+"/api/v1/lint", body)
	require.NoError(c.t, err)
	if role != "" {
		r.Header.Set("Authorization", role)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if response, err := http.DefaultClient.Do(r); err == nil {
			_ = response.Body.Close()
		}
	}()
	_, err = feed.Write([]byte("a,b\n"))
	require.NoError(c.t, err)
	return func() {
		_ = feed.Close()
		<-done
	}
}

func TestACallerIsHeldToItsRate(t *testing.T) {
	c := serve(t, api.Options{Authenticator: claims{}, Limits: api.Limits{Rate: 0.1, Burst: 2}})
	ask := func(role string) answer {
		return c.do(http.MethodGet, "/api/v1/rules/version-unreachable", nil, "Authorization", role)
	}
	for range 2 {
		require.Equal(t, http.StatusOK, ask("supplier").status)
	}
	a := ask("supplier")
	refused(t, a, http.StatusTooManyRequests, "too-many-requests")
	require.Equal(t, "10", a.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, c.get("/healthz").status, "a probe is no caller")
}

func TestWhoIsAskedForNoIdentityHasNoRate(t *testing.T) {
	c := serve(t, api.Options{Limits: api.Limits{Rate: 0.1, Burst: 1}})
	for range 3 {
		require.Equal(t, http.StatusOK, c.get("/api/v1/rules/version-unreachable").status)
	}
}

func TestHeavyRequestsStarveNoOthers(t *testing.T) {
	c := serve(t, api.Options{TempDir: t.TempDir(), Limits: api.Limits{Heavy: 1, HeavyPerCaller: 5, Patience: 20 * time.Millisecond}})
	end := c.hold("")
	var a answer
	require.Eventually(t, func() bool {
		a = c.do(http.MethodPost, "/api/v1/lint", strings.NewReader("a,b\n"))
		return a.status == http.StatusServiceUnavailable
	}, 10*time.Second, time.Millisecond)
	refused(t, a, http.StatusServiceUnavailable, "too-busy")
	require.NotEmpty(t, a.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, c.get("/api/v1/rules").status)
	require.Equal(t, http.StatusOK, c.get("/healthz").status)
	end()
	refused(t, c.do(http.MethodPost, "/api/v1/lint", strings.NewReader("a,b\n")), http.StatusUnprocessableEntity, "missing-column")
}

func TestOneCallerCannotTakeAllPlaces(t *testing.T) {
	c := serve(t, api.Options{TempDir: t.TempDir(), Limits: api.Limits{HeavyPerCaller: 1}})
	end := c.hold("")
	var a answer
	require.Eventually(t, func() bool {
		a = c.do(http.MethodPost, "/api/v1/lint", strings.NewReader("a,b\n"))
		return a.status == http.StatusTooManyRequests
	}, 10*time.Second, time.Millisecond)
	refused(t, a, http.StatusTooManyRequests, "too-many-at-once")
	require.Equal(t, "1", a.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, c.get("/api/v1/rules").status)
	end()
}

func TestAnswersArePackedForWhoTakesIt(t *testing.T) {
	c := serve(t, api.Options{})
	plain := c.do(http.MethodGet, "/api/v1/rules", nil, "Accept-Encoding", "identity")
	require.Empty(t, plain.header.Get("Content-Encoding"))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url+"/api/v1/rules", nil)
	require.NoError(t, err)
	r.Header.Set("Accept-Encoding", "gzip")
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	require.Equal(t, "gzip", response.Header.Get("Content-Encoding"))
	require.Contains(t, response.Header.Values("Vary"), "Accept-Encoding")
	unpacked, err := gzip.NewReader(response.Body)
	require.NoError(t, err)
	text, err := io.ReadAll(unpacked)
	require.NoError(t, err)
	require.Equal(t, plain.body, string(text))
	require.Empty(t, c.get("/healthz").header.Get("Content-Encoding"), "it is too short to gain")
}

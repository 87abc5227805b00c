package api_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
	"waymark/graphstore"
)

// hold sends a body that does not end, and returns how to end it.
func (c *client) hold(role, path string) (end func()) {
	c.t.Helper()
	body, feed := io.Pipe()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+path, body)
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

// halted lets nothing audited begin until it is let go.
type halted struct{ begun, goOn chan struct{} }

func newHalted() *halted {
	return &halted{begun: make(chan struct{}, 100), goOn: make(chan struct{})}
}

func (h *halted) Audit(context.Context, ...graphstore.AuditAct) error {
	h.begun <- struct{}{}
	<-h.goOn
	return errors.New("not written")
}

func (h *halted) letGo() {
	select {
	case <-h.goOn:
	default:
		close(h.goOn)
	}
}

// occupy sends requests that take a place each and keep it.
func (h *halted) occupy(c *client, role, path string, times int) {
	for range times {
		go func() {
			r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, c.url+path, nil)
			if err != nil {
				return
			}
			r.Header.Set("Authorization", role)
			if response, err := http.DefaultClient.Do(r); err == nil {
				_ = response.Body.Close()
			}
		}()
		<-h.begun
	}
}

const ownReport = "/api/v1/reports/manufacturer?party=Alder"

func TestHeavyRequestsStarveNoOthers(t *testing.T) {
	h := newHalted()
	defer h.letGo()
	c := serve(t, api.Options{Authenticator: claims{}, Auditor: h, TempDir: t.TempDir(), Limits: api.Limits{Heavy: 1, HeavyPerCaller: 5, Patience: 20 * time.Millisecond}})
	h.occupy(c, "panel", "/api/v1/reports/panel", 1)
	a := c.do(http.MethodPost, "/api/v1/lint", strings.NewReader("a,b\n"), "Authorization", "panel")
	refused(t, a, http.StatusServiceUnavailable, "too-busy")
	require.NotEmpty(t, a.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "panel").status)
	require.Equal(t, http.StatusOK, c.get("/healthz").status)
	h.letGo()
	require.Eventually(t, func() bool {
		a = c.do(http.MethodPost, "/api/v1/lint", strings.NewReader("a,b\n"), "Authorization", "panel")
		return a.status == http.StatusUnprocessableEntity
	}, 10*time.Second, 5*time.Millisecond)
	refused(t, a, http.StatusUnprocessableEntity, "missing-column")
}

func TestPartiesLeavePlacesToOthers(t *testing.T) {
	h := newHalted()
	defer h.letGo()
	c := serve(t, api.Options{Authenticator: claims{}, Auditor: h, TempDir: t.TempDir(), Limits: api.Limits{Heavy: 4, HeavyPerCaller: 9, Patience: 20 * time.Millisecond}})
	h.occupy(c, "manufacturer", ownReport, 3)
	lint := func(role string) answer {
		return c.do(http.MethodPost, "/api/v1/lint", strings.NewReader("a,b\n"), "Authorization", role)
	}
	refused(t, lint("manufacturer"), http.StatusServiceUnavailable, "too-busy")
	refused(t, lint("operator"), http.StatusUnprocessableEntity, "missing-column")
}

// One party has fewer requests under way than those who run the service.
func TestAPartyAsksLessAtOnce(t *testing.T) {
	h := newHalted()
	defer h.letGo()
	c := serve(t, api.Options{Authenticator: claims{}, Auditor: h, TempDir: t.TempDir(), Limits: api.Limits{Heavy: 9, HeavyPerCaller: 9, PerParty: 2}})
	h.occupy(c, "manufacturer", ownReport, 2)
	refused(t, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "manufacturer"), http.StatusTooManyRequests, "too-many-at-once")
	h.occupy(c, "operator", ownReport, 3)
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "operator").status)
}

// Who sends slowly takes the place of nobody: bodies are waited for before a place is taken.
func TestABodyUnderWayTakesNoPlace(t *testing.T) {
	dir := t.TempDir()
	c := serve(t, api.Options{Authenticator: claims{}, TempDir: dir, Limits: api.Limits{Light: 1, Heavy: 1, Patience: 20 * time.Millisecond}})
	for _, path := range []string{"/api/v1/lint", "/api/v1/verify", "/api/v1/findings/triage"} {
		end := c.hold("manufacturer", path)
		refused(t, c.do(http.MethodPost, "/api/v1/lint", strings.NewReader("a,b\n"), "Authorization", "operator"), http.StatusUnprocessableEntity, "missing-column")
		refused(t, c.do(http.MethodPost, "/api/v1/verify", strings.NewReader("no seal"), "Authorization", "operator"), http.StatusUnprocessableEntity, "no-seal")
		require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "operator").status)
		end()
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

// One party is one caller, whichever of its keys it asks with.
func TestThePartyIsTheCaller(t *testing.T) {
	c := serve(t, api.Options{Authenticator: partyKeys{}, Limits: api.Limits{Rate: 0.1, Burst: 2}})
	for _, key := range []string{"Alder 1", "Alder 2", "Birch 1"} {
		require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", key).status)
	}
	refused(t, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "Alder 3"), http.StatusTooManyRequests, "too-many-requests")
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "Birch 2").status)
}

// What a party changes is kept for good, if only in the audit.
func TestAPartyChangesNotTooOften(t *testing.T) {
	c := serve(t, api.Options{Authenticator: claims{}, Limits: api.Limits{ChangeRate: 0.1, ChangeBurst: 1}})
	change := func(role string) answer {
		return c.do(http.MethodPost, "/api/v1/findings/triage", strings.NewReader(`{"to":"open","why":"w"}`), "Authorization", role, "Content-Type", "application/json")
	}
	refused(t, change("manufacturer"), http.StatusUnprocessableEntity, "filter-missing")
	a := change("manufacturer")
	refused(t, a, http.StatusTooManyRequests, "too-many-requests")
	require.Equal(t, "10", a.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "manufacturer").status)
	refused(t, c.do(http.MethodGet, "/api/v1/downloads/versions", nil, "Authorization", "manufacturer"), http.StatusTooManyRequests, "too-many-requests")
	for range 3 {
		refused(t, change("panel"), http.StatusUnprocessableEntity, "filter-missing")
	}
	refused(t, c.get("/auth/login/none"), http.StatusNotFound, "not-found")
	refused(t, c.get("/auth/login/none"), http.StatusTooManyRequests, "too-many-requests")
}

// partyKeys takes a party and a key's number for who asks.
type partyKeys struct{}

func (partyKeys) Authenticate(r *http.Request) (identity.Principal, error) {
	party, id, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if party == "" {
		return identity.Principal{}, nil
	}
	return identity.Principal{Kind: identity.Key, ID: id, Name: "key " + id, Role: identity.Manufacturer, Party: party, ManufacturerIDs: []string{"A0C1"}, Scopes: identity.KeyScopes}, nil
}

func TestOneCallerCannotTakeAllPlaces(t *testing.T) {
	c := serve(t, api.Options{TempDir: t.TempDir(), Limits: api.Limits{HeavyPerCaller: 1}})
	end := c.hold("", "/api/v1/lint")
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

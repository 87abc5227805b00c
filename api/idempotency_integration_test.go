//go:build integration

package api_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// tick lets claims be renewed, and waits until the renewal before was made.
func tick(t *testing.T, moments chan<- time.Time) {
	t.Helper()
	select {
	case moments <- time.Now():
	case <-time.After(30 * time.Second):
		t.Fatal("no claim is renewed")
	}
}

// awaited is the answer that is still to come.
func awaited(t *testing.T, answers <-chan answer) answer {
	t.Helper()
	select {
	case a := <-answers:
		return a
	case <-time.After(time.Minute):
		t.Fatal("there is no answer")
		return answer{}
	}
}

const restrictV1 = `{"from":"V1","to":"V2","reason":"bricks","reference":"R-1"}`

// serveWaiting serves a graph with an upgrade from V1 to V2, and lets changes wait
// for the writer for long.
func serveWaiting(t *testing.T) (*client, *graphstore.Store) {
	t.Helper()
	c, store := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "")+row("V2", "00000002", "V1"), "")
	return serve(t, api.Options{Store: store, Engine: engineOver(t, store), BusyWait: 30 * time.Second}), store
}

// whileBusy does work while nobody else can write.
func whileBusy(t *testing.T, store *graphstore.Store, work func()) {
	t.Helper()
	require.NoError(t, store.WithLease(t.Context(), graphstore.LeaseWriter, "a test", graphstore.Wait{For: 30 * time.Second}, func(context.Context, *graphstore.Lease) error {
		work()
		return nil
	}))
}

func TestEveryWriteSentTwiceIsDoneOnce(t *testing.T) {
	c, _ := serveWaiting(t)
	made := read[restrictionDocument](t, c.restrict(restrictV1), http.StatusCreated).Restriction
	path := "/api/v1/restrictions/" + made.ID
	lift := func(key, why string) answer {
		return c.do(http.MethodDelete, path+"?why="+why, nil, "Idempotency-Key", key, "If-Match", "*")
	}
	first, again := lift("lift", "mended"), lift("lift", "mended")
	require.Equal(t, http.StatusOK, first.status, first.body)
	require.Equal(t, first.body, again.body)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	refused(t, lift("lift", "other"), http.StatusUnprocessableEntity, "key-reused")
	refused(t, lift("other", "mended"), http.StatusConflict, "not-restricted")
	missing := func() answer {
		return c.do(http.MethodDelete, "/api/v1/waivers/none?why=x", nil, "Idempotency-Key", "none")
	}
	refused(t, missing(), http.StatusNotFound, "not-found")
	require.Equal(t, "true", missing().header.Get("Idempotency-Replayed"))

	c.run()
	finding := read[findingsDocument](t, c.get("/api/v1/findings?rule=predecessor-undeclared"), http.StatusOK).Findings
	change := func(headers ...string) answer {
		return c.send(http.MethodPatch, "/api/v1/findings/"+finding[0].Fingerprint, `{"to":"acknowledged","why":"raised"}`, append(headers, "Idempotency-Key", "change")...)
	}
	first, again = change("If-Match", "*"), change("If-Match", "*")
	require.Equal(t, http.StatusOK, first.status, first.body)
	require.Equal(t, first.body, again.body, "a second change would be refused: state-unchanged")
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	refused(t, change("If-Match", `"1"`), http.StatusUnprocessableEntity, "key-reused")
}

func TestARequestThatIsNotWaitedForIsAnother(t *testing.T) {
	c, _ := serveGraph(t)
	run := func(headers ...string) answer {
		return c.do(http.MethodPost, "/api/v1/runs", nil, append(headers, "Idempotency-Key", "run")...)
	}
	require.Equal(t, http.StatusCreated, run().status)
	refused(t, run("Prefer", "respond-async"), http.StatusUnprocessableEntity, "key-reused")
}

func TestAKeyIsHeldAsLongAsItsRequestIsWorkedOn(t *testing.T) {
	c, _ := serveGraph(t)
	moments := make(chan time.Time)
	c.server.TickBy(moments)
	load := func(body io.Reader) answer { return c.do(http.MethodPost, importCPL, body, "Idempotency-Key", "slow") }
	body, sender := io.Pipe()
	answers := make(chan answer, 1)
	go func() { answers <- load(body) }()
	_, err := io.WriteString(sender, listHeader)
	require.NoError(t, err)
	tick(t, moments)
	neo4jtest.Query(t, "MATCH (k:Replay) SET k.expiresAt = datetime.realtime() - duration({seconds: 1})", nil)
	tick(t, moments)
	tick(t, moments)
	refused(t, load(strings.NewReader(listHeader)), http.StatusConflict, "key-in-use")
	_, err = io.WriteString(sender, row("V1", "00000001", "N/A"))
	require.NoError(t, err)
	require.NoError(t, sender.Close())
	first := awaited(t, answers)
	require.Equal(t, http.StatusCreated, first.status, first.body)
	again := load(strings.NewReader(listHeader + row("V1", "00000001", "N/A")))
	require.Equal(t, first.body, again.body)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
}

func TestWhoseKeyWasTakenStopsWorking(t *testing.T) {
	c, store := serveWaiting(t)
	moments := make(chan time.Time)
	c.server.TickBy(moments)
	whileBusy(t, store, func() {
		answers := make(chan answer, 1)
		go func() {
			answers <- c.do(http.MethodPost, "/api/v1/restrictions", strings.NewReader(restrictV1), "Content-Type", "application/json", "Idempotency-Key", "one")
		}()
		require.Eventually(t, func() bool {
			return len(neo4jtest.Query(t, "MATCH (k:Replay) SET k.claim = 'another' RETURN k.id AS id", nil)) == 1
		}, 30*time.Second, 50*time.Millisecond)
		tick(t, moments)
		refused(t, awaited(t, answers), http.StatusServiceUnavailable, "lease-lost")
	})
}

func TestARequestWithAKeyGoesOnWithoutItsClient(t *testing.T) {
	c, store := serveWaiting(t)
	moments := make(chan time.Time)
	c.server.TickBy(moments)
	whileBusy(t, store, func() {
		ctx, leave := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/api/v1/restrictions", strings.NewReader(restrictV1))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "one")
		gone := make(chan error, 1)
		go func() {
			_, err := http.DefaultClient.Do(r) //nolint:bodyclose // there is no answer
			gone <- err
		}()
		tick(t, moments)
		leave()
		require.Error(t, <-gone)
		// The service sees it when it next looks at the connection.
		time.Sleep(300 * time.Millisecond)
	})
	var again answer
	require.Eventually(t, func() bool {
		again = c.do(http.MethodPost, "/api/v1/restrictions", strings.NewReader(restrictV1), "Content-Type", "application/json", "Idempotency-Key", "one")
		return again.status != http.StatusConflict
	}, 30*time.Second, 200*time.Millisecond)
	require.Equal(t, http.StatusCreated, again.status, again.body)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"), "it was made by the first")
}

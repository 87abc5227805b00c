//go:build bench

package api_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	vegeta "github.com/tsenart/vegeta/v12/lib"
	"waymark/analytics"
	"waymark/api"
	"waymark/api/identity"
	"waymark/cpl"
	"waymark/cpl/synthetic"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const figuresToday = cpl.Date("2026-11-25")

// measured is a service over an estate whose rules have run once.
type measured struct {
	*client
	store  *graphstore.Store
	engine *analytics.Engine
	estate *synthetic.Estate
	// operator and supplier are secrets; open is where the same service asks nobody who they are.
	operator, supplier, open string
}

func newMeasured(t *testing.T) *measured {
	_, store := serveGraph(t)
	m := &measured{store: store, engine: engineOver(t, store), estate: synthetic.Generate(synthetic.Config{Versions: figuresVersions, Seed: 1, Today: figuresToday})}
	m.engine.Settings.InForceDate = m.estate.InForceDate
	dir := t.TempDir()
	require.NoError(t, m.estate.Write(dir))
	m.load(t, filepath.Join(dir, synthetic.FileCPL), cpl.KindCPL)
	m.load(t, filepath.Join(dir, synthetic.FileInstalls), cpl.KindInstalls)
	run, err := m.engine.Run(t.Context(), analytics.RunOptions{Trigger: "command"})
	require.NoError(t, err)
	require.Equal(t, "ok", run.Status)

	keys := identity.NewKeys(store, discard)
	t.Cleanup(keys.Close)
	supplier := m.estate.Cohorts[0].Supplier
	neo4jtest.Query(t, "MERGE (p:Party {partyId: $supplier}) SET p.name = $supplier, p.category = 'supplier'", map[string]any{"supplier": supplier})
	m.operator = m.key(t, identity.KeyRequest{Role: identity.Operator, By: "bench"})
	m.supplier = m.key(t, identity.KeyRequest{Role: identity.Supplier, Party: supplier, By: "bench"})
	o := api.Options{Store: store, Engine: m.engine, Library: library(t, store), TempDir: dir}
	m.open = serve(t, o).url
	o.Authenticator = &identity.Gate{Keys: keys, Sessions: identity.NewSessions(store)}
	m.client = serve(t, o)
	return m
}

func (m *measured) load(t *testing.T, path string, kind cpl.Kind) {
	file, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: kind, Today: figuresToday, TempDir: t.TempDir()})
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	_, err = m.store.Import(t.Context(), file, kind, graphstore.ImportOptions{Today: figuresToday, Vocabulary: cpl.DefaultVocabulary()})
	require.NoError(t, err)
}

func (m *measured) key(t *testing.T, request identity.KeyRequest) string {
	made, err := identity.CreateKey(t.Context(), m.store, request)
	require.NoError(t, err)
	return made.Secret
}

// bareRoute is a route that asks the database for one row, and nothing else.
func (m *measured) bareRoute(t *testing.T) []vegeta.Target {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows, err := m.store.Query(r.Context(), graphstore.Everything, graphstore.Query{Name: "one", Text: "RETURN 1 AS one", Timeout: time.Minute})
		if err != nil || len(rows) != 1 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(web.Close)
	return []vegeta.Target{target(web.URL, "")}
}

// mix are the reads that a page or a supplier's system sends, by an operator and a supplier in turn.
func (m *measured) mix(t *testing.T) []vegeta.Target {
	findings := read[struct {
		Findings []struct{ Fingerprint string }
	}](t, m.do(http.MethodGet, "/api/v1/findings?limit=200", nil, "Authorization", "Bearer "+m.operator), http.StatusOK).Findings
	require.Len(t, findings, 200)
	var targets []vegeta.Target
	for i := range 200 {
		v := m.estate.Versions[i*(len(m.estate.Versions)/200)]
		model := url.PathEscape(v.Tuple.DeviceType + "|" + v.Tuple.ManufacturerID + "|" + v.Tuple.ModelID)
		id := url.PathEscape(v.EntryID)
		for _, path := range []string{
			"versions/" + id, "versions/" + id + "/edges", "versions/" + id + "/history", "models/" + model, "versions?model=" + model, "versions?limit=100&q=" + id,
			"manufacturers/" + v.Tuple.ManufacturerID, "models?manufacturer=" + v.Tuple.ManufacturerID, "cohorts?model=" + model, "rules", "rules/version-unreachable", "me",
			"versions/" + id, "findings?model=" + model,
		} {
			secret := m.operator
			if i%2 == 1 {
				secret = m.supplier
			}
			targets = append(targets, target(m.url+"/api/v1/"+path, secret))
		}
		for _, path := range []string{"findings/" + findings[i].Fingerprint, "findings?limit=100", "findings?limit=20&sort=severity&state=open", "runs", "versions?limit=100"} {
			targets = append(targets, target(m.url+"/api/v1/"+path, m.operator))
		}
	}
	return targets
}

// duringARun is how the mix goes while the rules run over all.
func (m *measured) duringARun(t *testing.T, mix []vegeta.Target) vegeta.Metrics {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			if _, err := m.engine.Run(ctx, analytics.RunOptions{Trigger: "command"}); err != nil {
				ended <- err
				return
			}
		}
		ended <- nil
	}()
	time.Sleep(time.Second)
	got := load(mix, 2*figuresTime)
	select {
	case err := <-ended:
		require.Fail(t, "the rules stopped", err)
	default:
	}
	cancel()
	if err := <-ended; err != nil {
		t.Logf("the run was broken off: %v", err)
	}
	return got
}

// versionReads are the medians of a version read by a supplier's key, and where
// nobody is asked. They are taken in turn, now one first and now the other, since
// the first after a pause is the slower one.
func (m *measured) versionReads(t *testing.T) (with, without time.Duration) {
	var byKey, open []time.Duration
	for i := range 2200 {
		path := "/api/v1/versions/" + url.PathEscape(m.estate.Versions[i*7%figuresVersions].EntryID)
		if i%2 == 0 {
			byKey, open = append(byKey, fetch(t, m.url+path, m.supplier)), append(open, fetch(t, m.open+path, ""))
		} else {
			open, byKey = append(open, fetch(t, m.open+path, "")), append(byKey, fetch(t, m.url+path, m.supplier))
		}
		time.Sleep(10 * time.Millisecond)
	}
	const warmUp = 200
	return middle(byKey[warmUp:]), middle(open[warmUp:])
}

// fetch says for how long a GET took.
func fetch(t *testing.T, url, secret string) time.Duration {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	if secret != "" {
		request.Header.Set("Authorization", "Bearer "+secret)
	}
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	return time.Since(began)
}

// downloads compares a download of all versions with the same rows over bare Bolt, and says what it holds in memory.
func (m *measured) downloads(t *testing.T, figures map[string]figure) {
	statement, err := os.ReadFile("../graphstore/cypher/stream_versions.cypher")
	require.NoError(t, err)
	params := map[string]any{
		"everything": true, "readerSupplier": "", "readerManufacturers": []string{}, "model": "", "maker": "", "deviceType": "", "declaration": "", "listed": nil,
	}
	var bolt, http []time.Duration
	for range 5 {
		began := time.Now()
		require.Equal(t, figuresVersions, neo4jtest.Drain(t, string(statement), params))
		bolt = append(bolt, time.Since(began))
		took, lines := m.download(t, figuresVersions, func() {})
		require.Equal(t, figuresVersions, lines)
		http = append(http, took)
	}
	figures["downloadRateOverBolt"] = figure{Got: over(middle(bolt), middle(http)), AtLeast: 0.5}
	figures["downloadHeldMiB"] = figure{Got: float64(m.held(t)) / (1 << 20), AtMost: 16}
}

// download takes all versions, and says for how long and how many; after every
// so many it calls between.
func (m *measured) download(t *testing.T, every int, between func()) (took time.Duration, lines int) {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, m.url+"/api/v1/downloads/versions", nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+m.operator)
	request.Header.Set("Accept-Encoding", "identity")
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	require.Equal(t, http.StatusOK, response.StatusCode)
	in := bufio.NewScanner(response.Body)
	in.Buffer(make([]byte, 1<<20), 1<<20)
	for in.Scan() {
		if lines++; lines%every == 0 {
			between()
		}
	}
	require.NoError(t, in.Err())
	return time.Since(began), lines
}

// held is by how many bytes what is in use grew at most while a download went on.
func (m *measured) held(t *testing.T) int64 {
	before, most := inUse(), int64(0)
	m.download(t, figuresVersions/10, func() { most = max(most, inUse()-before) })
	return most
}

// inUse is how many bytes cannot be collected.
func inUse() int64 {
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return int64(now.HeapAlloc)
}

func middle(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}

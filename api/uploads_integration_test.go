//go:build integration

package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

type followed struct {
	Import   importAnswer
	Problem  *problem
	Progress *graphstore.Progress
}

func (c *client) follow(location string) followed {
	c.t.Helper()
	return read[followed](c.t, c.get(location), http.StatusOK)
}

// sendList sends a list, and leaves before it is loaded.
func (c *client) sendList(text, more string) (location string) {
	c.t.Helper()
	a := c.do(http.MethodPost, importCPL+more, strings.NewReader(text), "Prefer", "respond-async")
	got := read[followed](c.t, a, http.StatusAccepted)
	require.Equal(c.t, "running", got.Import.Status)
	return a.header.Get("Location")
}

// comesTo waits until an import that is running is in a phase.
func (c *client) comesTo(location, phase string) {
	c.t.Helper()
	require.Eventually(c.t, func() bool {
		got := c.follow(location)
		return got.Import.Status == "running" && got.Progress != nil && got.Progress.Phase == phase
	}, 20*time.Second, 10*time.Millisecond, phase)
}

// holdLease keeps the writer's lease until release is called.
func holdLease(t *testing.T, store *graphstore.Store) (release func()) {
	t.Helper()
	held, let, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- store.WithLease(context.WithoutCancel(t.Context()), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(context.Context, *graphstore.Lease) error {
			close(held)
			<-let
			return nil
		})
	}()
	<-held
	return func() {
		t.Helper()
		close(let)
		require.NoError(t, <-ended)
	}
}

// age puts the last word of an upload's process back, so that it is overdue.
func age(t *testing.T, location string) {
	t.Helper()
	id := strings.TrimPrefix(location, "/api/v1/imports/")
	rows := neo4jtest.Query(t, "MATCH (u:Upload {id: $id}) SET u.aliveUntil = datetime.realtime() - duration('PT1S') RETURN u", map[string]any{"id": id})
	require.Len(t, rows, 1)
}

func serveTwice(t *testing.T) (first, second *client, firstStore, secondStore *graphstore.Store) {
	t.Helper()
	n := neo4jtest.Cleared(t, "SchemaMigration")
	first, firstStore = serveOn(t, n, nil)
	second, secondStore = serveOn(t, n, nil)
	return first, second, firstStore, secondStore
}

func TestAnImportIsFollowedAtAnotherReplica(t *testing.T) {
	first, second, _, store := serveTwice(t)
	release := holdLease(t, store)
	at := first.sendList(listHeader+row("V1", "00000001", "N/A")+row("V2", "bad", "V1"), "&name=list.csv")
	second.comesTo(at, "wait")
	require.Equal(t, "list.csv", second.follow(at).Import.FileName)
	require.Equal(t, first.get(at).body, second.get(at).body, "both say the same")
	refused(t, second.get(at+"/rejects.csv"), http.StatusNotFound, "not-found")
	require.Zero(t, read[struct{ Total int }](t, second.get("/api/v1/imports"), http.StatusOK).Total, "it is no import yet")
	// While its process lives it is not lost for long, however long it waits.
	age(t, at)
	second.comesTo(at, "wait")

	unlock := neo4jtest.Hold(t, "CREATE (:DeviceModel {key: 'ESME|A0C1|00000001'})", nil)
	release()
	second.comesTo(at, "load")
	unlock()
	ended := second.poll(at)
	require.Equal(t, "done", ended.Import.Status)
	require.EqualValues(t, 1, ended.Import.Created)
	require.Len(t, ended.Import.Rejects, 1)
	require.Nil(t, ended.Problem)
	require.Equal(t, first.get(at).body, second.get(at).body)
	require.Contains(t, second.get(at+"/rejects.csv").body, "\n3,Firmware Version,")
	require.Eventually(t, func() bool { return len(neo4jtest.Query(t, "MATCH (u:Upload) RETURN u", nil)) == 0 }, 5*time.Second, 10*time.Millisecond, "the import says it for good")
}

func TestWhatLoadedNothingIsToldByEveryReplica(t *testing.T) {
	first, second, store, secondStore := serveTwice(t)
	text := listHeader + row("V1", "00000001", "N/A") + row("V2", "nothex", "V1")
	strict, dry := first.sendList(text, "&strict=true"), first.sendList(text, "&dryRun=true")
	whole := first.sendList("a,b\n1,2\n", "")
	for at, want := range map[string]struct {
		status, code string
		rows         int64
	}{strict: {"failed", "strict-rejects", 2}, dry: {"done", "", 2}, whole: {"failed", "missing-column", 0}} {
		got := second.poll(at)
		require.Equal(t, want.status, got.Import.Status, at)
		require.Equal(t, want.rows, got.Import.Rows)
		require.Equal(t, want.code == "", got.Problem == nil)
		faults := second.get(at + "/rejects.csv").body
		if got.Problem != nil {
			require.Equal(t, want.code, got.Problem.Code)
			require.NotEmpty(t, got.Problem.Title)
			require.NotEmpty(t, got.Problem.Detail)
			require.NotEmpty(t, got.Problem.Hint)
		}
		require.Equal(t, want.rows > 0, strings.Contains(faults, "\n3,Firmware Version,"), faults)
		require.Len(t, got.Import.Rejects, strings.Count(faults, "\n")-1)
		require.Equal(t, first.get(at).body, second.get(at).body)
	}

	// The first is killed: nothing of what it does reaches the graph from here on.
	release := holdLease(t, secondStore)
	waiting := first.sendList(text, "")
	second.comesTo(waiting, "wait")
	require.NoError(t, store.Close(context.WithoutCancel(t.Context())))
	age(t, waiting)
	lost := second.follow(waiting)
	require.Equal(t, "failed", lost.Import.Status)
	require.Equal(t, "interrupted", lost.Problem.Code)
	require.Contains(t, lost.Problem.Hint, "send the file again")
	require.Equal(t, "strict-rejects", second.follow(strict).Problem.Code)
	require.Equal(t, "done", second.follow(dry).Import.Status)
	release()
	require.EqualValues(t, 1, second.load("cpl", text, "").Created, "it is sent again")
}

// What was only sent is nothing that anything rests on.
func TestWhatLoadedNothingIsNoSource(t *testing.T) {
	c, store := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", "GONE"), "")
	c.load("installs", returnHeader+"Acme,ESME,A0C1,00000001,00000002,2025-01-31,7\n", "")
	c.run()
	told := func() map[string]any {
		run := c.run()
		out := map[string]any{}
		for _, path := range []string{"/api/v1/imports", "/api/v1/versions"} {
			a := c.get(path)
			out[path], out[path+" is of"] = a.body, a.header.Get("Waymark-Data-Date")
		}
		type finding struct{ Fingerprint, State, FirstSeen string }
		out["findings"] = read[list[finding]](t, c.get("/api/v1/findings"), http.StatusOK)
		rests := read[struct {
			Run struct{ InputsHash, ListOf, InstallsOf string }
		}](t, c.get("/api/v1/runs/"+run.ID), http.StatusOK).Run
		require.NotEmpty(t, rests.InputsHash)
		out["rests on"] = rests
		var quality struct{ Sources, Rejects, Coverage, Returns json.RawMessage }
		require.NoError(t, json.Unmarshal([]byte(c.get("/api/v1/reports/quality?format=json").body), &quality))
		require.NotEmpty(t, quality.Sources)
		for name, part := range map[string]json.RawMessage{"sources": quality.Sources, "rejects": quality.Rejects, "coverage": quality.Coverage, "returns": quality.Returns} {
			out[name] = string(part)
		}
		return out
	}
	before := told()
	bad := listHeader + row("V9", "nothex", "V1")
	refused(t, c.do(http.MethodPost, importCPL+"&strict=true", strings.NewReader(bad)), http.StatusUnprocessableEntity, "strict-rejects")
	refused(t, c.do(http.MethodPost, "/api/v1/imports?kind=installs", strings.NewReader("a,b\n")), http.StatusUnprocessableEntity, "missing-column")
	c.load("cpl", bad, "&dryRun=true")
	c.load("installs", returnHeader+"Acme,ESME,A0C1,00000001,00000009,2025-02-28,7\n", "&dryRun=true")
	_, err := store.BeginUpload(t.Context(), graphstore.Upload{Result: graphstore.ImportResult{ID: "waits", Kind: "cpl", FileName: "list.csv"}})
	require.NoError(t, err)
	require.Len(t, neo4jtest.Query(t, "MATCH (u:Upload) RETURN u", nil), 5)
	require.Equal(t, before, told())
}

func TestUploadsAreForgottenAfterADay(t *testing.T) {
	c, store := serveGraph(t)
	bad := listHeader + row("V9", "nothex", "V1")
	old, young := c.load("cpl", bad, "&dryRun=true").ID, c.load("cpl", bad, "&dryRun=true").ID
	neo4jtest.Query(t, "MATCH (u:Upload {id: $id}) SET u.expiresAt = datetime.realtime() - duration('PT1S')", map[string]any{"id": old})
	refused(t, c.get("/api/v1/imports/"+old), http.StatusNotFound, "not-found")
	require.NoError(t, store.ForgetUploads(t.Context()))
	require.Equal(t, []map[string]any{{"id": young, "faults": int64(1)}},
		neo4jtest.Query(t, "MATCH (u:Upload) RETURN u.id AS id, COUNT { (u)-[:REJECTED]->() } AS faults", nil))
	require.Len(t, neo4jtest.Query(t, "MATCH (r:Reject) RETURN r", nil), 1)
}

//go:build integration

package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestAReadIsAnsweredOnceUntilItChanges(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "N/A"), "")
	for _, path := range []string{"/api/v1/versions", "/api/v1/versions/V1", "/api/v1/manufacturers"} {
		first := c.get(path)
		tag := first.header.Get("ETag")
		require.Regexp(t, `^W/".+"$`, tag, path)
		again := c.do(http.MethodGet, path, nil, "If-None-Match", `"other", `+tag)
		require.Equal(t, http.StatusNotModified, again.status, path)
		require.Empty(t, again.body)
		require.Equal(t, tag, again.header.Get("ETag"))
	}
	tag := c.get("/api/v1/versions").header.Get("ETag")
	c.load("cpl", listHeader+row("V2", "00000002", "V1"), "")
	changed := c.do(http.MethodGet, "/api/v1/versions", nil, "If-None-Match", tag)
	require.Equal(t, http.StatusOK, changed.status)
	require.NotEqual(t, tag, changed.header.Get("ETag"))
	refused(t, c.do(http.MethodGet, "/api/v1/versions/none", nil, "If-None-Match", "*"), http.StatusNotFound, "not-found")
}

func TestAnAnswerNamesWhatItRestsOn(t *testing.T) {
	c, _ := serveGraph(t)
	a := c.get("/api/v1/rules")
	require.Empty(t, a.header.Get("Waymark-Run")+a.header.Get("Waymark-Data-Date"), "there is none yet")
	c.load("cpl", listHeader+row("V1", "00000001", ""), "&asOf=2026-11-01")
	require.Equal(t, "2026-11-01", c.get("/api/v1/versions").header.Get("Waymark-Data-Date"))
	first := c.run()
	require.Equal(t, first.ID, c.get("/api/v1/findings").header.Get("Waymark-Run"))
	require.Equal(t, first.ID, c.get("/api/v1/findings/none").header.Get("Waymark-Run"), "a problem too")
	second := c.run()
	require.Equal(t, second.ID, c.get("/api/v1/findings").header.Get("Waymark-Run"))
	require.Equal(t, first.ID, c.get("/api/v1/reports/panel?run="+first.ID).header.Get("Waymark-Run"), "a report rests on its own run")
}

func TestARequestSentTwiceIsDoneOnce(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", "V1"), "")
	restrict := func(key, reason string) answer {
		return c.do(http.MethodPost, "/api/v1/restrictions", strings.NewReader(`{"from":"V1","to":"V2","reason":"`+reason+`","reference":"R-1"}`),
			"Content-Type", "application/json", "Idempotency-Key", key)
	}
	first := restrict("one", "bricks")
	require.Equal(t, http.StatusCreated, first.status, first.body)
	require.Empty(t, first.header.Get("Idempotency-Replayed"))
	again := restrict("one", "bricks")
	require.Equal(t, http.StatusCreated, again.status)
	require.Equal(t, first.body, again.body)
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))
	require.Equal(t, 1, pages[restrictionAnswer](c, "/api/v1/restrictions", url.Values{})[0].Total)
	refused(t, restrict("one", "other"), http.StatusUnprocessableEntity, "key-reused")
	refused(t, restrict("two", "bricks"), http.StatusConflict, "already-restricted")
	refused(t, restrict("two", "bricks"), http.StatusConflict, "already-restricted")
	refused(t, restrict("a b", "bricks"), http.StatusUnprocessableEntity, "bad-idempotency-key")

	path := "/api/v1/restrictions/" + read[restrictionDocument](t, first, http.StatusCreated).Restriction.ID
	refused(t, c.do(http.MethodDelete, path, nil, "If-Match", `"other"`), http.StatusPreconditionFailed, "changed-since")
	require.Equal(t, http.StatusOK, c.do(http.MethodDelete, path, nil, "If-Match", c.get(path).header.Get("ETag")).status)

	load := func() answer {
		return c.do(http.MethodPost, "/api/v1/imports?kind=cpl", strings.NewReader(listHeader+row("V3", "00000003", "V2")), "Idempotency-Key", "three")
	}
	one, two := load(), load()
	require.Equal(t, http.StatusCreated, one.status, one.body)
	require.Equal(t, one.body, two.body, "the import is not repeated")
	require.Equal(t, one.header.Get("Location"), two.header.Get("Location"))
	refused(t, c.do(http.MethodPost, "/api/v1/imports?kind=cpl", strings.NewReader("a,b\n"), "Idempotency-Key", "three"), http.StatusUnprocessableEntity, "key-reused")
	refused(t, c.do(http.MethodPost, "/api/v1/runs", nil, "Idempotency-Key", "three"), http.StatusUnprocessableEntity, "key-reused")
}

func TestTwoOfTheSameRequestAtOnceAreOne(t *testing.T) {
	c, _ := serveGraph(t)
	answers := make(chan answer, 4)
	for range cap(answers) {
		go func() { answers <- c.do(http.MethodPost, "/api/v1/runs", nil, "Idempotency-Key", "run") }()
	}
	for range cap(answers) {
		if a := <-answers; a.status != http.StatusCreated {
			refused(t, a, http.StatusConflict, "key-in-use")
			require.NotEmpty(t, a.header.Get("Retry-After"))
		}
	}
	require.Equal(t, http.StatusCreated, c.do(http.MethodPost, "/api/v1/runs", nil, "Idempotency-Key", "run").status)
	require.Equal(t, 1, read[struct{ Total int }](t, c.get("/api/v1/runs"), http.StatusOK).Total)
}

func TestACursorSurvivesWhatComesAndGoes(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V2", "00000002", "")+row("V4", "00000004", "")+row("V6", "00000006", ""), "")
	first := read[list[graphstore.Version]](t, c.get("/api/v1/versions?limit=2"), http.StatusOK)
	c.load("cpl", listHeader+row("V1", "00000001", "")+row("V3", "00000003", "")+row("V5", "00000005", ""), "")
	rest := read[list[graphstore.Version]](t, c.get("/api/v1/versions?limit=2&cursor="+first.Next), http.StatusOK)
	require.Equal(t, []string{"V5", "V6"}, []string{rest.Versions[0].EntryID, rest.Versions[1].EntryID}, "none twice, and none that stood is left out")
	require.Equal(t, 6, rest.Total)
	require.Empty(t, rest.Next)
}

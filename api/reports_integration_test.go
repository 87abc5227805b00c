//go:build integration

package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

type publishedDocument struct{ Report reports.Published }

func TestReportsArePublishedListedAndVerifiedOverHTTP(t *testing.T) {
	c, _ := serveGraph(t)
	publish := func(body string) answer {
		return c.do(http.MethodPost, "/api/v1/reports/published", strings.NewReader(body), "Content-Type", "application/json")
	}
	refused(t, publish(`{"pack":"panel"}`), http.StatusNotFound, "no-run")
	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", ""), "")
	c.load("installs", returnHeader+"Acme,ESME,A0C1,00000001,0000000F,2025-01-31,7\n", "")
	run := c.run()

	refused(t, publish(`{"pack":"manufacturer"}`), http.StatusUnprocessableEntity, "party-missing")
	refused(t, publish(`{"pack":"panel","party":"Acme"}`), http.StatusUnprocessableEntity, "party-needless")
	refused(t, publish(`{"pack":"panel","restates":"none","why":"x"}`), http.StatusNotFound, "not-found")
	first := read[publishedDocument](t, publish(`{"pack":"panel","by":"A. Clerk"}`), http.StatusCreated).Report
	require.Equal(t, run.ID, first.RunID)
	require.Equal(t, "A. Clerk", first.PublishedBy)
	require.Equal(t, first.ID, read[publishedDocument](t, publish(`{"pack":"panel"}`), http.StatusCreated).Report.ID)
	second := read[publishedDocument](t, publish(`{"pack":"panel","restates":"`+first.ID+`","why":"a return was missing"}`), http.StatusCreated).Report

	type listDocument struct {
		Reports []graphstore.Report
		Total   int
		Next    string
	}
	page := read[listDocument](t, c.get("/api/v1/reports/published?pack=panel&limit=1"), http.StatusOK)
	require.Equal(t, 2, page.Total)
	require.Equal(t, second.ID, page.Reports[0].ID)
	page = read[listDocument](t, c.get("/api/v1/reports/published?pack=panel&limit=1&cursor="+page.Next), http.StatusOK)
	require.Equal(t, first.ID, page.Reports[0].ID)
	require.Equal(t, second.ID, page.Reports[0].RestatedBy)
	require.Empty(t, page.Next)

	verify := func(file string) reports.Verification {
		a := c.do(http.MethodPost, "/api/v1/verify", strings.NewReader(file), "Content-Type", "application/octet-stream")
		return read[struct{ Verify reports.Verification }](t, a, http.StatusOK).Verify
	}
	for _, format := range reports.Formats {
		got := c.get("/api/v1/reports/published/" + first.ID + "?format=" + format)
		require.Equal(t, http.StatusOK, got.status)
		require.Contains(t, got.header.Get("Content-Disposition"), first.ID+"."+format)
		require.Equal(t, reports.VerifyIdentical, verify(got.body).Result, format)
	}
	altered := verify(strings.Replace(c.get("/api/v1/reports/panel").body, `"status": "ok"`, `"status": "OK"`, 1))
	require.Equal(t, reports.VerifyAltered, altered.Result)
	require.NotEmpty(t, altered.Differences)
	refused(t, c.do(http.MethodPost, "/api/v1/verify", strings.NewReader("a note"), "Content-Type", "application/octet-stream"), http.StatusUnprocessableEntity, "no-seal")
	refused(t, c.get("/api/v1/reports/published/none"), http.StatusNotFound, "not-found")
}

// A published report never changes: who has its bytes does not get them again.
func TestAReportIsKnownByItsBytes(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "N/A"), "")
	c.run()
	a := c.do(http.MethodPost, "/api/v1/reports/published", strings.NewReader(`{"pack":"panel"}`), "Content-Type", "application/json")
	path := "/api/v1/reports/published/" + read[publishedDocument](t, a, http.StatusCreated).Report.ID + "?format="
	seen := map[string]bool{}
	for _, format := range reports.Formats {
		for _, coding := range []string{"identity", "gzip"} {
			ask := func(headers ...string) answer {
				return c.raw(path+format, append(headers, "Accept-Encoding", coding)...)
			}
			first := ask()
			require.Equal(t, http.StatusOK, first.status)
			tag := first.header.Get("ETag")
			require.Regexp(t, `^"[\w-]{16}(-gzip)?"$`, tag, format)
			require.Equal(t, first.header.Get("Content-Encoding") == "gzip", strings.HasSuffix(tag, `-gzip"`), "%s, %s: other bytes have another tag", format, coding)
			require.Equal(t, "private, no-cache", first.header.Get("Cache-Control"))
			require.Equal(t, tag, ask().header.Get("ETag"))
			seen[tag] = true
			again := ask("If-None-Match", `"other", `+tag)
			require.Equal(t, http.StatusNotModified, again.status, format)
			require.Equal(t, tag, again.header.Get("ETag"))
			require.Empty(t, again.header.Get("Content-Type")+again.header.Get("Content-Disposition"))
			require.Equal(t, http.StatusOK, ask("If-None-Match", `"other"`).status)
		}
	}
	require.Greater(t, len(seen), len(reports.Formats))
	tag := c.get("/api/v1/reports/panel").header.Get("ETag")
	require.Equal(t, http.StatusNotModified, c.raw("/api/v1/reports/panel", "If-None-Match", tag, "Accept-Encoding", "gzip").status, "a draft is alike while its run is the newest")
}

// raw asks without unpacking what is packed.
func (c *client) raw(path string, headers ...string) answer {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.url+path, nil)
	require.NoError(c.t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	require.NoError(c.t, err)
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	return answer{status: response.StatusCode, header: response.Header, body: string(body)}
}

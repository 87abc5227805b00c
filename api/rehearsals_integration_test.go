//go:build integration

package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type rehearsedDocument struct {
	Rows, Created, Rejected int64
	Faults                  []map[string]any
	Opens, Closes           []map[string]any
	RulesLeftOut            []string
}

func rulesOf(found []map[string]any) []string {
	out := []string{}
	for _, f := range found {
		out = append(out, f["rule"].(string)+" "+f["subject"].(string))
	}
	return out
}

func TestLintOverHTTPSaysWhatWouldOpenAndKeepsNothing(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", "V3"), "")
	a := c.do(http.MethodPost, "/api/v1/lint", strings.NewReader(listHeader+row("V3", "00000003", "V1")+row("V4", "00000004", "GONE")+row("V5", "4.2", "V1")), "Content-Type", "text/csv")
	got := read[struct{ Lint rehearsedDocument }](t, a, http.StatusOK).Lint
	require.Equal(t, [3]int64{3, 2, 1}, [3]int64{got.Rows, got.Created, got.Rejected})
	require.EqualValues(t, 4, got.Faults[0]["line"])
	require.Contains(t, rulesOf(got.Opens), "predecessor-unknown V4")
	require.Contains(t, rulesOf(got.Closes), "version-unreachable V2")
	require.Equal(t, []string{"install-stale", "install-vanished"}, got.RulesLeftOut)
	require.Equal(t, 2, read[list[any]](t, c.get("/api/v1/versions"), http.StatusOK).Total, "nothing was written")
	require.Equal(t, "version", read[struct{ Explain map[string]any }](t, c.get("/api/v1/explain?subject=V2"), http.StatusOK).Explain["kind"])
	refused(t, c.do(http.MethodPost, "/api/v1/lint", strings.NewReader("a,b\n1,2\n"), "Content-Type", "text/csv"), http.StatusUnprocessableEntity, "missing-column")
}

func TestWhatIfOverHTTP(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", "V1"), "")
	post := func(body string) answer {
		return c.do(http.MethodPost, "/api/v1/whatif", strings.NewReader(body), "Content-Type", "application/json")
	}
	got := read[struct{ WhatIf rehearsedDocument }](t, post(`{"changes":[{"declare":{"entry":"V1","predecessors":["V2"]}}]}`), http.StatusOK).WhatIf
	require.Contains(t, rulesOf(got.Opens), "pathway-cycle V1|V2")
	refused(t, post(`{"changes":[{"remove":"V9"}]}`), http.StatusUnprocessableEntity, "unknown-entry")
	refused(t, post(`{"changes":[{"erase":"V1"}]}`), http.StatusUnprocessableEntity, "bad-changes")
	refused(t, post(`{"changes":[{"remove":"V1"}],"x":"`+strings.Repeat("x", 1<<20)+`"}`), http.StatusRequestEntityTooLarge, "body-too-large")
	require.Equal(t, "none", read[struct {
		Version struct{ Declaration struct{ State string } }
	}](t, c.get("/api/v1/versions/V1"), http.StatusOK).Version.Declaration.State)
}

func TestExplainOverHTTPNamesWhatIsSpeltAlike(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V 1/x", "00000001", "GHOST"), "")
	for subject, kind := range map[string]string{"V 1/x": "version", "GHOST": "placeholder", "ESME|A0C1|00000001": "model"} {
		got := read[struct{ Explain map[string]any }](t, c.get("/api/v1/explain?subject="+url.QueryEscape(subject)), http.StatusOK).Explain
		require.Equal(t, kind, got["kind"])
		require.Equal(t, subject, got["subject"])
	}
	p := refused(t, c.get("/api/v1/explain?subject=ghost"), http.StatusNotFound, "unknown-subject")
	require.Contains(t, p.Hint, `"GHOST"`)
}

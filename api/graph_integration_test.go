//go:build integration

package api_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
	"waymark/reports"
)

type runDocument struct{ Run runAnswer }

func (c *client) run() runAnswer {
	c.t.Helper()
	a := c.do(http.MethodPost, "/api/v1/runs", nil)
	got := read[runDocument](c.t, a, http.StatusCreated).Run
	require.Equal(c.t, "/api/v1/runs/"+got.ID, a.header.Get("Location"))
	require.Equal(c.t, "ok", got.Status, a.body)
	return got
}

type list[T any] struct {
	Findings, Versions, Restrictions []T
	Total                            int
	TotalIs                          string
	Next                             string
}

// pages reads a list to its end.
func pages[T any](c *client, path string, query url.Values) []list[T] {
	c.t.Helper()
	var out []list[T]
	for {
		got := read[list[T]](c.t, c.get(path+"?"+query.Encode()), http.StatusOK)
		out = append(out, got)
		require.Less(c.t, len(out), 1000)
		if got.Next == "" {
			return out
		}
		query.Set("cursor", got.Next)
	}
}

func TestRunFindsReportsAndIsReadBack(t *testing.T) {
	c, _ := serveGraph(t)
	refused(t, c.get("/api/v1/reports/panel?format=html"), http.StatusNotFound, "no-run")
	c.load("cpl", listHeader+row("V1", "00000001", "N/A")+row("V2", "00000002", "V1")+row("V3", "00000003", "GONE")+row("V4", "00000004", ""), "")
	c.load("installs", returnHeader+"Acme,ESME,A0C1,00000001,0000000F,2025-01-31,7\n", "")
	run := c.run()
	require.True(t, run.Full)
	require.Equal(t, "api", run.Trigger)
	failing := map[string]int64{}
	for _, r := range run.Rules {
		failing[r.Rule] = r.Failing
	}
	require.EqualValues(t, 1, failing["version-unreachable"])
	require.EqualValues(t, 1, failing["predecessor-undeclared"])
	require.EqualValues(t, 1, failing["install-orphaned"])
	require.Equal(t, run, read[runDocument](t, c.get("/api/v1/runs/"+run.ID), http.StatusOK).Run)
	refused(t, c.get("/api/v1/runs/none"), http.StatusNotFound, "not-found")

	chosen := read[runDocument](t, c.do(http.MethodPost, "/api/v1/runs", strings.NewReader(`{"rules":["version-unreachable","version-unreachable"]}`), "Content-Type", "application/json"), http.StatusCreated).Run
	require.False(t, chosen.Full)
	require.Len(t, chosen.Rules, 1)

	got := read[list[map[string]any]](t, c.get("/api/v1/findings?rule=version-unreachable"), http.StatusOK)
	require.Equal(t, 1, got.Total)
	require.Equal(t, "exact", got.TotalIs)
	require.Equal(t, "V3", got.Findings[0]["subject"])
	require.IsType(t, map[string]any{}, got.Findings[0]["evidence"])
	one := read[struct {
		Finding map[string]any
		Trail   []map[string]any
	}](t, c.get("/api/v1/findings/"+got.Findings[0]["fingerprint"].(string)), http.StatusOK)
	require.Equal(t, got.Findings[0], one.Finding)
	require.Len(t, one.Trail, 1)
	require.Equal(t, "opened", one.Trail[0]["kind"])
	require.Equal(t, run.ID, one.Trail[0]["runId"])
	refused(t, c.get("/api/v1/findings/none"), http.StatusNotFound, "not-found")

	require.Contains(t, c.get("/metrics").body, `waymark_findings{rule="version-unreachable",state="open"} 1`)
	checkReports(t, c, run.ID, chosen.ID)
}

func checkReports(t *testing.T, c *client, full, chosen string) {
	t.Helper()
	for format, check := range map[string]func(string){
		"json": func(body string) { require.True(t, json.Valid([]byte(body))) },
		"csv": func(body string) {
			records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
			require.NoError(t, err)
			require.Equal(t, []string{"Classification", "Run"}, records[0][:2])
			require.Len(t, records, 1+read[list[any]](t, c.get("/api/v1/findings"), http.StatusOK).Total, "a row a finding, below the header")
		},
		"html": func(body string) { require.Contains(t, body, "<svg") },
	} {
		a := c.get("/api/v1/reports/panel?format=" + format)
		require.Equal(t, http.StatusOK, a.status, a.body)
		require.Equal(t, reports.MediaType(format), a.header.Get("Content-Type"))
		require.Contains(t, a.header.Get("Content-Disposition"), "waymark-panel-run-1."+format)
		check(a.body)
		require.Equal(t, a.body, c.get("/api/v1/reports/panel?format="+format+"&run="+full).body)
	}
	refused(t, c.get("/api/v1/reports/panel?run="+chosen), http.StatusNotFound, "not-found")
}

func TestAsyncRunIsFollowedToItsEnd(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", ""), "")
	a := c.do(http.MethodPost, "/api/v1/runs", nil, "Prefer", "respond-async")
	got := read[runDocument](t, a, http.StatusAccepted).Run
	require.NotEmpty(t, got.ID)
	require.Equal(t, "respond-async", a.header.Get("Preference-Applied"))
	require.Eventually(t, func() bool {
		return read[runDocument](t, c.get(a.header.Get("Location")), http.StatusOK).Run.Status == "ok"
	}, time.Minute, 20*time.Millisecond)
}

func TestTwoRunsAtOnceDoNotOverlap(t *testing.T) {
	c, _ := serveGraph(t)
	answers := make(chan answer, 2)
	for range 2 {
		go func() { answers <- c.do(http.MethodPost, "/api/v1/runs", nil) }()
	}
	for range 2 {
		// The second waited, or was refused; both in an orderly way.
		if a := <-answers; a.status != http.StatusCreated {
			refused(t, a, http.StatusConflict, "busy")
		}
	}
	rows := neo4jtest.Query(t, "MATCH (a:Run), (b:Run) WHERE a.number < b.number AND b.startedAt < a.finishedAt RETURN a", nil)
	require.Empty(t, rows)
}

func TestPagesCoverEachFindingOnce(t *testing.T) {
	c, _ := serveGraph(t)
	var text strings.Builder
	text.WriteString(listHeader)
	for i := range 23 {
		text.WriteString(row(fmt.Sprintf("V/%02d", i), fmt.Sprintf("FF%06X", i), "")) // no firmware is another in decimals
	}
	c.load("cpl", text.String(), "")
	c.run()
	for _, limit := range []int{1, 7, 23, 24} {
		seen := map[string]bool{}
		got := pages[map[string]any](c, "/api/v1/findings", url.Values{"limit": {fmt.Sprint(limit)}, "state": {"open"}})
		require.Len(t, got, (23+limit-1)/limit)
		for _, page := range got {
			require.Equal(t, 23, page.Total)
			for _, f := range page.Findings {
				require.False(t, seen[f["fingerprint"].(string)], "a finding comes twice")
				seen[f["fingerprint"].(string)] = true
			}
		}
		require.Len(t, seen, 23, "limit %d", limit)
		require.Len(t, pages[map[string]any](c, "/api/v1/versions", url.Values{"limit": {fmt.Sprint(limit)}}), (23+limit-1)/limit)
	}
	next := read[list[any]](t, c.get("/api/v1/findings?limit=5"), http.StatusOK).Next
	refused(t, c.get("/api/v1/versions?cursor="+next), http.StatusBadRequest, "bad-cursor")
	refused(t, c.get("/api/v1/findings?state=all&cursor="+next), http.StatusBadRequest, "bad-cursor")
	refused(t, c.get("/api/v1/findings?cursor=x"+next), http.StatusBadRequest, "bad-cursor")
}

func TestFindingsAreFiltered(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "")+row("V2", "00000002", ""), "")
	c.load("installs", returnHeader+"A&B,ESME,A0C1,00000001,0000000F,2025-01-31,7\n", "")
	c.run()
	c.load("cpl", listHeader+row("V1", "00000001", "N/A"), "&force=mended")
	c.run()
	for query, total := range map[string]int{
		"": 2, "state=all": 3, "state=resolved": 1, "state=open,resolved": 3, "state=open&state=resolved": 3, "state=waived": 0,
		"manufacturer=a0c1": 2, "manufacturer=FFFF": 0, "supplier=A%26B": 1, "supplier=A": 0, "rule=predecessor-undeclared&state=all": 2,
	} {
		got := read[list[any]](t, c.get("/api/v1/findings?"+query), http.StatusOK)
		require.Equal(t, total, got.Total, query)
		require.Len(t, got.Findings, total, query)
		require.NotNil(t, got.Findings, "an empty list is a list")
	}
}

func TestVersionIsFoundByAnyID(t *testing.T) {
	c, _ := serveGraph(t)
	ids := []string{"a/b c%2F", "x|y%", "1+1", "ü?#&=", "a//b/", ".../..", `back\slash`, strings.Repeat("é", 1000)}
	text := listHeader
	for i, id := range ids {
		text += row(id, fmt.Sprintf("%08X", i), "N/A")
	}
	c.load("cpl", text+row("next", "000000FF", "a/b c%2F"), "")
	c.load("installs", returnHeader+"Acme,ESME,A0C1,00000001,00000000,2025-01-31,7\n", "")
	type document struct{ Version graphstore.VersionDetail }
	for _, id := range ids {
		got := read[document](t, c.get("/api/v1/versions/"+url.PathEscape(id)), http.StatusOK).Version
		require.Equal(t, id, got.EntryID)
		require.True(t, got.EntryPoint)
		require.NotNil(t, got.Predecessors)
	}
	first := read[document](t, c.get("/api/v1/versions/a%2Fb%20c%252F"), http.StatusOK).Version
	require.EqualValues(t, 7, *first.Installs)
	require.Equal(t, "next", first.Successors[0].EntryID)
	require.Equal(t, "none", first.Declaration.State)
	require.Equal(t, "ESME|A0C1|00000001", first.ModelKey)
	second := read[document](t, c.get("/api/v1/versions/next"), http.StatusOK).Version
	require.Equal(t, "a/b c%2F", second.Predecessors[0].EntryID)
	require.True(t, *second.Predecessors[0].Known)
	require.Equal(t, []string{"a/b c%2F"}, second.Declaration.IDs)
	refused(t, c.get("/api/v1/versions/a/b"), http.StatusNotFound, "no-such-route")
	refused(t, c.get("/api/v1/versions/nothing"), http.StatusNotFound, "not-found")

	require.Equal(t, 9, read[list[any]](t, c.get("/api/v1/versions?model=ESME%7CA0C1%7C00000001&manufacturer=a0c1"), http.StatusOK).Total)
	require.Zero(t, read[list[any]](t, c.get("/api/v1/versions?model=ESME"), http.StatusOK).Total)
}

func TestReadyWhenTheDatabaseIs(t *testing.T) {
	c, store := serveGraph(t)
	type ready struct {
		Status, Schema string
		Age            *int64 `json:"lastFullRunAgeSeconds"`
	}
	got := read[ready](t, c.get("/readyz"), http.StatusOK)
	require.Equal(t, "ready", got.Status)
	require.Nil(t, got.Age)
	c.run()
	require.NotNil(t, read[ready](t, c.get("/readyz"), http.StatusOK).Age)
	neo4jtest.Query(t, "MATCH (m:SchemaMigration) WHERE m.number > 1 DETACH DELETE m", nil)
	refused(t, c.get("/readyz"), http.StatusServiceUnavailable, "schema-behind")
	require.NoError(t, store.Close(t.Context()))
	a := c.get("/readyz")
	require.Equal(t, http.StatusServiceUnavailable, a.status, a.body)
	require.NotEmpty(t, a.header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, c.get("/healthz").status)
}

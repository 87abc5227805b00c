//go:build integration

package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func (c *client) send(method, path, body string, headers ...string) answer {
	c.t.Helper()
	return c.do(method, path, strings.NewReader(body), append([]string{"Content-Type", "application/json"}, headers...)...)
}

type findingsDocument struct{ Findings []graphstore.Finding }

func TestFindingsAreFollowedOverHTTP(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "")+row("V2", "00000002", "V1"), "")
	c.load("parties", "Party,Category,Manufacturer Identifiers,Contact\nAcme,manufacturer,A0C1,Ann\n", "")
	require.Equal(t, http.StatusCreated, c.do(http.MethodPost, "/api/v1/runs", nil).status)
	cause := read[findingsDocument](t, c.get("/api/v1/findings?rule=predecessor-undeclared"), http.StatusOK).Findings[0]
	after := read[findingsDocument](t, c.get("/api/v1/findings?rule=version-unreachable"), http.StatusOK).Findings[0]
	require.Equal(t, cause.Fingerprint, after.PrimaryCause.Fingerprint)
	require.Equal(t, "Ann", after.Party.Contact)

	path := "/api/v1/findings/" + cause.Fingerprint
	shown := c.get(path)
	tag := shown.header.Get("ETag")
	require.Regexp(t, fmt.Sprintf(`^W/"%d\.[\w-]+"$`, cause.Revision), tag)
	body := `{"to":"acknowledged","why":"raised","by":"pat"}`
	refused(t, c.send(http.MethodPatch, path, body), http.StatusPreconditionRequired, "revision-missing")
	changed := read[graphstore.FindingDetail](t, c.send(http.MethodPatch, path, body, "If-Match", tag), http.StatusOK)
	require.Equal(t, "acknowledged", changed.Finding.State)
	stale := c.send(http.MethodPatch, path, strings.Replace(body, "acknowledged", "open", 1), "If-Match", tag)
	refused(t, stale, http.StatusConflict, "stale-revision")
	require.Contains(t, stale.body, `"acknowledged"`, "it carries the finding as it is now")
	refused(t, c.send(http.MethodPatch, path, body, "If-Match", `"a" "b"`), http.StatusBadRequest, "bad-etag")
	refused(t, c.send(http.MethodPatch, path, body, "If-Match", `"abc"`), http.StatusBadRequest, "bad-etag")
	again := c.send(http.MethodPatch, path, strings.Replace(body, "acknowledged", "fix-proposed", 1), "If-Match", tag+", "+c.get(path).header.Get("ETag"))
	require.Equal(t, "fix-proposed", read[graphstore.FindingDetail](t, again, http.StatusOK).Finding.State, "one of a list is enough")
	require.Equal(t, http.StatusOK, c.send(http.MethodPatch, path, body, "If-Match", "*").status, "any state will do")
	commented := read[graphstore.FindingDetail](t, c.send(http.MethodPost, path+"/comments", `{"text":"soon"}`), http.StatusCreated)
	require.Equal(t, "comment", commented.Trail[len(commented.Trail)-1].Kind)

	counted := read[struct{ Triage graphstore.TriageResult }](t, c.send(http.MethodPost, "/api/v1/findings/triage", `{"manufacturer":"A0C1","to":"open","why":"again"}`), http.StatusOK).Triage
	require.EqualValues(t, 1, counted.Count)
	refused(t, c.send(http.MethodPost, "/api/v1/findings/triage", `{"manufacturer":"A0C1","to":"open","why":"again","expect":2}`), http.StatusConflict, "count-differs")
	refused(t, c.send(http.MethodPost, "/api/v1/findings/triage", `{"to":"open","why":"again","expect":2}`), http.StatusUnprocessableEntity, "filter-missing")

	grant := func(fingerprint string) string {
		return fmt.Sprintf(`{"fingerprint":%q,"reason":"can wait","reference":"R-1","until":%q}`, fingerprint, cause.OpenedOn)
	}
	refused(t, c.send(http.MethodPost, "/api/v1/waivers", grant(after.Fingerprint)), http.StatusConflict, "causes-stand")
	made := read[struct{ Waiver graphstore.Waiver }](t, c.send(http.MethodPost, "/api/v1/waivers", grant(cause.Fingerprint)), http.StatusCreated).Waiver
	require.EqualValues(t, 20, made.Share)
	listed := read[struct{ Waivers []graphstore.Waiver }](t, c.get("/api/v1/waivers"), http.StatusOK).Waivers
	require.Equal(t, made.ID, listed[0].ID)
	require.Equal(t, "waived", read[graphstore.FindingDetail](t, c.get("/api/v1/findings/"+after.Fingerprint), http.StatusOK).Finding.State)
	ended := read[struct{ Waiver graphstore.Waiver }](t, c.do(http.MethodDelete, "/api/v1/waivers/"+made.ID+"?why=mended", nil), http.StatusOK).Waiver
	require.False(t, ended.Standing)
	refused(t, c.do(http.MethodDelete, "/api/v1/waivers/none?why=x", nil), http.StatusNotFound, "not-found")
}

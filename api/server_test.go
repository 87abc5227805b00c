package api_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
	"waymark/reports"
)

func TestEveryRouteIsDescribedAndEveryDescriptionIsARoute(t *testing.T) {
	c := serve(t, api.Options{Version: "1.2.3"})
	require.NoError(t, c.doc.Validate(t.Context()))
	require.Equal(t, "3.1.0", c.doc.OpenAPI)
	require.Equal(t, "1.2.3", c.doc.Info.Version)
	var described []string
	for path, item := range c.doc.Paths.Map() {
		for method, op := range item.Operations() {
			described = append(described, method+" "+regexp.MustCompile(`\{(\w+)\}`).ReplaceAllString(path, ":$1"))
			require.NotEmpty(t, op.Summary, path)
			require.NotEmpty(t, op.Description, path)
			require.NotEmpty(t, op.OperationID, path)
			require.NotEmpty(t, op.Tags, path)
			if strings.HasPrefix(path, "/api/") {
				for _, status := range []string{"400", "422", "500", "503", "504"} {
					require.NotNil(t, op.Responses.Value(status), "%s %s", path, status)
				}
			}
		}
	}
	require.ElementsMatch(t, described, c.server.Routes())
	for _, promised := range []string{
		"GET /healthz", "GET /readyz", "GET /metrics", "POST /api/v1/imports", "GET /api/v1/imports/:id", "POST /api/v1/runs", "GET /api/v1/runs/:id",
		"GET /api/v1/versions", "GET /api/v1/versions/:entryId", "GET /api/v1/rules", "GET /api/v1/findings", "GET /api/v1/reports/panel",
	} {
		require.Contains(t, described, promised)
	}
}

func TestFormatsOfTheDocumentAreThoseOfTheReports(t *testing.T) {
	c := serve(t, api.Options{})
	parameter := c.doc.Paths.Find("/api/v1/reports/panel").Get.Parameters.GetByInAndName("query", "format")
	var formats []string
	for _, f := range parameter.Schema.Value.Enum {
		formats = append(formats, f.(string))
	}
	require.ElementsMatch(t, reports.Formats, formats)
}

func TestWhatIsNotServedIsAProblem(t *testing.T) {
	c := serve(t, api.Options{})
	for _, path := range []string{"/", "/api", "/api/v1", "/api/v1/nothing", "/api/v1/findings/", "/api/v1/versions/", "/api/v1//rules", "/openapi.yaml", "/schemas/Run", "/docs/../healthz/x"} {
		refused(t, c.get(path), http.StatusNotFound, "no-such-route")
	}
	a := c.do(http.MethodDelete, "/api/v1/rules", nil)
	refused(t, a, http.StatusMethodNotAllowed, "method-not-allowed")
	require.Equal(t, "GET", a.header.Get("Allow"))
	refused(t, c.do("BREW", "/api/v1/imports", nil), http.StatusMethodNotAllowed, "method-not-allowed")
}

func TestHostileRequestsAreRefused(t *testing.T) {
	c := serve(t, api.Options{})
	for path, code := range map[string]string{
		"/api/v1/findings?limit=0":                               "validation",
		"/api/v1/findings?limit=501":                             "validation",
		"/api/v1/findings?limit=-1":                              "validation",
		"/api/v1/findings?limit=99999999999999999999999":         "validation",
		"/api/v1/findings?limit=ten":                             "validation",
		"/api/v1/findings?rules=x":                               "validation",
		"/api/v1/findings?severity=":                             "validation",
		"/api/v1/findings?limit=":                                "validation",
		"/api/v1/findings?overdue":                               "validation",
		"/api/v1/imports?status=":                                "validation",
		"/api/v1/findings?state=opened":                          "unknown-state",
		"/api/v1/findings?state=all,open":                        "unknown-state",
		"/api/v1/findings?rule=no-such-rule":                     "unknown-rule",
		"/api/v1/findings?supplier=" + strings.Repeat("a", 1001): "validation",
		"/api/v1/reports/panel?format=docx":                      "validation",
	} {
		p := refused(t, c.get(path), http.StatusUnprocessableEntity, code)
		if code == "validation" {
			require.Len(t, p.Errors, 1, path)
			require.Equal(t, "query", p.Errors[0].In)
			require.Regexp(t, `^/\w+$`, p.Errors[0].Pointer)
			require.Equal(t, strings.Contains(path, "rules=x"), strings.Contains(p.Errors[0].Message, "unknown"), "%s: %s", path, p.Errors[0].Message)
		}
	}
	for path, code := range map[string]string{
		"/api/v1/findings?cursor=AAAA":  "bad-cursor",
		"/api/v1/findings?supplier=%00": "bad-encoding",
		"/api/v1/findings?supplier=%ff": "bad-encoding",
		"/api/v1/findings?supplier=%zz": "bad-encoding",
		"/api/v1/findings?a;b":          "bad-encoding",
		"/api/v1/findings?%fe=1":        "bad-encoding",
		"/api/v1/versions/%00":          "bad-encoding",
		"/api/v1/versions/a%ffb":        "bad-encoding",
	} {
		refused(t, c.get(path), http.StatusBadRequest, code)
	}
	for path, pointer := range map[string]string{
		"/api/v1/imports":                                             "/kind",
		"/api/v1/imports?kind=":                                       "/kind",
		"/api/v1/imports?kind=cpl%20":                                 "/kind",
		"/api/v1/imports?kind=other":                                  "/kind",
		"/api/v1/imports?kind=cpl&strict=maybe":                       "/strict",
		"/api/v1/imports?kind=cpl&dryRun=":                            "/dryRun",
		"/api/v1/imports?kind=cpl&asOf":                               "/asOf",
		"/api/v1/imports?kind=cpl&dryrun=true":                        "/dryrun",
		"/api/v1/imports?kind=cpl&name=a%0Ab":                         "/name",
		"/api/v1/imports?kind=cpl&force=" + strings.Repeat("a", 1001): "/force",
	} {
		p := refused(t, c.do(http.MethodPost, path, strings.NewReader("x")), http.StatusUnprocessableEntity, "validation")
		require.Len(t, p.Errors, 1)
		require.Equal(t, pointer, p.Errors[0].Pointer)
	}
	refused(t, c.do(http.MethodPost, "/api/v1/imports?kind=cpl&name=&force=", strings.NewReader("x")), http.StatusUnprocessableEntity, "missing-column")
	refused(t, c.do(http.MethodPost, "/api/v1/imports?kind=cpl&asOf=2026-02-30", strings.NewReader("x")), http.StatusUnprocessableEntity, "validation")
}

func TestAHostileCookieIsRefusedAsOne(t *testing.T) {
	p := refused(t, serve(t, api.Options{}).do(http.MethodGet, "/auth/callback/x?state=a&code=b", nil, "Cookie", "__Host-waymark-login="+strings.Repeat("a", 201)), http.StatusUnprocessableEntity, "validation")
	require.Len(t, p.Errors, 1)
	require.Equal(t, []string{"cookie", "/__Host-waymark-login"}, []string{p.Errors[0].In, p.Errors[0].Pointer})
	made, err := api.Document("v1")
	require.NoError(t, err)
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct{ Enum []string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(made, &document))
	require.Contains(t, document.Components.Schemas["ProblemField"].Properties["in"].Enum, p.Errors[0].In, "the document says so")
}

func TestHostileRunRequestsAreRefused(t *testing.T) {
	c := serve(t, api.Options{})
	post := func(body, media string) answer {
		return c.do(http.MethodPost, "/api/v1/runs", strings.NewReader(body), "Content-Type", media)
	}
	p := refused(t, post(`{"rules":["a",7]}`, "application/json"), http.StatusUnprocessableEntity, "validation")
	require.Equal(t, "body", p.Errors[0].In)
	require.Equal(t, "/rules/1", p.Errors[0].Pointer)
	refused(t, post(`{"rules":[]}`, "application/json"), http.StatusUnprocessableEntity, "validation")
	refused(t, post(`{"rule":["a"]}`, "application/json"), http.StatusUnprocessableEntity, "validation")
	refused(t, post(`{"rules":["no-such-rule"]}`, "application/json"), http.StatusUnprocessableEntity, "unknown-rule")
	refused(t, post(`{"rules"`, "application/json"), http.StatusBadRequest, "malformed")
	refused(t, post(`rules: [a]`, "application/yaml"), http.StatusUnsupportedMediaType, "unsupported-media-type")
	refused(t, post(`{"rules":["`+strings.Repeat("a", 2<<20)+`"]}`, "application/json"), http.StatusRequestEntityTooLarge, "body-too-large")
}

func TestPageOfAnotherOriginCannotWrite(t *testing.T) {
	c := serve(t, api.Options{})
	refused(t, c.do(http.MethodPost, "/api/v1/runs", nil, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden, "cross-origin")
	refused(t, c.do(http.MethodPost, "/api/v1/imports?kind=cpl", strings.NewReader("x"), "Origin", "http://evil.example"), http.StatusForbidden, "cross-origin")
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "Sec-Fetch-Site", "cross-site").status)
}

func TestPanicIsAProblemThatTellsNothing(t *testing.T) {
	var log bytes.Buffer
	// Without a store, what needs one panics.
	c := serve(t, api.Options{Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	a := c.do(http.MethodGet, "/api/v1/versions/x", nil, "X-Request-Id", "the-one")
	p := refused(t, a, http.StatusInternalServerError, "internal")
	require.Equal(t, "the-one", p.RequestID)
	require.Empty(t, p.Detail)
	require.Contains(t, log.String(), `"msg":"panic","request_id":"the-one"`)
	require.Contains(t, log.String(), "versions.go", "the stack")
	require.Contains(t, log.String(), `"msg":"request","request_id":"the-one","method":"GET","route":"/api/v1/versions/:entryId","status":500`)
	require.Contains(t, c.get("/metrics").body, "waymark_http_panics_total 1")
}

// strangers refuses everybody with a key as one of too many that are not known.
type strangers struct{}

func (strangers) Authenticate(r *http.Request) (identity.Principal, error) {
	if r.Header.Get("Authorization") == "" {
		return identity.Principal{}, nil
	}
	return identity.Principal{}, identity.ErrStrangers
}

func TestStrangersFillNoLog(t *testing.T) {
	var log bytes.Buffer
	c := serve(t, api.Options{Authenticator: strangers{}, Logger: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	refused(t, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "anything"), http.StatusServiceUnavailable, "too-busy")
	require.Empty(t, log.String())
}

func TestHealthAndMetricsNeedNoDatabase(t *testing.T) {
	c := serve(t, api.Options{Version: "9.9"})
	a := c.get("/healthz")
	require.Equal(t, http.StatusOK, a.status)
	require.JSONEq(t, `{"status":"alive"}`, a.body)
	require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	c.get("/nowhere")
	m := c.get("/metrics")
	require.Equal(t, http.StatusOK, m.status)
	for _, line := range []string{
		`waymark_build_info{go=`, `version="9.9"} 1`,
		`waymark_http_requests_total{method="GET",route="/healthz",status="200"} 1`,
		`waymark_http_requests_total{method="GET",route="unmatched",status="404"} 1`,
		`waymark_http_request_duration_seconds_count{method="GET",route="/healthz"} 1`,
	} {
		require.Contains(t, m.body, line)
	}
}

func TestRulesAreListedInWords(t *testing.T) {
	c := serve(t, api.Options{})
	got := read[struct{ Rules []map[string]string }](t, c.get("/api/v1/rules"), http.StatusOK)
	var ids []string
	for _, r := range got.Rules {
		ids = append(ids, r["rule"])
		for _, member := range []string{"version", "maturity", "title", "addressee", "subject", "why", "fix", "definition"} {
			require.NotEmpty(t, r[member], "%s %s", r["rule"], member)
		}
	}
	require.Subset(t, ids, []string{"predecessor-undeclared", "version-unreachable", "install-orphaned"})
	require.True(t, slices.IsSorted(ids))
}

func TestReferencePageNeedsNothingFromElsewhere(t *testing.T) {
	c := serve(t, api.Options{})
	page := c.get("/docs")
	require.Equal(t, http.StatusOK, page.status)
	require.Contains(t, page.body, "/openapi.json")
	require.NotRegexp(t, `(src|href)="(https?:)?//`, page.body)
	require.NotContains(t, page.header.Get("Content-Security-Policy"), "http")
	require.Equal(t, http.StatusNotFound, c.get("/docs/none-such.css").status)
	files := regexp.MustCompile(`(?:src|href)="(/docs/[^"]+)"`).FindAllStringSubmatch(page.body, -1)
	require.NotEmpty(t, files)
	for _, f := range files {
		file := c.get(f[1])
		require.Equal(t, http.StatusOK, file.status, f[1])
		require.NotEmpty(t, file.body, f[1])
	}
}

package api_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/api"
)

// client talks to a served API and holds each answer against its OpenAPI document.
type client struct {
	t      testing.TB
	url    string
	server *api.Server
	doc    *openapi3.T
	// as is sent as Authorization.
	as string
}

var textBodies = sync.OnceFunc(func() {
	for _, media := range []string{"text/html", "text/csv", "text/plain", "text/css", "text/javascript", "application/javascript", "image/png", "application/x-ndjson"} {
		openapi3filter.RegisterBodyDecoder(media, func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
			text, err := io.ReadAll(body)
			return string(text), err
		})
	}
})

// serve starts an API as waymark serve does.
func serve(t testing.TB, o api.Options) *client {
	t.Helper()
	textBodies()
	if o.Engine == nil {
		registry, err := analytics.LoadRules("")
		require.NoError(t, err)
		o.Engine = &analytics.Engine{Registry: registry}
	}
	if o.Store == nil && o.Uploads == nil {
		o.Uploads = &uploads{}
	}
	server, err := api.New(o)
	require.NoError(t, err)
	web := httptest.NewServer(server)
	t.Cleanup(func() {
		web.Close()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		require.NoError(t, server.Close(ctx))
	})
	c := &client{t: t, url: web.URL, server: server}
	response, err := http.Get(web.URL + "/openapi.json")
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NotContains(t, string(text), `"array","null"`, "a list may be empty and is never null")
	require.NotContains(t, string(text), `$schema`)
	c.doc, err = openapi3.NewLoader().LoadFromData(text)
	require.NoError(t, err)
	return c
}

type answer struct {
	status int
	header http.Header
	body   string
}

type problem struct {
	Type      string
	Title     string
	Status    int
	Detail    string
	Code      string
	Hint      string
	RequestID string `json:"requestId"`
	Line      int64
	Errors    []struct{ In, Pointer, Message string }
	Import    *importAnswer
}

func (c *client) get(path string) answer { c.t.Helper(); return c.do(http.MethodGet, path, nil) }

// do sends a request; headers are name, value, name, value.
func (c *client) do(method, path string, body io.Reader, headers ...string) answer {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, body)
	require.NoError(c.t, err)
	if c.as != "" {
		r.Header.Set("Authorization", c.as)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	require.NoError(c.t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	a := answer{status: response.StatusCode, header: response.Header, body: string(text)}
	require.NotEmpty(c.t, a.header.Get("X-Request-Id"))
	c.conforms(r, a)
	return a
}

// conforms holds an answer against the document.
func (c *client) conforms(r *http.Request, a answer) {
	c.t.Helper()
	template, item := c.lookUp(r.URL)
	if item == nil || item.GetOperation(r.Method) == nil {
		require.Contains(c.t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, a.status, "%s %s is answered and not described", r.Method, r.URL)
		require.Equal(c.t, "application/problem+json", a.header.Get("Content-Type"))
		return
	}
	err := openapi3filter.ValidateResponse(c.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: r, Route: &routers.Route{Spec: c.doc, Path: template, PathItem: item, Method: r.Method, Operation: item.GetOperation(r.Method)},
		},
		Status: a.status, Header: a.header, Body: io.NopCloser(strings.NewReader(a.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	require.NoError(c.t, err, "%s %s: %s", r.Method, r.URL, a.body)
}

var pathParameter = regexp.MustCompile(`\\\{[^}]*\\\}`)

func (c *client) lookUp(u *url.URL) (string, *openapi3.PathItem) {
	// A path without parameters goes before one that could match it.
	if item := c.doc.Paths.Value(u.EscapedPath()); item != nil {
		return u.EscapedPath(), item
	}
	for template, item := range c.doc.Paths.Map() {
		pattern := "^" + pathParameter.ReplaceAllString(regexp.QuoteMeta(template), "[^/]+") + "$"
		if regexp.MustCompile(pattern).MatchString(u.EscapedPath()) {
			return template, item
		}
	}
	return "", nil
}

// read decodes the answer's JSON, after checking its status.
func read[T any](t testing.TB, a answer, status int) T {
	t.Helper()
	require.Equal(t, status, a.status, a.body)
	var out T
	require.NoError(t, json.Unmarshal([]byte(a.body), &out), a.body)
	return out
}

// refused checks that an answer is a whole problem of the given status and code.
func refused(t testing.TB, a answer, status int, code string) problem {
	t.Helper()
	p := read[problem](t, a, status)
	require.Equal(t, "application/problem+json", a.header.Get("Content-Type"))
	require.Equal(t, code, p.Code, a.body)
	require.Equal(t, status, p.Status)
	require.Equal(t, http.StatusText(status), p.Title)
	require.Equal(t, "urn:waymark:problem:"+code, p.Type)
	require.Equal(t, a.header.Get("X-Request-Id"), p.RequestID)
	return p
}

// importAnswer and runAnswer are what the contract promises of them.
type importAnswer struct {
	ID, Kind, FileName, Status, Error           string
	Rows, Created, Updated, Unchanged, Rejected int64
	Rejects                                     []struct {
		Line                      int64
		Column, Code, Value, Hint string
	}
	RejectsTruncated bool
}

type runAnswer struct {
	ID, Status, Trigger string
	Full                bool
	Rules               []struct {
		Rule, Status                                               string
		Examined, Failing, Unknown, Opened, Reopened, Resolved, MS int64
	}
}

package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

func TestAKeyMustBeFit(t *testing.T) {
	c := serve(t, api.Options{})
	for _, write := range [][2]string{
		{http.MethodPost, "/api/v1/runs"},
		{http.MethodPatch, "/api/v1/subscriptions/a"},
		{http.MethodDelete, "/api/v1/waivers/a?why=mended"},
	} {
		for _, key := range []string{"a b", "ü", strings.Repeat("a", 256)} {
			refused(t, c.do(write[0], write[1], nil, "Idempotency-Key", key), http.StatusUnprocessableEntity, "bad-idempotency-key")
		}
	}
}

func TestAFingerprintIsOfAllThatARequestAsksFor(t *testing.T) {
	request := func(method, target string, headers ...string) *http.Request {
		r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Add(headers[i], headers[i+1])
		}
		return r
	}
	first := api.Fingerprint(request("POST", "/a?b=c"))
	require.Equal(t, first, api.Fingerprint(request("POST", "/a?b=c", "X-Request-Id", "other", "Accept", "text/csv")))
	seen := map[string]string{first: "the first"}
	for name, r := range map[string]*http.Request{
		"another method":         request("PATCH", "/a?b=c"),
		"another path":           request("POST", "/aa?b=c"),
		"another query":          request("POST", "/a?b=d"),
		"it is not waited for":   request("POST", "/a?b=c", "Prefer", "respond-async"),
		"a wait is preferred":    request("POST", "/a?b=c", "Prefer", "wait=1"),
		"on another line":        request("POST", "/a?b=c", "Prefer", "wait=1", "Prefer", "respond-async"),
		"on a condition":         request("POST", "/a?b=c", "If-Match", "respond-async"),
		"on another condition":   request("POST", "/a?b=c", "If-Match", `"a"`),
		"with a condition, both": request("POST", "/a?b=c", "If-Match", `"a"`, "Prefer", "respond-async"),
	} {
		mark := api.Fingerprint(r)
		require.Empty(t, seen[mark], name)
		seen[mark] = name
	}
}

package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

func TestWhatTheCallerHasIsNotSentAgain(t *testing.T) {
	c := serve(t, api.Options{})
	first := c.get("/api/v1/rules")
	tag := first.header.Get("ETag")
	require.Regexp(t, `^W/"[\w-]{16}"$`, tag)
	require.Equal(t, "private, no-cache", first.header.Get("Cache-Control"))
	require.Equal(t, tag, c.do(http.MethodGet, "/api/v1/rules", nil, "Accept-Encoding", "identity").header.Get("ETag"), "packed or not")
	for _, sent := range []string{tag, strings.TrimPrefix(tag, "W/"), `"a", ` + tag, "*"} {
		again := c.do(http.MethodGet, "/api/v1/rules", nil, "If-None-Match", sent)
		require.Equal(t, http.StatusNotModified, again.status, sent)
		require.Empty(t, again.body)
		require.Equal(t, tag, again.header.Get("ETag"))
	}
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "If-None-Match", `"other"`).status)
	refused(t, c.do(http.MethodGet, "/api/v1/rules/none", nil, "If-None-Match", "*"), http.StatusNotFound, "not-found")
}

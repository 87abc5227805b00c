package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAStrangersHeadersAreBounded(t *testing.T) {
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	s := httptest.NewUnstartedServer(handler)
	s.Config = newHTTPServer(handler)
	s.Start()
	t.Cleanup(s.Close)
	for kib, status := range map[int]int{24: http.StatusOK, 64: http.StatusRequestHeaderFieldsTooLarge} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Cookie", strings.Repeat("a", kib<<10))
		response, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, status, response.StatusCode, "%d KiB", kib)
	}
}

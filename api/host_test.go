package api_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

// A page of evil.example whose name points here must not reach a service that asks nobody.
func TestAServiceThatAsksNobodyAnswersForThisMachineAlone(t *testing.T) {
	for host, status := range map[string]int{
		"127.0.0.1:8080": http.StatusOK, "localhost": http.StatusOK, "LOCALHOST:1": http.StatusOK, "[::1]:8080": http.StatusOK, "127.8.9.1": http.StatusOK,
		"evil.example": http.StatusMisdirectedRequest, "evil.example:8080": http.StatusMisdirectedRequest, "localhost.evil.example": http.StatusMisdirectedRequest,
		"192.0.2.7:8080": http.StatusMisdirectedRequest, "": http.StatusMisdirectedRequest, "0.0.0.0:8080": http.StatusMisdirectedRequest,
	} {
		require.Equal(t, status, healthAt(t, api.Options{}, host), host)
		require.Equal(t, http.StatusOK, healthAt(t, api.Options{Authenticator: claims{}}, host), host)
	}
}

func healthAt(t *testing.T, o api.Options, host string) int {
	t.Helper()
	c := serve(t, o)
	r := httptest.NewRequest(http.MethodGet, "/healthz", nil)
	r.Host = host
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w.Code
}

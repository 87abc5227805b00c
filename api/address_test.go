package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

// from sends a request over a connection from somewhere.
func (c *client) from(remote, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.RemoteAddr, r.Host = remote, "waymark.example"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	return w
}

func TestTrustedProxiesAloneSayWhereARequestComesFrom(t *testing.T) {
	for name, at := range map[string]struct{ remote, forwarded, want string }{
		"no proxy":                   {"203.0.113.5:4000", "", "203.0.113.5"},
		"a stranger's word":          {"203.0.113.5:4000", "198.51.100.1", "203.0.113.5"},
		"a proxy's word":             {"192.0.2.9:4000", "198.51.100.1", "198.51.100.1"},
		"past what the client wrote": {"192.0.2.9:4000", "10.1.1.1, 198.51.100.1", "198.51.100.1"},
		"through two proxies":        {"192.0.2.9:4000", "198.51.100.1, 192.0.2.8", "198.51.100.1"},
		"a proxy that says nothing":  {"192.0.2.9:4000", "", "192.0.2.9"},
		"no address":                 {"192.0.2.9:4000", "unknown", "192.0.2.9"},
		"by IPv6":                    {"[2001:db8::9]:4000", "2001:db8:1::1", "2001:db8:1::1"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &book{}
			c := serve(t, api.Options{Authenticator: claims{}, Auditor: b, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::9/128")}})
			a := c.from(at.remote, http.MethodPost, "/api/v1/runs", `{"rules":["no-such-rule"]}`,
				"Authorization", "operator", "Content-Type", "application/json", "X-Forwarded-For", at.forwarded)
			require.Equal(t, http.StatusUnprocessableEntity, a.Code)
			require.NotEmpty(t, b.acts)
			for _, act := range b.acts {
				require.Equal(t, at.want, act.Address)
			}
		})
	}
}

// Strangers behind one proxy do not share one limit.
func TestStrangersBehindAProxyAreCountedByTheirOwnAddress(t *testing.T) {
	c := serve(t, api.Options{
		Authenticator: claims{}, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.9/32")}, Limits: api.Limits{ChangeRate: 0.1, ChangeBurst: 1},
	})
	begin := func(forwarded string) int {
		return c.from("192.0.2.9:4000", http.MethodGet, "/auth/login/none", "", "X-Forwarded-For", forwarded).Code
	}
	require.Equal(t, http.StatusNotFound, begin("198.51.100.1"))
	require.Equal(t, http.StatusTooManyRequests, begin("198.51.100.1"))
	require.Equal(t, http.StatusNotFound, begin("203.0.113.1"))
}

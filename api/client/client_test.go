package client_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api/client"
)

// answering serves one answer to every request, and keeps the last request.
func answering(t *testing.T, status int, media, body string) (address string, last *http.Request) {
	t.Helper()
	last = &http.Request{}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*last = *r
		w.Header().Set("Content-Type", media)
		w.Header().Set("Retry-After", "7")
		w.Header().Set("Location", "http://elsewhere.example/")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(web.Close)
	return web.URL, last
}

func TestARequestCarriesTheKeyAndTheWholeID(t *testing.T) {
	address, last := answering(t, http.StatusOK, "application/json", `{"findings":[{"fingerprint":"f"}],"total":1,"totalIs":"exact"}`)
	c, err := client.New(address+"/", "wmk_secret")
	require.NoError(t, err)
	found, err := c.ListFindingsWithResponse(t.Context(), &client.ListFindingsParams{State: []string{"open", "waived"}})
	require.NoError(t, err)
	require.Equal(t, "f", found.JSON200.Findings[0].Fingerprint)
	require.Equal(t, "Bearer wmk_secret", last.Header.Get("Authorization"))
	require.Equal(t, []string{"open", "waived"}, last.URL.Query()["state"])
	_, err = c.ReadVersionWithResponse(t.Context(), "A/1 +2", nil)
	require.NoError(t, err)
	require.Equal(t, "/api/v1/versions/A%2F1%20+2", last.URL.EscapedPath())
	nameless, err := client.New(address, "")
	require.NoError(t, err)
	_, err = nameless.ListRulesWithResponse(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, last.Header.Get("Authorization"))
}

func TestARefusalIsAProblem(t *testing.T) {
	address, _ := answering(t, http.StatusConflict, "application/problem+json",
		`{"type":"urn:waymark:problem:busy","title":"Conflict","status":409,"code":"busy","detail":"another run is working","hint":"wait","requestId":"r1"}`)
	c, err := client.New(address, "k")
	require.NoError(t, err)
	_, err = c.ListRulesWithResponse(t.Context(), nil)
	var p *client.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, "busy", string(p.Code))
	require.Equal(t, "r1", p.RequestID)
	require.Equal(t, 7*time.Second, p.RetryAfter)
	require.Equal(t, "busy: another run is working (wait)", p.Error())
	require.Contains(t, string(p.Raw), `"busy"`)
}

func TestWhatNoServiceAnswersIsForeign(t *testing.T) {
	for _, answer := range []struct {
		status      int
		media, body string
	}{
		{http.StatusNotFound, "text/html", "<p>nothing here"},
		{http.StatusBadGateway, "", ""},
		{http.StatusFound, "text/html", ""},
		{http.StatusNotFound, "application/problem+json", `{"title":"of somebody else"}`},
		{http.StatusNotFound, "application/problem+json", `<`},
	} {
		address, _ := answering(t, answer.status, answer.media, answer.body)
		c, err := client.New(address, "k")
		require.NoError(t, err)
		_, err = c.ListRulesWithResponse(t.Context(), nil)
		var foreign *client.ForeignError
		require.ErrorAs(t, err, &foreign)
		require.Equal(t, answer.status, foreign.Status)
	}
}

func TestAnAddressIsHTTP(t *testing.T) {
	for _, address := range []string{"", "waymark.example", "ftp://waymark.example", "https://", "http://a b"} {
		_, err := client.New(address, "k")
		require.ErrorContains(t, err, "no address", address)
	}
}

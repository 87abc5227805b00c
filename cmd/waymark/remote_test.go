package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// asking runs a command against a stand-in for a service.
func asking(t *testing.T, serve http.HandlerFunc, stdin string, args ...string) (code int, document map[string]any, stderr string) {
	t.Helper()
	web := httptest.NewServer(serve)
	t.Cleanup(web.Close)
	t.Setenv("WAYMARK_SERVER", web.URL)
	t.Setenv("WAYMARK_DATA_DIR", t.TempDir())
	var out, told bytes.Buffer
	code = run(append(args, "--json"), strings.NewReader(stdin), &out, &told)
	require.NoError(t, json.Unmarshal(out.Bytes(), &document), "%s %s", out.String(), told.String())
	return code, document, told.String()
}

func answerJSON(w http.ResponseWriter, status int, media, body string) {
	w.Header().Set("Content-Type", media)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestFindingsOfAServiceAreReadToTheLastPage(t *testing.T) {
	t.Setenv("WAYMARK_KEY", "wmk_1")
	code, document, _ := asking(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		switch {
		case r.Header.Get("Authorization") != "Bearer wmk_1" || q.Get("limit") != "500" || q.Get("state") != "all":
			answerJSON(w, http.StatusTeapot, "text/plain", "")
		case q.Get("cursor") == "":
			answerJSON(w, http.StatusOK, "application/json", `{"findings":[{"fingerprint":"a"}],"total":2,"totalIs":"exact","next":"second"}`)
		case q.Get("cursor") == "second":
			answerJSON(w, http.StatusOK, "application/json", `{"findings":[{"fingerprint":"b"}],"total":2,"totalIs":"exact"}`)
		}
	}, "", "findings", "--state", "all")
	require.Zero(t, code)
	require.EqualValues(t, 2, document["total"])
	require.Equal(t, "b", document["findings"].([]any)[1].(map[string]any)["fingerprint"])
}

func TestAnImportIsFollowedUntilItHasEnded(t *testing.T) {
	asked, sent := 0, ""
	code, document, stderr := asking(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, _ := io.ReadAll(r.Body)
			sent = r.Header.Get("Prefer") + " " + r.URL.Query().Get("name") + " " + string(body)
			answerJSON(w, http.StatusAccepted, "application/json", `{"import":{"id":"i1","status":"running"}}`)
			return
		}
		if asked++; asked < 2 {
			answerJSON(w, http.StatusOK, "application/json", `{"import":{"id":"i1","status":"running"}}`)
			return
		}
		answerJSON(w, http.StatusOK, "application/json", `{"import":{"id":"i1","status":"failed","rows":2,"rejected":1},"problem":{"code":"strict-rejects","title":"t","detail":"1 row was rejected","hint":"mend it"}}`)
	}, "the file", "import", "cpl", "-", "--strict")
	require.Equal(t, exitFailed, code)
	require.Equal(t, "respond-async standard input the file", sent)
	require.EqualValues(t, 2, document["import"].(map[string]any)["rows"], "the result so far")
	require.Equal(t, "waymark: 1 row was rejected: mend it\n", stderr)
}

func TestARefusalOfAServiceIsToldAsOneOfOurOwn(t *testing.T) {
	for _, refused := range []struct{ body, code, message, hint string }{
		{`{"code":"not-found","title":"Not Found","detail":"there is none","hint":"check the name"}`, "not-found", "there is none", "check the name"},
		{`{"code":"internal","title":"Internal Server Error","requestId":"r7"}`, "internal", "the service failed", "r7"},
		{`{"code":"bad-key","title":"Unauthorized","detail":"no such key","hint":"send it as Authorization"}`, "bad-key", "no such key", "--key-file"},
		{`{"code":"validation","title":"Unprocessable Entity","detail":"wrong","errors":[{"in":"query","pointer":"/party","message":"is missing"}]}`, "validation", "wrong; party: is missing", ""},
	} {
		code, document, _ := asking(t, func(w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, http.StatusConflict, "application/problem+json", refused.body)
		}, "", "explain", "V1")
		require.Equal(t, exitFailed, code)
		told := document["error"].(map[string]any)
		require.Equal(t, refused.code, told["code"])
		require.Equal(t, refused.message, told["message"])
		require.Contains(t, told["hint"], refused.hint)
	}
}

func TestAReportThatBreaksOffIsNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "panel.html")
	code, _, _ := asking(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Waymark-Seal", base64.StdEncoding.EncodeToString([]byte(`{"pack":"panel"}`)))
		w.Header().Set("Content-Length", "100")
		answerJSON(w, http.StatusOK, "text/html", "<p>half")
	}, "", "report", "panel", "-o", path)
	require.Equal(t, exitFailed, code)
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestAKeyGoesEncryptedOrNowhere(t *testing.T) {
	t.Setenv("WAYMARK_DATA_DIR", t.TempDir())
	held := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(held, []byte("wmk_1\n"), 0o600))
	for code, args := range map[string][]string{
		"insecure-server": {"--server", "http://waymark.example", "--key-file", held},
		"bad-server":      {"--server", "https://user:secret@waymark.example"},
		"failed":          {"--server", "https://waymark.example", "--key-file", held, "--key", "wmk_2"},
	} {
		var out, told bytes.Buffer
		require.Equal(t, exitFailed, run(append([]string{"findings", "--json"}, args...), nil, &out, &told))
		require.Contains(t, out.String(), `"code": "`+code+`"`)
		require.NotContains(t, out.String()+told.String(), "wmk_")
		require.NotContains(t, out.String()+told.String(), "secret@")
	}
}

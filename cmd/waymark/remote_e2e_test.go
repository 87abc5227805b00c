//go:build integration

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api/client"
)

// remote is p without its database, asking the service at address with a key.
func (p program) remote(address, key string) program {
	p.env = append(p.env[:len(p.env):len(p.env)], "WAYMARK_SERVER="+address, "WAYMARK_KEY="+key, "WAYMARK_NEO4J_URI=bolt://127.0.0.1:1")
	return p
}

func (p program) key(args ...string) string {
	return p.answer(0, append([]string{"key", "create"}, args...)...)["key"].(map[string]any)["secret"].(string)
}

// client speaks to the service at address with a key.
func (p program) client(address, key string) *client.ClientWithResponses {
	p.t.Helper()
	c, err := client.New(address, key)
	require.NoError(p.t, err)
	return c
}

// refusal is the code of the problem that an operation ended with, blank for none.
func refusal[T any](t *testing.T, _ T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var p *client.Problem
	require.ErrorAs(t, err, &p)
	return string(p.Code)
}

func TestTheCommandLineAnswersTheSameThroughAService(t *testing.T) {
	p := reporting(t)
	said, address, stop := p.serveUntil()
	defer stop()
	far := p.remote(address, regexp.MustCompile(`wmk_\S+`).FindString(said))

	for _, args := range [][]string{
		{"findings", "--state", "all"},
		{"findings", "--rule", "version-unreachable"},
		{"findings", "--supplier", "North"},
		{"explain", "V3"},
		{"explain", "ESME|A0C1|0C1A0001"},
		{"explain", "North|ESME|A0C1|0C1A0001|000000FF"},
		{"report", "panel", "--format", "json"},
	} {
		require.Equal(t, p.answer(0, args...), far.answer(0, args...), args)
		_, near, _ := p.run(args...)
		_, there, stderr := far.run(args...)
		require.Equal(t, near, there, "%v: %s", args, stderr)
	}
	require.Equal(t, "unknown-rule", far.answer(2, "findings", "--rule", "nope")["error"].(map[string]any)["code"])
	require.Equal(t, 1, first(far.run("findings", "--fail-on-findings")))

	header := "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Date Added,Previous Firmware CPL Entry IDs\n"
	draft := p.file("draft.csv", header+"V4,ESME,A0C1,0C1A0001,00000004,Current,2025-07-01,\nV5,ESME,A0C1,0C1A0001,00000005,Nonsense,,\n")
	clean := p.file("clean.csv", header+"V4,ESME,A0C1,0C1A0001,00000004,Current,2025-07-01,\n")
	require.Equal(t, p.answer(1, "lint", clean), far.answer(1, "lint", clean))
	require.Len(t, far.answer(1, "lint", draft)["lint"].(map[string]any)["faults"], 1)

	rejects := filepath.Join(p.dir, "rejects.csv")
	strict := far.answer(2, "import", "cpl", draft, "--strict", "--rejects", rejects)["import"].(map[string]any)
	require.EqualValues(t, 1, strict["rejected"])
	text, err := os.ReadFile(rejects)
	require.NoError(t, err)
	require.Contains(t, string(text), "3,Status,unknown-status,Nonsense,")
	loaded := far.answer(1, "import", "cpl", draft, "--fail-on-findings")["import"].(map[string]any)
	require.EqualValues(t, 1, loaded["created"])
	require.Equal(t, "draft.csv", loaded["fileName"])
	require.Equal(t, "open-quote", far.answer(2, "import", "cpl", p.file("open.csv", header+"V6,\"ESME\n"))["error"].(map[string]any)["code"])

	page := filepath.Join(p.dir, "panel.html")
	require.Equal(t, p.answer(0, "report", "panel", "-o", page), far.answer(0, "report", "panel", "-o", page))
	_, near, _ := p.run("report", "panel", "-o", page)
	_, there, _ := far.run("report", "panel", "-o", page)
	require.Equal(t, near, there)
	require.Equal(t, "identical", far.verify(0, page)["result"])
	id := far.answer(0, "report", "publish", "panel")["report"].(map[string]any)["id"].(string)
	require.Equal(t, p.answer(0, "report", "list"), far.answer(0, "report", "list"))
	require.Equal(t, p.answer(0, "report", "get", id, "-o", page), far.answer(0, "report", "get", id, "-o", page))
	require.Equal(t, "usage", far.answer(2, "report", "manufacturer")["error"].(map[string]any)["code"])
}

func TestAManufacturersKeyTellsItsOwnAlone(t *testing.T) {
	p := reporting(t)
	p.answer(0, "import", "parties", p.file("parties.csv", "Party,Category,Manufacturer Identifiers\nAlder Meters,manufacturer,A0C1\nBirch,manufacturer,B0B2\n"))
	p.answer(0, "run")
	_, address, stop := p.serveUntil()
	defer stop()
	alder := p.remote(address, p.key("--role", "manufacturer", "--party", "Alder Meters"))
	birch := p.remote(address, p.key("--role", "manufacturer", "--party", "Birch"))
	require.NotZero(t, alder.answer(0, "findings")["total"])
	require.Zero(t, birch.answer(0, "findings")["total"])
	require.Equal(t, "V3", alder.answer(0, "explain", "V3")["explain"].(map[string]any)["subject"])
	require.Equal(t, "unknown-subject", birch.answer(2, "explain", "V3")["error"].(map[string]any)["code"])
	require.Equal(t, "role-missing", alder.answer(2, "report", "panel", "--format", "json")["error"].(map[string]any)["code"])
	require.Equal(t, "role-missing", alder.answer(2, "import", "cpl", p.file("list.csv", "x"))["error"].(map[string]any)["code"])
}

func TestWhatAServiceCannotDoIsSaid(t *testing.T) {
	p := newProgram(t)
	page := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(page.Close)
	code := func(p program, args ...string) string {
		failure := p.answer(2, args...)["error"].(map[string]any)
		require.NotEmpty(t, failure["hint"], args)
		return failure["code"].(string)
	}
	require.Equal(t, "not-waymark", code(p.remote(page.URL, "k"), "findings"))
	require.Equal(t, "no-service", code(p.remote("http://127.0.0.1:1", "k"), "findings"))
	require.Equal(t, "insecure-server", code(p.remote("http://waymark.example", "k"), "findings"))
	require.Equal(t, "bad-server", code(p.remote("waymark.example", "k"), "findings"))
	require.Equal(t, "no-remote-form", code(p.remote(page.URL, "k"), "run"))
	require.Equal(t, "no-remote-form", code(p.remote(page.URL, "k"), "serve"))
	require.Equal(t, "not-remote", code(p.remote(page.URL, "k"), "findings", "--neo4j", "local"))
	require.Equal(t, "not-remote", code(p.remote(page.URL, "k"), "report", "publish", "panel", "--by", "me"))
	_, address, stop := p.serveUntil()
	defer stop()
	require.Equal(t, "bad-key", code(p.remote(address, "wmk_wrong"), "findings"))
	require.Equal(t, "who-are-you", code(p.remote(address, ""), "findings"))
	held := p.file("key", p.key("--role", "operator")+"\n")
	require.Zero(t, p.answer(0, "findings", "--server", address, "--key-file", held)["total"])
}

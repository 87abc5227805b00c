//go:build integration

package main

import (
	"bufio"
	"os/exec"
	"regexp"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api/client"
	"waymark/internal/neo4jtest"
)

// serveUntil starts the service, gives what it said before it served and its
// address, and stops it when the test ends.
func (p program) serveUntil() (said, address string, stop func()) {
	p.t.Helper()
	cmd := exec.Command(binary, "serve", "--listen", "127.0.0.1:0")
	cmd.Env, cmd.Dir = p.env, p.dir
	stderr, err := cmd.StderrPipe()
	require.NoError(p.t, err)
	require.NoError(p.t, cmd.Start())
	lines := bufio.NewScanner(stderr)
	for address == "" && lines.Scan() {
		said += lines.Text() + "\n"
		address = regexp.MustCompile(`http://[\d.]+:\d+`).FindString(lines.Text())
	}
	require.NotEmpty(p.t, address, said)
	go func() {
		for lines.Scan() {
			continue
		}
	}()
	return said, address, func() {
		require.NoError(p.t, cmd.Process.Signal(syscall.SIGTERM))
		require.NoError(p.t, cmd.Wait())
	}
}

// keysAs is how the service refuses whom that asks for the keys; blank if it does not.
func (p program) keysAs(address, secret string) string {
	p.t.Helper()
	answer, err := p.client(address, secret).ListKeysWithResponse(p.t.Context(), nil)
	return refusal(p.t, answer, err)
}

// operationWith is the operation of the first entry by a kind of actor.
func operationWith(entries []any, kind string) any {
	for _, e := range entries {
		if entry := e.(map[string]any); entry["actorKind"] == kind {
			return entry["operation"]
		}
	}
	return nil
}

func TestTheFirstStartMakesOneOperatorsKey(t *testing.T) {
	p := newProgram(t)
	said, address, stop := p.serveUntil()
	secret := regexp.MustCompile(`wmk_\S+`).FindString(said)
	require.NotEmpty(t, secret, said)
	require.Contains(t, said, "not shown again")
	require.Equal(t, "who-are-you", p.keysAs(address, ""))
	require.Equal(t, "bad-key", p.keysAs(address, secret+"x"))
	require.Empty(t, p.keysAs(address, secret))
	ready, err := p.client(address, "").ReadReadinessWithResponse(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, "current", ready.JSON200.Schema)

	made := p.answer(0, "key", "create", "--role", "panel", "--label", "desk")["key"].(map[string]any)
	require.Equal(t, "role-missing", p.keysAs(address, made["secret"].(string)), "it is not an operator's")
	require.Equal(t, []any{"read", "change"}, made["scopes"])
	scoped := p.key("--role", "operator", "--scope", "read,keys")
	require.Empty(t, p.keysAs(address, scoped))
	started, err := p.client(address, scoped).CreateRunWithResponse(t.Context(), nil, client.CreateRunJSONRequestBody{})
	require.Equal(t, "scope-missing", refusal(t, started, err))
	more, err := p.client(address, p.key("--role", "operator")).CreateKeyWithResponse(t.Context(), nil, client.CreateKeyJSONRequestBody{Role: "panel"})
	require.Equal(t, "scope-missing", refusal(t, more, err), "keys is asked for, not given")
	found, err := p.client(address, made["secret"].(string)).ListFindingsWithResponse(t.Context(), nil)
	require.NoError(t, err)
	require.Zero(t, found.JSON200.Total)
	rotated := p.answer(0, "key", "rotate", made["id"].(string), "--overlap", "1h")["key"].(map[string]any)
	require.NotEqual(t, made["secret"], rotated["secret"])
	p.answer(0, "key", "revoke", made["id"].(string))
	require.Equal(t, "party-missing", p.answer(2, "key", "create", "--role", "supplier")["error"].(map[string]any)["code"])
	require.Equal(t, "scope-not-for-role", p.answer(2, "key", "create", "--role", "panel", "--scope", "keys")["error"].(map[string]any)["code"])
	require.Equal(t, "unknown-scope", p.answer(2, "key", "create", "--role", "operator", "--scope", "")["error"].(map[string]any)["code"])
	require.Equal(t, "not-a-date", p.answer(2, "key", "create", "--role", "panel", "--expires", "soon")["error"].(map[string]any)["code"])
	listed := p.answer(0, "key", "list")
	require.EqualValues(t, 4, listed["total"])
	for _, k := range listed["keys"].([]any) {
		require.NotContains(t, k, "secret")
		require.NotContains(t, k, "hash")
		require.Contains(t, k, "scopes")
	}
	stop()

	intact := p.answer(0, "audit", "verify")["audit"].(map[string]any)
	require.Equal(t, true, intact["intact"])
	require.Greater(t, intact["entries"], float64(8), "commands and refused requests are audited")
	newest := p.answer(0, "audit", "list")["entries"].([]any)
	require.Equal(t, "waymark key create", operationWith(newest, "command"))
	require.Equal(t, "make the first key", operationWith(newest, "service"))
	require.Equal(t, "create-key", operationWith(newest, "key"), "refusals stand in the order in which they happened")
	neo4jtest.Query(t, "MATCH (e:AuditEntry {seq: 2}) SET e.actorId = 'somebody else'", nil)
	broken := p.answer(1, "audit", "verify")["audit"].(map[string]any)
	require.Equal(t, false, broken["intact"])
	require.EqualValues(t, 2, broken["brokenAt"])

	said, _, stop = p.serveUntil()
	stop()
	require.NotContains(t, said, "wmk_", "the first key is made once")
	_, _, stderr := p.run("serve", "--listen", "0.0.0.0:0", "--auth=off")
	require.Contains(t, stderr, "nobody is asked")
	require.NotContains(t, stderr, "serves at")
}

//go:build integration

package main

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMailIsSubscribedPreviewedAndQueuedThroughTheBinary(t *testing.T) {
	p := newProgram(t)
	p.answer(0, "import", "cpl", p.file("list.csv", "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Date Added,Previous Firmware CPL Entry IDs\n"+
		"V1,ESME,A0C1,0C1A0001,00000001,Current,2026-01-01,N/A\nV2,ESME,A0C1,0C1A0001,00000002,Current,2026-01-01,\n"))
	p.answer(0, "import", "parties", p.file("parties.csv", "Party,Category,Manufacturer Identifiers,Contact,E-mail\nAcme,manufacturer,A0C1,,fw@acme.example\n"))
	made := p.answer(0, "subscription", "add", "--audience", "manufacturer", "--party", "Acme", "--pack", "digest", "--schedule", "0 7 * * MON", "--to", "a@example.com", "b@example.com", "--rule", "predecessor-undeclared")["subscription"].(map[string]any)
	id := made["id"].(string)
	require.Equal(t, []any{"a@example.com", "b@example.com"}, made["to"])
	require.Contains(t, p.answer(0, "subscription", "preview", id)["preview"].(map[string]any)["text"], "Nothing to report yet")
	p.answer(0, "run")
	preview := p.answer(0, "subscription", "preview", id)["preview"].(map[string]any)
	require.Contains(t, preview["subject"], "Waymark for Acme: ")
	require.Contains(t, preview["text"], "V2")
	page := filepath.Join(p.dir, "mail.html")
	code, out, stderr := p.run("subscription", "preview", id, "--html", "-o", page)
	require.Zero(t, code, stderr)
	require.Contains(t, out, page)
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(html), "<h1")

	p.answer(0, "subscription", "send", id, "--to", "me@example.com")
	messages := p.answer(0, "outbox", "list")["messages"].([]any)
	require.Len(t, messages, 1)
	one := messages[0].(map[string]any)
	require.Equal(t, []any{"me@example.com"}, one["to"])
	require.Equal(t, "queued", one["state"])
	require.EqualValues(t, 0, one["attempts"])
	require.Contains(t, one["subject"], "Test: ")
	again := p.answer(0, "outbox", "resend", one["id"].(string))["messages"].([]any)[0].(map[string]any)
	require.Equal(t, one["messageId"], again["messageId"])
	require.Empty(t, p.answer(0, "outbox", "list", "--state", "dead")["messages"])
	require.Contains(t, p.answer(0, "outbox", "undeliverable"), "suspended")

	require.Equal(t, true, p.answer(0, "subscription", "pause", id)["subscription"].(map[string]any)["paused"])
	require.Equal(t, false, p.answer(0, "subscription", "resume", id)["subscription"].(map[string]any)["paused"])
	require.Len(t, p.answer(0, "subscription", "list")["subscriptions"], 1)
	_, table, _ := p.run("subscription", "list")
	require.Contains(t, table, "manufacturer Acme")
	p.answer(0, "subscription", "remove", id)
	require.Empty(t, p.answer(0, "subscription", "list")["subscriptions"])

	for code, args := range map[string][]string{
		"not-found":             {"subscription", "preview", id},
		"no-smtp-server":        {"outbox", "flush"},
		"unknown-state":         {"outbox", "list", "--state", "lost"},
		"pack-not-for-audience": {"subscription", "add", "--audience", "manufacturer", "--party", "Acme", "--pack", "panel", "--to", "a@example.com"},
		"bad-address":           {"subscription", "add", "--audience", "panel", "--to", "a@example.com\nBcc: b@example.com"},
		"bad-schedule":          {"subscription", "add", "--audience", "panel", "--schedule", "monday", "--to", "a@example.com"},
	} {
		exit, stdout, stderr := p.run(append(args, "--json")...)
		require.Equal(t, 2, exit, "%v: %s%s", args, stdout, stderr)
		require.Contains(t, stdout, `"code": "`+code+`"`, args)
	}
	p.env = append(p.env, "WAYMARK_SMTP_URL=smtp://"+closedPort(t)+"?tls=off")
	flushed := p.answer(0, "outbox", "flush")
	require.EqualValues(t, 1, flushed["flush"].(map[string]any)["retrying"])
	require.Equal(t, "retrying", flushed["messages"].([]any)[0].(map[string]any)["state"])
	p.env = append(p.env, "WAYMARK_SMTP_URL=smtp://u:hunter2@mail.example?tls=off")
	_, _, stderr = p.run("outbox", "flush")
	require.Contains(t, stderr, "loopback")
	require.NotContains(t, stderr, "hunter2")
}

// closedPort is an address of this machine at which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}

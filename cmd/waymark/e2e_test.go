//go:build integration

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/internal/neo4jtest"
	"waymark/internal/papers"
)

// binary is the real program, built once.
var binary string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "waymark-e2e-*")
		if err != nil {
			panic(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		binary = filepath.Join(dir, "waymark")
		build := exec.Command("go", "build", "-o", binary, ".")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			panic(string(out))
		}
		return neo4jtest.Main(m)
	}())
}

// program runs the binary against the test database.
type program struct {
	t   *testing.T
	env []string
	dir string
}

func newProgram(t *testing.T) program {
	n := neo4jtest.Cleared(t, "SchemaMigration")
	env := append(os.Environ(), "WAYMARK_NEO4J_URI="+n.URI, "WAYMARK_NEO4J_USERNAME="+n.Username, "WAYMARK_NEO4J_PASSWORD="+n.Password,
		"WAYMARK_RULES_IN_FORCE_DATE=2025-01-01")
	return program{t, env, t.TempDir()}
}

func (p program) command(stdin io.Reader, args ...string) (*exec.Cmd, *bytes.Buffer, *bytes.Buffer) {
	cmd := exec.CommandContext(p.t.Context(), binary, args...)
	var stdout, stderr bytes.Buffer
	cmd.Env, cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.env, p.dir, stdin, &stdout, &stderr
	return cmd, &stdout, &stderr
}

// run gives exit code, standard output and standard error.
func (p program) run(args ...string) (int, string, string) {
	p.t.Helper()
	cmd, stdout, stderr := p.command(nil, args...)
	_ = cmd.Run()
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// answer runs a command with --json that must end with the code given.
func (p program) answer(code int, args ...string) map[string]any {
	p.t.Helper()
	got, stdout, stderr := p.run(append(args, "--json")...)
	require.Equal(p.t, code, got, stderr)
	var document map[string]any
	require.NoError(p.t, json.Unmarshal([]byte(stdout), &document), stdout)
	return document
}

func (p program) file(name, text string) string {
	path := filepath.Join(p.dir, name)
	require.NoError(p.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestFromFilesToReportThroughTheBinary(t *testing.T) {
	p := newProgram(t)
	imported := p.answer(0, "import", "cpl", papers.File(t, "damaged.cpl.csv"))["import"].(map[string]any)
	require.EqualValues(t, 695, imported["created"])
	p.answer(0, "import", "installs", papers.File(t, "damaged.installs.csv"))
	run := p.answer(0, "run")["run"].(map[string]any)
	require.Equal(t, "ok", run["status"])

	list := p.answer(0, "findings", "--rule", "version-unreachable")
	require.EqualValues(t, 52, list["total"])
	one := list["findings"].([]any)[0].(map[string]any)
	for _, member := range []string{"fingerprint", "rule", "subject", "state", "severity", "class", "duty", "reasons", "manufacturerId", "supplier", "modelKey", "firstSeen", "lastSeen", "evidence"} {
		require.Contains(t, one, member)
	}
	require.Equal(t, 1, first(p.run("findings", "--fail-on-findings")))

	page := filepath.Join(p.dir, "panel.html")
	code, out, stderr := p.run("report", "panel", "--format", "html", "-o", page)
	require.Zero(t, code, stderr)
	require.Contains(t, out, page)
	html, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(html), "<svg", "pictures are drawn by a child of this same binary")
	_, csv, _ := p.run("report", "panel", "--format", "csv")
	require.EqualValues(t, p.answer(0, "findings")["total"], strings.Count(csv, "\r\n")-1, "a row a finding")
	code, frozen, _ := p.run("report", "panel", "--format", "json")
	require.Zero(t, code)
	p.answer(0, "import", "installs", p.file("later.csv", "Supplier,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,As Of,Count\nS,ESME,A0C1,0C1A0001,00000001,2026-11-01,9\n"))
	_, again, _ := p.run("report", "panel", "--format", "json")
	require.Equal(t, frozen, again, "the same run gives the same report, whatever was imported since")
}

func first(code int, _, _ string) int { return code }

func TestExitCodesAndErrorsSayWhatToDo(t *testing.T) {
	p := newProgram(t)
	good := "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status\nV1,ESME,A0C1,0C1A0001,00000001,Current\n"
	bad := good + "V2,ESME,A0C1,0C1A0001,00000002,Nonsense\n"
	mixed, clean := p.file("mixed.csv", bad), p.file("good.csv", good)
	open := p.file("open.csv", good+"V2,\"ESME\n")

	require.EqualValues(t, 1, p.answer(0, "import", "cpl", mixed, "--dry-run")["import"].(map[string]any)["rejected"], "rejected rows are no failure")
	p.answer(1, "import", "cpl", mixed, "--fail-on-findings")
	strict := p.answer(2, "import", "cpl", mixed, "--strict")["import"].(map[string]any)
	require.EqualValues(t, 1, strict["rejected"], "the result so far")
	refused := p.answer(2, "import", "cpl", open)["error"].(map[string]any)
	require.Equal(t, "open-quote", refused["code"])
	require.NotEmpty(t, refused["hint"])
	require.Equal(t, "no-run", p.answer(2, "report", "panel", "-o", filepath.Join(p.dir, "panel.html"))["error"].(map[string]any)["code"])
	require.Equal(t, "unknown-rule", p.answer(2, "run", "--rule", "nope")["error"].(map[string]any)["code"])
	require.Equal(t, "option-of-other-kind", p.answer(2, "import", "installs", clean, "--as-of", "2026-01-01")["error"].(map[string]any)["code"])
	p.answer(2, "import", "cpl", filepath.Join(p.dir, "absent.csv"))
	p.answer(2, "findings", "--state", "closed")
	for _, wrong := range [][]string{
		{"no-such-command"},
		{"import"},
		{"import", "people", clean},
		{"import", "cpl"},
		{"import", "cpl", clean, clean},
		{"import", "cpl", clean, "--force", " "},
		{"report"},
		{"report", "panel", "--format", "csv"},
		{"rules", "show"},
		{"example"},
		{"run", "now"},
		{"findings", "--colour"},
	} {
		failure := p.answer(2, wrong...)["error"].(map[string]any)
		require.NotEmpty(t, failure["message"], wrong)
		require.NotEmpty(t, failure["hint"], wrong)
	}

	code, stdout, stderr := p.run("import", "cpl", open)
	require.Equal(t, 2, code)
	require.Empty(t, stdout)
	require.Equal(t, 1, strings.Count(strings.TrimSpace(stderr), "\n")+1, "one line: %s", stderr)

	rejects := filepath.Join(p.dir, "rejects.csv")
	require.Zero(t, first(p.run("import", "cpl", mixed, "--rejects", rejects)))
	text, err := os.ReadFile(rejects)
	require.NoError(t, err)
	require.Contains(t, string(text), "3,Status,unknown-status,Nonsense,")
}

func TestImportReadsStandardInput(t *testing.T) {
	p := newProgram(t)
	cmd, stdout, stderr := p.command(strings.NewReader("CPL Entry ID;Device Type;Manufacturer Identifier;Model Identifier;Firmware Version;Status\nV1;ESME;A0C1;0C1A0001;00000001;Current\n"), "import", "cpl", "-")
	require.NoError(t, cmd.Run(), stderr.String())
	require.Contains(t, stdout.String(), "1 created")
}

func TestServiceStartsServesAndStopsInOrder(t *testing.T) {
	p := newProgram(t)
	cmd := exec.Command(binary, "serve", "--listen", "127.0.0.1:0", "--log-level", "info", "--auth=off")
	cmd.Env, cmd.Dir = p.env, p.dir
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	address := awaitAddress(t, stderr)

	ready, err := p.client(address, "").ReadReadinessWithResponse(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, "ready", ready.JSON200.Status)
	code, _, _ := p.run("healthcheck", "--listen", strings.TrimPrefix(address, "http://"))
	require.Zero(t, code)

	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case err := <-done:
		require.NoError(t, err, "stops cleanly")
	case <-time.After(40 * time.Second):
		require.Fail(t, "the service did not stop")
	}
	code, _, _ = p.run("healthcheck", "--listen", strings.TrimPrefix(address, "http://"))
	require.Equal(t, 2, code)
}

func awaitAddress(t *testing.T, stderr io.Reader) string {
	found := make(chan string, 1)
	go func() {
		var seen bytes.Buffer
		chunk := make([]byte, 4096)
		for {
			n, err := stderr.Read(chunk)
			seen.Write(chunk[:n])
			if m := regexp.MustCompile(`http://[\d.]+:\d+`).Find(seen.Bytes()); m != nil && found != nil {
				found <- string(m)
				_, _ = io.Copy(io.Discard, stderr)
				return
			}
			if err != nil {
				found <- ""
				return
			}
		}
	}()
	select {
	case address := <-found:
		require.NotEmpty(t, address, "the service ended before it served")
		return address
	case <-time.After(time.Minute):
		require.Fail(t, "the service did not start")
		return ""
	}
}

func TestKilledImportIsCompletedByTheSameFile(t *testing.T) {
	p := newProgram(t)
	require.Zero(t, first(p.run("example", "--versions", "6000", "--seed", "3", "-o", p.dir)))
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, binary, "import", "cpl", filepath.Join(p.dir, "cpl.csv"))
	cmd.Env = p.env
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		return neo4jtest.Query(t, "MATCH (v:Version) RETURN count(v) AS n", nil)[0]["n"].(int64) > 0
	}, time.Minute, 20*time.Millisecond)
	cancel() // SIGKILL, between two transactions or within one
	_ = cmd.Wait()

	result := p.answer(0, "import", "cpl", filepath.Join(p.dir, "cpl.csv"))["import"].(map[string]any)
	require.Equal(t, 6000, int(result["created"].(float64)+result["unchanged"].(float64)))
	p.answer(0, "import", "installs", filepath.Join(p.dir, "installs.csv"))
	p.answer(0, "run")
	var truth map[string]json.RawMessage
	text, err := os.ReadFile(filepath.Join(p.dir, "truth.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &truth))
	for _, rule := range []string{"predecessor-undeclared", "version-unreachable", "install-orphaned"} {
		var want []string
		require.NoError(t, json.Unmarshal(truth[rule], &want))
		var got []string
		for _, f := range p.answer(0, "findings", "--rule", rule)["findings"].([]any) {
			got = append(got, f.(map[string]any)["subject"].(string))
		}
		require.ElementsMatch(t, want, got, rule)
	}
}

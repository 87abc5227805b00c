package localneo4j

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"
)

// home is what a data directory holds of the managed Neo4j.
type home struct{ root string }

func (h home) dir() string      { return filepath.Join(h.root, "home") }
func (h home) conf() string     { return filepath.Join(h.dir(), "conf") }
func (h home) log() string      { return filepath.Join(h.dir(), "logs", "server.log") }
func (h home) password() string { return filepath.Join(h.root, "password") }
func (h home) state() string    { return filepath.Join(h.root, "state.json") }
func (h home) users() string    { return filepath.Join(h.root, "users.lock") }
func (h home) turn() string     { return filepath.Join(h.root, "turn.lock") }

// openHome makes the directories below dataDir that are missing.
func openHome(dataDir string) (home, error) {
	h := home{root: filepath.Join(dataDir, "neo4j")}
	for _, sub := range []string{"data", "logs", "conf", "run", "plugins", "import"} {
		if err := os.MkdirAll(filepath.Join(h.dir(), sub), 0o700); err != nil {
			return h, fileFault(err, "make the data directory")
		}
	}
	// The process table is searched for this path: it must be spelt in one way.
	root, err := filepath.EvalSymlinks(h.root)
	if err != nil {
		return h, fileFault(err, "find the data directory")
	}
	return home{root: root}, nil
}

//go:embed neo4j.conf.tmpl
var confText string

var confTemplate = template.Must(template.New("neo4j.conf").Option("missingkey=error").Parse(confText))

// renderConf gives the neo4j.conf of a server on port, with more lines at its end.
func renderConf(port, pageCacheMiB int, more []string) ([]byte, error) {
	var b bytes.Buffer
	err := confTemplate.Execute(&b, struct {
		Port, PageCacheMiB int
		More               []string
	}{port, pageCacheMiB, more})
	return b.Bytes(), err
}

func (h home) writeConf(port int, o Options) error {
	text, err := renderConf(port, o.PageCacheMiB, o.Conf)
	if err == nil {
		err = writeFile(filepath.Join(h.conf(), "neo4j.conf"), text, 0o600)
	}
	return fileFault(err, "write neo4j.conf")
}

// started says whether this home has ever been opened by a server, which is when
// its password is fixed.
func (h home) started() bool {
	_, err := os.Stat(filepath.Join(h.dir(), "data", "databases", "system"))
	return err == nil
}

// readPassword gives the password of a home that a server has opened, or of a new one.
func (h home) readPassword() (string, error) {
	text, err := os.ReadFile(h.password())
	if err == nil && len(bytes.TrimSpace(text)) > 0 {
		return string(bytes.TrimSpace(text)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fileFault(err, "read the password")
	}
	if h.started() {
		return "", fail(CodeDataDir, err, "restore that file, or use another --data-dir",
			"the graph in %s has a password that %s no longer holds", h.root, h.password())
	}
	password := rand.Text()
	return password, fileFault(writeFile(h.password(), []byte(password+"\n"), 0o600), "store the password")
}

// setPassword gives a home its first password, before its first start.
func (h home) setPassword(ctx context.Context, java, lib string) error {
	// An argument file keeps the password out of the process table.
	args := append(addOpens(), "-cp", filepath.Join(lib, "*"), "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", "@"+h.password())
	cmd := exec.CommandContext(ctx, java, args...) //nolint:gosec // the operator's own java
	cmd.Env = append(javaEnv(), "NEO4J_HOME="+h.dir())
	out, err := cmd.CombinedOutput()
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	return fail(CodeExited, err, "", "set the first password (%v): %s", err, oneLine(string(out)))
}

// lastLog gives the last lines of the server's log as one line.
func (h home) lastLog(lines int) string {
	text, err := os.ReadFile(h.log())
	if err != nil {
		return "there is no log"
	}
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	return oneLine(strings.Join(all[max(0, len(all)-lines):], "\n"))
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(text), " ")
}

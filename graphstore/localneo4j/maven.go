package localneo4j

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// runMaven copies Neo4j's jars into lib, with work as its scratch directory.
func runMaven(ctx context.Context, o Options, work, lib string) error {
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return fail(CodeNoMaven, err, "", "no mvn on PATH, which fetches Neo4j %s the first time", Version)
	}
	pom := filepath.Join(work, "pom.xml")
	if err := os.WriteFile(pom, pomXML, 0o600); err != nil {
		return fileFault(err, "write the pom")
	}
	o.Progress("fetching Neo4j " + Version + " (118 MB, once per version)")
	cmd := exec.CommandContext(ctx, mvn, "-B", "-f", pom, //nolint:gosec // the operator's own mvn
		"dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory="+lib)
	cmd.Dir = work
	// Maven is a script that starts a Java: a group of its own lets both be ended.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	log := &mavenLog{progress: o.Progress}
	read := make(chan struct{})
	go func() { defer close(read); log.follow(out) }()
	err = cmd.Run()
	_ = in.Close()
	<-read
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case strings.Contains(log.fault, "No space left on device"):
		return fail(CodeNoDisk, err, "free some disk space", "mvn ran out of disk space: %s", log.fault)
	}
	return fail(CodeDownload, err, "check the network and Maven's settings, then try again",
		"mvn could not fetch Neo4j %s (%v): %s", Version, err, log.fault)
}

// mavenLog follows what mvn prints: it counts the jars and keeps the first faults.
type mavenLog struct {
	progress func(string)
	told     time.Time
	jars     int
	kB       float64
	fault    string
	faults   int
}

var jarDownloaded = regexp.MustCompile(`Downloaded .*\.jar \(([0-9.]+) (B|kB|MB|GB)\b`)

func (l *mavenLog) follow(r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		l.line(lines.Text())
	}
	// A line too long to scan must not leave mvn blocked on a full pipe.
	_, _ = io.Copy(io.Discard, r)
}

func (l *mavenLog) line(text string) {
	if m := jarDownloaded.FindStringSubmatch(text); m != nil {
		size, err := strconv.ParseFloat(m[1], 64)
		if err == nil {
			l.jars++
			l.kB += size * map[string]float64{"B": 0.001, "kB": 1, "MB": 1000, "GB": 1e6}[m[2]]
		}
		if time.Since(l.told) > time.Second {
			l.told = time.Now()
			l.progress(fmt.Sprintf("fetching Neo4j %s: %d of about 212 jars, %.0f of 118 MB", Version, l.jars, l.kB/1000))
		}
		return
	}
	// Maven's first faults say what happened, the later ones how to ask for more.
	if fault, found := strings.CutPrefix(text, "[ERROR] "); found && l.faults < 2 && strings.TrimSpace(fault) != "" {
		l.faults++
		l.fault = strings.TrimSpace(l.fault + " " + fault)
	}
}

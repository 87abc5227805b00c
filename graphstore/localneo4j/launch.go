package localneo4j

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// launched is a server that this process has just started.
type launched struct {
	process
	exit chan error // gets what the server ended with, once
}

func addOpens() []string {
	var flags []string
	for _, pkg := range []string{"java.nio", "java.io", "sun.nio.ch", "java.util.concurrent"} {
		flags = append(flags, "--add-opens=java.base/"+pkg+"=ALL-UNNAMED")
	}
	return flags
}

// javaEnv is the environment without what would steer Neo4j past its
// configuration, and without Waymark's own settings, passwords among them.
func javaEnv() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "NEO4J_") || strings.HasPrefix(v, "WAYMARK_")
	})
}

func serverArgs(h home, lib string, port, heapMiB int) []string {
	args := []string{
		fmt.Sprintf("-Xms%dm", min(512, heapMiB)), fmt.Sprintf("-Xmx%dm", heapMiB),
		// A server out of memory must end, so that the next start recovers it.
		"-XX:+ExitOnOutOfMemoryError",
		"-Dlog4j2.disable.jmx=true",
		fmt.Sprintf("%s%d", portFlag, port),
	}
	args = append(args, addOpens()...)
	return append(args, "-cp", filepath.Join(lib, "*"), entryPoint,
		"--home-dir="+h.dir(), "--config-dir="+h.conf(), "--console-mode")
}

// launch starts java in a session of its own, so that a Ctrl-C meant for this
// process does not reach it, and records it.
func launch(ctx context.Context, h home, java, lib string, port int, o Options) (*launched, error) {
	if err := h.writeConf(port, o); err != nil {
		return nil, err
	}
	if err := os.Rename(h.log(), h.log()+".1"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fileFault(err, "keep the former log")
	}
	log, err := os.OpenFile(h.log(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fileFault(err, "open the server's log")
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command(java, serverArgs(h, lib, port, o.HeapMiB)...) //nolint:gosec // the operator's own java
	cmd.Dir, cmd.Env = h.dir(), javaEnv()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return nil, fail(CodeExited, err, "", "java at %s does not start: %v", java, err)
	}
	l := &launched{process: process{pid: cmd.Process.Pid, port: port}, exit: make(chan error, 1)}
	// Waited for at all times: as a zombie, a killed server would keep its pid.
	go func() { l.exit <- cmd.Wait() }()
	err = h.writeState(state{PID: l.pid, Port: port, Version: Version, StartedAt: time.Now().UTC().Truncate(time.Second)})
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		return nil, errors.Join(err, end(ctx, h, l.process))
	}
	return l, nil
}

// await waits until Bolt answers. A nil exit channel is that of a server that
// another process started: then the process table says whether it lives.
func await(ctx context.Context, h home, p process, exit <-chan error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startLimit, errSilent)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		if boltAnswers(ctx, p.port) == nil {
			return nil
		}
		if _, alive := h.owns(p.pid); !alive && exit == nil {
			return errGone
		}
		select {
		case err := <-exit:
			return exited(h, err)
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}

var (
	errSilent = errors.New("no answer over Bolt")
	errGone   = errors.New("the server is gone")
)

func exited(h home, err error) error {
	why := map[int]string{2: ", database in use or broken", 3: ", bad configuration"}
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	}
	return fail(CodeExited, err, "read "+h.log(),
		"Neo4j ended before it answered (exit code %d%s): %s", code, why[code], h.lastLog(8))
}

// end asks a server to stop and waits until it is gone.
func end(ctx context.Context, h home, p process) error {
	if _, alive := h.owns(p.pid); !alive {
		return nil
	}
	if err := syscall.Kill(p.pid, syscall.SIGTERM); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop the local neo4j, pid %d: %w", p.pid, err)
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, alive := h.owns(p.pid); !alive {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("stop the local neo4j, pid %d: %w", p.pid, ctx.Err())
		case <-tick.C:
		}
	}
}

//go:build integration

package localneo4j_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/graphstore/localneo4j"
)

// helperDir makes the test binary a process that uses the server of that
// directory until its standard input ends.
const helperDir = "LOCALNEO4J_TEST_DATA_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		os.Exit(use(dir))
	}
	os.Exit(m.Run())
}

func use(dir string) int {
	s, err := localneo4j.Start(context.Background(), small(dir))
	if err != nil {
		fmt.Println(err)
		return 2
	}
	fmt.Println(s.URI(), s.Password())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Close(context.Background()); err != nil {
		fmt.Println(err)
		return 2
	}
	return 0
}

func small(dir string) localneo4j.Options {
	return localneo4j.Options{DataDir: dir, HeapMiB: 512, PageCacheMiB: 64}
}

// dataDir gives a data directory whose server does not outlive the test, even one
// that fails.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() {
		pid, err := localneo4j.FindServer(dir)
		require.NoError(t, err)
		if pid != 0 {
			require.NoError(t, syscall.Kill(pid, syscall.SIGKILL))
			t.Errorf("the test left a server behind, pid %d", pid)
		}
	})
	return dir
}

// user is another process that uses the server.
type user struct {
	cmd   *exec.Cmd
	stdin io.Closer
	lines *bufio.Scanner
}

func begin(t *testing.T, dir string) *user {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperDir+"="+dir)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return &user{cmd: cmd, stdin: stdin, lines: bufio.NewScanner(stdout)}
}

// ready waits for the process to have a server and gives its address and password.
func (u *user) ready(t *testing.T) string {
	t.Helper()
	require.True(t, u.lines.Scan(), "the other process said nothing")
	require.True(t, strings.HasPrefix(u.lines.Text(), "bolt://127.0.0.1:"), u.lines.Text())
	return u.lines.Text()
}

func (u *user) leave(t *testing.T) {
	t.Helper()
	require.NoError(t, u.stdin.Close())
	require.NoError(t, u.cmd.Wait())
}

func (u *user) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, u.cmd.Process.Kill())
	require.Error(t, u.cmd.Wait())
}

// serverPID gives the pid of the server of dir, which must be want running or not.
func serverPID(t *testing.T, dir string, want bool) int {
	t.Helper()
	pid, err := localneo4j.FindServer(dir)
	require.NoError(t, err)
	require.Equal(t, want, pid != 0)
	return pid
}

func start(t *testing.T, dir string) *localneo4j.Server {
	t.Helper()
	s, err := localneo4j.Start(t.Context(), small(dir))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.Background())) })
	return s
}

func answers(t *testing.T, uri string) {
	t.Helper()
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(uri, "bolt://"), time.Second)
	require.NoError(t, err)
	require.NoError(t, conn.Close())
}

func killServer(t *testing.T, dir string) {
	t.Helper()
	require.NoError(t, syscall.Kill(serverPID(t, dir, true), syscall.SIGKILL))
	require.Eventually(t, func() bool { pid, err := localneo4j.FindServer(dir); return err == nil && pid == 0 },
		5*time.Second, 20*time.Millisecond)
}

func TestTheServerIsSharedAndTheLastToLeaveStopsIt(t *testing.T) {
	dir := dataDir(t)
	s := start(t, dir)
	answers(t, s.URI())
	pid := serverPID(t, dir, true)

	other := begin(t, dir)
	require.Equal(t, s.URI()+" "+s.Password(), other.ready(t))
	again := start(t, dir)
	require.Equal(t, s.URI(), again.URI(), "one process may use it twice")

	require.NoError(t, s.Close(t.Context()))
	require.NoError(t, s.Close(t.Context()), "a second Close does nothing")
	require.NoError(t, again.Close(t.Context()))
	require.Equal(t, pid, serverPID(t, dir, true), "the other process still uses it")
	answers(t, s.URI())
	other.leave(t)
	serverPID(t, dir, false)
	require.NoFileExists(t, filepath.Join(dir, "neo4j", "state.json"))
}

func TestTheServerIsPrivateAndInItsOwnSession(t *testing.T) {
	dir := dataDir(t)
	s := start(t, dir)
	info, err := os.Stat(filepath.Join(dir, "neo4j", "password"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	pid := serverPID(t, dir, true)
	session, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	require.NoError(t, err)
	fields := strings.Fields(string(session[strings.LastIndexByte(string(session), ')')+2:]))
	require.Equal(t, fmt.Sprint(pid), fields[3], "a Ctrl-C for the starter must not reach the server")
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	require.NoError(t, err)
	require.NotContains(t, string(line), s.Password())

	var recorded struct {
		PID, Port int
		Version   string
		StartedAt time.Time
	}
	text, err := os.ReadFile(filepath.Join(dir, "neo4j", "state.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &recorded))
	require.Equal(t, pid, recorded.PID)
	require.Equal(t, s.URI(), fmt.Sprintf("bolt://127.0.0.1:%d", recorded.Port))
	require.Equal(t, localneo4j.Version, recorded.Version)
	require.WithinDuration(t, time.Now(), recorded.StartedAt, time.Minute)
}

func TestAKilledServerIsStartedAgainOnItsPort(t *testing.T) {
	dir := dataDir(t)
	s := start(t, dir)
	pid, uri := serverPID(t, dir, true), s.URI()

	killServer(t, dir)
	second := start(t, dir)
	require.Equal(t, uri, second.URI())
	require.Equal(t, s.Password(), second.Password())
	require.NotEqual(t, pid, serverPID(t, dir, true))

	killServer(t, dir)
	require.NoError(t, s.Revive(t.Context()))
	require.Equal(t, uri, s.URI())
	answers(t, uri)
	revived := serverPID(t, dir, true)
	require.NoError(t, second.Revive(t.Context()), "a server that runs is left alone")
	require.Equal(t, revived, serverPID(t, dir, true))

	require.NoError(t, s.Close(t.Context()))
	require.Error(t, s.Revive(t.Context()))
}

func TestTheServerOfAKilledStarterIsAdopted(t *testing.T) {
	dir := dataDir(t)
	starter := begin(t, dir)
	told := starter.ready(t)
	pid := serverPID(t, dir, true)
	starter.kill(t)
	require.Equal(t, pid, serverPID(t, dir, true), "the server outlives its starter")
	require.NoError(t, localneo4j.RecordPID(dir, os.Getpid(), 1), "nor does a wrong state file hide it")

	s := start(t, dir)

	require.Equal(t, told, s.URI()+" "+s.Password())
	require.Equal(t, pid, serverPID(t, dir, true))
	require.NoError(t, s.Close(t.Context()))
	serverPID(t, dir, false)
}

func TestAStarterKilledWhileItWaitsLeavesAServerToAdopt(t *testing.T) {
	dir := dataDir(t)
	starter := begin(t, dir)
	require.Eventually(t, func() bool { pid, err := localneo4j.FindServer(dir); return err == nil && pid != 0 },
		2*time.Minute, 20*time.Millisecond)
	pid := serverPID(t, dir, true)
	starter.kill(t)

	s := start(t, dir)

	require.Equal(t, pid, serverPID(t, dir, true))
	answers(t, s.URI())
}

func TestOfStartersThatRaceOneStartsAndTheOthersShare(t *testing.T) {
	dir := dataDir(t)
	users := []*user{begin(t, dir), begin(t, dir), begin(t, dir)}
	var told []string
	for _, u := range users {
		told = append(told, u.ready(t))
	}
	require.Equal(t, []string{told[0], told[0], told[0]}, told)
	for _, u := range users {
		serverPID(t, dir, true)
		u.leave(t)
	}
	serverPID(t, dir, false)
}

func TestAStartThatIsCancelledLeavesNoServer(t *testing.T) {
	dir := dataDir(t)
	ctx, cancel := context.WithCancel(t.Context())
	o := small(dir)
	o.Progress = func(msg string) {
		if strings.HasPrefix(msg, "starting") {
			time.AfterFunc(500*time.Millisecond, cancel)
		}
	}

	_, err := localneo4j.Start(ctx, o)

	require.ErrorIs(t, err, context.Canceled)
	serverPID(t, dir, false)
}

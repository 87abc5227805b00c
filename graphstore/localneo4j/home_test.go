package localneo4j_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"waymark/graphstore/localneo4j"
)

func TestTheConfigurationStaysOnLoopback(t *testing.T) {
	conf, err := localneo4j.RenderConf(40123, 300, nil)

	require.NoError(t, err)
	require.Contains(t, string(conf), "server.bolt.listen_address=127.0.0.1:40123\n")
	require.Contains(t, string(conf), "server.bolt.advertised_address=127.0.0.1:40123\n")
	require.Contains(t, string(conf), "server.memory.pagecache.size=300m\n")
	require.Contains(t, string(conf), "server.http.enabled=false\n")
}

func TestAServerIsKnownByItsCommandLine(t *testing.T) {
	dir := t.TempDir()
	home, err := localneo4j.ServerHome(dir)
	require.NoError(t, err)
	ours := []string{"java", localneo4j.PortFlag + "40123", localneo4j.EntryPoint, "--home-dir=" + home, "--console-mode"}
	for name, c := range map[string]struct {
		args  []string
		found bool
	}{
		"ours":                       {ours, true},
		"gone":                       {nil, false},
		"a recycled pid":             {[]string{"vim", "notes"}, false},
		"the server of another home": {[]string{"java", localneo4j.PortFlag + "1", localneo4j.EntryPoint, "--home-dir=/other"}, false},
		"the password tool":          {[]string{"java", "org.neo4j.cli.AdminTool", "--home-dir=" + home}, false},
		"a server we did not start":  {[]string{"java", localneo4j.EntryPoint, "--home-dir=" + home}, false},
	} {
		t.Run(name, func(t *testing.T) {
			port, found, err := localneo4j.Matches(dir, c.args)
			require.NoError(t, err)
			require.Equal(t, c.found, found)
			if c.found {
				require.Equal(t, 40123, port)
			}
		})
	}
}

func TestAStaleStateFindsNoServer(t *testing.T) {
	gone := exec.Command("true")
	require.NoError(t, gone.Run())
	for name, pid := range map[string]int{
		"the pid is gone":             gone.ProcessState.Pid(),
		"the pid is somebody else's":  os.Getpid(),
		"the pid is that of init":     1,
		"the pid is none":             0,
		"the pid would mean everyone": -1,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, localneo4j.RecordPID(dir, pid, 7687))

			found, err := localneo4j.FindServer(dir)

			require.NoError(t, err)
			require.Zero(t, found)
		})
	}
}

// inert prepares a data directory, a Java and a library that let a start get as
// far as java itself, whose body is given.
func inert(t *testing.T, java string) localneo4j.Options {
	t.Helper()
	o := localneo4j.Options{DataDir: t.TempDir(), CacheDir: t.TempDir()}
	withMaven(t, fetchingAll)
	script(t, os.Getenv("PATH"), "java", `case "$*" in
-version) echo 'openjdk version "17.0.1"' >&2 ;;
*AdminTool*) ;;
*) `+java+` ;;
esac`)
	t.Setenv("JAVA_HOME", "")
	return o
}

func TestATakenPortIsRefusedBeforeTheStart(t *testing.T) {
	o := inert(t, "exit 9")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	o.BoltPort = l.Addr().(*net.TCPAddr).Port

	_, err = localneo4j.Start(t.Context(), o)

	refused(t, err, localneo4j.CodePortTaken)
}

func TestAServerThatEndsAtStartIsReportedWithItsLog(t *testing.T) {
	o := inert(t, "echo 'Unknown setting'; echo 'Cannot continue'; exit 3")

	_, err := localneo4j.Start(t.Context(), o)

	refused(t, err, localneo4j.CodeExited)
	require.ErrorContains(t, err, "exit code 3, bad configuration")
	require.ErrorContains(t, err, "Unknown setting Cannot continue")
	require.NoFileExists(t, filepath.Join(o.DataDir, "neo4j", "state.json"))
}

func TestALostPasswordIsNotReplaced(t *testing.T) {
	o := inert(t, "exit 9")
	home, err := localneo4j.ServerHome(o.DataDir)
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(home, "data", "databases", "system"), 0o700))

	_, err = localneo4j.Start(t.Context(), o)

	refused(t, err, localneo4j.CodeDataDir)
}

func TestNoDataDirectoryIsRefused(t *testing.T) {
	_, err := localneo4j.Start(t.Context(), localneo4j.Options{})
	refused(t, err, localneo4j.CodeDataDir)

	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = localneo4j.Start(t.Context(), localneo4j.Options{DataDir: file})
	refused(t, err, localneo4j.CodeDataDir)
}

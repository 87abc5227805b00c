package localneo4j_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"waymark/graphstore/localneo4j"
)

// fetching is a stand-in for mvn that brings two small jars and notes each call.
const fetching = `for a in "$@"; do case $a in -DoutputDirectory=*) out=${a#*=};; esac; done
echo called >>"$CALLS"
/bin/mkdir -p "$out"
echo "[INFO] Downloaded from x: y/a.jar (2.5 MB at 1 MB/s)"
echo server >"$out/neo4j-server-` + "5.26.29" + `.jar"
`

const fetchingAll = fetching + `echo kernel >"$out/neo4j-kernel-5.26.29.jar"`

// withMaven makes body the only mvn on PATH and gives the file that counts its calls.
func withMaven(t *testing.T, body string) (calls string) {
	t.Helper()
	bin := t.TempDir()
	calls = filepath.Join(bin, "calls")
	script(t, bin, "mvn", body)
	t.Setenv("PATH", bin)
	t.Setenv("CALLS", calls)
	return calls
}

func only(t *testing.T, cache string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(cache)
	require.NoError(t, err)
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	require.ElementsMatch(t, names, found)
}

func TestTheVersionIsThatOfThePom(t *testing.T) {
	require.Equal(t, "5.26.29", localneo4j.Version)
}

func TestAnInterruptedDownloadNeverLooksWhole(t *testing.T) {
	for name, body := range map[string]string{
		"mvn dies half way":           fetching + "kill -9 $$",
		"mvn fails half way":          fetching + "echo '[ERROR] Could not transfer artifact'; exit 1",
		"mvn ends well but too early": fetching,
	} {
		t.Run(name, func(t *testing.T) {
			cache := t.TempDir()
			withMaven(t, body)

			_, err := localneo4j.ResolveLibrary(t.Context(), localneo4j.Options{DataDir: t.TempDir(), CacheDir: cache})

			refused(t, err, localneo4j.CodeDownload)
			only(t, cache, "neo4j.lock")

			withMaven(t, fetchingAll)
			dir, err := localneo4j.ResolveLibrary(t.Context(), localneo4j.Options{DataDir: t.TempDir(), CacheDir: cache})
			require.NoError(t, err, "the next start fetches what is missing")
			require.NoError(t, localneo4j.Verify(dir, localneo4j.Version))
		})
	}
}

func TestWhatAKilledDownloaderLeftIsRemoved(t *testing.T) {
	cache := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(cache, "fetching-123", "lib"), 0o755))
	withMaven(t, fetchingAll)

	_, err := localneo4j.ResolveLibrary(t.Context(), localneo4j.Options{DataDir: t.TempDir(), CacheDir: cache})

	require.NoError(t, err)
	only(t, cache, "neo4j.lock", "neo4j-5.26.29")
}

func TestADamagedLibraryIsFetchedAgain(t *testing.T) {
	for name, damage := range map[string]func(string) error{
		"a jar is cut short":   func(dir string) error { return os.Truncate(filepath.Join(dir, "neo4j-server-5.26.29.jar"), 1) },
		"a jar is missing":     func(dir string) error { return os.Remove(filepath.Join(dir, "neo4j-kernel-5.26.29.jar")) },
		"the manifest is gone": func(dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) },
	} {
		t.Run(name, func(t *testing.T) {
			o := localneo4j.Options{DataDir: t.TempDir(), CacheDir: t.TempDir()}
			calls := withMaven(t, fetchingAll)
			dir, err := localneo4j.ResolveLibrary(t.Context(), o)
			require.NoError(t, err)
			require.NoError(t, damage(dir))
			require.Error(t, localneo4j.Verify(dir, localneo4j.Version))

			_, err = localneo4j.ResolveLibrary(t.Context(), o)

			require.NoError(t, err)
			require.NoError(t, localneo4j.Verify(dir, localneo4j.Version))
			times(t, calls, 2)
		})
	}
}

func times(t *testing.T, calls string, n int) {
	t.Helper()
	text, err := os.ReadFile(calls)
	require.NoError(t, err)
	require.Len(t, text, n*len("called\n"))
}

func TestProcessesThatFetchAtOnceTakeTurns(t *testing.T) {
	o := localneo4j.Options{DataDir: t.TempDir(), CacheDir: t.TempDir()}
	calls := withMaven(t, "/bin/sleep 0.3\n"+fetchingAll)
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { _, errs[i] = localneo4j.ResolveLibrary(t.Context(), o) })
	}
	all.Wait()

	require.NoError(t, errors.Join(errs...))
	times(t, calls, 1)
}

func TestProgressIsToldWhileFetching(t *testing.T) {
	var told []string
	o := localneo4j.Options{DataDir: t.TempDir(), CacheDir: t.TempDir(), Progress: func(m string) { told = append(told, m) }}
	withMaven(t, fetchingAll)

	_, err := localneo4j.ResolveLibrary(t.Context(), o)

	require.NoError(t, err)
	require.Len(t, told, 3)
	require.Equal(t, "fetching Neo4j 5.26.29: 1 of about 212 jars, 2 of 118 MB", told[1])
}

func TestACancelledDownloadEndsMavenAndItsChildren(t *testing.T) {
	cache := t.TempDir()
	withMaven(t, "/bin/sleep 60 & echo $! >\"$CALLS\"\nwait")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	begun := time.Now()

	_, err := localneo4j.ResolveLibrary(ctx, localneo4j.Options{DataDir: t.TempDir(), CacheDir: cache})

	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(begun), 4*time.Second)
	only(t, cache, "neo4j.lock")
}

func TestMavenFaultsAreToldApart(t *testing.T) {
	t.Run("no mvn", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		_, err := localneo4j.ResolveLibrary(t.Context(), localneo4j.Options{DataDir: t.TempDir(), CacheDir: t.TempDir()})
		refused(t, err, localneo4j.CodeNoMaven)
	})
	t.Run("mvn fills the disk", func(t *testing.T) {
		withMaven(t, "echo '[ERROR] Failed: x.jar: No space left on device'; exit 1")
		_, err := localneo4j.ResolveLibrary(t.Context(), localneo4j.Options{DataDir: t.TempDir(), CacheDir: t.TempDir()})
		refused(t, err, localneo4j.CodeNoDisk)
	})
	t.Run("mvn says why", func(t *testing.T) {
		withMaven(t, "echo '[ERROR] '; echo '[ERROR] Unknown host'; echo '[ERROR] To see the full stack trace'; echo '[ERROR] Re-run'; exit 1")
		_, err := localneo4j.ResolveLibrary(t.Context(), localneo4j.Options{DataDir: t.TempDir(), CacheDir: t.TempDir()})
		refused(t, err, localneo4j.CodeDownload)
		require.ErrorContains(t, err, "Unknown host")
	})
}

func TestAFullDiskIsToldApart(t *testing.T) {
	refused(t, localneo4j.CheckSpace(t.TempDir(), 1<<40, "the graph"), localneo4j.CodeNoDisk)
	require.NoError(t, localneo4j.CheckSpace(t.TempDir(), 1, "the graph"))
	full := &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	refused(t, localneo4j.FileFault(full, "write x"), localneo4j.CodeNoDisk)
	refused(t, localneo4j.FileFault(os.ErrPermission, "write x"), localneo4j.CodeDataDir)
	require.NoError(t, localneo4j.FileFault(nil, "write x"))
}

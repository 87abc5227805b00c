package reports_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/internal/neo4jtest"
	"waymark/reports"
)

var update = flag.Bool("update", false, "write the golden files anew")

// childMode makes the test binary play the drawing process.
const childMode = "WAYMARK_TEST_DRAW"

func TestMain(m *testing.M) {
	switch os.Getenv(childMode) {
	case "draw":
		if err := reports.DrawMain(os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Exit(0)
	case "hang":
		time.Sleep(time.Hour)
	case "die":
		os.Exit(3)
	case "babble":
		fmt.Print("\x00\x00\x00\x02hi")
		os.Exit(0)
	}
	os.Exit(neo4jtest.Main(m))
}

// childDrawer draws in this test binary, run again as a child that behaves as mode says.
func childDrawer(t *testing.T, mode string) *reports.ChildDrawer {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	d := &reports.ChildDrawer{Command: []string{self}, Env: []string{childMode + "=" + mode}}
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d
}

// golden compares got with testdata/name, or writes it under -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "run the test with -update if the change is meant")
}

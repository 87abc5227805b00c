// Package papers finds the data that goes with the project's papers. It stands
// in a folder "shared" beside the repository, where CI has it; a clone alone has
// no papers, and there the tests that read them are skipped and say so.
package papers

import (
	"os"
	"path/filepath"
	"testing"
)

// File is the path of shared/data/name. Without it the test is skipped, but
// under CI, where nothing may be skipped, it fails.
func File(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(root(t), "..", "shared", "data", name)
	if _, err := os.Stat(path); err == nil {
		return path
	}
	const missing = "the papers' data is not beside this clone: %s"
	if os.Getenv("CI") != "" {
		t.Fatalf(missing, name)
	}
	t.Skipf(missing, name)
	return ""
}

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

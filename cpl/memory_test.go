package cpl_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

// A hundred megabytes of rows as short as they can be, a third of them with
// keys of their own, a third repeated and a third clashing or at fault.
func TestMemoryStaysBounded(t *testing.T) {
	const (
		fileBytes = 100 << 20
		limit     = 96 << 20
	)
	dir := t.TempDir()
	path := filepath.Join(dir, "long.csv")
	out, err := os.Create(path)
	require.NoError(t, err)
	w := bufio.NewWriterSize(out, 1<<20)
	size, err := fmt.Fprintln(w, cplHeader)
	require.NoError(t, err)
	for i := 0; size < fileBytes; i++ {
		forms := []string{"%[1]d,CAD,A0C1,0C1A0001,00000001,Active\n", "R,CAD,A0C1,0C1A0001,00000001,Active\n", "R,CAD,A0C1,0C1A0001,%08[1]X,Active\n", "%[1]d,CAD,A0C1,0C1A0001,%[1]d,Lost\n"}
		n, err := fmt.Fprintf(w, forms[i%3+i%2*(i%3/2)], i)
		require.NoError(t, err)
		size += n
	}
	require.NoError(t, w.Flush())
	require.NoError(t, out.Close())

	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, uint64(0)
	calls := 0
	watch := func(_, _ int64) {
		if calls++; calls%100 == 0 {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
		}
	}
	f, err := cpl.Open(context.Background(), path, cpl.Reading{Kind: cpl.KindCPL, TempDir: dir})
	require.NoError(t, err)
	checked, err := f.Check(context.Background(), watch)
	require.NoError(t, err)
	require.Greater(t, checked.Repeated, int64(500_000))
	require.Greater(t, checked.FaultCount, int64(500_000))
	n := int64(0)
	for _, err := range f.Rows(context.Background(), watch) {
		if err != nil {
			require.NoError(t, err)
		}
		n++
	}
	require.Equal(t, checked.Rows, n)
	require.NoError(t, f.Close())
	require.Less(t, most, before+limit, "the heap grew from %d to %d MiB", before>>20, most>>20)
}

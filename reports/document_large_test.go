//go:build !race

package reports_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

// memoryMode makes the test binary write a large document in one format and
// print the most memory that it took, in KiB.
const memoryMode = "WAYMARK_TEST_MEMORY"

// largeDocument has one table of 20,000 rows and 25 columns in its appendix.
func largeDocument() *reports.Document {
	t := &reports.Table{ID: "findings", Title: "Every finding", Stacked: true}
	kinds := []reports.ColumnKind{reports.ColumnID, reports.ColumnLong, reports.ColumnText, reports.ColumnNumber, reports.ColumnMoment}
	for i := range 25 {
		t.Columns = append(t.Columns, reports.Column{Name: fmt.Sprintf("Column %d", i+1), Kind: kinds[i%len(kinds)]})
	}
	long := "The entry is on the list, but no chain of declared upgrades leads to it from any version that devices run or may start from."
	for i := range 20000 {
		cells := make([]reports.Cell, 25)
		for j := range cells {
			switch kinds[j%len(kinds)] {
			case reports.ColumnID:
				cells[j].Text = fmt.Sprintf("CPL-%05d-%02d", i, j)
			case reports.ColumnLong:
				cells[j].Text = long
			case reports.ColumnText:
				cells[j].Text = "predecessor-undeclared"
			case reports.ColumnNumber:
				cells[j].Number = int64(i * j)
			case reports.ColumnMoment:
				cells[j].Text = "2026-11-25T01:00:00Z"
			}
		}
		if i%3 == 0 {
			cells[2].Mark, cells[2].Remark = true, "to be looked at"
		}
		t.Rows = append(t.Rows, reports.Row{Anchor: fmt.Sprintf("f-%d", i), Cells: cells})
	}
	return &reports.Document{
		Name: "large", Title: "Large", Seal: sampleSeal(), Made: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC),
		Sections: []reports.Section{{ID: "findings", Title: "Findings", Appendix: true, Blocks: []reports.Block{t}}},
	}
}

func TestMemoryOfALargeDocument(t *testing.T) {
	if format := os.Getenv(memoryMode); format != "" {
		began := time.Now()
		require.NoError(t, renderings[format](t.Context(), io.Discard, largeDocument(), nil))
		// What the heap once had it keeps as address space, so this is its peak; the
		// race detector's own memory is not in it.
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		fmt.Printf("peak %d after %s\n", (memory.HeapSys+memory.StackSys)/1024, time.Since(began))
		return
	}
	for _, format := range []string{"xlsx", "csv", "zip", "html", "pdf"} {
		t.Run(format, func(t *testing.T) {
			self, err := os.Executable()
			require.NoError(t, err)
			child := exec.CommandContext(t.Context(), self, "-test.run=^TestMemoryOfALargeDocument$")
			child.Env = append(os.Environ(), memoryMode+"="+format)
			out, err := child.CombinedOutput()
			require.NoError(t, err, string(out))
			fields := strings.Fields(string(out))
			require.Equal(t, "peak", fields[0])
			peak, err := strconv.Atoi(fields[1])
			require.NoError(t, err)
			t.Logf("%s: peak %d MB, %s", format, peak/1024, strings.Join(fields[2:4], " "))
			require.Less(t, peak/1024, 300, "MB")
		})
	}
}

//go:build !race

package reports_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

// panelMode makes the test binary render the frozen report in a file and print
// the most memory that it took, in KiB.
const panelMode = "WAYMARK_TEST_MEMORY_PANEL"

const largeFindings = 20_000

// largePanel is the frozen report of a run with 20,000 findings.
func largePanel(t *testing.T) []byte {
	t.Helper()
	p := samplePanel(t)
	few := p.Findings
	p.Findings = make([]reports.Finding, largeFindings)
	for i := range p.Findings {
		f := few[i%len(few)]
		f.Fingerprint = fmt.Sprintf("%064x", i)
		f.Subject = fmt.Sprintf("CPL-ENTRY-%06d", i)
		f.What = strings.ReplaceAll(f.What, "A-1", fmt.Sprintf("CPL-ENTRY-%06d", i))
		p.Findings[i] = f
	}
	data, _, err := p.Freeze()
	require.NoError(t, err)
	return data
}

// The whole way counts: the frozen bytes, the report, its layout and what is written.
func TestMemoryOfAPanelReportWith20000Findings(t *testing.T) {
	if asked := os.Getenv(panelMode); asked != "" {
		// As the report command does.
		debug.SetMemoryLimit(reports.RenderingMemory)
		format, path, _ := strings.Cut(asked, "|")
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		panel, err := reports.Thaw(data)
		require.NoError(t, err)
		require.NoError(t, (&reports.Library{}).Render(t.Context(), io.Discard, &reports.Issue{Pack: panel}, format))
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		fmt.Printf("peak %d\n", (memory.HeapSys+memory.StackSys)/1024)
		return
	}
	path := filepath.Join(t.TempDir(), "panel.json")
	require.NoError(t, os.WriteFile(path, largePanel(t), 0o600))
	self, err := os.Executable()
	require.NoError(t, err)
	for _, format := range []string{reports.FormatXLSX, reports.FormatCSV, reports.FormatZIP, reports.FormatHTML, reports.FormatPDF} {
		t.Run(format, func(t *testing.T) {
			child := exec.CommandContext(t.Context(), self, "-test.run=^TestMemoryOfAPanelReportWith20000Findings$")
			child.Env = append(os.Environ(), panelMode+"="+format+"|"+path)
			out, err := child.CombinedOutput()
			require.NoError(t, err, string(out))
			peak, err := strconv.Atoi(strings.Fields(string(out))[1])
			require.NoError(t, err)
			t.Logf("%s: peak %d MB", format, peak/1024)
			require.Less(t, peak/1024, 300, "MB")
		})
	}
}

package reports_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

func TestChangesAreToldWithoutWhatThereIsNone(t *testing.T) {
	for _, c := range []struct {
		changes reports.PackChanges
		words   string
	}{
		{reports.PackChanges{New: 1}, "Since 18 November 2026, 1 finding is new."},
		{reports.PackChanges{Reopened: 1200}, "Since 18 November 2026, 1,200 findings are back after having ended."},
		{reports.PackChanges{Resolved: 1}, "Since 18 November 2026, 1 finding has ended."},
		{reports.PackChanges{New: 2, Resolved: 3}, "Since 18 November 2026, 2 findings are new and 3 have ended."},
		{reports.PackChanges{New: 2, Reopened: 1, Resolved: 3, Overdue: 1}, "Since 18 November 2026, 2 findings are new, 1 is back after having ended, and 3 have ended. 1 finding is past the day by which it was to be done."},
		{reports.PackChanges{Overdue: 2}, "Nothing has changed since 18 November 2026. 2 findings are past the day by which it was to be done."},
	} {
		require.Equal(t, c.words, reports.InWords(c.changes, "2026-11-18"))
	}
	require.Contains(t, reports.InWords(reports.PackChanges{New: 1}, ""), "first report")
}

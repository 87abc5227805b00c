package analytics

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

func TestDueDatesAreCountedInWorkingDays(t *testing.T) {
	d, err := LoadDeadlines()
	require.NoError(t, err)
	for _, c := range []struct {
		severity, class, opened, due string
		noted                        bool
	}{
		{"critical", "enforced", "2026-11-25", "2026-12-02", false},
		{"critical", "enforced", "2026-11-28", "2026-12-04", false}, // opened on a Saturday
		{"critical", "enforced", "2026-12-21", "2026-12-30", false}, // over Christmas, with a substitute day
		{"high", "enforced", "2024-03-27", "2024-04-12", false},     // over Easter
		{"critical", "enforced", "2027-12-24", "2028-01-05", false}, // three substitute days
		{"high", "advisory", "2026-11-25", "2026-12-23", false},
		{"medium", "enforced", "2026-11-25", "2026-12-23", false},
		{"low", "advisory", "2026-11-25", "2027-02-22", false},
		{"info", "advisory", "2026-11-25", "", false},
		{"info", "enforced", "2026-11-25", "", false},
		{"critical", "enforced", "2028-12-27", "2029-01-03", true}, // New Year's Day 2029 is not in the calendar
		{"critical", "enforced", "2031-01-01", "2031-01-08", true},
		{"critical", "enforced", "", "", false},
	} {
		due := d.Due(c.severity, c.class, cpl.Date(c.opened))
		require.Equal(t, c.due, string(due.On), "%+v", c)
		require.Equal(t, c.noted, due.Note != "", "%+v", c)
	}
}

func TestTheCalendarAndTheTableAreChecked(t *testing.T) {
	for _, c := range []struct{ calendar, table string }{
		{"until: never", "enforced: {high: 1}"},
		{"until: 2028-12-31\nholidays: [2028-02-30]", "enforced: {high: 1}"},
		{"until: 2028-12-31", "enforced: {terrible: 1}"},
		{"until: 2028-12-31", "enforced: {high: 0}"},
		{"[", ""},
	} {
		_, err := parseDeadlines([]byte(c.calendar), []byte(c.table))
		require.Error(t, err, "%+v", c)
	}
}

package analytics

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWallClockOnTheDaysTheClocksChange(t *testing.T) {
	london, err := time.LoadLocation(Zone)
	require.NoError(t, err)
	at := func(text string) time.Time {
		got, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return got
	}
	cases := map[string]struct {
		spec, after string
		want        []string
	}{
		"an ordinary day": {"30 1 * * *", "2026-11-25T00:00:00Z", []string{"2026-11-25T01:30:00Z", "2026-11-26T01:30:00Z"}},
		"a skipped time comes when the clock jumps": {"30 1 * * *", "2026-03-28T12:00:00Z", []string{"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
		"a repeated time comes once, first":         {"30 1 * * *", "2026-10-24T12:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
		"the hour before the spring change":         {"59 0 * * *", "2026-03-28T12:00:00Z", []string{"2026-03-29T00:59:00Z", "2026-03-29T23:59:00Z"}},
		"the hour after the autumn change":          {"0 2 * * *", "2026-10-24T12:00:00Z", []string{"2026-10-25T02:00:00Z", "2026-10-26T02:00:00Z"}},
		"two skipped times come together, once":     {"15,45 1 * * *", "2026-03-28T12:00:00Z", []string{"2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z"}},
		"started inside the repeated hour":          {"30 1 * * *", "2026-10-25T01:10:00Z", []string{"2026-10-26T01:30:00Z"}},
		"the last day of a month":                   {"0 6 31 * *", "2026-11-01T00:00:00Z", []string{"2026-12-31T06:00:00Z"}},
		"29 February":                               {"0 6 29 2 *", "2026-11-01T00:00:00Z", []string{"2028-02-29T06:00:00Z"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			schedule, err := wallClock(c.spec, london)
			require.NoError(t, err)
			now := at(c.after)
			for _, want := range c.want {
				now = schedule.Next(now)
				require.Equal(t, at(want), now.UTC())
			}
		})
	}
}

func TestScheduleThatNeverComesGivesZero(t *testing.T) {
	schedule, err := wallClock("0 6 30 2 *", time.UTC)
	require.NoError(t, err)
	require.True(t, schedule.Next(time.Now()).IsZero())
}

func TestCheckScheduleSaysWhatToGive(t *testing.T) {
	for _, spec := range []string{"never", "61 * * * *", "@every 5m", "* * * * * *"} {
		require.ErrorContains(t, CheckSchedule(spec), "give", spec)
	}
	require.NoError(t, CheckSchedule("@daily"))
}

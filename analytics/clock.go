package analytics

import (
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// CheckSchedule tells whether spec is a schedule: minute, hour, day of month,
// month and day of week, or a word such as @daily.
func CheckSchedule(spec string) error {
	_, err := wallClock(spec, time.UTC)
	return err
}

// wallClockSchedule follows the clock on the wall of its zone. A time that the
// spring change skips comes at the next minute that exists; one that the autumn
// change repeats comes once, the first time. (robfig/cron alone skips the first
// and fires twice on the second.)
type wallClockSchedule struct {
	spec cron.Schedule
	zone *time.Location
}

func wallClock(spec string, zone *time.Location) (cron.Schedule, error) {
	// Parsed as UTC, so that the library computes with plain wall-clock readings.
	parsed, err := cron.ParseStandard("CRON_TZ=UTC " + spec)
	if err != nil {
		return nil, fmt.Errorf("schedule %q cannot be read: %w: give minute hour day month weekday, such as 0 6 * * *", spec, err)
	}
	if _, interval := parsed.(cron.ConstantDelaySchedule); interval {
		return nil, fmt.Errorf("schedule %q is an interval: give times of the clock instead, such as 0 6 * * *", spec)
	}
	return wallClockSchedule{spec: parsed, zone: zone}, nil
}

// Next implements cron.Schedule.
func (w wallClockSchedule) Next(after time.Time) time.Time {
	reading := onTheWall(after.In(w.zone))
	for {
		reading = w.spec.Next(reading)
		if reading.IsZero() {
			return time.Time{} // no such day ever comes
		}
		if at := w.instant(reading); at.After(after) {
			return at
		}
	}
}

// onTheWall is what the clock on the wall shows at t, written as if it were UTC.
func onTheWall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// instant is when the wall clock first shows the reading, or first goes beyond it.
func (w wallClockSchedule) instant(reading time.Time) time.Time {
	at := time.Date(reading.Year(), reading.Month(), reading.Day(), reading.Hour(), reading.Minute(), reading.Second(), 0, w.zone)
	if !onTheWall(at).Equal(reading) {
		// The clock jumps over the reading: take the moment of the jump.
		_, jump := at.Add(-4 * time.Hour).ZoneBounds()
		return jump
	}
	start, _ := at.ZoneBounds()
	if start.IsZero() {
		return at
	}
	_, now := at.Zone()
	_, before := start.Add(-time.Second).Zone()
	if earlier := at.Add(time.Duration(now-before) * time.Second); earlier.Before(start) && onTheWall(earlier).Equal(reading) {
		return earlier
	}
	return at
}

// Schedule says when something is due.
type Schedule interface {
	// Next is the first time after the one given; zero if there is none.
	Next(after time.Time) time.Time
}

// ParseSchedule reads a schedule (see [CheckSchedule]) that follows the clock on
// the wall of zone: a time that a change of the clock skips comes at the next
// minute that exists, one that it repeats comes once.
func ParseSchedule(spec string, zone *time.Location) (Schedule, error) {
	return wallClock(spec, zone)
}

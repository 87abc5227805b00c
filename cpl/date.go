package cpl

import (
	"fmt"
	"time"
)

const isoDate = "2006-01-02"

// Date is a civil date in ISO form (2026-11-25), or "" where none was stated.
// Two dates compare correctly as strings.
type Date string

// DateOf returns the civil date that t shows in its own location.
func DateOf(t time.Time) Date { return Date(t.Format(isoDate)) }

// Time returns midnight UTC of d, and false when d is absent or no ISO date.
func (d Date) Time() (time.Time, bool) {
	t, err := time.Parse(isoDate, string(d))
	return t, err == nil
}

// Stated reports whether a date is there.
func (d Date) Stated() bool { return d != "" }

// ParseISODate reads a date in ISO form, as settings and command lines give it.
func ParseISODate(text string) (Date, error) {
	if _, err := time.Parse(isoDate, text); err != nil {
		return "", fmt.Errorf("date %q is not in the form YYYY-MM-DD", text)
	}
	return Date(text), nil
}

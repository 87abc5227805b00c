package reports

import "time"

func day(t time.Time) string {
	if t.IsZero() {
		return "not stated"
	}
	return t.UTC().Format("2 January 2006")
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "not stated"
	}
	return t.UTC().Format("2 January 2006, 15:04:05 UTC")
}

// stamp is a moment as machines read it, blank where there is none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

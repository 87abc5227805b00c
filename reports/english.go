package reports

import (
	"strconv"
	"strings"

	"waymark/cpl"
)

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// dateInWords writes 2026-11-25 as 25 November 2026.
func dateInWords(d cpl.Date) string {
	t, ok := d.Time()
	if !ok {
		return "a date not stated"
	}
	return t.Format("2 January 2006")
}

// number writes 1234567 as 1,234,567.
func number[N ~int | ~int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// counted writes "1 version" or "1,200 versions".
func counted[N ~int | ~int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// enumerated joins parts of a sentence: "a", "a and b", "a, b, and c".
func enumerated(parts []string) string {
	switch len(parts) {
	case 0, 1:
		return strings.Join(parts, "")
	case 2:
		return parts[0] + " and " + parts[1]
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + ", and " + parts[last]
}

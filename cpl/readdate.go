package cpl

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const hintDate = "type the date as 2019-04-16, 16/04/2019 or 16 April 2019"

// Spreadsheet serials count days; these are 1 January 1950 and the first day
// that is too late, 1 January 2200.
const (
	firstSerial = 18264
	endSerial   = 109575
	// days1904 is what a serial of the 1904 date system lacks.
	days1904 = 1462
)

func (r *rowReader) date(c cell) Date {
	text, ok := r.take(c)
	if !ok {
		return ""
	}
	var d Date
	if c.kind == numberCell {
		d, ok = numericDate(text, r.date1904)
	} else {
		d, ok = readDate(text, r.vocabulary)
	}
	if !ok && r.visible(text, c.text, func(c rune) bool { return !hidden(c) }) {
		r.fault(CodeNotADate, c.text, hintDate)
	}
	return d
}

func (r *rowReader) returnDate(c cell) Date {
	d := r.date(c)
	if r.today.Stated() && d > r.today {
		r.fault(CodeDateInFuture, c.text, fmt.Sprintf("a return cannot be dated after today (%s): check the date", r.today))
		return ""
	}
	return d
}

// ReadDate reads a date in any of the forms that files may use: ISO with or
// without a time, dd/mm/yyyy, 16 April 2019 or 16th April 2019 in the words of
// v, and spreadsheet serials from 1950 to 2199. It reports false for anything
// else, American order and two-digit years included. A nil v is the built-in one.
func ReadDate(text string, v *Vocabulary) (Date, bool) {
	if v == nil {
		v = DefaultVocabulary()
	}
	return readDate(Trim(text), v)
}

func readDate(text string, v *Vocabulary) (Date, bool) {
	switch {
	case len(text) >= 10 && text[4] == '-' && text[7] == '-':
		return isoTime(text)
	case len(text) == 10 && text[2] == '/' && text[5] == '/':
		return civil(text[6:], text[3:5], text[:2])
	case strings.ContainsFunc(text, unicode.IsSpace):
		return wordDate(text, v)
	}
	return textSerial(text)
}

// isoTime reads an ISO date; a time may follow, and is checked and dropped.
func isoTime(text string) (Date, bool) {
	d, ok := civil(text[:4], text[5:7], text[8:10])
	if !ok {
		return "", false
	}
	if len(text) == 10 {
		return Date(text), true
	}
	if text[10] != 'T' && text[10] != 't' && text[10] != ' ' {
		return "", false
	}
	clock := strings.ToUpper(text[11:])
	for _, layout := range []string{"15:04", "15:04:05", "15:04Z07:00", "15:04:05Z07:00", "15:04Z0700", "15:04:05Z0700"} {
		if _, err := time.Parse(layout, clock); err == nil {
			return d, true
		}
	}
	return "", false
}

// wordDate reads 16 April 2019 and 16th April 2019.
func wordDate(text string, v *Vocabulary) (Date, bool) {
	parts := strings.FieldsFunc(text, unicode.IsSpace)
	if len(parts) != 3 {
		return "", false
	}
	month, ok := v.month(parts[1])
	if !ok {
		return "", false
	}
	day, suffix := parts[0], ""
	if n := len(day) - 2; n > 0 && !allDigits(day) {
		day, suffix = day[:n], strings.ToLower(day[n:])
	}
	if len(day) == 1 {
		day = "0" + day
	}
	if suffix != "" && suffix != ordinal(day) {
		return "", false
	}
	return civil(parts[2], fmt.Sprintf("%02d", int(month)), day)
}

// ordinal is the ending that the day of a month takes in words.
func ordinal(day string) string {
	n, err := strconv.Atoi(day)
	if err != nil || n/10 == 1 {
		return "th"
	}
	switch n % 10 {
	case 1:
		return "st"
	case 2:
		return "nd"
	case 3:
		return "rd"
	}
	return "th"
}

// civil checks a date given by four, two and two digits.
func civil(year, month, day string) (Date, bool) {
	if len(year) != 4 || len(month) != 2 || len(day) != 2 || !allDigits(year) || !allDigits(month) || !allDigits(day) {
		return "", false
	}
	y, m, d := number(year), number(month), number(day)
	// A year below 1000 is a two-digit year that something padded.
	if y < 1000 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return "", false
	}
	return Date(year + "-" + month + "-" + day), true
}

func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// textSerial reads a spreadsheet serial that was written out as digits.
func textSerial(text string) (Date, bool) {
	whole, part, hasPart := strings.Cut(text, ".")
	if len(whole) > 6 || !allDigits(whole) || hasPart && !allDigits(part) {
		return "", false
	}
	return serialDate(number(whole))
}

// numericDate reads the raw number of a spreadsheet's date cell.
func numericDate(text string, date1904 bool) (Date, bool) {
	serial, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(serial) || serial < 0 || serial >= endSerial {
		return "", false
	}
	days := int(math.Floor(serial))
	if date1904 {
		days += days1904
	}
	return serialDate(days)
}

func serialDate(days int) (Date, bool) {
	if days < firstSerial || days >= endSerial {
		return "", false
	}
	return DateOf(time.Date(1899, time.December, 30+days, 0, 0, 0, 0, time.UTC)), true
}

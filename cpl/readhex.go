package cpl

import (
	"fmt"
	"strings"
)

// hex reads hexadecimal digits of a fixed width into upper case. A blank cell
// gives "".
func (r *rowReader) hex(c cell, width int) string {
	text, ok := r.take(c)
	if !ok || !r.visible(text, c.text, nil) {
		return ""
	}
	digits := text
	if len(digits) > 1 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X') {
		digits = digits[2:]
	}
	if c.kind == numberCell && (len(digits) != width || !allDigits(digits)) {
		r.fault(CodeNumberNotText, c.text, fmt.Sprintf("the cell is a number, so leading zeros and letters may be lost: format the column as text and type all %d hex digits", width))
		return ""
	}
	isHex, upper := hexDigits(digits)
	switch {
	case !isHex:
		r.fault(CodeNotHex, c.text, fmt.Sprintf("the cell must be %d hex digits: use 0-9 and A-F alone", width))
		return ""
	case len(digits) != width:
		r.fault(CodeWrongWidth, c.text, fmt.Sprintf("the cell has %d hex digits: write all %d, leading zeros too", len(digits), width))
		return ""
	case upper:
		return digits
	}
	return strings.ToUpper(digits)
}

// hexDigits reports whether text is ASCII hex digits alone, and none of them in
// lower case.
func hexDigits(text string) (isHex, upper bool) {
	upper = true
	for i := range len(text) {
		switch b := text[i]; {
		case '0' <= b && b <= '9', 'A' <= b && b <= 'F':
		case 'a' <= b && b <= 'f':
			upper = false
		default:
			return false, false
		}
	}
	return true, upper
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

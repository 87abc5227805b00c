package cpl

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxIDRunes is the longest CPL Entry ID, and the longest name of a supplier:
// both are keys in the graph, whose index has a limit.
const maxIDRunes = 1000

const hintNUL = "the cell holds a NUL character, which no editor shows: type the cell again"

// take returns what a known column's cell holds, trimmed, and false when it is
// blank or at fault; both leave the column's zero value.
func (r *rowReader) take(c cell) (string, bool) {
	if c.kind > numberCell && !r.plainKind(c) {
		return "", false
	}
	if r.hasNUL && strings.IndexByte(c.text, 0) >= 0 {
		r.fault(CodeInvisible, c.text, hintNUL)
		return "", false
	}
	text := Trim(c.text)
	if text == "" && r.current.must {
		r.fault(CodeRequired, c.text, "the cell is blank: fill it in")
	}
	return text, text != ""
}

func (r *rowReader) plainKind(c cell) bool {
	switch c.kind {
	case formulaCell:
		r.fault(CodeFormula, c.text, "the cell is a formula: paste its value as text")
	case errorCell:
		r.fault(CodeErrorValue, c.text, "the cell is an error value, which says nothing: type the value, or N/A as text where that is meant")
	case booleanCell:
		r.fault(CodeBoolean, c.text, "the cell is true or false: type the value as text")
	default:
		return true
	}
	return false
}

// visible names a character that cannot be seen; except may be nil.
func (r *rowReader) visible(text, typed string, except func(rune) bool) bool {
	bad, found := invisible(text, except)
	if found {
		r.fault(CodeInvisible, typed, fmt.Sprintf("the cell holds the character U+%04X, which cannot be seen: type the cell again, with ordinary spaces", bad))
	}
	return !found
}

// text reads a column that nothing is worked out from.
func (r *rowReader) text(c cell) string {
	text, _ := r.take(c)
	return text
}

// id reads a CPL Entry ID.
func (r *rowReader) id(c cell) string {
	text, ok := r.take(c)
	if !ok {
		return ""
	}
	if c.kind == numberCell {
		r.fault(CodeNumberNotText, c.text, "the cell is a number, and a spreadsheet changes numbers: format the column as text and type the CPL Entry ID again")
		return ""
	}
	ok = r.visible(text, c.text, nil)
	switch {
	case spellsNone(text):
		r.fault(CodeUncitable, c.text, "the id is spelt like N/A, so no declaration can cite it: give the CPL Entry ID")
		ok = false
	case strings.ContainsFunc(text, isSeparator):
		r.fault(CodeUncitable, c.text, "the id holds a comma, a semicolon or a newline, which separate ids in a declaration, so it can never be cited: give one CPL Entry ID")
		ok = false
	case tooLong(text):
		r.fault(CodeUncitable, c.text, "the id has over 1,000 characters: give the CPL Entry ID alone")
		ok = false
	}
	if !ok {
		return ""
	}
	return text
}

func tooLong(text string) bool {
	return len(text) > maxIDRunes && utf8.RuneCountInString(text) > maxIDRunes
}

// name reads a supplier.
func (r *rowReader) name(c cell) string {
	text, ok := r.take(c)
	if !ok || !r.visible(text, c.text, nil) {
		return ""
	}
	if tooLong(text) {
		r.fault(CodeTooLong, c.text, "the name has over 1,000 characters: give the supplier's name alone")
		return ""
	}
	return text
}

func (r *rowReader) deviceType(c cell) string {
	text, ok := r.take(c)
	if !ok || !r.visible(text, c.text, nil) {
		return ""
	}
	name, ok := r.vocabulary.DeviceType(text)
	if !ok {
		r.fault(CodeUnknownDeviceType, c.text, "the device type is not in the vocabulary: type one of "+r.vocabulary.deviceTypeWords())
	}
	return name
}

func (r *rowReader) status(c cell) (word string, listed bool) {
	text, ok := r.take(c)
	if !ok || !r.visible(text, c.text, nil) {
		return "", false
	}
	word, listed, ok = r.vocabulary.Status(text)
	if !ok {
		r.fault(CodeUnknownStatus, c.text, "the status is not in the vocabulary: type one of "+r.vocabulary.statusWords()+", or add the word to the vocabulary")
	}
	return word, listed
}

// firmware reads a firmware version of an install return, which may be blank
// for device types of Type 2.
func (r *rowReader) firmware(c cell) string {
	deviceType := r.row.Cohort.Tuple.DeviceType
	optional := *r.current
	// A device type that cannot be read does not tell whether blank is allowed.
	optional.must = deviceType != "" && !r.vocabulary.Type2(deviceType)
	r.current = &optional
	return r.hex(c, 8)
}

// declaration reads "Previous Firmware CPL Entry IDs".
func (r *rowReader) declaration(c cell) Declaration {
	text, ok := r.take(c)
	if !ok {
		return Declaration{State: NotStated, Text: c.text}
	}
	if c.kind == numberCell {
		r.fault(CodeNumberNotText, c.text, "the cell is a number, and a spreadsheet changes numbers: format the column as text and type the ids again")
		return Declaration{}
	}
	var d Declaration
	if r.reuse {
		d = parseDeclaration(c.text, r.scratch[:0:cap(r.scratch)])
		if cap(d.IDs) > cap(r.scratch) {
			r.scratch = d.IDs
		}
	} else {
		d = parseDeclaration(c.text, nil)
	}
	if !plainASCII(text) && !r.seen(text, c.text, d.IDs) {
		return Declaration{}
	}
	if len(text) > maxIDRunes {
		for _, id := range d.IDs {
			if tooLong(id) {
				r.fault(CodeUncitable, c.text, "a cited id has over 1,000 characters: separate ids with a comma, a semicolon or a newline")
				return Declaration{}
			}
		}
	}
	return d
}

// seen checks a declaration for characters that cannot be seen. Spaces of every
// width may stand around its parts, newlines between them.
func (r *rowReader) seen(text, typed string, ids []string) bool {
	if !r.visible(text, typed, func(c rune) bool { return c == '\n' || c == '\r' || !hidden(c) }) {
		return false
	}
	for _, id := range ids {
		if !r.visible(id, typed, nil) {
			return false
		}
	}
	return true
}

package reports

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters at which a spreadsheet may take a cell for
// a formula, the full-width forms of the first four among them.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// NeutraliseCell makes a text safe to stand in a spreadsheet cell: one that
// starts with = + - @, a tab or a line end gets an apostrophe in front, so that
// no program takes it for a formula. Other texts come back as they are. Give it
// texts only: a negative number would become a text.
func NeutraliseCell(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size > 0 && strings.ContainsRune(formulaStarts, first) {
		return "'" + text
	}
	return text
}

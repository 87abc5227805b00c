package reports

import "strings"

// formulaStarts are the characters at which a spreadsheet may take a cell for
// a formula, the full-width forms of the first four among them.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// NeutraliseCell makes a text safe to stand in a spreadsheet cell: one that
// starts with = + - @, a tab or a line end gets an apostrophe in front, so that
// no program takes it for a formula. Other texts come back as they are. Give it
// texts only: a negative number would become a text.
func NeutraliseCell(text string) string {
	for _, first := range text {
		if strings.ContainsRune(formulaStarts, first) {
			return "'" + text
		}
		break
	}
	return text
}

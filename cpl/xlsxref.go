package cpl

import "strings"

// parseCell reads a reference such as AB12, as a column and a row from 1.
func parseCell(ref string) (column int, row int64, ok bool) {
	i := 0
	for ; i < len(ref) && i < 3 && 'A' <= ref[i]&^0x20 && ref[i]&^0x20 <= 'Z'; i++ {
		column = column*26 + int(ref[i]&^0x20-'A') + 1
	}
	digits := ref[i:]
	if column == 0 || len(digits) > 7 || !allDigits(digits) {
		return 0, 0, false
	}
	row = int64(number(digits))
	return column, row, row > 0
}

// parseRange reads a reference such as A1:C3, or one cell.
func parseRange(ref string) (cellRange, bool) {
	from, to, two := strings.Cut(ref, ":")
	if !two {
		to = from
	}
	left, top, okFrom := parseCell(from)
	right, bottom, okTo := parseCell(to)
	return cellRange{left: left, right: right, top: top, bottom: bottom}, okFrom && okTo && left <= right && top <= bottom
}

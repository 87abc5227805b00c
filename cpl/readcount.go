package cpl

import (
	"fmt"
	"math"
	"strconv"
)

// maxCount is far above the number of devices there are, and low enough for any
// number of counts to be added up.
const maxCount = 1_000_000_000_000

const hintCount = "a count is digits alone, without separators, sign or decimals: type a whole number from 0"

// count reads a number of devices, and whether the cell gave one.
func (r *rowReader) count(c cell) (int64, bool) {
	text, ok := r.take(c)
	if !ok {
		return 0, false
	}
	if c.kind == numberCell && !allDigits(text) {
		return r.numericCount(c)
	}
	if !allDigits(text) {
		r.fault(CodeNotACount, c.text, hintCount)
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n > maxCount {
		r.fault(CodeNotACount, c.text, fmt.Sprintf("the count is above %d, more devices than there are: check it", int64(maxCount)))
		return 0, false
	}
	return n, true
}

// numericCount reads a number that the spreadsheet stored as 1E3 or 5.0.
func (r *rowReader) numericCount(c cell) (int64, bool) {
	n, err := strconv.ParseFloat(Trim(c.text), 64)
	if err != nil || n < 0 || n > maxCount || n != math.Trunc(n) {
		r.fault(CodeNotACount, c.text, hintCount)
		return 0, false
	}
	return int64(n), true
}

func (r *rowReader) gained(c cell) int64 {
	n, ok := r.count(c)
	if ok && r.counted && n > r.row.Cohort.Count {
		r.fault(CodeGainedOverCount, c.text, fmt.Sprintf("more devices were gained than there are (%d): gained is a part of the count", r.row.Cohort.Count))
		return 0
	}
	return n
}

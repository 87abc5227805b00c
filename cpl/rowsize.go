package cpl

// Size is how many bytes of text the row holds, for those who batch rows.
func (r *Row) Size() int {
	n := 0
	for _, c := range r.cells {
		n += len(c.text)
	}
	return n
}

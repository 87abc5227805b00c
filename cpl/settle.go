package cpl

import (
	"context"
	"fmt"
	"iter"
)

// verdicts is what the first pass leaves for the second: which rows repeat a
// key, by their number from 0.
type verdicts struct {
	rows     int64
	repeated bitset
	clashing bitset
	// holders gives, in the order of the rows, for every clashing row its
	// number and the line that holds its key.
	holders *sorter
	// claims are the faults of rows that claim what others hold, by number.
	claims map[int64]Fault
}

func (v *verdicts) discard() error { return v.holders.discard() }

// bitset is a set of row numbers.
type bitset []uint64

func (b *bitset) set(n int64) {
	for int64(len(*b)) <= n>>6 {
		*b = append(*b, 0)
	}
	(*b)[n>>6] |= 1 << (n & 63)
}

func (b bitset) has(n int64) bool { return n>>6 < int64(len(b)) && b[n>>6]&(1<<(n&63)) != 0 }

// settle finds the repeated keys among the sorted ones. The first row with a
// key holds it; a later one repeats it or clashes with it.
func (c *checker) settle(ctx context.Context) (*Checked, error) {
	v := &verdicts{rows: c.result.Rows, holders: newSorter(c.file.reading.TempDir)}
	c.file.result = v
	var holder item
	first := true
	n := 0
	for it, err := range c.keys.sorted() {
		if err != nil {
			return nil, err
		}
		if n++; n%recordsPerLook == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		row := int64(it[2] >> 1)
		switch {
		case first || it[0] != holder[0] || it[1] != holder[1]:
			first, holder = false, it
			c.result.Accepted++
			c.result.BlankDeclarations += int64(it[2] & 1)
		case it[3] == holder[3]:
			c.result.Repeated++
			v.repeated.set(row)
		default:
			c.result.Rejected++
			c.result.FaultCount++
			v.clashing.set(row)
			if err := v.holders.add(item{uint64(row), holder[4]}); err != nil {
				return nil, err
			}
		}
	}
	if err := v.holders.finish(); err != nil {
		return nil, err
	}
	if len(v.clashing) == 0 {
		return &c.result, nil
	}
	return &c.result, c.listFaults(ctx)
}

// listFaults lists the first faults again, now that the clashing keys are known.
func (c *checker) listFaults(ctx context.Context) error {
	c.result.Faults = c.result.Faults[:0]
	for row, err := range c.file.Rows(ctx, nil) {
		if err != nil {
			return err
		}
		room := MaxFaults - len(c.result.Faults)
		c.result.Faults = append(c.result.Faults, row.Faults[:min(room, len(row.Faults))]...)
		if int64(len(c.result.Faults)) == min(MaxFaults, c.result.FaultCount) {
			return nil
		}
	}
	return nil
}

// Rows gives the rows of the file in order, with their outcome, after
// [File.Check] has found it. A row may be kept. The sequence ends after the
// first error, which comes with a nil row; it may be ranged several times.
func (f *File) Rows(ctx context.Context, progress func(done, total int64)) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		if f.result == nil {
			yield(nil, fmt.Errorf("read %s: it was not checked", f.name))
			return
		}
		stopped, err := f.rows(ctx, progress, func(row *Row) bool { return yield(row, nil) })
		if err != nil && !stopped {
			yield(nil, f.wrap("read", err))
		}
	}
}

// rows reads until the end or until each reports false, which is to be stopped.
func (f *File) rows(ctx context.Context, progress func(done, total int64), each func(*Row) bool) (stopped bool, err error) {
	s, err := f.layout.open()
	if err != nil {
		return false, err
	}
	defer s.Close() //nolint:errcheck // read only
	next, stop := iter.Pull2(f.result.holders.sorted())
	defer stop()
	reader := f.reader(false)
	var n int64
	err = pass(ctx, s, progress, true, func(rec *record) (bool, error) {
		row := &Row{}
		reader.read(rec, row)
		if row.Outcome == Accepted && f.result.repeated.has(n) {
			row.Outcome = Repeated
		}
		if row.Outcome == Accepted && f.result.clashing.has(n) {
			held, err, _ := next()
			if err != nil {
				return false, err
			}
			f.clash(row, held[1])
		}
		if fault, claimed := f.result.claims[n]; claimed {
			row.Outcome, row.Faults = Rejected, append(row.Faults, fault)
		}
		n++
		stopped = !each(row)
		return !stopped, nil
	})
	if err != nil || stopped {
		return stopped, err
	}
	if err := f.unchanged(); err != nil {
		return false, err
	}
	if n != f.result.rows {
		return false, fmt.Errorf("%d rows were checked and %d read", f.result.rows, n)
	}
	return false, nil
}

// clash rejects a row whose key another row holds.
func (f *File) clash(row *Row, holder uint64) {
	row.Outcome = Rejected
	fault := Fault{
		Line: row.Line, Column: string(ColEntryID), Code: CodeDuplicateKey, Value: shorten(row.Key),
		Hint: fmt.Sprintf("line %d has this key and says something else: keep the row that is right", holder),
	}
	if !f.reading.Kind.List() {
		fault.Column = ""
	}
	row.Faults = append(row.Faults, fault)
}

package cpl

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
)

// item is a record of fixed size that a sorter puts in order.
type item [5]uint64

const itemBytes = 5 * 8

// runItems is how many items are sorted in memory, about 10 MB.
const runItems = 1 << 18

// runBufferBytes is what reading one sorted run takes while runs are merged.
const runBufferBytes = 32 << 10

// sorter sorts any number of items in bounded memory: it sorts runs of them,
// writes the runs to one temporary file, and merges them as they are read.
type sorter struct {
	dir  string
	size int // of a run
	buf  []item
	file *os.File
	out  *bufio.Writer
	runs []run
	done int64 // bytes written
}

type run struct{ from, bytes int64 }

func newSorter(dir string) *sorter { return &sorter{dir: dir, size: runItems} }

func (s *sorter) add(it item) error {
	s.buf = append(s.buf, it)
	if len(s.buf) < s.size {
		return nil
	}
	return s.flush()
}

// flush writes the items in memory out as a sorted run.
func (s *sorter) flush() error {
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "waymark-sort-*")
		if err != nil {
			return fmt.Errorf("sort keys: %w", err)
		}
		s.file, s.out = f, bufio.NewWriterSize(f, 256<<10)
	}
	s.sort()
	var b [itemBytes]byte
	for _, it := range s.buf {
		for i, v := range it {
			binary.LittleEndian.PutUint64(b[i*8:], v)
		}
		if _, err := s.out.Write(b[:]); err != nil {
			return fmt.Errorf("sort keys: %w", err)
		}
	}
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("sort keys: %w", err)
	}
	size := int64(len(s.buf)) * itemBytes
	s.runs = append(s.runs, run{s.done, size})
	s.done += size
	s.buf = s.buf[:0]
	return nil
}

func (s *sorter) sort() {
	slices.SortFunc(s.buf, func(a, b item) int {
		if c := cmp.Compare(a[0], b[0]); c != 0 {
			return c
		}
		return compareItems(a, b)
	})
}

func compareItems(a, b item) int {
	for i := range a {
		if c := cmp.Compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

// finish ends adding. Without it sorted gives nothing sensible.
func (s *sorter) finish() error {
	if len(s.runs) == 0 {
		s.sort()
		return nil
	}
	if len(s.buf) > 0 {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.buf = nil
	return nil
}

// sorted gives all items in order. It may be ranged several times.
func (s *sorter) sorted() iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		for _, it := range s.buf {
			if !yield(it, nil) {
				return
			}
		}
		var h mergeHeap
		for _, r := range s.runs {
			in := &runReader{in: bufio.NewReaderSize(io.NewSectionReader(s.file, r.from, r.bytes), runBufferBytes)}
			if h.push(in, yield) {
				return
			}
		}
		heap.Init(&h)
		for len(h) > 0 {
			if !yield(h[0].head, nil) {
				return
			}
			more, err := h[0].next()
			switch {
			case err != nil:
				yield(item{}, err)
				return
			case more:
				heap.Fix(&h, 0)
			default:
				heap.Pop(&h)
			}
		}
	}
}

// discard removes the temporary file.
func (s *sorter) discard() error {
	s.buf = nil
	if s.file == nil {
		return nil
	}
	err := errors.Join(s.file.Close(), os.Remove(s.file.Name()))
	s.file, s.runs = nil, nil
	return err
}

// runReader reads one sorted run.
type runReader struct {
	in   *bufio.Reader
	head item
}

func (r *runReader) next() (bool, error) {
	var b [itemBytes]byte
	if _, err := io.ReadFull(r.in, b[:]); errors.Is(err, io.EOF) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("read sorted keys: %w", err)
	}
	for i := range r.head {
		r.head[i] = binary.LittleEndian.Uint64(b[i*8:])
	}
	return true, nil
}

// mergeHeap holds the runs that are not read to their end, least head first.
type mergeHeap []*runReader

// push adds a run, and reports true when it could not be read.
func (h *mergeHeap) push(r *runReader, yield func(item, error) bool) (failed bool) {
	more, err := r.next()
	if err != nil {
		yield(item{}, err)
		return true
	}
	if more {
		*h = append(*h, r)
	}
	return false
}

func (h mergeHeap) Len() int           { return len(h) }
func (h mergeHeap) Less(i, j int) bool { return compareItems(h[i].head, h[j].head) < 0 }
func (h mergeHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push and Pop are for container/heap.
func (h *mergeHeap) Push(x any) { *h = append(*h, x.(*runReader)) }

// Pop takes the last run off.
func (h *mergeHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

package cpl

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

// sheetRow is a row of a worksheet: its cells that are not empty, in order.
type sheetRow struct {
	line  int64
	cells []sheetCell
	texts []byte
}

type sheetCell struct {
	column int
	kind   cellKind
	size   int // of its text, which follows those of the cells before
}

// rowFile keeps the rows of a worksheet in a temporary file, so that the XML is
// walked once, to its end, before the first row is used.
type rowFile struct {
	file *os.File
	out  *bufio.Writer
	size int64
	head []byte
}

func newRowFile(dir string) (*rowFile, error) {
	f, err := os.CreateTemp(dir, "waymark-rows-*")
	if err != nil {
		return nil, fmt.Errorf("keep rows: %w", err)
	}
	return &rowFile{file: f, out: bufio.NewWriterSize(f, 256<<10)}, nil
}

func (f *rowFile) add(r *sheetRow) error {
	b := binary.AppendVarint(f.head[:0], r.line)
	b = binary.AppendUvarint(b, uint64(len(r.cells)))
	for _, c := range r.cells {
		b = binary.AppendUvarint(b, uint64(c.column))
		b = append(b, byte(c.kind))
		b = binary.AppendUvarint(b, uint64(c.size))
	}
	b = binary.AppendUvarint(b, uint64(len(r.texts)))
	f.head = b
	_, err := f.out.Write(b)
	if err == nil {
		_, err = f.out.Write(r.texts)
	}
	f.size += int64(len(b) + len(r.texts))
	if err != nil {
		return fmt.Errorf("keep rows: %w", err)
	}
	return nil
}

func (f *rowFile) finish() error {
	if err := f.out.Flush(); err != nil {
		return fmt.Errorf("keep rows: %w", err)
	}
	return nil
}

// discard removes the file; it may be called more than once.
func (f *rowFile) discard() error {
	if f.file == nil {
		return nil
	}
	err := errors.Join(f.file.Close(), os.Remove(f.file.Name()))
	f.file = nil
	return err
}

func (f *rowFile) open() *rowSource {
	in := &countingReader{r: io.NewSectionReader(f.file, 0, f.size)}
	return &rowSource{in: bufio.NewReaderSize(in, 256<<10), counted: in, total: f.size}
}

// rowSource gives the rows of a rowFile as records.
type rowSource struct {
	in      *bufio.Reader
	counted *countingReader
	total   int64
	sizes   []int
	texts   []byte
}

func (s *rowSource) Close() error { return nil }

func (s *rowSource) position() (done, total int64) {
	return s.counted.n - int64(s.in.Buffered()), s.total
}

func (s *rowSource) next(rec *record) (bool, error) {
	line, err := binary.ReadVarint(s.in)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read kept rows: %w", err)
	}
	rec.line, rec.cells = line, rec.cells[:0]
	if err := s.cells(rec); err != nil {
		return false, fmt.Errorf("read kept rows: %w", err)
	}
	return true, nil
}

func (s *rowSource) cells(rec *record) error {
	n, err := binary.ReadUvarint(s.in)
	if err != nil {
		return err
	}
	s.sizes = s.sizes[:0]
	for range n {
		column, err := binary.ReadUvarint(s.in)
		if err != nil {
			return err
		}
		kind, err := s.in.ReadByte()
		if err != nil {
			return err
		}
		size, err := binary.ReadUvarint(s.in)
		if err != nil {
			return err
		}
		for uint64(len(rec.cells)) < column {
			rec.cells, s.sizes = append(rec.cells, cell{}), append(s.sizes, 0)
		}
		rec.cells, s.sizes = append(rec.cells, cell{kind: cellKind(kind)}), append(s.sizes, int(size))
	}
	total, err := binary.ReadUvarint(s.in)
	if err != nil {
		return err
	}
	if uint64(cap(s.texts)) < total {
		s.texts = make([]byte, total)
	}
	s.texts = s.texts[:total]
	if _, err := io.ReadFull(s.in, s.texts); err != nil {
		return err
	}
	rec.hasNUL = bytes.IndexByte(s.texts, 0) >= 0
	text, at := string(s.texts), 0
	for i := range rec.cells {
		rec.cells[i].text = text[at : at+s.sizes[i]]
		at += s.sizes[i]
	}
	return nil
}

// countingReader counts what was read through it.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

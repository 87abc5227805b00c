package cpl

import (
	"context"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"unicode/utf16"
)

const (
	// stringsInMemory is how many bytes of shared strings are kept in memory;
	// more go to a temporary file.
	stringsInMemory = 32 << 20
	// stringsPerMark: the place of every so many strings is remembered.
	stringsPerMark = 16
	pageBytes      = 64 << 10
	pageSlots      = 256
)

// stringTable holds the shared strings of a workbook in bounded memory.
type stringTable struct {
	dir   string
	count int64
	marks []int64
	size  int64 // of all strings, written or not
	mem   []byte
	file  *os.File
	pages [pageSlots]page
}

type page struct {
	number int64
	data   []byte
}

// readStrings reads the shared strings; without a part there are none.
func readStrings(ctx context.Context, b *workbook, dir string) (*stringTable, error) {
	t := &stringTable{dir: dir}
	if b.strings == "" {
		return t, nil
	}
	var text []byte
	inText, phonetic := false, 0
	err := walkPart(ctx, b.archive, b.strings, xmlHandler{
		start: func(e xml.StartElement) error {
			switch e.Name.Local {
			case "si":
				text = text[:0]
			case "rPh":
				phonetic++
			case "t":
				inText = phonetic == 0
			}
			return nil
		},
		text: func(b []byte) error {
			if !inText {
				return nil
			}
			if text = append(text, b...); len(text) > maxRecordBytes {
				return &FileFault{Code: CodeRecordTooLong, Message: "a text of the workbook is over 1 MiB", Hint: "shorten it"}
			}
			return nil
		},
		end: func(name string) error {
			switch name {
			case "si":
				return t.add(unescape(text))
			case "rPh":
				phonetic--
			case "t":
				inText = false
			}
			return nil
		},
	})
	if err != nil {
		return nil, errors.Join(err, t.discard())
	}
	return t, t.finish()
}

func (t *stringTable) add(text []byte) error {
	if t.count%stringsPerMark == 0 {
		t.marks = append(t.marks, t.size)
	}
	before := len(t.mem)
	t.mem = binary.AppendUvarint(t.mem, uint64(len(text)))
	t.mem = append(t.mem, text...)
	t.size += int64(len(t.mem) - before)
	t.count++
	if len(t.mem) > stringsInMemory {
		return t.flush()
	}
	return nil
}

func (t *stringTable) flush() error {
	if t.file == nil {
		f, err := os.CreateTemp(t.dir, "waymark-strings-*")
		if err != nil {
			return fmt.Errorf("keep texts: %w", err)
		}
		t.file = f
	}
	if _, err := t.file.Write(t.mem); err != nil {
		return fmt.Errorf("keep texts: %w", err)
	}
	t.mem = t.mem[:0]
	return nil
}

func (t *stringTable) finish() error {
	if t.file == nil {
		return nil
	}
	err := t.flush()
	t.mem = nil
	return err
}

func (t *stringTable) discard() error {
	if t.file == nil {
		return nil
	}
	err := errors.Join(t.file.Close(), os.Remove(t.file.Name()))
	t.file = nil
	return err
}

// append appends the text with this number to b, and reports false when there
// is none.
func (t *stringTable) append(b []byte, number int64) ([]byte, bool, error) {
	if number < 0 || number >= t.count {
		return b, false, nil
	}
	at := t.marks[number/stringsPerMark]
	for i := number % stringsPerMark; ; i-- {
		var head [binary.MaxVarintLen64]byte
		n, err := t.read(head[:], at)
		if err != nil {
			return b, false, err
		}
		size, used := binary.Uvarint(head[:n])
		at += int64(used)
		if i == 0 {
			start := len(b)
			b = append(b, make([]byte, size)...)
			_, err := t.read(b[start:], at)
			return b, true, err
		}
		at += int64(size)
	}
}

// read fills b from a place in the table, as far as the table goes.
func (t *stringTable) read(b []byte, at int64) (int, error) {
	if t.file == nil {
		return copy(b, t.mem[at:]), nil
	}
	n := 0
	for n < len(b) && at < t.size {
		data, err := t.page(at / pageBytes)
		if err != nil {
			return n, err
		}
		k := copy(b[n:], data[at%pageBytes:])
		n += k
		at += int64(k)
	}
	return n, nil
}

func (t *stringTable) page(number int64) ([]byte, error) {
	p := &t.pages[number%pageSlots]
	if p.data != nil && p.number == number {
		return p.data, nil
	}
	if p.data == nil {
		p.data = make([]byte, pageBytes)
	}
	n, err := t.file.ReadAt(p.data[:pageBytes], number*pageBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		p.data = nil
		return nil, fmt.Errorf("read kept texts: %w", err)
	}
	p.number, p.data = number, p.data[:n]
	return p.data, nil
}

// unescape turns _x000D_ into the character that it stands for, as spreadsheet
// programs show it. The result may share memory with text.
func unescape(text []byte) []byte {
	out := text[:0]
	for i := 0; i < len(text); {
		unit, ok := escapedUnit(text[i:])
		if !ok {
			out = append(out, text[i])
			i++
			continue
		}
		i += escapeBytes
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			low, ok := escapedUnit(text[i:])
			if r = utf16.DecodeRune(r, rune(low)); ok && r != '\ufffd' {
				i += escapeBytes
			}
		}
		out = append(out, string(r)...)
	}
	return out
}

const escapeBytes = len("_x0000_")

func escapedUnit(text []byte) (uint16, bool) {
	if len(text) < escapeBytes || text[0] != '_' || text[1] != 'x' || text[6] != '_' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return uint16(unit), err == nil
}

package cpl

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	// maxRecordBytes is the longest record, without its line end.
	maxRecordBytes = 1 << 20
	maxColumns     = 10_000
	csvBufferBytes = 128 << 10
)

// csvSource reads records of RFC 4180: CRLF, LF and CR end a record outside
// quotes, also mixed. Its buffer never grows far beyond the longest record.
type csvSource struct {
	in        io.ReadCloser
	separator byte
	plain     [256]bool // bytes that mean nothing special in an unquoted cell
	total     int64

	buf        []byte
	start, end int // what is read and not yet used
	used       int64
	line       int64
	eof        bool
	spans      []span
}

// span is where a cell's text stands in its record.
type span struct {
	from, to int
	doubled  bool // holds doubled quotes
}

func newCSVSource(in io.ReadCloser, separator byte, total int64) *csvSource {
	c := &csvSource{in: in, separator: separator, total: total, buf: make([]byte, csvBufferBytes), line: 1}
	for i := range c.plain {
		b := byte(i)
		c.plain[i] = b != separator && b != '\n' && b != '\r' && b != '"'
	}
	return c
}

func (c *csvSource) Close() error { return c.in.Close() }

func (c *csvSource) position() (done, total int64) { return c.used, c.total }

// fill reads more bytes behind the unused ones, and reports false at the end.
func (c *csvSource) fill() (bool, error) {
	if c.eof {
		return false, nil
	}
	if c.start > 0 {
		copy(c.buf, c.buf[c.start:c.end])
		c.start, c.end = 0, c.end-c.start
	}
	if c.end > maxRecordBytes+1 {
		return false, &FileFault{
			Code: CodeRecordTooLong, Line: c.line, Message: "a record is over 1 MiB",
			Hint: "look for a quote that is left open there, and close it",
		}
	}
	if c.end == len(c.buf) {
		grown := make([]byte, 2*len(c.buf))
		copy(grown, c.buf[:c.end])
		c.buf = grown
	}
	n, err := c.in.Read(c.buf[c.end:])
	c.end += n
	if errors.Is(err, io.EOF) {
		c.eof, err = true, nil
	}
	return n > 0 || !c.eof, err
}

// peek makes the byte at position p of the record available, if there is one.
func (c *csvSource) peek(p int) (bool, error) {
	for c.start+p >= c.end {
		if more, err := c.fill(); !more || err != nil {
			return false, err
		}
	}
	return true, nil
}

func (c *csvSource) next(rec *record) (bool, error) {
	if c.used == 0 && c.start == 0 {
		if err := c.skipBOM(); err != nil {
			return false, err
		}
	}
	if there, err := c.peek(0); !there || err != nil {
		return false, err
	}
	size, lines, err := c.scan()
	if err != nil {
		return false, err
	}
	if size > maxRecordBytes {
		return false, &FileFault{
			Code: CodeRecordTooLong, Line: c.line, Message: "a record is over 1 MiB",
			Hint: "shorten its cells, or look for a quote that is left open there",
		}
	}
	raw := c.buf[c.start : c.start+size]
	if !utf8.Valid(raw) {
		return false, &FileFault{
			Code: CodeNotUTF8, Line: c.line, Message: "the file is not UTF-8",
			Hint: "save it as \"CSV UTF-8\"",
		}
	}
	rec.line = c.line
	rec.cells = rec.cells[:0]
	text := string(raw)
	rec.hasNUL = strings.IndexByte(text, 0) >= 0
	for _, s := range c.spans {
		t := text[s.from:s.to]
		if s.doubled {
			t = strings.ReplaceAll(t, `""`, `"`)
		}
		rec.cells = append(rec.cells, cell{text: t})
	}
	if err := c.endRecord(size); err != nil {
		return false, err
	}
	c.line += lines + 1
	return true, nil
}

func (c *csvSource) skipBOM() error {
	for c.end-c.start < 3 {
		if more, err := c.fill(); err != nil {
			return err
		} else if !more {
			break
		}
	}
	if bytes.HasPrefix(c.buf[c.start:c.end], []byte("\ufeff")) {
		c.start, c.used = c.start+3, 3
	}
	return nil
}

// endRecord steps over the record and its line end.
func (c *csvSource) endRecord(size int) error {
	if there, err := c.peek(size); err != nil {
		return err
	} else if there {
		size++
		if c.buf[c.start+size-1] == '\r' {
			if there, err = c.peek(size); err != nil {
				return err
			}
			if there && c.buf[c.start+size] == '\n' {
				size++
			}
		}
	}
	c.start += size
	c.used += int64(size)
	return nil
}

// scan finds the cells of the record that starts at the first unused byte. It
// returns the record's size without its line end, and how many line ends stand
// inside its quoted cells.
func (c *csvSource) scan() (size int, lines int64, err error) {
	c.spans = c.spans[:0]
	p := 0
	for {
		quoted, err := c.peek(p)
		if err != nil {
			return 0, 0, err
		}
		var s span
		if quoted && c.buf[c.start+p] == '"' {
			var inside int64
			s, inside, err = c.quotedCell(p, lines)
			lines += inside
			p = s.to + 1
		} else {
			s, err = c.plainCell(p, lines)
			p = s.to
		}
		if err != nil {
			return 0, 0, err
		}
		if len(c.spans) == maxColumns {
			return 0, 0, &FileFault{
				Code: CodeTooManyColumns, Line: c.line, Message: "a record has more than 10,000 columns",
				Hint: "keep the columns that are asked for",
			}
		}
		c.spans = append(c.spans, s)
		there, err := c.peek(p)
		if err != nil {
			return 0, 0, err
		}
		if !there || c.buf[c.start+p] != c.separator {
			return p, lines, nil
		}
		p++
	}
}

// plainCell reads the unquoted cell at p.
func (c *csvSource) plainCell(p int, lines int64) (span, error) {
	from := p
	for {
		data := c.buf[c.start:c.end]
		for p < len(data) && c.plain[data[p]] {
			p++
		}
		if p < len(data) {
			if data[p] == '"' {
				return span{}, c.strayQuote(lines, "a quote stands inside an unquoted cell")
			}
			return span{from: from, to: p}, nil
		}
		there, err := c.peek(p)
		if err != nil {
			return span{}, err
		}
		if !there {
			return span{from: from, to: p}, nil
		}
	}
}

// quotedCell reads the quoted cell at p; its span is the text between the quotes.
func (c *csvSource) quotedCell(p int, lines int64) (s span, inside int64, err error) {
	s.from = p + 1
	p++
	for {
		i := bytes.IndexByte(c.buf[c.start+p:c.end], '"')
		if i < 0 {
			p = c.end - c.start
			there, err := c.peek(p)
			if err != nil {
				return s, 0, err
			}
			if !there {
				return s, 0, &FileFault{
					Code: CodeOpenQuote, Line: c.line + lines, Message: "a quote is left open until the end of the file",
					Hint: "close it",
				}
			}
			continue
		}
		p += i
		there, err := c.peek(p + 1)
		if err != nil {
			return s, 0, err
		}
		if there && c.buf[c.start+p+1] == '"' {
			s.doubled = true
			p += 2
			continue
		}
		s.to = p
		inside = countLineEnds(c.buf[c.start+s.from : c.start+p])
		if there && c.plain[c.buf[c.start+p+1]] {
			return s, inside, c.strayQuote(lines+inside, "text follows a closing quote")
		}
		return s, inside, nil
	}
}

func (c *csvSource) strayQuote(lines int64, what string) error {
	return &FileFault{
		Code: CodeStrayQuote, Line: c.line + lines, Message: what,
		Hint: "put the whole cell in quotes, and double the quotes that are part of it",
	}
}

// countLineEnds counts CRLF, LF and CR as one line end each.
func countLineEnds(text []byte) int64 {
	n := bytes.Count(text, []byte{'\n'})
	if bytes.IndexByte(text, '\r') >= 0 {
		n += bytes.Count(text, []byte{'\r'}) - bytes.Count(text, []byte("\r\n"))
	}
	return int64(n)
}

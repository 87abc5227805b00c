package cpl

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Reading says how a file is to be read.
type Reading struct {
	Kind Kind
	// Today is the date after which no return may be dated; "" checks nothing.
	Today Date
	// Columns and Vocabulary are data; nil stands for what is built in.
	Columns    *ColumnMap
	Vocabulary *Vocabulary
	// TempDir is where large intermediate results go; "" is the system's.
	TempDir string
}

// File is an input file whose header has been found. Call [File.Check] once,
// then [File.Rows] as often as wanted, then [File.Close]. It is for one
// goroutine at a time.
type File struct {
	path    string
	name    string
	size    int64
	changed time.Time
	sha256  string
	reading Reading
	layout  *layout
	result  *verdicts
}

// Open looks into the file at path: CSV or XLSX, which separator, where the
// header is. What refuses the file as a whole is a [*FileFault]; some of it is
// found by [File.Check] only.
func Open(ctx context.Context, path string, r Reading) (*File, error) {
	if !r.Kind.Valid() {
		return nil, fmt.Errorf("open %s: there is no kind %q of file", filepath.Base(path), r.Kind)
	}
	if r.Columns == nil {
		r.Columns = DefaultColumnMap()
	}
	if r.Vocabulary == nil {
		r.Vocabulary = DefaultVocabulary()
	}
	f := &File{path: path, name: filepath.Base(path), reading: r}
	if err := f.open(ctx); err != nil {
		var fault *FileFault
		if errors.As(err, &fault) {
			return nil, fault
		}
		return nil, fmt.Errorf("open %s: %w", f.name, err)
	}
	return f, nil
}

func (f *File) open(ctx context.Context) error {
	info, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file")
	}
	f.size, f.changed = info.Size(), info.ModTime()
	start, err := f.hash(ctx)
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(start, []byte("PK\x03\x04")), bytes.HasPrefix(start, []byte("PK\x05\x06")):
		f.layout, err = xlsxLayout(ctx, f.path, f.reading)
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		err = compoundFault(f.path)
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		err = &FileFault{Code: CodeNotUTF8, Message: "the file is UTF-16, not UTF-8", Hint: "save it as \"CSV UTF-8\""}
	default:
		f.layout, err = csvLayout(f.path, f.size, f.reading)
	}
	return err
}

// hash works out the file's SHA-256 and returns its first bytes.
func (f *File) hash(ctx context.Context) ([]byte, error) {
	in, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // read only
	start := make([]byte, 8)
	n, err := io.ReadFull(in, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	h := sha256.New()
	_, _ = h.Write(start[:n]) // a hash takes every write
	if _, err := io.Copy(h, contextReader{ctx, in}); err != nil {
		return nil, err
	}
	f.sha256 = hex.EncodeToString(h.Sum(nil))
	return start[:n], nil
}

// Close removes what reading the file left in the temporary directory. It may
// be called more than once.
func (f *File) Close() error {
	var err error
	if f.result != nil {
		err = f.result.discard()
		f.result = nil
	}
	return errors.Join(err, f.layout.discard())
}

// SHA256 is the hash of the file's bytes, in lower-case hex.
func (f *File) SHA256() string { return f.sha256 }

// Size is the file's size in bytes.
func (f *File) Size() int64 { return f.size }

// Name is the file's name without its directory.
func (f *File) Name() string { return f.name }

// Has reports whether the file has a known column.
func (f *File) Has(c Column) bool {
	_, there := f.layout.index[c]
	return there
}

// Headers are the file's headers in order, each once, as [Row.Raw] names them.
func (f *File) Headers() []string { return append([]string(nil), f.layout.headers...) }

// reader makes a rowReader for the file; with reuse, its rows may not be kept.
func (f *File) reader(reuse bool) *rowReader {
	l := f.layout
	r := &rowReader{
		kind: f.reading.Kind, vocabulary: f.reading.Vocabulary, today: f.reading.Today,
		headers: l.headers, known: make([]bool, len(l.headers)), ragged: l.ragged, date1904: l.date1904, reuse: reuse,
	}
	required := map[Column]bool{}
	for _, column := range f.reading.Columns.Required(r.kind) {
		required[column] = true
	}
	for _, field := range fieldList(r.kind) {
		i, there := l.index[field.column]
		if there {
			r.columns = append(r.columns, bound{field: field, index: i, must: required[field.column]})
			r.known[i] = true
		}
	}
	return r
}

// unchanged makes sure that the file is still the one that was opened.
func (f *File) unchanged() error {
	info, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	if info.Size() != f.size || !info.ModTime().Equal(f.changed) {
		return &FileFault{Code: CodeChanged, Message: "the file was changed while it was read", Hint: "wait until it is written, then import it again"}
	}
	return nil
}

package cpl

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

const (
	// maxUnpackedBytes is what all parts of a workbook together may unpack to.
	maxUnpackedBytes = 2 << 30
	// A part above suspectBytes may not be packed tighter than suspectRatio:
	// spreadsheets stay far below, zip bombs reach 1,000.
	suspectBytes = 64 << 20
	suspectRatio = 200
	// maxDirectoryBytes is how much of an archive is read to list its parts: all of
	// them are in memory before one can be looked at.
	maxDirectoryBytes = 1 << 20
)

var errManyParts = errors.New("it lists more parts than a workbook or a report has")

// ListZip reads which parts an archive has, and refuses one that lists too many.
func ListZip(r io.ReaderAt, size int64) (*zip.Reader, error) {
	listed := &listing{ReaderAt: r, left: maxDirectoryBytes}
	z, err := zip.NewReader(listed, size)
	listed.done = true
	return z, err
}

// listing bounds what is read until the parts of an archive are listed.
type listing struct {
	io.ReaderAt
	left int
	done bool
}

// ReadAt reads, as long as it may.
func (l *listing) ReadAt(p []byte, off int64) (int, error) {
	if !l.done {
		if l.left -= len(p); l.left < 0 {
			return 0, errManyParts
		}
	}
	return l.ReaderAt.ReadAt(p, off)
}

// archive is the ZIP container of a workbook.
type archive struct {
	file  *os.File
	zip   *zip.Reader
	parts map[string]*zip.File // by name in lower case, as OPC compares names
}

// openArchive opens the container and refuses what no spreadsheet program writes.
func openArchive(name string) (*archive, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	about, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	z, err := ListZip(f, about.Size())
	if err != nil {
		return nil, errors.Join(damaged("the archive cannot be opened: "+err.Error()), f.Close())
	}
	a := &archive{file: f, zip: z, parts: map[string]*zip.File{}}
	if err := a.inspect(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return a, nil
}

func (a *archive) inspect() error {
	var total uint64
	for _, part := range a.zip.File {
		name := strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(part.Name, `\`, "/")), "/"))
		if a.parts[name] != nil && !strings.HasSuffix(part.Name, "/") {
			return damaged("the archive holds " + shorten(part.Name) + " twice")
		}
		a.parts[name] = part
		total += part.UncompressedSize64
		switch {
		case part.Flags&1 != 0:
			return &FileFault{Code: CodeEncrypted, Message: "the archive is encrypted", Hint: "save the workbook without a password"}
		case total > maxUnpackedBytes || part.UncompressedSize64 > maxUnpackedBytes:
			return zipBomb()
		case part.UncompressedSize64 > suspectBytes && part.UncompressedSize64/suspectRatio > part.CompressedSize64:
			return zipBomb()
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "xl/macrosheets/"):
			return macros()
		}
	}
	return nil
}

func (a *archive) Close() error { return a.file.Close() }

func (a *archive) has(name string) bool { return a.parts[strings.ToLower(name)] != nil }

// open reads a part. What it gives never exceeds what the archive declares.
func (a *archive) open(name string) (*partReader, error) {
	part := a.parts[strings.ToLower(name)]
	if part == nil {
		return nil, damaged("the archive lacks the part " + shorten(name))
	}
	in, err := part.Open()
	if err != nil {
		return nil, damaged(shorten(name) + ": " + err.Error())
	}
	return &partReader{in: in, buf: bufio.NewReaderSize(in, 64<<10), left: part.UncompressedSize64}, nil
}

// maxTokenBytes bounds one tag or one text of a part.
const maxTokenBytes = 4 << 20

var (
	errTokenTooLong = errors.New("a tag or a text is over 4 MiB")
	errUnpacksMore  = errors.New("a part unpacks to more than the archive declares")
)

// partReader reads a part byte by byte, for the XML decoder, and gives up when
// one token or the part is too long.
type partReader struct {
	in    io.ReadCloser
	buf   *bufio.Reader
	left  uint64
	token int
}

// ReadByte implements [io.ByteReader].
func (p *partReader) ReadByte() (byte, error) {
	b, err := p.buf.ReadByte()
	if err != nil {
		return 0, err
	}
	if p.left == 0 {
		return 0, errUnpacksMore
	}
	p.left--
	if p.token++; p.token > maxTokenBytes {
		return 0, errTokenTooLong
	}
	return b, nil
}

// Read implements [io.Reader]; the XML decoder uses ReadByte alone.
func (p *partReader) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	c, err := p.ReadByte()
	if err != nil {
		return 0, err
	}
	b[0] = c
	return 1, nil
}

func (p *partReader) Close() error { return p.in.Close() }

func damaged(message string) *FileFault {
	return &FileFault{Code: CodeDamagedArchive, Message: message, Hint: "save the workbook again, or copy the file again"}
}

func zipBomb() *FileFault {
	return &FileFault{
		Code: CodeZipBomb, Message: "the archive unpacks to more than a workbook of its size can hold",
		Hint: fmt.Sprintf("save it as CSV, or keep it below %d MiB unpacked", maxUnpackedBytes>>20),
	}
}

func macros() *FileFault {
	return &FileFault{Code: CodeMacros, Message: "the workbook holds macros", Hint: "save it as .xlsx, without macros"}
}

// compoundFault says why a file in the older compound format cannot be read: it
// is a workbook behind a password, or one of before 2007.
func compoundFault(name string) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // read only
	// The directory of the container holds names in UTF-16.
	var marker []byte
	for _, b := range []byte("EncryptedPackage") {
		marker = append(marker, b, 0)
	}
	buf := make([]byte, 1<<20)
	kept := 0
	for {
		n, err := in.Read(buf[kept:])
		if bytes.Contains(buf[:kept+n], marker) {
			return &FileFault{Code: CodeEncrypted, Message: "the workbook is encrypted", Hint: "save it without a password"}
		}
		if errors.Is(err, io.EOF) {
			return &FileFault{Code: CodeOldFormat, Message: "the file is a spreadsheet of the format before 2007", Hint: "save it as .xlsx or as \"CSV UTF-8\""}
		}
		if err != nil {
			return err
		}
		tail := min(len(marker), kept+n)
		copy(buf, buf[kept+n-tail:kept+n])
		kept = tail
	}
}

package reports

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
)

// orderedZip writes the parts of a zip in the order of their names, whatever the
// order in which they come: the spreadsheet library hands over streamed sheets
// in no order. Until it is closed it keeps the parts, compressed.
type orderedZip struct {
	out   io.Writer
	parts []*zipPart
}

type zipPart struct {
	name   string
	packed bytes.Buffer
	packer *flate.Writer
	sum    hash.Hash32
	size   uint64
}

// Create begins a part, which ends where the next begins.
func (z *orderedZip) Create(name string) (io.Writer, error) {
	if err := z.endPart(); err != nil {
		return nil, err
	}
	p := &zipPart{name: name, sum: crc32.NewIEEE()}
	var err error
	if p.packer, err = flate.NewWriter(&p.packed, flate.DefaultCompression); err != nil {
		return nil, fmt.Errorf("begin a part of a zip: %w", err)
	}
	z.parts = append(z.parts, p)
	return p, nil
}

func (p *zipPart) Write(data []byte) (int, error) {
	if _, err := p.sum.Write(data); err != nil {
		return 0, err
	}
	p.size += uint64(len(data))
	n, err := p.packer.Write(data)
	if err != nil {
		return n, fmt.Errorf("pack %s: %w", p.name, err)
	}
	return n, nil
}

func (z *orderedZip) endPart() error {
	if len(z.parts) == 0 {
		return nil
	}
	if err := z.parts[len(z.parts)-1].packer.Close(); err != nil {
		return fmt.Errorf("end a part of a zip: %w", err)
	}
	return nil
}

// AddFS is a part of the library's interface that it does not use.
func (z *orderedZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the parts, the table of contents that spreadsheets look for first.
func (z *orderedZip) Close() error {
	if err := z.endPart(); err != nil {
		return err
	}
	slices.SortStableFunc(z.parts, func(a, b *zipPart) int { return cmp.Compare(a.name, b.name) })
	out := zip.NewWriter(z.out)
	for _, p := range z.parts {
		file, err := out.CreateRaw(&zip.FileHeader{
			Name: p.name, Method: zip.Deflate, Modified: zipEpoch, CRC32: p.sum.Sum32(),
			CompressedSize64: uint64(p.packed.Len()), UncompressedSize64: p.size,
		})
		if err != nil {
			return err
		}
		if _, err := p.packed.WriteTo(file); err != nil {
			return fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	return out.Close()
}

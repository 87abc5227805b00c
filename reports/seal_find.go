package reports

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"waymark/cpl"
)

// mostSealPart is how much of a part of a zip is read for its seal, in bytes.
const mostSealPart = 1 << 20

// SealIn finds the seal of a rendering in any of [Formats]: in the bytes
// themselves, or in the part of a zip or of an XLSX that holds it. It fails with
// [ErrNoSeal] where there is none.
func SealIn(data []byte) (Seal, error) {
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")):
		// It is the last member of a JSON document, and any text before it may look like one.
		return ParseSeal(data[max(0, bytes.LastIndex(data, []byte(sealStart))):])
	case !bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return ParseSeal(data)
	}
	archive, err := cpl.ListZip(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Seal{}, fmt.Errorf("look for the seal: the file is a damaged zip: %w", err)
	}
	for _, name := range []string{sealFile, "docProps/core.xml"} {
		s, err := sealInPart(archive, name)
		if !errors.Is(err, ErrNoSeal) {
			return s, err
		}
	}
	return Seal{}, ErrNoSeal
}

func sealInPart(archive *zip.Reader, name string) (Seal, error) {
	for _, f := range archive.File {
		if !strings.EqualFold(f.Name, name) {
			continue
		}
		part, err := f.Open()
		if err != nil {
			return Seal{}, fmt.Errorf("look for the seal in %s: %w", name, err)
		}
		text, err := io.ReadAll(io.LimitReader(part, mostSealPart))
		if err = errors.Join(err, part.Close()); err != nil {
			return Seal{}, fmt.Errorf("look for the seal in %s: %w", name, err)
		}
		return ParseSeal(text)
	}
	return Seal{}, ErrNoSeal
}

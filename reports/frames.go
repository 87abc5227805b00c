package reports

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// maxFrame is the largest graph or drawing that passes between a report and
// its drawing child, in bytes.
const maxFrame = 16 << 20

// writeFrame writes a length (4 bytes, big-endian) and data.
func writeFrame(w io.Writer, data []byte) error {
	if len(data) > maxFrame {
		return fmt.Errorf("a frame of %d bytes is over the limit of %d", len(data), maxFrame)
	}
	if _, err := w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), data...)); err != nil {
		return fmt.Errorf("write a frame: %w", err)
	}
	return nil
}

// readFrame reads one frame; it fails with io.EOF when there is none.
func readFrame(r io.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("read the length of a frame: %w", err)
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > maxFrame {
		return nil, fmt.Errorf("a frame of %d bytes is over the limit of %d", n, maxFrame)
	}
	data := make([]byte, n)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("read a frame: %w", err)
	}
	return data, nil
}

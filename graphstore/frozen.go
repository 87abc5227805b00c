package graphstore

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
)

var (
	saveFrozenReport = statement("save_frozen_report")
	saveFrozenPart   = statement("save_frozen_part")
	readFrozenReport = statement("read_frozen_report")
)

// frozenPartBytes is the most that one part of a frozen report holds, compressed.
const frozenPartBytes = 1 << 20

// SaveFrozenReport keeps the data of a report for good, as the run's report of
// that kind ("panel"), compressed and in parts. Keeping the same bytes again
// does nothing. It fails with ErrConflict when the run already has other bytes
// of that kind, with ErrNotFound when there is no such run, and with
// ErrLeaseLost when the lease was taken by another holder.
func (s *Store) SaveFrozenReport(ctx context.Context, lease *Lease, runID, kind string, data []byte) error {
	packed, err := pack(data)
	if err != nil {
		return fmt.Errorf("compress the %s report of run %s: %w", kind, runID, err)
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	return s.guarded(ctx, lease, "freeze the "+kind+" report", func(tx *transaction) error {
		rows, err := tx.run(ctx, saveFrozenReport, map[string]any{"runId": runID, "kind": kind, "sha256": hash, "size": len(data)})
		switch {
		case err != nil:
			return err
		case len(rows) == 0:
			return fmt.Errorf("run %s: %w", runID, ErrNotFound)
		case rows[0].text("sha256") != hash:
			return fmt.Errorf("run %s already has a %s report with other content: %w", runID, kind, ErrConflict)
		case !rows[0].truth("created"):
			return nil
		}
		for n, part := range parts(packed) {
			_, err := tx.run(ctx, saveFrozenPart, map[string]any{"runId": runID, "kind": kind, "n": n, "data": part})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// FrozenReport returns the bytes that [Store.SaveFrozenReport] kept, after
// checking them against their hash. It fails with ErrNotFound when the run has
// no report of that kind, and plainly when the stored bytes are damaged.
func (s *Store) FrozenReport(ctx context.Context, scope Scope, runID, kind string) ([]byte, error) {
	rows, err := s.read(ctx, scope, readFrozenReport, map[string]any{"runId": runID, "kind": kind})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s report of run %s: %w", kind, runID, ErrNotFound)
	}
	return whole(rows, kind+" report of run "+runID)
}

func pack(data []byte) ([]byte, error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(data); err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	return packed.Bytes(), nil
}

// unpack reads at most size bytes, so that damaged data cannot fill the memory.
func unpack(packed io.Reader, size int64) ([]byte, error) {
	r, err := gzip.NewReader(packed)
	if err != nil {
		return nil, fmt.Errorf("gunzip: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(r, size+1))
	if err != nil {
		return nil, fmt.Errorf("gunzip: %w", err)
	}
	return data, nil
}

// parts cuts data into pieces of at most frozenPartBytes, in order.
func parts(data []byte) [][]byte {
	var out [][]byte
	for len(data) > frozenPartBytes {
		out = append(out, data[:frozenPartBytes])
		data = data[frozenPartBytes:]
	}
	return append(out, data)
}

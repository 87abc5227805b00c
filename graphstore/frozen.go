package graphstore

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
)

var (
	saveFrozenReport = statement("save_frozen_report")
	saveFrozenPart   = statement("save_frozen_part")
	readFrozenReport = statement("read_frozen_report")
)

// frozenPartBytes is the most that one part of a frozen report holds, compressed.
const frozenPartBytes = 1 << 20

// Frozen names what a run froze.
type Frozen struct {
	// RunID is the run, and Kind what it is ("panel").
	RunID, Kind string
	// Party is whom it is for alone; blank for what is of all parties.
	Party string
}

func (f Frozen) String() string {
	if f.Party == "" {
		return f.Kind + " report of run " + f.RunID
	}
	return f.Kind + " report of " + f.Party + " of run " + f.RunID
}

func (f Frozen) params(more map[string]any) map[string]any {
	maps.Copy(more, map[string]any{"runId": f.RunID, "kind": f.Kind, "party": f.Party})
	return more
}

// SaveFrozenReport keeps the data of a report for good, compressed and in parts.
// Keeping the same bytes again does nothing. It fails with ErrConflict when the
// run already has other bytes there, with ErrNotFound when there is no such run,
// and with ErrLeaseLost when the lease was taken by another holder.
func (s *Store) SaveFrozenReport(ctx context.Context, lease *Lease, of Frozen, data []byte) error {
	packed, err := pack(data)
	if err != nil {
		return fmt.Errorf("compress the %s: %w", of, err)
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	return s.guarded(ctx, lease, "freeze the "+of.Kind+" report", func(tx *transaction) error {
		rows, err := tx.run(ctx, saveFrozenReport, of.params(map[string]any{"sha256": hash, "size": len(data)}))
		switch {
		case err != nil:
			return err
		case len(rows) == 0:
			return fmt.Errorf("run %s: %w", of.RunID, ErrNotFound)
		case rows[0].text("sha256") != hash:
			return fmt.Errorf("there is a %s with other content: %w", of, ErrConflict)
		case !rows[0].truth("created"):
			return nil
		}
		for n, part := range parts(packed) {
			if _, err := tx.run(ctx, saveFrozenPart, of.params(map[string]any{"n": n, "data": part})); err != nil {
				return err
			}
		}
		return nil
	})
}

// FrozenReport returns the bytes that [Store.SaveFrozenReport] kept, after
// checking them against their hash. A party reads what was frozen for it alone.
// It fails with ErrNotFound when the run has no such report in scope, and plainly
// when the stored bytes are damaged.
func (s *Store) FrozenReport(ctx context.Context, scope Scope, of Frozen) ([]byte, error) {
	rows, err := s.read(ctx, scope, readFrozenReport, of.params(map[string]any{}))
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: %w", of, ErrNotFound)
	}
	return whole(rows, of.String())
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

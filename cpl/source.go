package cpl

import "context"

// source gives the records of a file, blank ones too.
type source interface {
	// next reads the next record into rec and reports false after the last.
	// A [*FileFault] refuses the file.
	next(rec *record) (bool, error)
	// position is how many bytes have been read of how many.
	position() (done, total int64)
	Close() error
}

// layout is what is known of a file once its header is found.
type layout struct {
	headers []string
	// index is where each known column stands.
	index map[Column]int
	// ragged and date1904: see rowReader.
	ragged, date1904 bool
	// open gives the records below the header, from the first.
	open func() (source, error)
	// discard removes what opening the file left in the temporary directory.
	discard func() error
}

// every so many records a pass looks whether it was cancelled.
const recordsPerLook = 1024

// pass ranges over the records of a source that are rows, with progress.
func pass(ctx context.Context, s source, progress func(done, total int64), fresh bool, each func(*record) (bool, error)) error {
	rec := &record{}
	for n := 0; ; n++ {
		if n%recordsPerLook == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if progress != nil {
				progress(s.position())
			}
		}
		if fresh {
			rec = &record{cells: make([]cell, 0, max(len(rec.cells), 8))}
		}
		more, err := s.next(rec)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if rec.blank() {
			continue
		}
		if goOn, err := each(rec); err != nil || !goOn {
			return err
		}
	}
	if progress != nil {
		progress(s.position())
	}
	return nil
}

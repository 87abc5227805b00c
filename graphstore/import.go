package graphstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"waymark/cpl"
)

var (
	abandonImports = statement("abandon_imports")
	beginImport    = statement("begin_import")
	finishImport   = statement("finish_import")
)

// importer is one import under way.
type importer struct {
	store *Store
	// reads is where it looks up what is stored: the store, or a rehearsal.
	reads  reader
	file   *cpl.File
	kind   cpl.Kind
	o      ImportOptions
	lease  *Lease
	result *ImportResult
	// knownModels and knownParties need no second MERGE in this import.
	knownModels  map[string]bool
	knownParties map[string]bool
	// undated are the suppliers' device models of which the return has rows that
	// stand rejected for their date.
	undated      map[string]bool
	faultOrdinal int64
	// claims are what parties represented when the rows were checked.
	claims map[string]string
}

// Import loads an opened file, in passes: check every row, then rows in
// batches, then declared edges, then derived facts. Each batch is one
// transaction that also notes what is left to do, so an import that was
// interrupted is completed by the next one, of this or any other file. The
// result is returned with every error that leaves one, for its reconciliation.
//
// Errors: *cpl.FileFault when the file is refused, ErrStrict, *InputError when a
// guard refuses, ErrBusy when another import or run goes on.
func (s *Store) Import(ctx context.Context, f *cpl.File, kind cpl.Kind, o ImportOptions) (*ImportResult, error) {
	if err := o.Validate(kind); err != nil {
		return nil, err
	}
	im, err := s.newImporter(f, kind, o)
	if err != nil {
		return nil, err
	}
	return im.result, im.load(ctx)
}

// newImporter makes an importer of an opened file; o was validated.
func (s *Store) newImporter(f *cpl.File, kind cpl.Kind, o ImportOptions) (*importer, error) {
	if o.FileName == "" {
		o.FileName = f.Name()
	}
	if o.ID == "" {
		var err error
		if o.ID, err = NewImportID(); err != nil {
			return nil, err
		}
	}
	im := &importer{
		store: s, reads: s, file: f, kind: kind, o: o, knownModels: map[string]bool{}, knownParties: map[string]bool{}, undated: map[string]bool{},
		result: &ImportResult{ID: o.ID, Kind: string(kind), FileName: o.FileName, SHA256: f.SHA256(), Status: ImportRunning, DryRun: o.DryRun, Rejects: []cpl.Fault{}},
	}
	if kind == cpl.KindCPL {
		im.result.EffectiveOn = o.AsOf
	}
	return im, nil
}

// NewImportID makes an id that no other import has; ids sort by when they were made.
func NewImportID() (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("make import id: %w", err)
	}
	return id.String(), nil
}

func (im *importer) load(ctx context.Context) error {
	checked, err := im.file.Check(ctx, im.tell("check"))
	if err == nil {
		err = im.checkClaims(ctx, checked)
	}
	if err != nil {
		im.result.Status = ImportFailed
		return err
	}
	im.takeOver(checked)
	switch {
	case im.o.Strict && checked.Rejected > 0:
		return im.refuse(ctx, &strictError{rejected: checked.Rejected})
	case im.o.DryRun:
		if err := im.guard(ctx, checked); err != nil {
			return im.refuse(ctx, err)
		}
		im.result.Status = ImportDone
		return im.compareAll(ctx)
	}
	return im.store.WithLease(ctx, LeaseWriter, "import of "+string(im.kind), im.o.Wait, func(ctx context.Context, lease *Lease) error {
		im.lease = lease
		if err := im.guard(ctx, checked); err != nil {
			return im.refuse(ctx, err)
		}
		return im.loadGuarded(ctx)
	})
}

// refuse ends an import that loads nothing; its reconciliation says what the
// rows would have come to.
func (im *importer) refuse(ctx context.Context, why error) error {
	im.result.Status = ImportFailed
	return errors.Join(why, im.compareAll(ctx))
}

// takeOver copies what the check pass found into the result.
func (im *importer) takeOver(checked *cpl.Checked) {
	im.result.Rows, im.result.Rejected = checked.Rows, checked.Rejected
	im.result.Unchanged = checked.Repeated
	im.result.FaultCount = checked.FaultCount
	im.result.Rejects = append(im.result.Rejects, checked.Faults...)
	im.result.RejectsTruncated = checked.FaultCount > int64(len(checked.Faults))
}

func (im *importer) loadGuarded(ctx context.Context) error {
	if err := im.begin(ctx); err != nil {
		return err
	}
	err := im.loadRows(ctx)
	if err == nil && im.o.Complete {
		err = im.retire(ctx)
	}
	if err == nil {
		err = im.store.CompleteDerivation(ctx, im.lease, im.o.Progress)
	}
	return errors.Join(err, im.finish(ctx, err))
}

func (im *importer) begin(ctx context.Context) error {
	im.result.Loaded = true
	return im.store.guarded(ctx, im.lease, "begin import", func(tx *transaction) error {
		if _, err := tx.run(ctx, abandonImports, map[string]any{"id": im.result.ID}); err != nil {
			return err
		}
		return im.record(ctx, tx)
	})
}

// record notes that the import has begun.
func (im *importer) record(ctx context.Context, tx *transaction) error {
	_, err := tx.run(ctx, beginImport, map[string]any{
		"id": im.result.ID, "kind": im.result.Kind, "fileName": im.result.FileName, "sha256": im.result.SHA256, "size": im.file.Size(),
		"effectiveOn": fromDate(im.result.EffectiveOn), "columns": im.columns(), "complete": im.o.Complete, "partial": im.o.Partial, "force": fromText(im.o.Force),
	})
	return err
}

// columns are the known columns that the file has: a statement is silent about the others.
func (im *importer) columns() []string {
	var out []string
	for _, c := range versionColumns {
		if im.file.Has(c.column) {
			out = append(out, string(c.column))
		}
	}
	if im.file.Has(cpl.ColDeclaration) {
		out = append(out, string(cpl.ColDeclaration))
	}
	return out
}

// finish records how the import ended, also when its context did.
func (im *importer) finish(ctx context.Context, failure error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	r := im.result
	r.Status = ImportDone
	if failure != nil {
		r.Status, r.Error = ImportFailed, failure.Error()
	}
	return im.store.guarded(ctx, im.lease, "finish import", func(tx *transaction) error {
		rows, err := tx.run(ctx, finishImport, map[string]any{
			"id": r.ID, "status": r.Status, "rows": r.Rows, "created": r.Created, "updated": r.Updated, "unchanged": r.Unchanged,
			"rejected": r.Rejected, "retired": r.Retired, "removed": r.Removed, "blanked": r.Blanked, "faults": r.FaultCount, "error": fromText(r.Error),
		})
		if err == nil && len(rows) == 1 {
			at := rows[0].moment("finishedAt")
			r.FinishedAt = &at
		}
		return err
	})
}

// loadRows runs the rows of the file in batches, each one transaction.
func (im *importer) loadRows(ctx context.Context) error {
	if _, replaces := referenceKinds[im.kind]; replaces {
		return im.replaceTable(ctx)
	}
	if im.kind == cpl.KindInstalls {
		if err := im.findUndated(ctx); err != nil {
			return err
		}
	}
	return im.eachBatch(ctx, "load", func(ctx context.Context, batch []*cpl.Row) error {
		if im.kind == cpl.KindInstalls {
			return im.loadCounts(ctx, batch)
		}
		if im.kind == cpl.KindParties {
			return im.loadParties(ctx, batch)
		}
		return im.loadVersions(ctx, batch)
	})
}

const (
	batchRows  = 10_000
	batchBytes = 16 << 20
)

// eachBatch gives all rows, rejected ones too, to work, in order, bounded in
// number and in bytes.
func (im *importer) eachBatch(ctx context.Context, phase string, work func(context.Context, []*cpl.Row) error) error {
	var batch []*cpl.Row
	size := 0
	for r, err := range im.file.Rows(ctx, im.tell(phase)) {
		if err != nil {
			return err
		}
		batch = append(batch, r)
		size += r.Size()
		if len(batch) < batchRows && size < batchBytes {
			continue
		}
		if err := work(ctx, batch); err != nil {
			return err
		}
		batch, size = batch[:0:0], 0
	}
	if len(batch) == 0 {
		return nil
	}
	return work(ctx, batch)
}

func (im *importer) tell(phase string) func(done, total int64) {
	if im.o.Progress == nil {
		return nil
	}
	return func(done, total int64) { im.o.Progress(Progress{Phase: phase, Done: done, Total: total}) }
}

// strictError is ErrStrict with its number.
type strictError struct{ rejected int64 }

func (e *strictError) Error() string {
	return fmt.Sprintf("nothing was loaded: the import is strict, and the number of rows with faults is %d", e.rejected)
}

func (e *strictError) Is(target error) bool { return target == ErrStrict || target == ErrInvalid }

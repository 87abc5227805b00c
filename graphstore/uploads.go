package graphstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"waymark/cpl"
)

var (
	beginUpload         = statement("begin_upload")
	tellUpload          = statement("tell_upload")
	endUpload           = statement("end_upload")
	dropUpload          = statement("drop_upload")
	readUpload          = statement("read_upload")
	appendUploadRejects = statement("append_upload_rejects")
	forgetUploadRejects = statement("forget_upload_rejects")
	forgetUploads       = statement("forget_uploads")
)

const (
	// UploadPulse is how often the process that has an upload tells of it: like the
	// holder of a lease, it is taken for lost after four pulses without a word.
	UploadPulse = leaseRenewal
	// pulseTimeout bounds one word about an upload: the next one follows soon.
	pulseTimeout = 3 * time.Second
)

// Upload is a file that was sent to a service to be loaded, as every process that
// shares the graph can tell of it. It is no (:Import): nothing rests on it, and
// what reads imports, reports and rules alike, does not meet it.
type Upload struct {
	// Result is the reconciliation as far as it is known, with the first
	// cpl.MaxFaults faults once it has ended.
	Result ImportResult
	// Progress is how far it is while it is running.
	Progress Progress
	// Problem is why it failed, as EndUpload was told; nil if nothing is known of that.
	Problem []byte
	// Lost says that its process stopped telling of it before it had ended.
	Lost bool
}

// BeginUpload notes that a file has arrived, under the id that its import will
// have, and returns when. Its process then calls TellUpload every UploadPulse, and
// EndUpload once.
func (s *Store) BeginUpload(ctx context.Context, u Upload) (receivedAt time.Time, err error) {
	r := u.Result
	err = s.write(ctx, "begin upload", func(tx *transaction) error {
		rows, err := tx.run(ctx, beginUpload, map[string]any{
			"id": r.ID, "kind": r.Kind, "fileName": r.FileName, "dryRun": r.DryRun, "phase": u.Progress.Phase, "seconds": leaseSeconds,
		})
		if err == nil {
			receivedAt = rows[0].moment("receivedAt")
		}
		return err
	})
	return receivedAt, err
}

// TellUpload says that the upload's process lives, and how far it is. One that has
// ended stays as it is.
func (s *Store) TellUpload(ctx context.Context, id string, now Progress) error {
	return s.writeWithin(ctx, "tell of upload", pulseTimeout, func(tx *transaction) error {
		_, err := tx.run(ctx, tellUpload, map[string]any{"id": id, "phase": now.Phase, "done": now.Done, "total": now.Total, "seconds": leaseSeconds})
		return err
	})
}

// EndUpload keeps for a day how an upload ended, with why it failed, or nil, in
// words that its reader gets back, and returns when. One that was loaded is
// dropped: its import says the same for good. It fails with ErrNotFound if there is
// no such upload.
func (s *Store) EndUpload(ctx context.Context, r ImportResult, problem []byte) (finishedAt time.Time, err error) {
	if r.Loaded && r.FinishedAt != nil && problem == nil {
		return *r.FinishedAt, s.write(ctx, "drop upload", func(tx *transaction) error {
			_, err := tx.run(ctx, dropUpload, map[string]any{"id": r.ID})
			return err
		})
	}
	var known any
	if r.FinishedAt != nil {
		known = *r.FinishedAt
	}
	err = s.write(ctx, "end upload", func(tx *transaction) error {
		rows, err := tx.run(ctx, endUpload, map[string]any{
			"id": r.ID, "status": r.Status, "loaded": r.Loaded, "sha256": fromText(r.SHA256), "effectiveOn": fromDate(r.EffectiveOn),
			"problem": fromText(string(problem)), "error": fromText(r.Error),
			"rows": r.Rows, "created": r.Created, "updated": r.Updated, "unchanged": r.Unchanged, "rejected": r.Rejected, "retired": r.Retired,
			"removed": r.Removed, "blanked": r.Blanked, "faults": r.FaultCount, "finishedAt": known,
		})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return ErrNotFound
		}
		finishedAt = rows[0].moment("finishedAt")
		return nil
	})
	return finishedAt, err
}

// KeepUploadFaults keeps every fault of a checked file of which nothing was loaded,
// for Rejects to list.
func (s *Store) KeepUploadFaults(ctx context.Context, id string, f *cpl.File) error {
	var faults []any
	last := int64(0)
	keep := func() error {
		return s.write(ctx, "keep faults", func(tx *transaction) error {
			_, err := tx.run(ctx, appendUploadRejects, map[string]any{"id": id, "faults": faults})
			return err
		})
	}
	for r, err := range f.Rows(ctx, nil) {
		if err != nil {
			return fmt.Errorf("keep faults: %w", err)
		}
		var more []any
		more, last = faultRows([]*cpl.Row{r}, last)
		if faults = append(faults, more...); len(faults) < batchRows {
			continue
		}
		if err := keep(); err != nil {
			return err
		}
		faults = nil
	}
	return keep()
}

// FollowImport returns an import by its id from the arrival of its file on: an
// upload, or what ImportResult returns of one that was loaded. It fails with
// ErrNotFound if there is none, or if it loaded nothing and its day is over.
func (s *Store) FollowImport(ctx context.Context, scope Scope, id string) (Upload, error) {
	rows, err := s.read(ctx, scope, readUpload, map[string]any{"id": id})
	if err != nil {
		return Upload{}, err
	}
	if len(rows) == 0 {
		result, err := s.ImportResult(ctx, scope, id)
		return Upload{Result: result}, err
	}
	u := toUpload(rows[0])
	if u.Lost {
		return s.followLost(ctx, scope, u)
	}
	if u.Result.Status == ImportRunning {
		return u, nil
	}
	err = s.addFaults(ctx, scope, &u.Result)
	return u, err
}

// followLost looks how far an upload came whose process is lost: its import may
// have ended, or be half loaded.
func (s *Store) followLost(ctx context.Context, scope Scope, u Upload) (Upload, error) {
	loaded, err := s.ImportResult(ctx, scope, u.Result.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		return u, nil
	case err != nil:
		return Upload{}, err
	}
	return Upload{Result: loaded, Lost: loaded.Status == ImportRunning}, nil
}

func toUpload(r row) Upload {
	stored := asRow(r.value("upload"))
	u := Upload{Result: toImportResult(r.value("upload")), Lost: r.truth("lost")}
	u.Result.DryRun, u.Result.Loaded = stored.truth("dryRun"), stored.truth("loaded")
	if u.Result.Status == ImportRunning {
		u.Progress = Progress{Phase: stored.text("phase"), Done: stored.number("done"), Total: stored.number("total")}
	}
	if problem := stored.text("problem"); problem != "" {
		u.Problem = []byte(problem)
	}
	return u
}

// ForgetUploads removes uploads whose day is over.
func (s *Store) ForgetUploads(ctx context.Context) error {
	for removed := int64(1); removed > 0; {
		err := s.write(ctx, "forget faults", func(tx *transaction) error {
			rows, err := tx.run(ctx, forgetUploadRejects, map[string]any{"limit": batchRows})
			if err == nil {
				removed = rows[0].number("removed")
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.write(ctx, "forget uploads", func(tx *transaction) error {
		_, err := tx.run(ctx, forgetUploads, nil)
		return err
	})
}

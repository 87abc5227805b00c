package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

// endTime bounds the noting of how an upload ended, which is done also while the
// service stops.
const endTime = 5 * time.Second

// Uploads keep what is known of files that were sent to be loaded, so that every
// replica can tell of them. [graphstore.Store] says what each method does.
type Uploads interface {
	BeginUpload(ctx context.Context, u graphstore.Upload) (receivedAt time.Time, err error)
	TellUpload(ctx context.Context, id string, now graphstore.Progress) error
	KeepUploadFaults(ctx context.Context, id string, f *cpl.File) error
	EndUpload(ctx context.Context, r graphstore.ImportResult, problem []byte) (finishedAt time.Time, err error)
	ForgetUploads(ctx context.Context) error
	FollowImport(ctx context.Context, scope graphstore.Scope, id string) (graphstore.Upload, error)
	Rejects(ctx context.Context, scope graphstore.Scope, id string, after int64, limit int) (faults []cpl.Fault, last int64, err error)
}

// tellOf tells the other replicas of a job until ctx ends: at once when it comes to
// another phase, and often enough that they do not take it for lost.
func (s *Server) tellOf(ctx context.Context, job *importJob) {
	tick := time.NewTicker(graphstore.UploadPulse)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-job.news:
		case <-tick.C:
		}
		if err := s.o.Uploads.TellUpload(ctx, job.id, job.progress()); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "not told of an import", "import_id", job.id, "error", err)
		}
	}
}

// keepEnd notes how a job ended, and returns when. Where that fails, other replicas
// take it for lost, and say that the file is to be sent again.
func (s *Server) keepEnd(ctx context.Context, result graphstore.ImportResult, problem *Problem) time.Time {
	ctx, cancel := context.WithTimeout(ctx, endTime)
	defer cancel()
	var words []byte
	if problem != nil {
		// A problem always encodes.
		words, _ = json.Marshal(problem)
	}
	at, err := s.o.Uploads.EndUpload(ctx, result, words)
	if err == nil {
		return at
	}
	s.log.ErrorContext(ctx, "not noted how an import ended", "import_id", result.ID, "error", err)
	if result.FinishedAt != nil {
		return *result.FinishedAt
	}
	return time.Now().UTC()
}

// forgetUploads removes old uploads now and then.
func (s *Server) forgetUploads(ctx context.Context) {
	if !s.tidied.due(forgetEvery) {
		return
	}
	if err := s.o.Uploads.ForgetUploads(ctx); err != nil {
		s.log.WarnContext(ctx, "old uploads not removed", "error", err)
	}
}

// follow gives an import as any replica can tell of it.
func (s *Server) follow(ctx context.Context, id string) (importBody, error) {
	u, err := s.o.Uploads.FollowImport(ctx, s.scope(ctx), id)
	if err != nil {
		return importBody{}, err
	}
	body := importBody{Import: u.Result}
	switch {
	case u.Lost:
		body.Problem = newProblem(http.StatusServiceUnavailable, "interrupted", "the process that had the file ended before it was done",
			"send the file again: what was loaded stays, and the rest is completed")
		body.Problem.RequestID = requestID(ctx)
		body.Import.Status, body.Import.Error = graphstore.ImportFailed, body.Problem.Detail
	case u.Problem != nil:
		if err := json.Unmarshal(u.Problem, &body.Problem); err != nil {
			return importBody{}, fmt.Errorf("read why an import failed: %w", err)
		}
	case u.Result.Status == graphstore.ImportRunning:
		body.Progress = &u.Progress
	}
	return body, nil
}

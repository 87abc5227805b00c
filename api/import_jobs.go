package api

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"waymark/cpl"
	"waymark/graphstore"
)

// The phases of an import that are not those of loading.
const (
	phaseCheck = "check"
	phaseWait  = "wait"
)

// importJob is an import of this process that is under way.
type importJob struct {
	id   string
	done chan struct{}
	// news says that it came to another phase.
	news chan struct{}

	mu     sync.Mutex
	result graphstore.ImportResult
	now    graphstore.Progress
	// problem is why it failed, as clients read it; nil unless it did.
	problem *Problem
}

// beginJob makes the job of a file that has arrived, and notes it for every replica.
func (s *Server) beginJob(ctx context.Context, in *importInput, o graphstore.ImportOptions) (*importJob, error) {
	job := &importJob{
		id: o.ID, done: make(chan struct{}), news: make(chan struct{}, 1), now: graphstore.Progress{Phase: phaseCheck},
		result: graphstore.ImportResult{ID: o.ID, Kind: in.Kind, FileName: o.FileName, Status: graphstore.ImportRunning, DryRun: o.DryRun, Rejects: []cpl.Fault{}},
	}
	receivedAt, err := s.o.Uploads.BeginUpload(ctx, graphstore.Upload{Result: job.result, Progress: job.now})
	if err != nil {
		return nil, err
	}
	job.result.ReceivedAt = &receivedAt
	return job, nil
}

// read gives the import as it stands, and why it failed if it did.
func (j *importJob) read() (graphstore.ImportResult, *Problem) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.result, j.problem
}

// progress is how far it is.
func (j *importJob) progress() graphstore.Progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.now
}

// tell says how far it is.
func (j *importJob) tell(now graphstore.Progress) {
	j.mu.Lock()
	another := now.Phase != j.now.Phase
	j.now = now
	j.mu.Unlock()
	if !another {
		return
	}
	select {
	case j.news <- struct{}{}:
	default:
	}
}

// loadFile loads the spooled file and removes it, and tells the other replicas
// meanwhile.
func (s *Server) loadFile(ctx context.Context, job *importJob, path string, kind cpl.Kind, o graphstore.ImportOptions) (err error) {
	defer func() { err = errors.Join(err, removeFile(path)) }()
	telling, enough := context.WithCancel(ctx)
	var told sync.WaitGroup
	told.Go(func() { s.tellOf(telling, job) })
	defer told.Wait()
	defer enough()
	file, err := cpl.Open(ctx, path, cpl.Reading{Kind: kind, Today: o.Today, Columns: s.o.Columns, Vocabulary: s.o.Vocabulary, TempDir: s.o.TempDir})
	if err != nil {
		return err //nolint:wrapcheck // worded by cpl
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	result, err := s.o.Store.Import(ctx, file, kind, o)
	if result == nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	result.ReceivedAt = job.result.ReceivedAt
	job.mu.Lock()
	job.result = *result
	job.mu.Unlock()
	if result.Loaded || result.FaultCount == 0 {
		return err //nolint:wrapcheck // worded by graphstore
	}
	return errors.Join(err, s.o.Uploads.KeepUploadFaults(ctx, job.id, file))
}

// endImport notes how a job ended and tells those who wait. from is the context of
// its request, which may be over.
func (s *Server) endImport(from context.Context, job *importJob, err error) {
	from = context.WithoutCancel(from)
	result, problem := job.read()
	if err != nil {
		problem = s.problem(from, err)
		result.Status, result.Error = graphstore.ImportFailed, problem.Detail
	}
	at := s.keepEnd(from, result, problem)
	result.FinishedAt = &at
	job.mu.Lock()
	job.result, job.problem = result, problem
	job.mu.Unlock()
	s.metrics.imports.WithLabelValues(result.Kind, result.Status).Inc()
	s.log.InfoContext(from, "import ended", "request_id", requestID(from), "import_id", job.id, "status", result.Status)
	close(job.done)
	s.forgetUploads(from)
}

// removeFile removes a file; none is no error.
func removeFile(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove temporary file: %w", err)
	}
	return nil
}

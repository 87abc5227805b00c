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

// keptImports is how many ended imports are remembered that the graph does not
// know: refused ones and dry runs.
const keptImports = 64

// importJob is an import of this process.
type importJob struct {
	id   string
	done chan struct{}

	mu     sync.Mutex
	result graphstore.ImportResult
	// problem is why it failed, as clients read it; nil unless it did.
	problem *Problem
	// rejects is a file with every fault as CSV, of an import that the graph does
	// not know; blank if it has none.
	rejects string
}

// read gives the import as it stands, and why it failed if it did.
func (j *importJob) read() (graphstore.ImportResult, *Problem) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.result, j.problem
}

// importTable finds the imports of this process by id: those under way, and the
// last ones that left nothing in the graph.
type importTable struct {
	mu   sync.Mutex
	jobs map[string]*importJob
	// kept are those that have ended, oldest first.
	kept []*importJob
}

func newImportTable() *importTable { return &importTable{jobs: map[string]*importJob{}} }

func (t *importTable) begin(result graphstore.ImportResult) *importJob {
	t.mu.Lock()
	defer t.mu.Unlock()
	job := &importJob{id: result.ID, done: make(chan struct{}), result: result}
	t.jobs[job.id] = job
	return job
}

func (t *importTable) find(id string) *importJob {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.jobs[id]
}

// drop forgets an import.
func (t *importTable) drop(job *importJob) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.jobs, job.id)
}

// keep remembers an import that has ended, and forgets the oldest beyond keptImports.
func (t *importTable) keep(job *importJob) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, job)
	for len(t.kept) > keptImports {
		delete(t.jobs, t.kept[0].id)
		_ = removeFile(t.kept[0].rejects)
		t.kept = t.kept[1:]
	}
}

// clear forgets all imports and removes their files.
func (t *importTable) clear() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, job := range t.kept {
		_ = removeFile(job.rejects)
	}
	t.kept, t.jobs = nil, map[string]*importJob{}
}

// loadFile loads the spooled file and removes it.
func (s *Server) loadFile(ctx context.Context, job *importJob, path string, kind cpl.Kind, o graphstore.ImportOptions) (err error) {
	defer func() { err = errors.Join(err, removeFile(path)) }()
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
	if inGraph(result) || result.FaultCount == 0 {
		return err //nolint:wrapcheck // worded by graphstore
	}
	rejects, failure := spoolRejects(ctx, file, s.o.TempDir)
	job.mu.Lock()
	job.rejects = rejects
	job.mu.Unlock()
	return errors.Join(err, failure)
}

// inGraph says that the graph knows how the import ended.
func inGraph(r *graphstore.ImportResult) bool { return r.FinishedAt != nil }

// endImport records how a job ended and tells those who wait. from is the
// context of its request, which may be over.
func (s *Server) endImport(from context.Context, job *importJob, err error) {
	from = context.WithoutCancel(from)
	job.mu.Lock()
	if err != nil {
		job.problem = s.problem(from, err)
		job.result.Status, job.result.Error = graphstore.ImportFailed, job.problem.Detail
	}
	known := inGraph(&job.result)
	if job.result.FinishedAt == nil {
		job.result.FinishedAt = now()
	}
	status := job.result.Status
	job.mu.Unlock()
	if known {
		s.imports.drop(job)
	} else {
		s.imports.keep(job)
	}
	s.metrics.imports.WithLabelValues(job.result.Kind, status).Inc()
	s.log.InfoContext(from, "import ended", "request_id", requestID(from), "import_id", job.id, "status", status)
	close(job.done)
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

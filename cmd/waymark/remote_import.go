package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"waymark/analytics"
	"waymark/api/client"
	"waymark/cpl"
	"waymark/graphstore"
)

const (
	mediaFile = "application/octet-stream"
	// A service that loads a file is asked how far it is, first soon and then less often.
	firstAsked, lastAsked = 200 * time.Millisecond, 3 * time.Second
)

// importAnswer is an import as a service tells of it.
type importAnswer struct {
	Import   graphstore.ImportResult `json:"import"`
	Problem  *client.ProblemBody     `json:"problem"`
	Progress *graphstore.Progress    `json:"progress"`
}

// load sends a file to the service and waits until it is loaded.
func (s service) load(ctx context.Context, kind cpl.Kind, path string, f importFlags, o graphstore.ImportOptions) (result *graphstore.ImportResult, failure, rejects error) {
	file, name, err := s.openUpload(path)
	if err != nil {
		return nil, err, nil
	}
	defer func() { _ = file.Close() }()
	bar := newProgress(s.stderr)
	defer bar.finish()
	params := &client.CreateImportParams{
		Kind: client.CreateImportParamsKind(kind), Strict: &f.strict, DryRun: &f.dryRun, Complete: &f.complete, Partial: &f.partial,
		AsOf: client.Day(string(o.AsOf)), Force: orNil(f.force), Name: &name, Prefer: orNil("respond-async"),
	}
	told, err := decoded[importAnswer](s.api.CreateImportWithBody(ctx, params, mediaFile, &upload{Reader: file, bar: bar, size: sizeOf(file)}))
	for pause := firstAsked; err == nil && told.Import.Status == graphstore.ImportRunning; pause = min(2*pause, lastAsked) {
		if told.Progress != nil {
			bar.show(*told.Progress)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, ctx.Err(), nil
		}
		told, err = decoded[importAnswer](s.api.ReadImport(ctx, told.Import.ID, nil))
	}
	if err != nil {
		return nil, err, nil
	}
	if told.Problem != nil {
		failure = &client.Problem{ProblemBody: *told.Problem}
	}
	return &told.Import, failure, s.fetchRejects(ctx, told.Import, f.rejects)
}

// fetchRejects writes every fault of the import to a file, if one was asked for and the rows were read.
func (s service) fetchRejects(ctx context.Context, r graphstore.ImportResult, path string) error {
	if path == "" || r.Rows == 0 {
		return nil
	}
	response, err := s.api.ReadImportRejects(ctx, r.ID)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	return writeFile(path, func(w io.Writer) error {
		_, err := io.Copy(w, response.Body)
		return err
	})
}

// lint has a submission tried by the service.
func (s service) lint(ctx context.Context, path string, _ cpl.Date) (*analytics.Lint, error) {
	file, _, err := s.openUpload(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	out, err := decoded[struct {
		Lint *analytics.Lint `json:"lint"`
	}](s.api.LintSubmissionWithBody(ctx, nil, mediaFile, io.NopCloser(file)))
	return out.Lint, err
}

// openUpload opens a file, or standard input, and names it for the record.
func (s service) openUpload(path string) (io.ReadCloser, string, error) {
	if path == "-" {
		return io.NopCloser(s.stdin), "standard input", nil
	}
	f, err := os.Open(path)
	return f, filepath.Base(path), err
}

func sizeOf(r io.Reader) int64 {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			return info.Size()
		}
	}
	return 0
}

// upload shows how much of a file was sent.
type upload struct {
	io.Reader
	bar        *progress
	sent, size int64
}

// Read reads.
func (u *upload) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	u.sent += int64(n)
	u.bar.show(graphstore.Progress{Phase: "send", Done: u.sent, Total: u.size})
	return n, err
}

// orNil leaves a blank text out of a request.
func orNil[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}

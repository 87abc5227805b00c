package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/cpl"
	"waymark/graphstore"
)

// uploads keep in memory what the graph keeps of files that were sent to be loaded.
type uploads struct {
	mu    sync.Mutex
	known map[string]graphstore.Upload
	// unable is why nothing can be noted.
	unable error
}

func (u *uploads) put(up graphstore.Upload) (time.Time, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.unable != nil {
		return time.Time{}, u.unable
	}
	if u.known == nil {
		u.known = map[string]graphstore.Upload{}
	}
	u.known[up.Result.ID] = up
	return time.Now(), nil
}

func (u *uploads) fail(why error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.unable = why
}

func (u *uploads) BeginUpload(_ context.Context, up graphstore.Upload) (time.Time, error) {
	return u.put(up)
}

func (u *uploads) EndUpload(_ context.Context, r graphstore.ImportResult, problem []byte) (time.Time, error) {
	return u.put(graphstore.Upload{Result: r, Problem: problem})
}

func (u *uploads) TellUpload(context.Context, string, graphstore.Progress) error { return nil }

func (u *uploads) KeepUploadFaults(context.Context, string, *cpl.File) error { return nil }

func (u *uploads) ForgetUploads(context.Context) error { return nil }

func (u *uploads) FollowImport(_ context.Context, _ graphstore.Scope, id string) (graphstore.Upload, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if up, ok := u.known[id]; ok {
		return up, nil
	}
	return graphstore.Upload{}, fmt.Errorf("import %s: %w", id, graphstore.ErrNotFound)
}

func (u *uploads) Rejects(_ context.Context, _ graphstore.Scope, _ string, after int64, _ int) ([]cpl.Fault, int64, error) {
	return nil, after, nil
}

func TestAnImportIsToldAsFarAsItIsKnown(t *testing.T) {
	running := graphstore.ImportResult{ID: "i", Kind: "cpl", Status: "running", Rejects: []cpl.Fault{}}
	failed := running
	failed.Status, failed.Error = "failed", "it is so"
	for name, c := range map[string]struct {
		known               graphstore.Upload
		status, code, phase string
	}{
		"waiting":              {graphstore.Upload{Result: running, Progress: graphstore.Progress{Phase: "wait"}}, "running", "", "wait"},
		"refused":              {graphstore.Upload{Result: failed, Problem: []byte(`{"type":"t","title":"Conflict","status":409,"code":"busy","requestId":"r"}`)}, "failed", "busy", ""},
		"its process is lost":  {graphstore.Upload{Result: running, Lost: true}, "failed", "interrupted", ""},
		"nobody remembers why": {graphstore.Upload{Result: failed}, "failed", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c2 := serve(t, api.Options{Uploads: &uploads{known: map[string]graphstore.Upload{"i": c.known}}})
			got := read[struct {
				Import   importAnswer
				Problem  problem
				Progress graphstore.Progress
			}](t, c2.get("/api/v1/imports/i"), http.StatusOK)
			require.Equal(t, c.status, got.Import.Status)
			require.Equal(t, c.code, got.Problem.Code)
			require.Equal(t, c.phase, got.Progress.Phase)
			require.Equal(t, c.status == "failed", got.Import.Error != "")
			if c.known.Lost {
				require.Contains(t, got.Problem.Hint, "send the file again")
			}
			faults := c2.get("/api/v1/imports/i/rejects.csv")
			if c.status == "running" {
				refused(t, faults, http.StatusNotFound, "not-found")
			} else {
				require.Equal(t, http.StatusOK, faults.status)
			}
		})
	}
}

func TestAFileThatCannotBeNotedIsNotTaken(t *testing.T) {
	dir := t.TempDir()
	kept := &uploads{unable: graphstore.ErrUnavailable}
	c := serve(t, api.Options{TempDir: dir, Uploads: kept, MaxJobs: 1})
	for range 2 {
		refused(t, c.do(http.MethodPost, importCPL, strings.NewReader("a,b\n"), "Prefer", "respond-async"), http.StatusServiceUnavailable, "database-unavailable")
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
	kept.fail(nil)
	refused(t, c.do(http.MethodPost, importCPL, strings.NewReader("a,b\n")), http.StatusUnprocessableEntity, "missing-column")
}

// forgetful notes that a file has arrived, and not how it ended.
type forgetful struct{ uploads }

func (f *forgetful) EndUpload(context.Context, graphstore.ImportResult, []byte) (time.Time, error) {
	return time.Time{}, errors.New("the database is gone")
}

func TestWhoWaitsIsToldAlthoughTheEndIsNotNoted(t *testing.T) {
	c := serve(t, api.Options{TempDir: t.TempDir(), Uploads: &forgetful{}})
	refused(t, c.do(http.MethodPost, importCPL, strings.NewReader("a,b\n")), http.StatusUnprocessableEntity, "missing-column")
}

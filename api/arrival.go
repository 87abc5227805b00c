package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/gin-gonic/gin"
	"waymark/cpl"
)

// maxLinted is the largest file that is tried, in bytes: its rows are few.
const maxLinted = 64 << 20

// awaitBody reads a request's body to its end before anything is done for it, a
// file onto the disk. What it keeps is there until done is called.
func (s *Server) awaitBody(c *gin.Context) (done func(), err error) {
	if c.FullPath() == lintPath || c.FullPath() == verifyPath {
		return s.awaitFile(c)
	}
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, err
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return func() {}, nil
}

func (s *Server) awaitFile(c *gin.Context) (done func(), err error) {
	path, err := cpl.Spool(c.Request.Context(), c.Request.Body, s.o.TempDir)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by cpl and the body's reader
	}
	f, err := os.Open(path)
	// Open, it can be read although its name is gone.
	if err = errors.Join(err, removeFile(path)); err != nil {
		return nil, fmt.Errorf("keep the file: %w", err)
	}
	c.Request.Body = f
	return func() { _ = f.Close() }, nil
}

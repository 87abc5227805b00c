package cpl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// Spool copies r, such as standard input or the body of a request, into a new
// file in dir ("" is the system's temporary directory) that only this user can
// read, and returns its path. The caller removes it. On an error, or when ctx
// ends between two reads, nothing is left behind.
func Spool(ctx context.Context, r io.Reader, dir string) (path string, err error) {
	f, err := os.CreateTemp(dir, "waymark-spool-*")
	if err != nil {
		return "", fmt.Errorf("spool input: %w", err)
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			path = ""
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if _, err := io.Copy(f, contextReader{ctx, r}); err != nil {
		return "", fmt.Errorf("spool input: %w", err)
	}
	return f.Name(), nil
}

// contextReader ends with its context's error.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

package api

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"
)

var (
	errSlowBody = errors.New("the body arrives too slowly")
	errBodyCut  = errors.New("the body ended before its announced end")
	errNotSent  = errors.New("the body is not sent as HTTP/1.1 has it")
	// errSlowTaker breaks a connection, so no client reads it.
	errSlowTaker = errors.New("the client takes the answer too slowly")
)

const (
	// slowGrace is how long a body may arrive as slowly as it likes; after it,
	// slowest is the least average, in bytes a second.
	slowGrace = time.Minute
	slowest   = 1 << 10
	// slowestTaken is likewise for an answer, that holds its place meanwhile.
	slowestTaken = 16 << 10
	// drainTime bounds the reading of what an answer did not wait for.
	drainTime = 2 * time.Second
)

// limitBodies bounds each body in size and slowness, in both directions.
func (s *Server) limitBodies(c *gin.Context) {
	limit := int64(maxSmallBody)
	switch c.FullPath() {
	case importsPath:
		limit = s.o.MaxUploadBytes
	case lintPath:
		limit = min(maxLinted, s.o.MaxUploadBytes)
	case verifyPath:
		limit = maxVerified
	}
	control := http.NewResponseController(c.Writer)
	body := &patientReader{from: http.MaxBytesReader(c.Writer, c.Request.Body, limit), control: control, stall: s.o.Stall, began: time.Now()}
	if c.Request.ContentLength != 0 {
		body.extend(s.o.Stall)
	}
	c.Request.Body = body
	// The deadline of an earlier answer on this connection is over.
	_ = control.SetWriteDeadline(time.Time{})
	c.Writer = &patientWriter{ResponseWriter: c.Writer, control: control, stall: s.o.Stall}
	c.Next()
	if c.Request.ContentLength != 0 && !body.over {
		body.extend(drainTime)
	}
}

// patientReader reads a body as long as it keeps coming.
type patientReader struct {
	from    io.ReadCloser
	control *http.ResponseController
	stall   time.Duration
	began   time.Time
	read    int64
	// over says that nothing more is to be waited for.
	over bool
}

// extend gives the client d more; a connection without deadlines has none to extend.
func (r *patientReader) extend(d time.Duration) { _ = r.control.SetReadDeadline(time.Now().Add(d)) }

// Read reads from the body; its errors are fit for the client.
func (r *patientReader) Read(p []byte) (int, error) {
	r.extend(r.stall)
	n, err := r.from.Read(p)
	r.read += int64(n)
	since := time.Since(r.began)
	switch {
	case err == nil && since > slowGrace && float64(r.read) < since.Seconds()*slowest:
		r.over = true
		return n, errSlowBody
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF):
		r.over = true
		// Left in place, the deadline would end the request's context.
		_ = r.control.SetReadDeadline(time.Time{})
		return n, io.EOF
	case errors.Is(err, os.ErrDeadlineExceeded):
		r.over = true
		return n, fmt.Errorf("%w: nothing came for %s", errSlowBody, r.stall)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, errBodyCut
	case !ofConnection(err):
		return n, fmt.Errorf("%w: %w", errNotSent, err)
	}
	return n, err
}

// ofConnection tells whether an error is the network's, or the limit of the body;
// of chunks that are none, net/http says so in errors without a type.
func ofConnection(err error) bool {
	var network net.Error
	var tooLarge *http.MaxBytesError
	return errors.As(err, &network) || errors.As(err, &tooLarge) || errors.Is(err, http.ErrBodyReadAfterClose)
}

// Close closes the body.
func (r *patientReader) Close() error {
	if err := r.from.Close(); err != nil {
		return fmt.Errorf("close body: %w", err)
	}
	return nil
}

// patientWriter writes an answer as long as the client keeps taking it.
type patientWriter struct {
	gin.ResponseWriter
	control *http.ResponseController
	stall   time.Duration
	// waited is how long the client was waited for to take what it was sent.
	waited time.Duration
	sent   int64
}

// Write writes p, or fails when the client takes nothing, or too little, for too long.
func (w *patientWriter) Write(p []byte) (int, error) {
	if w.waited > slowGrace && float64(w.sent) < w.waited.Seconds()*slowestTaken {
		return 0, errSlowTaker
	}
	began := time.Now()
	_ = w.control.SetWriteDeadline(began.Add(w.stall))
	n, err := w.ResponseWriter.Write(p)
	w.waited += time.Since(began)
	w.sent += int64(n)
	return n, err //nolint:wrapcheck // a writer passes on what it wraps
}

// WriteString is Write for a text.
func (w *patientWriter) WriteString(text string) (int, error) { return w.Write([]byte(text)) }

// Unwrap gives the wrapped writer to http.ResponseController.
func (w *patientWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

package api

import (
	"bytes"
	"net/http"

	"github.com/gin-gonic/gin"
)

// heldWriter holds an answer until it is looked at; what is written to it is small.
type heldWriter struct {
	gin.ResponseWriter
	body bytes.Buffer
}

// hold lets work answer into memory. The answer is sent by send; a panic sends nothing.
func hold(c *gin.Context, work func()) *heldWriter {
	w := &heldWriter{ResponseWriter: c.Writer}
	c.Writer = w
	defer func() { c.Writer = w.ResponseWriter }()
	work()
	return w
}

// send passes on the answer with a status.
func (w *heldWriter) send(status int, body []byte) {
	w.WriteHeader(status)
	if len(body) == 0 {
		w.ResponseWriter.WriteHeaderNow()
		return
	}
	// A client that is gone reads no answer.
	_, _ = w.ResponseWriter.Write(body)
}

// Write holds p.
func (w *heldWriter) Write(p []byte) (int, error) { return w.body.Write(p) } //nolint:wrapcheck // it cannot fail

// WriteString holds a text.
func (w *heldWriter) WriteString(text string) (int, error) { return w.body.WriteString(text) } //nolint:wrapcheck // it cannot fail

// WriteHeaderNow waits for send.
func (w *heldWriter) WriteHeaderNow() {}

// Written tells whether something is held.
func (w *heldWriter) Written() bool { return w.body.Len() > 0 }

// Size is how much is held.
func (w *heldWriter) Size() int { return w.body.Len() }

// Flush waits for send.
func (w *heldWriter) Flush() {}

// Unwrap gives the wrapped writer to http.ResponseController.
func (w *heldWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

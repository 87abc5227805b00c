package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"waymark/graphstore"
)

const (
	headerIdempotencyKey = "Idempotency-Key"
	headerReplayed       = "Idempotency-Replayed"
	// keptAnswer is the largest answer that is kept for a request sent twice.
	keptAnswer = 1 << 20
	// keepTime bounds the keeping of an answer, forgetEvery how often old ones are removed.
	keepTime    = 10 * time.Second
	forgetEvery = time.Minute
)

// secretAnswers are operations whose answers hold a secret, which is never kept.
var secretAnswers = []string{"create-key", "rotate-key"}

// replayedHeaders are what is kept of an answer's headers.
var replayedHeaders = []string{"Content-Type", "Location", "Preference-Applied", headerETag, headerRetryAfter}

// keptStatuses are those failures that would be the same again; success is always kept.
var keptStatuses = []int{http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity}

// askingHeaders are those that say what a request asks for, as its address and body do.
var askingHeaders = []string{"Prefer", "If-Match"}

var saneKey = regexp.MustCompile(`^[\x21-\x7e]{1,255}$`)

// repeatable lets a client name a request, so that sending it again does nothing
// more and gets the same answer.
func (s *Server) repeatable(op *huma.Operation) {
	op.Errors = append(op.Errors, http.StatusConflict)
	op.Parameters = append(op.Parameters, referToParameter(headerIdempotencyKey))
	secret := slices.Contains(secretAnswers, op.OperationID)
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		key := hc.Header(headerIdempotencyKey)
		if key == "" {
			next(hc)
			return
		}
		c := humagin.Unwrap(hc)
		var err error
		switch {
		case !saneKey.MatchString(key):
			err = &graphstore.InputError{Code: "bad-idempotency-key", Message: "the idempotency key is not 1 to 255 visible ASCII signs", Hint: "give a UUID"}
		case secret:
			err = &graphstore.InputError{Code: "key-not-taken", Message: "the answer holds a secret, which is not kept", Hint: "leave out " + headerIdempotencyKey}
		default:
			err = s.once(hc.Context(), c, key, func(ctx context.Context) {
				// What follows the work does not end with it.
				request := c.Request
				c.Request = request.WithContext(ctx)
				next(huma.WithContext(hc, ctx))
				c.Request = request
			})
		}
		if err != nil {
			s.abort(c, s.problem(c.Request.Context(), err))
		}
	})
}

// once lets work answer a request of which the key was not heard before, and
// answers as it did otherwise. Once begun, work goes on without its client.
func (s *Server) once(ctx context.Context, c *gin.Context, key string, work func(context.Context)) error {
	ctx = context.WithoutCancel(ctx)
	who := principal(ctx)
	sum := sha256.Sum256([]byte(callerOf(who, "") + "\x00" + string(who.Role) + "\x00" + who.Party + "\x00" + key))
	id, claim := hex.EncodeToString(sum[:]), uuid.NewString()
	found, free, err := s.o.Store.ClaimReplay(ctx, id, claim, claimTime)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	body := &hashedBody{ReadCloser: c.Request.Body, sum: fingerprint(c.Request)}
	c.Request.Body = body
	if !free {
		return replay(c, body, found)
	}
	kept := false
	defer func() {
		if !kept {
			s.afterwards(ctx, "free an idempotency key", func(ctx context.Context) error { return s.o.Store.DropReplay(ctx, id, claim) })
		}
	}()
	var lost bool
	w := hold(c, func() { lost = s.whileClaimed(ctx, id, claim, work) })
	if lost && w.Status() >= statusClientGone {
		return fmt.Errorf("answer a request with an idempotency key: %w", graphstore.ErrLeaseLost)
	}
	if worthKeeping(w) && body.finish() == nil {
		s.afterwards(ctx, "keep an answer", func(ctx context.Context) error {
			err := s.o.Store.KeepReplay(ctx, id, claim, graphstore.Replay{Hash: body.hex(), Status: w.Status(), Header: keptHeader(c), Body: w.body.Bytes()})
			kept = err == nil
			return err //nolint:wrapcheck // worded by graphstore
		})
	}
	w.send(w.Status(), w.body.Bytes())
	s.forgetReplays(ctx)
	return nil
}

// fingerprint begins the hash by which a request is known again; its body goes in after.
func fingerprint(r *http.Request) hash.Hash {
	sum := sha256.New()
	_, _ = io.WriteString(sum, r.Method+" "+r.URL.RequestURI()+"\x00")
	for _, name := range askingHeaders {
		_, _ = io.WriteString(sum, strings.Join(r.Header.Values(name), ",")+"\x00")
	}
	return sum
}

func worthKeeping(w *heldWriter) bool {
	status := w.Status()
	return w.body.Len() <= keptAnswer && ((status >= http.StatusOK && status < http.StatusMultipleChoices) || slices.Contains(keptStatuses, status))
}

// replay answers as an earlier request was answered, if this one is the same.
func replay(c *gin.Context, body *hashedBody, found graphstore.Replay) error {
	if found.Status == 0 {
		p := newProblem(http.StatusConflict, "key-in-use", "the request with this idempotency key is under way", "send it again a little later")
		p.retryAfter = 5
		return p
	}
	if err := body.finish(); err != nil {
		return err
	}
	if body.hex() != found.Hash {
		return &graphstore.InputError{Code: "key-reused", Message: "the idempotency key was used for another request", Hint: "give each request a key of its own"}
	}
	var header map[string]string
	if err := json.Unmarshal([]byte(found.Header), &header); err != nil {
		return errors.Join(errors.New("read a kept answer"), err)
	}
	for name, value := range header {
		c.Header(name, value)
	}
	c.Header(headerReplayed, "true")
	c.Status(found.Status)
	_, err := c.Writer.Write(found.Body)
	return err //nolint:wrapcheck // of the client's connection
}

func keptHeader(c *gin.Context) string {
	header := map[string]string{}
	for _, name := range replayedHeaders {
		if value := c.Writer.Header().Get(name); value != "" {
			header[name] = value
		}
	}
	// Texts always encode.
	text, _ := json.Marshal(header)
	return string(text)
}

// afterwards does what must be done although the client may be gone.
func (s *Server) afterwards(ctx context.Context, act string, work func(context.Context) error) {
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	if err := work(ctx); err != nil {
		s.log.WarnContext(ctx, "idempotency", "act", act, "request_id", requestID(ctx), "error", err)
	}
}

// forgetReplays removes old answers now and then.
func (s *Server) forgetReplays(ctx context.Context) {
	if s.forgotten.due(forgetEvery) {
		s.afterwards(ctx, "forget answers", s.o.Store.ForgetReplays)
	}
}

// nowAndThen says when something is due again.
type nowAndThen struct {
	mu   sync.Mutex
	last time.Time
}

func (n *nowAndThen) due(every time.Duration) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if time.Since(n.last) < every {
		return false
	}
	n.last = time.Now()
	return true
}

// hashedBody hashes a request's body as it is read. Its reader closes it before
// the rest is read; the server closes what is below it.
type hashedBody struct {
	io.ReadCloser
	sum   hash.Hash
	ended bool
}

// Close leaves the body open for finish.
func (b *hashedBody) Close() error { return nil }

// Read reads and hashes.
func (b *hashedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	_, _ = b.sum.Write(p[:n])
	b.ended = b.ended || errors.Is(err, io.EOF)
	return n, err
}

// finish reads what is left.
func (b *hashedBody) finish() error {
	if b.ended {
		return nil
	}
	_, err := io.Copy(io.Discard, b)
	return err
}

func (b *hashedBody) hex() string { return hex.EncodeToString(b.sum.Sum(nil)) }

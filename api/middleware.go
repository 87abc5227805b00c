package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"waymark/graphstore"
)

const headerRequestID = "X-Request-Id"

type requestIDKey struct{}

// requestID is the id of the request that ctx belongs to, or blank.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

var saneRequestID = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// chooseRequestID takes a client's id if it is harmless in a log and a header.
func chooseRequestID(offered string) string {
	if saneRequestID.MatchString(offered) {
		return offered
	}
	return uuid.NewString()
}

func (s *Server) useMiddleware() {
	s.router.Use(s.observe, locate, secure, s.limitBodies, s.recoverPanics, s.refuseRebound, s.refuseForeign, s.checkEncoding, s.authenticate, unescapeParameters)
	s.router.NoRoute(func(c *gin.Context) {
		s.abort(c, newProblem(http.StatusNotFound, "no-such-route", "nothing is served at this path", "see the reference at /docs"))
	})
	s.router.NoMethod(func(c *gin.Context) {
		s.abort(c, newProblem(http.StatusMethodNotAllowed, "method-not-allowed", "this path does not take "+c.Request.Method, "see the Allow header"))
	})
}

// observe names, times, counts and logs a request.
func (s *Server) observe(c *gin.Context) {
	began := time.Now()
	id := chooseRequestID(c.GetHeader(headerRequestID))
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), requestIDKey{}, id))
	c.Header(headerRequestID, id)
	defer func() {
		route := c.FullPath()
		if route == "" {
			route = "unmatched"
		}
		took := time.Since(began)
		s.metrics.observe(route, methodOf(c.Request), c.Writer.Status(), took)
		s.log.InfoContext(c.Request.Context(), "request", "request_id", id, "method", c.Request.Method, "route", route,
			"status", c.Writer.Status(), "bytes", c.Writer.Size(), "took", took)
	}()
	c.Next()
}

// secure sets the headers that keep a browser from making more of an answer than it is.
func secure(c *gin.Context) {
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("X-Frame-Options", "DENY")
	c.Header("Referrer-Policy", "no-referrer")
	c.Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	c.Header("Cache-Control", "no-store")
	c.Next()
}

// recoverPanics answers 500, or breaks the connection when an answer has begun,
// so that a part is not taken for the whole.
func (s *Server) recoverPanics(c *gin.Context) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(http.ErrAbortHandler)
		}
		s.metrics.panics.Inc()
		s.log.ErrorContext(c.Request.Context(), "panic", "request_id", requestID(c.Request.Context()), "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		s.abort(c, newProblem(http.StatusInternalServerError, "internal", "", "tell the operator the request's id"))
	}()
	c.Next()
}

// refuseForeign keeps a web page of somebody else from using a reader's browser
// to change things here, since nobody is asked who they are.
func (s *Server) refuseForeign(c *gin.Context) {
	var protection http.CrossOriginProtection
	if err := protection.Check(c.Request); err != nil {
		s.refused.note(c.Request, methodOf(c.Request)+" "+c.FullPath(), http.StatusForbidden)
		s.abort(c, translate(&graphstore.InputError{Code: "cross-origin", Message: "a page of another origin may not send this request", Hint: "send it from a program, or from a page of this service"}))
		return
	}
	c.Next()
}

// checkEncoding refuses what no name or parameter here can hold.
func (s *Server) checkEncoding(c *gin.Context) {
	query, err := url.ParseQuery(c.Request.URL.RawQuery)
	fit := err == nil && fitText(c.Request.URL.Path)
	for name, values := range query {
		fit = fit && fitText(name) && fitText(strings.Join(values, ""))
	}
	if !fit {
		s.abort(c, translate(&graphstore.InputError{Code: "bad-encoding", Message: "the address is not percent-encoded UTF-8 without NUL", Hint: "percent-encode each name and value"}))
		return
	}
	c.Next()
}

func fitText(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

// unescapeParameters decodes path values as paths are encoded.
func unescapeParameters(c *gin.Context) {
	for i, p := range c.Params {
		// The server has parsed the path, so it decodes.
		if value, err := url.PathUnescape(p.Value); err == nil {
			c.Params[i].Value = value
		}
	}
	c.Next()
}

// abort answers with a problem instead of what would have followed.
func (s *Server) abort(c *gin.Context, p *Problem) {
	p.RequestID = requestID(c.Request.Context())
	for name, values := range p.GetHeaders() {
		c.Writer.Header()[name] = values
	}
	c.Header("Content-Type", mediaProblem)
	c.AbortWithStatus(p.Status)
	// A client that is gone reads no problem.
	_ = json.NewEncoder(c.Writer).Encode(p)
}

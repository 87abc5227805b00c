package api

import (
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// What tests need of the inside.
var (
	Translate       = translate
	EncodeCursor    = encodeCursor
	DecodeCursor    = decodeCursor
	ChooseRequestID = chooseRequestID
	ErrSlowBody     = errSlowBody
	ErrBodyCut      = errBodyCut
	ErrStopping     = errStopping
	ErrSlowTaker    = errSlowTaker
	MailProblem     = mailProblem
	ErrTooManyJobs  = errTooManyJobs
	StatusCodes     = statusCodes
	JoinSurrogates  = joinSurrogates
)

// ParseTags is parseTags, with what it makes of a header laid open.
func ParseTags(value string) (list []string, whichever, ok bool) {
	t, ok := parseTags(value)
	return t.list, t.whichever, ok
}

// RevisionsOf are the revisions with which the tags of a header begin.
func RevisionsOf(value string) []int64 {
	t, _ := parseTags(value)
	return t.revisions()
}

// Fingerprint is the hash of a request without a body.
func Fingerprint(r *http.Request) string { return hex.EncodeToString(fingerprint(r).Sum(nil)) }

// TickBy lets claims of idempotency keys be renewed at these moments.
func (s *Server) TickBy(moments <-chan time.Time) {
	s.ticks = func(time.Duration) (<-chan time.Time, func()) { return moments, func() {} }
}

// Pack tells whether a body is packed for a client that takes the codings, and whether that was foretold.
func Pack(t *testing.T, media, codings string, body []byte) (packed, foretold bool) {
	t.Helper()
	handler, err := compressing(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		foretold = packs(r, media, int64(len(body)))
		w.Header().Set("Content-Type", media)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	}))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header.Set("Accept-Encoding", codings)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Header().Get("Content-Encoding") != "", foretold
}

// Patient is w as long as its client keeps taking what is written.
func Patient(w gin.ResponseWriter) io.Writer {
	return &patientWriter{ResponseWriter: w, control: http.NewResponseController(w), stall: time.Minute}
}

// Routes are the registered routes as "METHOD path", with parameters as gin writes them.
func (s *Server) Routes() []string {
	var out []string
	for _, r := range s.router.Routes() {
		out = append(out, r.Method+" "+r.Path)
	}
	return out
}

// Send serves at a path what write writes, as a download is.
func (s *Server) Send(path string, write func(io.Writer) error) {
	s.router.GET(path, func(c *gin.Context) {
		s.sendAsMade(c.Request.Context(), mediaNDJSON, "", write).Body(humagin.NewContext(&huma.Operation{}, c))
	})
}

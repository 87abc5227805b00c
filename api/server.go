package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
	"waymark/analytics"
	"waymark/api/identity"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
	"waymark/reports/mail"
)

// Options are what a [Server] is made of. Store, Engine and Library are needed; what is
// zero beyond them takes a default.
type Options struct {
	Store  *graphstore.Store
	Engine *analytics.Engine
	// Library builds, publishes and renders reports.
	Library *reports.Library
	// Mailer makes the mail of subscriptions; without one, what needs it is refused.
	Mailer *mail.Mailer
	// Columns and Vocabulary read uploaded files; nil stands for what is built in.
	Columns    *cpl.ColumnMap
	Vocabulary *cpl.Vocabulary
	// Version is the program's version, for the document and the metrics.
	Version string
	Logger  *slog.Logger
	// Authenticator says who sends a request; without one nobody is asked, and
	// everybody may do everything.
	Authenticator Authenticator
	// Keys is told which key changes here, so that it counts at once; nil where there are none.
	Keys *identity.Keys
	// Logins signs people in and Sessions ends that; nil where no person can.
	Logins   *identity.Logins
	Sessions *identity.Sessions
	// Auditor keeps the audit of changes, exports and refusals; the Store if nil.
	Auditor Auditor
	// Uploads keep what is known of files that were sent to be loaded; the Store if nil.
	Uploads Uploads

	// MaxUploadBytes bounds an uploaded file; 2 GiB if 0.
	MaxUploadBytes int64
	// MaxJobs bounds how many imports, and how many runs, are under way or
	// waiting in this process; 8 if 0.
	MaxJobs int
	// BusyWait is how long an import or run waits for another one to end before
	// it is refused with 409; 15 s if 0. An import that the client does not wait
	// for waits ten minutes.
	BusyWait time.Duration
	// Stall is how long a client may send or take nothing of a body before it
	// is cut off; 30 s if 0.
	Stall time.Duration
	// TrustedProxies are believed about where a request comes from, by
	// X-Forwarded-For: the audit names that address, and strangers are counted by it.
	TrustedProxies []netip.Prefix
	// Limits bound what callers ask for at once.
	Limits Limits
	// TempDir is where uploads are spooled; the system's if empty.
	TempDir string
}

const (
	defaultMaxUpload = 2 << 30
	defaultMaxJobs   = 8
	defaultBusyWait  = 15 * time.Second
	asyncBusyWait    = 10 * time.Minute
	defaultStall     = 30 * time.Second
	// maxSmallBody bounds every body that is not an uploaded file.
	maxSmallBody = 1 << 20
)

// Server answers HTTP requests. It is safe for concurrent use; end it with
// [Server.Close] after the HTTP server was shut down.
type Server struct {
	o      Options
	log    *slog.Logger
	zone   *time.Location
	router *gin.Engine
	// handler is the router, behind what packs its answers.
	handler http.Handler
	limiter *limiter
	basis   basis
	// forgotten says when old answers were last removed, tidied when old uploads were.
	forgotten nowAndThen
	tidied    nowAndThen
	// ticks say when claims of idempotency keys are renewed.
	ticks ticks
	api   huma.API
	// document is the OpenAPI document.
	document []byte
	metrics  *metrics
	jobs     *jobs
	refused  *refusals
}

// New makes a Server. Nothing is asked of the store until a request is. It
// fails when the time zone of the rules is not known to the system.
func New(o Options) (*Server, error) {
	zone, err := time.LoadLocation(analytics.Zone)
	if err != nil {
		return nil, fmt.Errorf("load time zone: %w", err)
	}
	o.setDefaults()
	s := &Server{o: o, log: o.Logger, zone: zone, metrics: newMetrics(o.Version), limiter: newLimiter(o.Limits), ticks: clockTicks}
	s.refused = newRefusals(o.Auditor, o.Logger)
	s.jobs = newJobs(o.MaxJobs, o.Logger)
	s.router, s.api = newRouter(o.Version)
	if err := s.trustProxies(o.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trust proxies: %w", err)
	}
	s.useMiddleware()
	s.addRoutes()
	if err := s.addDocuments(); err != nil {
		return nil, err
	}
	if s.handler, err = compressing(s.router); err != nil {
		return nil, err
	}
	return s, nil
}

func (o *Options) setDefaults() {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Auditor == nil && o.Store != nil {
		o.Auditor = o.Store
	}
	if o.Uploads == nil && o.Store != nil {
		o.Uploads = o.Store
	}
	if o.Columns == nil {
		o.Columns = cpl.DefaultColumnMap()
	}
	if o.Vocabulary == nil {
		o.Vocabulary = cpl.DefaultVocabulary()
	}
	if o.MaxUploadBytes == 0 {
		o.MaxUploadBytes = defaultMaxUpload
	}
	if o.MaxJobs == 0 {
		o.MaxJobs = defaultMaxJobs
	}
	if o.BusyWait == 0 {
		o.BusyWait = defaultBusyWait
	}
	if o.Stall == 0 {
		o.Stall = defaultStall
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Close takes no further job and waits for those under way. Those that are
// still going on shortly before ctx's deadline are cancelled and given ten
// seconds to record how they ended. It is idempotent.
func (s *Server) Close(ctx context.Context) error {
	err := s.jobs.close(ctx)
	return errors.Join(err, s.refused.close(ctx))
}

// today is the date in the zone of the rules.
func (s *Server) today() cpl.Date { return cpl.DateOf(time.Now().In(s.zone)) }

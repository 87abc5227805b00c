package api

import (
	"context"
	"net/http"
	"time"

	"waymark/api/identity"
	"waymark/graphstore"
)

// readyTime bounds what readiness asks of the database.
const readyTime = 5 * time.Second

type healthOutput struct {
	Body struct {
		Status string `json:"status" enum:"alive"`
	} `nameHint:"Health"`
}

type readyOutput struct {
	Body struct {
		Status  string     `json:"status" enum:"ready"`
		Schema  string     `json:"schema" enum:"current"`
		LastRun *time.Time `json:"lastFullRun,omitempty" doc:"When the newest full run started; absent if there was none."`
		Age     *int64     `json:"lastFullRunAgeSeconds,omitempty" doc:"How long ago that was: information, it does not make the service unready."`
		Mail    string     `json:"mail,omitempty" doc:"What keeps mail from being sent at all, if something does: information, it waits until a setting is mended."`
	} `nameHint:"Readiness"`
}

func (s *Server) addHealth() {
	register(s, operation("read-health", http.MethodGet, "/healthz", "service", "Is the process alive", "Answers as long as the process does; it asks nothing of the database."),
		func(context.Context, *struct{}) (*healthOutput, error) {
			out := &healthOutput{}
			out.Body.Status = "alive"
			return out, nil
		})
	register(s, operation("read-readiness", http.MethodGet, "/readyz", "service", "Can the service do its work",
		"Neo4j answers over Bolt and its schema is the one that this program needs."), s.readReadiness)
}

func (s *Server) readReadiness(ctx context.Context, _ *struct{}) (*readyOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	current, err := s.o.Store.SchemaCurrent(ctx)
	if err == nil && !current {
		err = &graphstore.InputError{Code: "schema-behind", Message: "the database's schema is older than this program needs", Hint: "start waymark once more, or run waymark migrate"}
	}
	if err != nil {
		return nil, notReady(err)
	}
	started, err := s.o.Store.LastFullStart(ctx, graphstore.Everything)
	if err != nil {
		return nil, notReady(err)
	}
	out := &readyOutput{}
	out.Body.Status, out.Body.Schema = "ready", "current"
	if s.o.Mailer != nil {
		out.Body.Mail = mailProblem(principal(ctx), s.o.Mailer.Problem())
	}
	if !started.IsZero() {
		age := int64(time.Since(started).Seconds())
		out.Body.LastRun, out.Body.Age = &started, &age
	}
	return out, nil
}

// mailProblem is what keeps mail from being sent: why is for those who run the
// service, since anybody may ask for its readiness.
func mailProblem(who identity.Principal, why string) string {
	if why == "" || who.May(readers...) {
		return why
	}
	return "mail is not sent; the service's log says why"
}

// notReady is 503, whatever keeps the database from answering.
func notReady(err error) *Problem {
	p := translate(err)
	if p.Status != http.StatusServiceUnavailable {
		p = newProblem(http.StatusServiceUnavailable, "not-ready", "the database does not answer as it should", "see the log")
	}
	if p.retryAfter == 0 {
		p.retryAfter = 5
	}
	return p
}

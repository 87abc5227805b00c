package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"waymark/api/identity"
	"waymark/graphstore"
)

const (
	authPath = "/auth"
	// loginCookie binds a login that has begun to its browser.
	loginCookie  = "__Host-waymark-login"
	loginSeconds = 600
)

type requestKey struct{}

// withRequest lets a handler see the request itself: cookies say who asks.
func withRequest(hc huma.Context, next func(huma.Context)) {
	next(huma.WithValue(hc, requestKey{}, humagin.Unwrap(hc).Request))
}

func requestOf(ctx context.Context) *http.Request {
	r, _ := ctx.Value(requestKey{}).(*http.Request)
	return r
}

type meOutput struct {
	Body struct {
		Kind   identity.Kind       `json:"kind" enum:"key,person,local" doc:"How the request says who sends it; local where nobody is asked."`
		ID     string              `json:"id"`
		Name   string              `json:"name"`
		Role   identity.Role       `json:"role" doc:"In which role this request was sent; blank for a person with several who chose none."`
		Party  string              `json:"party,omitempty"`
		Roles  []identity.Grant    `json:"roles" doc:"All that the sender holds. A person with several names one for each request in Waymark-Role, as role or role:party."`
		Scopes []identity.KeyScope `json:"scopes,omitempty" enum:"read,change,keys" doc:"For what of its role a key is made; absent for everybody else, whom scopes do not bind."`
		CSRF   string              `json:"csrf,omitempty" doc:"Token that a person's changes carry in Waymark-Csrf."`
	} `nameHint:"Me"`
}

type providersOutput struct {
	Body struct {
		Providers []identity.ProviderName `json:"providers"`
	} `nameHint:"ProviderList"`
}

type loginInput struct {
	Provider string `path:"provider" maxLength:"40" doc:"The provider's name."`
	Next     string `query:"next" maxLength:"500" doc:"Where to go afterwards: a path of this service."`
}

type redirection struct {
	Status    int
	Location  string        `header:"Location" doc:"Where to go on."`
	SetCookie []http.Cookie `header:"Set-Cookie" doc:"What the browser keeps."`
}

type callbackInput struct {
	Provider     string `path:"provider" maxLength:"40" doc:"The provider's name."`
	State        string `query:"state" maxLength:"500" doc:"What the login began with."`
	Code         string `query:"code" maxLength:"4000" doc:"What the identity is exchanged for."`
	Error        string `query:"error" maxLength:"500" doc:"Why the provider refuses."`
	Description  string `query:"error_description" maxLength:"4000" doc:"The same in words."`
	ErrorURI     string `query:"error_uri" maxLength:"4000" doc:"Where more is said of it."`
	SessionState string `query:"session_state" maxLength:"4000" doc:"Some providers send it; it is not used."`
	Issuer       string `query:"iss" maxLength:"1000" doc:"Some providers send it; the identity token says it."`
	Scope        string `query:"scope" maxLength:"4000" doc:"Some providers send it; it is not used."`
	Cookie       string `cookie:"__Host-waymark-login" maxLength:"200" doc:"What the login gave to the browser."`
}

type endedSessions struct {
	Ended int64 `json:"ended" doc:"How many sessions ended."`
}

type endedOutput struct {
	SetCookie []http.Cookie `header:"Set-Cookie" doc:"The browser forgets the session."`
	Body      endedSessions
}

type countedSessions struct{ Body endedSessions }

func (s *Server) addSessions() {
	s.addSessionsOfOthers()
	register(s, operation("read-me", http.MethodGet, apiRoot+"/me", "identities", "Who am I", "Who the request says that its sender is, in which role, and which others there are to choose from."), s.readMe)
	register(s, operation("list-providers", http.MethodGet, authPath+"/providers", "identities", "Where people can sign in", "The OpenID providers of this service."), s.listProviders)
	begin := operation("begin-login", http.MethodGet, authPath+"/login/{provider}", "identities", "Begin to sign in",
		"Sends a browser to the provider. Programs use API keys instead.", http.StatusNotFound)
	begin.DefaultStatus = http.StatusFound
	register(s, begin, s.beginLogin)
	finish := operation("finish-login", http.MethodGet, authPath+"/callback/{provider}", "identities", "Come back from signing in",
		"Where the provider sends the browser back to. A login ends once; what does not fit is a 401 (login-failed), a person without a role a 403 (no-role).",
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound)
	finish.DefaultStatus = http.StatusFound
	finish.Middlewares = huma.Middlewares{withRequest}
	register(s, finish, s.finishLogin)
	for _, out := range []struct {
		id, path, summary, description string
		handle                         func(context.Context, *struct{}) (*endedOutput, error)
	}{
		{"log-out", "/logout", "Sign out", "Ends the session of this browser.", s.logOut},
		{"log-out-everywhere", "/logout-everywhere", "Sign out everywhere", "Ends every session of the person, on every replica within five seconds.", s.logOutEverywhere},
	} {
		op := operation(out.id, http.MethodPost, authPath+out.path, "identities", out.summary, out.description, http.StatusConflict)
		op.Middlewares = huma.Middlewares{withRequest}
		register(s, op, out.handle)
	}
}

type endSessionsInput struct {
	Person string `query:"person" required:"true" minLength:"1" maxLength:"1000" example:"example|0a1b2c" doc:"The person's id, as the audit names it: provider|subject."`
}

// addSessionsOfOthers lets those who run the service sign a person out.
func (s *Server) addSessionsOfOthers() {
	register(s, operation("end-sessions", http.MethodDelete, apiRoot+"/sessions", "identities", "Sign a person out everywhere",
		"Ends every session of a person, on every replica within five seconds: for one who has lost a role, since roles are those of signing in. None is no error."),
		func(ctx context.Context, in *endSessionsInput) (*countedSessions, error) {
			ended, err := s.o.Store.EndSessions(ctx, in.Person)
			if err != nil {
				return nil, err //nolint:wrapcheck // worded by graphstore
			}
			out := &countedSessions{}
			out.Body.Ended = ended
			return out, nil
		})
}

func (s *Server) readMe(ctx context.Context, _ *struct{}) (*meOutput, error) {
	who := principal(ctx)
	out := &meOutput{}
	b := &out.Body
	b.Kind, b.ID, b.Name, b.Role, b.Party, b.Roles, b.Scopes, b.CSRF = who.Kind, who.ID, who.Name, who.Role, who.Party, who.Grants, who.Scopes, who.CSRF
	switch {
	case who.Kind == identity.Key:
		b.Roles = []identity.Grant{{Role: who.Role, Party: who.Party}}
	case b.Roles == nil:
		b.Roles = []identity.Grant{}
	}
	return out, nil
}

func (s *Server) listProviders(context.Context, *struct{}) (*providersOutput, error) {
	out := &providersOutput{}
	out.Body.Providers = []identity.ProviderName{}
	if s.o.Logins != nil {
		out.Body.Providers = s.o.Logins.Providers()
	}
	return out, nil
}

// hostCookie is a cookie of this host alone, over TLS, that no script reads.
func hostCookie(name, value string, seconds int) http.Cookie {
	return http.Cookie{Name: name, Value: value, Path: "/", MaxAge: seconds, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

func (s *Server) beginLogin(ctx context.Context, in *loginInput) (*redirection, error) {
	if s.o.Logins == nil {
		return nil, graphstore.ErrNotFound
	}
	begun, err := s.o.Logins.Begin(ctx, in.Provider, in.Next)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by identity
	}
	return &redirection{Status: http.StatusFound, Location: begun.Address, SetCookie: []http.Cookie{hostCookie(loginCookie, begun.Browser, loginSeconds)}}, nil
}

func (s *Server) finishLogin(ctx context.Context, in *callbackInput) (*redirection, error) {
	if s.o.Logins == nil {
		return nil, graphstore.ErrNotFound
	}
	r := requestOf(ctx)
	signed, err := s.o.Logins.Finish(ctx, identity.Return{Provider: in.Provider, State: in.State, Code: in.Code, Error: in.Error, Browser: in.Cookie})
	// The address holds the code and the state, which are no business of the audit's readers.
	bare := r.Clone(context.WithValue(ctx, principalKey{}, signed.Who))
	bare.URL.RawQuery = ""
	if err != nil {
		if p := translate(err); p.Status == http.StatusUnauthorized || p.Status == http.StatusForbidden {
			s.refused.note(bare, "finish-login", p.Status)
		}
		return nil, err //nolint:wrapcheck // worded by identity
	}
	act := actOf(bare, "finish-login")
	act.Phase, act.Status = graphstore.AuditOutcome, http.StatusFound
	if s.o.Auditor != nil {
		// The secret of a session that is not in the audit never leaves the service.
		if err := s.o.Auditor.Audit(ctx, act); err != nil {
			return nil, err
		}
	}
	return &redirection{Status: http.StatusFound, Location: signed.Next, SetCookie: []http.Cookie{
		hostCookie(identity.CookieName, signed.Secret, int(graphstore.SessionLength.Seconds())), hostCookie(loginCookie, "", -1),
	}}, nil
}

// errNoSession is what ending a session comes to where there is none.
var errNoSession = &graphstore.InputError{Code: "no-session", Message: "the request is not a person's", Hint: "a key is ended with DELETE /api/v1/keys/{id}"}

func (s *Server) logOut(ctx context.Context, _ *struct{}) (*endedOutput, error) {
	return s.endSessions(ctx, func(r *http.Request) (int64, error) { return 1, s.o.Sessions.End(r) })
}

func (s *Server) logOutEverywhere(ctx context.Context, _ *struct{}) (*endedOutput, error) {
	return s.endSessions(ctx, func(r *http.Request) (int64, error) { return s.o.Sessions.EndAll(r, principal(ctx).ID) })
}

func (s *Server) endSessions(ctx context.Context, end func(*http.Request) (int64, error)) (*endedOutput, error) {
	if s.o.Sessions == nil || principal(ctx).Kind != identity.Person {
		return nil, errNoSession
	}
	ended, err := end(requestOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &endedOutput{SetCookie: []http.Cookie{hostCookie(identity.CookieName, "", -1)}}
	out.Body.Ended = ended
	return out, nil
}

package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"waymark/graphstore"
)

const (
	// providerTime bounds each request to a provider.
	providerTime = 10 * time.Second
	// providerPatience is how long a person waits for a provider to tell about itself, and
	// failureTime for how long one that did not is not asked again.
	providerPatience = 2 * time.Second
	failureTime      = 2 * time.Second
	// clockSkew is by how much a provider's clock may go before ours.
	clockSkew = time.Minute
	// maxNext bounds where a person goes after signing in.
	maxNext = 500
)

// LoginStore keeps logins and sessions.
type LoginStore interface {
	BeginLogin(ctx context.Context, l graphstore.Login) error
	TakeLogin(ctx context.Context, hash string) (graphstore.Login, error)
	BeginSession(ctx context.Context, s graphstore.Session) error
}

// Logins signs people in at OpenID providers: code flow with PKCE, state and nonce.
// It is safe for concurrent use.
type Logins struct {
	store     LoginStore
	log       *slog.Logger
	providers []*provider
}

// provider is found out about when somebody first signs in there: one that does
// not answer keeps nobody else from signing in elsewhere.
type provider struct {
	config ProviderConfig
	client *http.Client

	mu    sync.Mutex
	found *oidc.Provider
	// asking is closed when the answer to a question under way is there.
	asking chan struct{}
	// failure is why the last answer was none, and failedAt when.
	failure  error
	failedAt time.Time
}

// NewLogins makes Logins. Nothing is asked of the providers yet.
func NewLogins(store LoginStore, configs []ProviderConfig, log *slog.Logger) *Logins {
	l := &Logins{store: store, log: log}
	for _, c := range configs {
		l.providers = append(l.providers, &provider{config: c, client: &http.Client{Timeout: providerTime}})
	}
	return l
}

// ProviderName is where people can sign in.
type ProviderName struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// Providers are where people can sign in.
func (l *Logins) Providers() []ProviderName {
	out := []ProviderName{}
	for _, p := range l.providers {
		out = append(out, ProviderName{p.config.Name, p.config.Title})
	}
	return out
}

// Begun is a login that has begun.
type Begun struct {
	// Address is where the person goes to sign in; Browser is a secret that the
	// browser must give back, so that nobody else's login can be pushed upon it.
	Address, Browser string
}

// Begin begins a login at a provider, after which the person goes to next, a path
// of this service. It fails with ErrNotFound where there is no such provider.
func (l *Logins) Begin(ctx context.Context, name, next string) (Begun, error) {
	p, flow, err := l.flow(ctx, name)
	if err != nil {
		return Begun{}, err
	}
	state, browser, nonce, verifier := chance(), chance(), chance(), oauth2.GenerateVerifier()
	err = l.store.BeginLogin(ctx, graphstore.Login{
		Hash: hashOf(state), Browser: hashOf(browser), Provider: p.config.Name, Nonce: nonce, Verifier: verifier, Next: ownPath(next),
	})
	if err != nil {
		return Begun{}, err
	}
	return Begun{Address: flow.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), Browser: browser}, nil
}

// ownPath is a path within this service: others would take people elsewhere.
func ownPath(next string) string {
	if len(next) > maxNext || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

func (l *Logins) flow(ctx context.Context, name string) (*provider, *oauth2.Config, error) {
	for _, p := range l.providers {
		if p.config.Name != name {
			continue
		}
		found, err := p.discover(ctx)
		if err != nil {
			l.log.WarnContext(ctx, "provider does not answer", "provider", name, "error", err)
			return nil, nil, &graphstore.InputError{Code: "provider-unavailable", Message: "the provider " + name + " does not answer as it should", Hint: "try again later, or sign in elsewhere"}
		}
		return p, &oauth2.Config{
			ClientID: p.config.ClientID, ClientSecret: p.config.secret, Endpoint: found.Endpoint(), RedirectURL: p.config.Redirect,
			Scopes: append([]string{oidc.ScopeOpenID}, p.config.Scopes...),
		}, nil
	}
	return nil, nil, fmt.Errorf("provider: %w", graphstore.ErrNotFound)
}

var (
	errProviderSilent = errors.New("the provider has not told about itself yet")
	errProviderFailed = errors.New("ask the provider about itself")
)

// discover gives what a provider tells about itself, until it has answered once by
// asking. All who wait, and not for long, wait for one question: a provider that is
// silent holds up nobody else.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	asking, found, err := p.question(ctx)
	if asking == nil {
		return found, err
	}
	patience := time.NewTimer(providerPatience)
	defer patience.Stop()
	select {
	case <-asking:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.found, p.failure
	case <-patience.C:
		return nil, errProviderSilent
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// question is the one under way, or a new one; none where the answer is known.
func (p *provider) question(ctx context.Context) (asking <-chan struct{}, found *oidc.Provider, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.found != nil:
		return nil, p.found, nil
	case p.asking != nil:
	case time.Since(p.failedAt) < failureTime:
		return nil, nil, p.failure
	default:
		p.asking = make(chan struct{})
		// The provider keeps the context to fetch keys later on, so it must not end with this request.
		go p.ask(oidc.ClientContext(context.WithoutCancel(ctx), p.client))
	}
	return p.asking, nil, nil
}

func (p *provider) ask(ctx context.Context) {
	found, err := oidc.NewProvider(ctx, p.config.Issuer)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found, p.failure = found, nil
	if err != nil {
		p.found, p.failure, p.failedAt = nil, fmt.Errorf("%w: %w", errProviderFailed, err), time.Now()
	}
	close(p.asking)
	p.asking = nil
}

// errLogin is a login that cannot be completed; why is for the log alone.
var errLogin = &graphstore.InputError{Code: "login-failed", Message: "the login could not be completed", Hint: "sign in again; if that fails too, tell the operator the request's id"}

// Return is what comes back from a provider.
type Return struct {
	Provider, State, Code, Error string
	// Browser is the secret that the login gave to the browser.
	Browser string
}

// SignedIn is a person who has signed in.
type SignedIn struct {
	// Secret is for the browser alone; Next is where the person goes.
	Secret, Next string
	Who          Principal
}

// Finish completes a login. It fails with *InputError: login-failed whatever does
// not fit, no-role for a person to whom no rule gives one.
func (l *Logins) Finish(ctx context.Context, back Return) (SignedIn, error) {
	login, err := l.store.TakeLogin(ctx, hashOf(back.State))
	switch {
	case errors.Is(err, graphstore.ErrNotFound):
		return SignedIn{}, l.failed(ctx, back.Provider, "no such login has begun, or it took too long")
	case err != nil:
		return SignedIn{}, err
	case login.Provider != back.Provider || subtle.ConstantTimeCompare([]byte(login.Browser), []byte(hashOf(back.Browser))) != 1:
		return SignedIn{}, l.failed(ctx, back.Provider, "the login has begun in another browser, or at another provider")
	case back.Error != "" || back.Code == "":
		return SignedIn{}, l.failed(ctx, back.Provider, "the provider refuses: "+back.Error)
	}
	p, flow, err := l.flow(ctx, login.Provider)
	if err != nil {
		return SignedIn{}, err
	}
	claims, err := p.claims(ctx, flow, login, back.Code)
	if err != nil {
		return SignedIn{}, l.failed(ctx, back.Provider, err.Error())
	}
	return l.begin(ctx, p, claims, login.Next)
}

func (l *Logins) failed(ctx context.Context, provider, why string) error {
	l.log.WarnContext(ctx, "login failed", "provider", provider, "why", why)
	return errLogin
}

// claims exchanges the code and gives what the token says, once it is proved to be
// the provider's, for this client, for this login, and not too old.
func (p *provider) claims(ctx context.Context, flow *oauth2.Config, login graphstore.Login, code string) (map[string]any, error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), 2*providerTime)
	defer cancel()
	token, err := flow.Exchange(ctx, code, oauth2.VerifierOption(login.Verifier))
	if err != nil {
		return nil, fmt.Errorf("exchange the code: %w", err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, errors.New("the provider gave no identity token")
	}
	verifier := p.found.Verifier(&oidc.Config{ClientID: p.config.ClientID, Now: func() time.Time { return time.Now().Add(-clockSkew) }})
	proved, err := verifier.Verify(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("the identity token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(proved.Nonce), []byte(login.Nonce)) != 1 {
		return nil, errors.New("the identity token is for another login")
	}
	claims := map[string]any{}
	if err := proved.Claims(&claims); err != nil {
		return nil, fmt.Errorf("the identity token: %w", err)
	}
	if azp, given := claims["azp"]; given && azp != p.config.ClientID || !given && len(proved.Audience) > 1 {
		return nil, errors.New("the identity token was issued to another client")
	}
	if proved.Subject == "" {
		return nil, errors.New("the identity token names nobody")
	}
	return claims, nil
}

// begin makes the session of a person whose claims are proved.
func (l *Logins) begin(ctx context.Context, p *provider, claims map[string]any, next string) (SignedIn, error) {
	subject, _ := claims["sub"].(string)
	who := Principal{Kind: Person, ID: p.config.Name + "|" + subject, Name: nameOf(claims, p.config.NameClaim, subject), Grants: p.config.grants(claims)}
	if len(who.Grants) == 0 {
		l.log.WarnContext(ctx, "person without a role", "provider", p.config.Name, "person", who.ID)
		return SignedIn{Who: who}, &graphstore.InputError{Code: "no-role", Message: "you have signed in, and have no role here", Hint: "ask the operator for one"}
	}
	out := SignedIn{Secret: chance(), Next: next, Who: who}
	session := graphstore.Session{Hash: hashOf(out.Secret), Person: who.ID, Name: who.Name, CSRF: chance()}
	for _, g := range who.Grants {
		session.Roles = append(session.Roles, graphstore.SessionRole{Role: string(g.Role), Party: g.Party})
	}
	return out, l.store.BeginSession(ctx, session)
}

func nameOf(claims map[string]any, claim, subject string) string {
	if claim == "" {
		claim = "name"
	}
	if name, _ := claims[claim].(string); name != "" {
		return name
	}
	return subject
}

// chance is a text that nobody can guess.
func chance() string {
	bytes := make([]byte, secretBytes)
	// It never fails; the program ends if the system has no chance to give.
	_, _ = rand.Read(bytes)
	return base64.RawURLEncoding.EncodeToString(bytes)
}

//go:build integration

package identity_test

import (
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api/identity"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const firstUser, secondUser = "test-user@127.0.0.1", "test-user2"

// login signs a user in, from the beginning to the end.
func login(t *testing.T, logins *identity.Logins, p *openID, user string) (identity.SignedIn, error) {
	t.Helper()
	begun, err := logins.Begin(t.Context(), "staff", "/docs")
	require.NoError(t, err)
	got := p.signIn(begun.Address, user)
	return logins.Finish(t.Context(), identity.Return{Provider: "staff", State: got.Get("state"), Code: got.Get("code"), Browser: begun.Browser})
}

func refusedAs(t *testing.T, err error, code, what string) {
	t.Helper()
	var refused *graphstore.InputError
	require.ErrorAs(t, err, &refused, what)
	require.Equal(t, code, refused.Code, what)
}

func asBrowser(method, secret string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, "/", nil)
	r.AddCookie(&http.Cookie{Name: identity.CookieName, Value: secret})
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func TestAPersonSignsInAtAProvider(t *testing.T) {
	store, p := newStore(t), newOpenID(t)
	logins := identity.NewLogins(store, []identity.ProviderConfig{p.config()}, discard)
	in, err := login(t, logins, p, firstUser)
	require.NoError(t, err)
	require.Equal(t, "/docs", in.Next)
	stored := neo4jtest.Query(t, "MATCH (s:Session) RETURN s.hash AS hash", nil)[0]["hash"]
	require.NotEqual(t, in.Secret, stored, "the graph holds a hash")
	require.EqualValues(t, 0, neo4jtest.Query(t, "MATCH (n:Login) RETURN count(n) AS n", nil)[0]["n"])

	sessions := identity.NewSessions(store)
	who, err := sessions.Principal(asBrowser(http.MethodGet, in.Secret))
	require.NoError(t, err)
	require.Equal(t, "staff|id1", who.ID)
	require.Empty(t, who.Role, "there are two, and none is chosen")
	require.Equal(t, graphstore.Scope{}, who.Scope())
	require.Equal(t, []identity.Grant{{Role: identity.Operator}, {Role: identity.Manufacturer, Party: "Acme"}}, who.Grants)
	acme, err := sessions.Principal(asBrowser(http.MethodGet, in.Secret, identity.HeaderRole, "manufacturer:Acme"))
	require.NoError(t, err)
	require.Equal(t, graphstore.OfManufacturer("A0C1", "A0C2").Of("Acme"), acme.Scope())
	_, err = sessions.Principal(asBrowser(http.MethodGet, in.Secret, identity.HeaderRole, "auditor"))
	refusedAs(t, err, "not-your-role", "a role that nobody gave")

	for _, token := range []string{"", "x", acme.CSRF + "x"} {
		_, err = sessions.Principal(asBrowser(http.MethodPost, in.Secret, identity.HeaderCSRF, token))
		refusedAs(t, err, "csrf-token", token)
	}
	_, err = sessions.Principal(asBrowser(http.MethodPost, in.Secret, identity.HeaderCSRF, acme.CSRF))
	require.NoError(t, err)
	nobody, err := sessions.Principal(asBrowser(http.MethodGet, in.Secret+"x"))
	require.NoError(t, err)
	require.Equal(t, identity.Principal{}, nobody)

	_, err = login(t, logins, p, secondUser)
	refusedAs(t, err, "no-role", "no rule gives the second user a role")
	require.EqualValues(t, 1, neo4jtest.Query(t, "MATCH (s:Session) RETURN count(s) AS n", nil)[0]["n"])
}

func TestASessionEnds(t *testing.T) {
	store, p := newStore(t), newOpenID(t)
	logins := identity.NewLogins(store, []identity.ProviderConfig{p.config()}, discard)
	begin := func() string {
		in, err := login(t, logins, p, firstUser)
		require.NoError(t, err)
		return in.Secret
	}
	// goesOn asks as another replica does, which remembers nothing.
	goesOn := func(secret string) bool {
		who, err := identity.NewSessions(store).Principal(asBrowser(http.MethodGet, secret))
		require.NoError(t, err)
		return who.Kind == identity.Person
	}
	first, second, third := begin(), begin(), begin()
	sessions := identity.NewSessions(store)
	require.NoError(t, sessions.End(asBrowser(http.MethodPost, first)))
	require.False(t, goesOn(first))
	require.True(t, goesOn(second))
	ended, err := sessions.EndAll(asBrowser(http.MethodPost, second), "staff|id1")
	require.NoError(t, err)
	require.EqualValues(t, 2, ended)
	require.False(t, goesOn(second) || goesOn(third))

	for what, change := range map[string]string{
		"nobody used it": "MATCH (s:Session) SET s.usedAt = datetime() - duration({minutes: 31})",
		"it is over":     "MATCH (s:Session) SET s.endsAt = datetime() - duration({seconds: 1})",
	} {
		secret := begin()
		require.True(t, goesOn(secret))
		neo4jtest.Query(t, change, nil)
		require.False(t, goesOn(secret), what)
	}
	used := begin()
	neo4jtest.Query(t, "MATCH (s:Session) SET s.usedAt = datetime() - duration({minutes: 29})", nil)
	require.True(t, goesOn(used))
	neo4jtest.Query(t, "MATCH (s:Session) SET s.usedAt = s.usedAt - duration({minutes: 29})", nil)
	require.True(t, goesOn(used), "using it keeps it going")
	neo4jtest.Query(t, "MATCH (p:Party {partyId: 'Acme'}) SET p.category = 'supplier'", nil)
	who, err := identity.NewSessions(store).Principal(asBrowser(http.MethodGet, used))
	require.NoError(t, err)
	require.Equal(t, []identity.Grant{{Role: identity.Operator}}, who.Grants, "what the party is no longer gives no role")
}

func TestALoginThatDoesNotFitIsRefused(t *testing.T) {
	store, p := newStore(t), newOpenID(t)
	logins := identity.NewLogins(store, []identity.ProviderConfig{p.config()}, discard)
	for what, spoil := range map[string]func(*identity.Return){
		"another browser":  func(r *identity.Return) { r.Browser = "x" },
		"no browser":       func(r *identity.Return) { r.Browser = "" },
		"another state":    func(r *identity.Return) { r.State = "x" },
		"another code":     func(r *identity.Return) { r.Code = "x" },
		"no code":          func(r *identity.Return) { r.Code = "" },
		"another provider": func(r *identity.Return) { r.Provider = "other" },
		"a refusal":        func(r *identity.Return) { r.Error = "access_denied" },
	} {
		begun, err := logins.Begin(t.Context(), "staff", "")
		require.NoError(t, err)
		got := p.signIn(begun.Address, firstUser)
		back := identity.Return{Provider: "staff", State: got.Get("state"), Code: got.Get("code"), Browser: begun.Browser}
		spoil(&back)
		_, err = logins.Finish(t.Context(), back)
		refusedAs(t, err, "login-failed", what)
	}
	begun, err := logins.Begin(t.Context(), "staff", "https://evil.example")
	require.NoError(t, err)
	got := p.signIn(begun.Address, firstUser)
	back := identity.Return{Provider: "staff", State: got.Get("state"), Code: got.Get("code"), Browser: begun.Browser}
	in, err := logins.Finish(t.Context(), back)
	require.NoError(t, err)
	require.Equal(t, "/", in.Next, "nobody is sent elsewhere")
	_, err = logins.Finish(t.Context(), back)
	refusedAs(t, err, "login-failed", "the same answer again")
	slow, err := logins.Begin(t.Context(), "staff", "")
	require.NoError(t, err)
	got = p.signIn(slow.Address, firstUser)
	neo4jtest.Query(t, "MATCH (n:Login) SET n.endsAt = datetime() - duration({seconds: 1})", nil)
	_, err = logins.Finish(t.Context(), identity.Return{Provider: "staff", State: got.Get("state"), Code: got.Get("code"), Browser: slow.Browser})
	refusedAs(t, err, "login-failed", "too late")
	_, err = logins.Begin(t.Context(), "nowhere", "")
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

func TestATokenThatIsNotTheProvidersForThisLoginIsRefused(t *testing.T) {
	store, p := newStore(t), newOpenID(t)
	logins := identity.NewLogins(store, []identity.ProviderConfig{p.config()}, discard)
	var replayed string
	p.forge = func(claims map[string]any) string { replayed = p.keys[0].sign(t, claims); return replayed }
	_, err := login(t, logins, p, firstUser)
	require.NoError(t, err, "what is not changed is taken: the forger's hands are the provider's")

	stranger := &signing{p.keys[0].id, newOpenID(t).keys[0].key}
	at := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	with := func(changes map[string]any) func(map[string]any) string {
		return func(claims map[string]any) string {
			for name, value := range changes {
				claims[name] = value
			}
			return p.keys[0].sign(t, claims)
		}
	}
	for what, forge := range map[string]func(map[string]any) string{
		"expired":                  with(map[string]any{"exp": at(-2 * time.Minute)}),
		"not yet valid":            with(map[string]any{"nbf": at(time.Hour)}),
		"for another audience":     with(map[string]any{"aud": "other"}),
		"issued to another client": with(map[string]any{"aud": []string{"waymark", "other"}, "azp": "other"}),
		"for several, to nobody": func(c map[string]any) string {
			delete(c, "azp")
			c["aud"] = []string{"waymark", "other"}
			return p.keys[0].sign(t, c)
		},
		"of another issuer":         with(map[string]any{"iss": "https://evil.example"}),
		"with another nonce":        with(map[string]any{"nonce": "x"}),
		"without a nonce":           func(c map[string]any) string { delete(c, "nonce"); return p.keys[0].sign(t, c) },
		"about nobody":              with(map[string]any{"sub": ""}),
		"of an earlier login":       func(map[string]any) string { return replayed },
		"signed by a stranger":      func(c map[string]any) string { return stranger.sign(t, c) },
		"unsigned":                  func(c map[string]any) string { return unsigned(t, "none", c) },
		"signed with a public text": func(c map[string]any) string { return unsigned(t, "HS256", c) },
		"no token":                  func(map[string]any) string { return "x" },
	} {
		p.forge = forge
		_, err := login(t, logins, p, firstUser)
		refusedAs(t, err, "login-failed", what)
	}
	p.forge = with(map[string]any{"exp": at(-30 * time.Second)})
	_, err = login(t, logins, p, firstUser)
	require.NoError(t, err, "clocks differ a little")
	p.forge = with(map[string]any{"nbf": at(30 * time.Second), "iat": at(30 * time.Second)})
	_, err = login(t, logins, p, firstUser)
	require.NoError(t, err, "clocks differ a little")
	p.forge = nil
	p.rotate("second")
	_, err = login(t, logins, p, firstUser)
	require.NoError(t, err, "the provider signs with a new key")
	require.EqualValues(t, 4, neo4jtest.Query(t, "MATCH (s:Session) RETURN count(s) AS n", nil)[0]["n"])
}

// unsigned is a token whose signature proves nothing.
func unsigned(t *testing.T, algorithm string, claims map[string]any) string {
	t.Helper()
	text, err := json.Marshal(claims)
	require.NoError(t, err)
	encode := base64.RawURLEncoding.EncodeToString
	token := encode([]byte(`{"alg":"`+algorithm+`","kid":"first"}`)) + "." + encode(text) + "."
	if algorithm != "none" {
		token += encode([]byte("signature"))
	}
	return token
}

func TestADeadProviderKeepsNobodyElseOut(t *testing.T) {
	store, p := newStore(t), newOpenID(t)
	dead := p.config()
	dead.Name, dead.Issuer = "dead", "http://127.0.0.1:1"
	logins := identity.NewLogins(store, []identity.ProviderConfig{dead, p.config()}, discard)
	_, err := logins.Begin(t.Context(), "dead", "")
	refusedAs(t, err, "provider-unavailable", "nobody answers")
	_, err = login(t, logins, p, firstUser)
	require.NoError(t, err)

	begun, err := logins.Begin(t.Context(), "staff", "")
	require.NoError(t, err)
	got := p.signIn(begun.Address, firstUser)
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	_, err = logins.Finish(t.Context(), identity.Return{Provider: "staff", State: got.Get("state"), Code: got.Get("code"), Browser: begun.Browser})
	refusedAs(t, err, "login-failed", "it dies in between")
	fresh := identity.NewLogins(store, []identity.ProviderConfig{p.config()}, discard)
	_, err = fresh.Begin(t.Context(), "staff", "")
	refusedAs(t, err, "provider-unavailable", "it answers with an error")
	p.mu.Lock()
	p.closed = false
	p.mu.Unlock()
	require.Eventually(t, func() bool {
		_, err := fresh.Begin(t.Context(), "staff", "")
		return err == nil
	}, 10*time.Second, 200*time.Millisecond, "it is back")
	_, err = login(t, fresh, p, firstUser)
	require.NoError(t, err)
}

// One that takes connections and says nothing keeps nobody waiting for long, however many ask.
func TestASilentProviderIsAskedOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	var asked atomic.Int64
	go func() {
		for {
			if _, err := listener.Accept(); err != nil {
				return
			}
			asked.Add(1)
		}
	}()
	silent := newOpenID(t).config()
	silent.Issuer = "http://" + listener.Addr().String()
	logins := identity.NewLogins(newStore(t), []identity.ProviderConfig{silent}, discard)
	began := time.Now()
	answers := make(chan error)
	for range 20 {
		go func() {
			_, err := logins.Begin(t.Context(), "staff", "")
			answers <- err
		}()
	}
	for range 20 {
		refusedAs(t, <-answers, "provider-unavailable", "nothing is said")
	}
	require.Less(t, time.Since(began), 5*time.Second)
	require.EqualValues(t, 1, asked.Load())
}

//go:build integration

package api_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
	"waymark/graphstore"
)

// serveIdentities serves an empty graph that asks callers who they are; the
// secret is that of its first key, an operator's.
func serveIdentities(t *testing.T) (*client, *graphstore.Store, string) {
	t.Helper()
	_, store := serveGraph(t)
	keys := identity.NewKeys(store, discard)
	t.Cleanup(keys.Close)
	first, made, err := identity.FirstKey(t.Context(), store)
	require.NoError(t, err)
	require.True(t, made)
	gate := &identity.Gate{Keys: keys, Sessions: identity.NewSessions(store)}
	return serve(t, api.Options{
		Store: store, Engine: engineOver(t, store), TempDir: t.TempDir(), Authenticator: gate, Keys: keys, Sessions: gate.Sessions, Logins: identity.NewLogins(store, nil, discard),
	}), store, first.Secret
}

func TestKeysAndTheirAuditOverHTTP(t *testing.T) {
	c, store, operator := serveIdentities(t)
	as := func(secret, method, path, body string) answer {
		return c.do(method, path, strings.NewReader(body), "Authorization", "Bearer "+secret, "Content-Type", "application/json")
	}
	type issued struct {
		Key struct {
			ID, Secret, Role, Label, State, CreatedBy string
			Scopes                                    []string
		}
	}
	made := read[issued](t, as(operator, http.MethodPost, "/api/v1/keys", `{"role":"auditor","label":"books","expiresOn":"2099-12-31"}`), http.StatusCreated)
	require.NotEmpty(t, made.Key.Secret)
	require.Equal(t, "first operator key", made.Key.CreatedBy)
	auditor := made.Key.Secret
	refused(t, as(operator, http.MethodPost, "/api/v1/keys", `{"role":"supplier"}`), http.StatusUnprocessableEntity, "party-missing")
	refused(t, as(operator, http.MethodPost, "/api/v1/keys", `{"role":"root"}`), http.StatusUnprocessableEntity, "validation")
	refused(t, as(auditor, http.MethodPost, "/api/v1/keys", `{"role":"operator"}`), http.StatusForbidden, "role-missing")
	refused(t, as("wmk_a_b", http.MethodGet, "/api/v1/keys", ""), http.StatusUnauthorized, "bad-key")
	a := c.do(http.MethodGet, "/api/v1/keys", nil, "Authorization", "Basic "+auditor)
	refused(t, a, http.StatusUnauthorized, "bad-key")
	require.Equal(t, "Bearer", a.header.Get("WWW-Authenticate"))
	require.Equal(t, []string{"read", "change"}, made.Key.Scopes)
	require.NotContains(t, as(auditor, http.MethodGet, "/api/v1/keys", "").body, auditor[len(made.Key.ID)+5:])

	rotated := read[issued](t, as(operator, http.MethodPost, "/api/v1/keys/"+made.Key.ID+"/rotation?overlapHours=0", ""), http.StatusOK)
	require.NotEqual(t, auditor, rotated.Key.Secret)
	require.Equal(t, made.Key.Scopes, rotated.Key.Scopes)
	revoked := read[issued](t, as(operator, http.MethodDelete, "/api/v1/keys/"+made.Key.ID, ""), http.StatusOK)
	require.Equal(t, "revoked", revoked.Key.State)
	refused(t, as(operator, http.MethodPost, "/api/v1/keys/"+made.Key.ID+"/rotation", ""), http.StatusConflict, "key-revoked")
	refused(t, as(operator, http.MethodDelete, "/api/v1/keys/nobody", ""), http.StatusNotFound, "not-found")

	type audit struct {
		Entries []graphstore.AuditEntry
		Total   int
		Next    string
	}
	page := read[audit](t, as(operator, http.MethodGet, "/api/v1/audit?limit=5", ""), http.StatusOK)
	require.Equal(t, 14, page.Total, "two for each of seven changes that were tried; what was never begun is counted apart")
	require.Len(t, page.Entries, 5)
	require.EqualValues(t, 14, page.Entries[0].Seq)
	require.Equal(t, "revoke-key 404", fmt.Sprint(page.Entries[0].Operation, " ", page.Entries[0].Status))
	next := read[audit](t, as(operator, http.MethodGet, "/api/v1/audit?limit=5&cursor="+page.Next, ""), http.StatusOK)
	require.EqualValues(t, 9, next.Entries[0].Seq)
	for _, e := range append(page.Entries, next.Entries...) {
		require.NotContains(t, fmt.Sprint(e), operator[22:], "no secret")
		require.Equal(t, "operator", e.Role)
	}
	a = c.do(http.MethodPost, "/api/v1/imports?kind=cpl", strings.NewReader("CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status\n"), "Authorization", "Bearer "+operator)
	require.Equal(t, http.StatusCreated, a.status, a.body)
	last := read[audit](t, as(operator, http.MethodGet, "/api/v1/audit?limit=1", ""), http.StatusOK)
	require.Equal(t, "/api/v1/imports?kind=cpl > "+a.header.Get("Location"), last.Entries[0].Target, "what was made can be found")
	require.NoError(t, c.server.Close(t.Context()))
	check, err := store.VerifyAudit(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.True(t, check.Intact, check)
	require.Greater(t, check.Entries, int64(14), "refusals are written at the end")
}

// A key that makes keys makes none that can do more of what is its own to give.
func TestWhatAKeyMayMake(t *testing.T) {
	c, _, operator := serveIdentities(t)
	as := func(secret, body string) answer {
		return c.do(http.MethodPost, "/api/v1/keys", strings.NewReader(body), "Authorization", "Bearer "+secret, "Content-Type", "application/json")
	}
	type issued struct {
		Key struct {
			ID        string
			Secret    string
			Scopes    []string
			ExpiresAt string
		}
	}
	for _, scopes := range []string{`[]`, `["root"]`, `[{}]`, `[["read"]]`, `"read"`} {
		refused(t, as(operator, `{"role":"operator","scopes":`+scopes+`}`), http.StatusUnprocessableEntity, "validation")
	}
	refused(t, as(operator, `{"role":"panel","scopes":["read","keys"]}`), http.StatusUnprocessableEntity, "scope-not-for-role")
	maker := read[issued](t, as(operator, `{"role":"operator","scopes":["keys"],"expiresOn":"2099-06-30"}`), http.StatusCreated).Key
	require.Equal(t, []string{"keys"}, maker.Scopes)
	for _, ends := range []string{"", `,"expiresOn":"2099-07-01"`} {
		p := refused(t, as(maker.Secret, `{"role":"panel"`+ends+`}`), http.StatusUnprocessableEntity, "outlives-key")
		require.Contains(t, p.Hint, "2099-06-30")
	}
	made := read[issued](t, as(maker.Secret, `{"role":"operator","scopes":["keys","read","read"],"expiresOn":"2099-06-30"}`), http.StatusCreated).Key
	require.Equal(t, maker.ExpiresAt, made.ExpiresAt)
	require.Equal(t, []string{"read", "keys"}, made.Scopes)
	refused(t, c.do(http.MethodGet, "/api/v1/me", nil, "Authorization", "Bearer "+maker.Secret), http.StatusForbidden, "scope-missing")
	me := read[struct{ Scopes []string }](t, c.do(http.MethodGet, "/api/v1/me", nil, "Authorization", "Bearer "+made.Secret), http.StatusOK)
	require.Equal(t, made.Scopes, me.Scopes)
	reader := read[issued](t, as(operator, `{"role":"operator"}`), http.StatusCreated).Key
	rotates := func(secret, id string) answer {
		return c.do(http.MethodPost, "/api/v1/keys/"+id+"/rotation?overlapHours=0", nil, "Authorization", "Bearer "+secret)
	}
	refused(t, rotates(maker.Secret, reader.ID), http.StatusUnprocessableEntity, "outlives-key")
	made = read[issued](t, rotates(maker.Secret, made.ID), http.StatusOK).Key
	refused(t, as(reader.Secret, `{"role":"panel"}`), http.StatusForbidden, "scope-missing")
	a := c.do(http.MethodPost, "/api/v1/runs", strings.NewReader(`{}`), "Authorization", "Bearer "+made.Secret, "Content-Type", "application/json")
	refused(t, a, http.StatusForbidden, "scope-missing")
}

func TestWhoAmI(t *testing.T) {
	c, _, operator := serveIdentities(t)
	refused(t, c.get("/api/v1/me"), http.StatusUnauthorized, "who-are-you")
	me := read[struct {
		Kind, Role string
		Roles      []identity.Grant
	}](t, c.do(http.MethodGet, "/api/v1/me", nil, "Authorization", "Bearer "+operator), http.StatusOK)
	require.Equal(t, "key", me.Kind)
	require.Equal(t, "operator", me.Role)
	require.Equal(t, []identity.Grant{{Role: identity.Operator}}, me.Roles)
	require.JSONEq(t, `{"providers":[]}`, c.get("/auth/providers").body)
	refused(t, c.get("/auth/login/nowhere"), http.StatusNotFound, "not-found")
	refused(t, c.get("/auth/callback/nowhere?state=x&code=y"), http.StatusUnauthorized, "login-failed")
	refused(t, c.do(http.MethodPost, "/auth/logout", nil, "Authorization", "Bearer "+operator), http.StatusConflict, "no-session")
}

// A person's session in an API that asks: several roles, the token of changes, and the end.
func TestAPersonsSessionOverHTTP(t *testing.T) {
	c, store, _ := serveIdentities(t)
	hash := fmt.Sprintf("%x", sha256.Sum256([]byte("cookie")))
	require.NoError(t, store.BeginSession(t.Context(), graphstore.Session{
		Hash: hash, Person: "staff|1", Name: "Pat", CSRF: "token", Roles: []graphstore.SessionRole{{Role: "operator"}, {Role: "auditor"}},
	}))
	cookie := identity.CookieName + "=cookie"
	refused(t, c.do(http.MethodGet, "/api/v1/keys", nil, "Cookie", cookie), http.StatusForbidden, "choose-role")
	me := read[struct {
		Kind, Name, Role, CSRF string
		Roles                  []identity.Grant
	}](t, c.do(http.MethodGet, "/api/v1/me", nil, "Cookie", cookie), http.StatusOK)
	require.Equal(t, "token", me.CSRF)
	require.Len(t, me.Roles, 2)
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/keys", nil, "Cookie", cookie, "Waymark-Role", "auditor").status)
	refused(t, c.do(http.MethodGet, "/api/v1/keys", nil, "Cookie", cookie, "Waymark-Role", "panel"), http.StatusForbidden, "not-your-role")
	body := func() *strings.Reader { return strings.NewReader(`{"role":"panel"}`) }
	refused(t, c.do(http.MethodPost, "/api/v1/keys", body(), "Cookie", cookie, "Waymark-Role", "operator", "Content-Type", "application/json"), http.StatusForbidden, "csrf-token")
	refused(t, c.do(http.MethodPost, "/api/v1/keys", body(), "Cookie", cookie, "Waymark-Role", "auditor", "Waymark-Csrf", "token", "Content-Type", "application/json"), http.StatusForbidden, "role-missing")
	a := c.do(http.MethodPost, "/api/v1/keys", body(), "Cookie", cookie, "Waymark-Role", "operator", "Waymark-Csrf", "token", "Content-Type", "application/json")
	require.Contains(t, read[map[string]map[string]any](t, a, http.StatusCreated)["key"]["createdBy"], "Pat")
	a = c.do(http.MethodPost, "/auth/logout-everywhere", nil, "Cookie", cookie, "Waymark-Csrf", "token")
	require.Equal(t, http.StatusOK, a.status, a.body)
	require.Contains(t, a.header.Get("Set-Cookie"), "Max-Age=0")
	refused(t, c.do(http.MethodGet, "/api/v1/me", nil, "Cookie", cookie), http.StatusUnauthorized, "who-are-you")
}

// Roles are those of signing in, so who has lost one is signed out by the operator.
func TestTheOperatorSignsAPersonOut(t *testing.T) {
	c, store, operator := serveIdentities(t)
	for _, person := range []string{"staff|1", "staff|2"} {
		hash := fmt.Sprintf("%x", sha256.Sum256([]byte(person)))
		require.NoError(t, store.BeginSession(t.Context(), graphstore.Session{Hash: hash, Person: person, Name: "Pat", CSRF: "token", Roles: []graphstore.SessionRole{{Role: "auditor"}}}))
	}
	end := func(secret string) answer {
		return c.do(http.MethodDelete, "/api/v1/sessions?person="+url.QueryEscape("staff|1"), nil, "Authorization", "Bearer "+secret)
	}
	ended := read[map[string]any](t, end(operator), http.StatusOK)
	require.EqualValues(t, 1, ended["ended"])
	refused(t, c.do(http.MethodGet, "/api/v1/me", nil, "Cookie", identity.CookieName+"=staff|1"), http.StatusUnauthorized, "who-are-you")
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/me", nil, "Cookie", identity.CookieName+"=staff|2").status, "others stay")
	require.EqualValues(t, 0, read[map[string]any](t, end(operator), http.StatusOK)["ended"], "none is no error")
	refused(t, c.do(http.MethodDelete, "/api/v1/sessions?person=staff", nil, "Cookie", identity.CookieName+"=staff|2", "Waymark-Csrf", "token"), http.StatusForbidden, "role-missing")
}

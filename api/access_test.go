package api_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
)

// claims believes what a request says of its sender: a role, and after a colon
// the one scope of a key that has not all.
type claims struct{}

func (claims) Authenticate(r *http.Request) (identity.Principal, error) {
	role, scope, bound := strings.Cut(r.Header.Get("Authorization"), ":")
	switch role {
	case "":
		return identity.Principal{}, nil
	case "bad":
		return identity.Principal{}, identity.ErrBadKey
	case "wrong":
		return identity.Principal{}, errors.New("no such key")
	default:
		who := identity.Principal{Kind: identity.Key, ID: "k", Name: "key k", Role: identity.Role(role), Scopes: identity.KeyScopes}
		if bound {
			who.Scopes = []identity.KeyScope{identity.KeyScope(scope)}
		}
		return who, nil
	}
}

func TestAnOperationIsOpenToItsRolesAlone(t *testing.T) {
	c := serve(t, api.Options{Authenticator: claims{}})
	require.Equal(t, http.StatusOK, c.get("/healthz").status, "open to all")
	p := refused(t, c.get("/api/v1/rules"), http.StatusUnauthorized, "who-are-you")
	require.Contains(t, p.Hint, "Authorization: Bearer")
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/api/v1/rules", nil, "Authorization", "supplier").status)
	p = refused(t, c.do(http.MethodPost, "/api/v1/runs", nil, "Authorization", "supplier"), http.StatusForbidden, "role-missing")
	require.Contains(t, p.Hint, "operator")
	refused(t, c.do(http.MethodGet, "/healthz", nil, "Authorization", "wrong"), http.StatusInternalServerError, "internal")
}

func TestTheDocumentSaysToWhomEachOperationIsOpen(t *testing.T) {
	c := serve(t, api.Options{})
	for path, item := range c.doc.Paths.Map() {
		for method, op := range item.Operations() {
			roles, said := op.Extensions["x-waymark-roles"]
			if path == "/openapi.json" || path == "/docs" || path == "/docs/{file}" {
				continue
			}
			require.True(t, said, "%s %s", method, path)
			require.Equal(t, len(roles.([]any)) > 0, op.Security != nil && len(*op.Security) > 0, "%s %s", method, path)
		}
	}
}

// Each scope lets through what needs it, and nothing else; it gives nothing that the role does not.
func TestAKeyMayDoWhatItsScopesName(t *testing.T) {
	c := serve(t, api.Options{Authenticator: claims{}})
	for _, asked := range []struct{ method, path, needs string }{
		{http.MethodGet, "/api/v1/rules", "read"},
		{http.MethodGet, "/api/v1/me", "read"},
		{http.MethodPost, "/api/v1/whatif", "read"},
		{http.MethodPost, "/api/v1/runs", "change"},
		{http.MethodPost, "/auth/logout", "change"},
		{http.MethodGet, "/api/v1/keys", "read"},
		{http.MethodPost, "/api/v1/keys", "keys"},
		{http.MethodPost, "/api/v1/keys/k/rotation", "keys"},
		{http.MethodDelete, "/api/v1/keys/k", "keys"},
	} {
		for _, scope := range []string{"read", "change", "keys", ""} {
			a := c.do(asked.method, asked.path, nil, "Authorization", "operator:"+scope)
			if scope == asked.needs {
				require.NotEqual(t, http.StatusForbidden, a.status, "%v: %s", asked, a.body)
				continue
			}
			p := refused(t, a, http.StatusForbidden, "scope-missing")
			require.Contains(t, p.Hint, "scope "+asked.needs)
		}
	}
	refused(t, c.do(http.MethodPost, "/api/v1/runs", nil, "Authorization", "supplier:change"), http.StatusForbidden, "role-missing")
	require.Equal(t, http.StatusOK, c.do(http.MethodGet, "/healthz", nil, "Authorization", "operator:keys").status, "open to all")
}

// person is an operator who has signed in.
type person struct{}

func (person) Authenticate(*http.Request) (identity.Principal, error) {
	return identity.Principal{Kind: identity.Person, ID: "staff|1", Name: "Pat", Role: identity.Operator}, nil
}

func TestScopesBindKeysAlone(t *testing.T) {
	for _, o := range []api.Options{{Authenticator: person{}}, {}} {
		c := serve(t, o)
		a := c.get("/api/v1/me")
		require.Equal(t, http.StatusOK, a.status)
		require.NotContains(t, a.body, "scopes")
		refused(t, c.do(http.MethodPost, "/api/v1/keys", nil), http.StatusBadRequest, "malformed")
	}
}

func TestTheDocumentSaysWhichScopeEachOperationNeeds(t *testing.T) {
	c := serve(t, api.Options{})
	keys := map[string]bool{"create-key": true, "rotate-key": true, "revoke-key": true}
	rehearsals := map[string]bool{"lint-submission": true, "try-changes": true, "verify-report": true}
	met := 0
	for path, item := range c.doc.Paths.Map() {
		for method, op := range item.Operations() {
			scope, said := op.Extensions["x-waymark-scope"]
			roles, _ := op.Extensions["x-waymark-roles"].([]any)
			want := "change"
			switch {
			case len(roles) == 0:
				require.False(t, said, "%s %s is public", method, path)
				continue
			case keys[op.OperationID]:
				met++
				want = "keys"
			case rehearsals[op.OperationID]:
				met++
				want = "read"
			case method == http.MethodGet:
				want = "read"
			}
			require.Equal(t, want, scope, "%s %s", method, path)
		}
	}
	require.Equal(t, len(keys)+len(rehearsals), met)
}

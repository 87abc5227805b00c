package api_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
)

// claims believes what a request says of its sender.
type claims struct{}

func (claims) Authenticate(r *http.Request) (identity.Principal, error) {
	switch role := r.Header.Get("Authorization"); role {
	case "":
		return identity.Principal{}, nil
	case "bad":
		return identity.Principal{}, identity.ErrBadKey
	case "wrong":
		return identity.Principal{}, errors.New("no such key")
	default:
		return identity.Principal{Kind: identity.Key, ID: "k", Name: "key k", Role: identity.Role(role)}, nil
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

package identity_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api/identity"
)

func providersFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "oidc.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestProvidersAreReadFromAFile(t *testing.T) {
	secret := providersFile(t, "hunter22\n")
	good := `providers:
  - name: staff
    title: Staff
    issuer: https://login.example/realm
    client-id: waymark
    client-secret-file: ` + secret + `
    redirect: https://waymark.example/auth/callback/staff
    scopes: [groups]
    rules:
      - {claim: groups, value: ops, role: operator}
      - {claim: groups, value: acme, role: manufacturer, party: Acme}
`
	read, err := identity.LoadProviders(providersFile(t, good))
	require.NoError(t, err)
	require.Len(t, read, 1)
	require.Equal(t, []identity.ClaimRule{{Claim: "groups", Value: "ops", Role: identity.Operator}, {Claim: "groups", Value: "acme", Role: identity.Manufacturer, Party: "Acme"}}, read[0].Rules)
	for what, c := range map[string]struct{ from, to, says string }{
		"an unknown member":          {"title:", "titel:", "titel"},
		"a name that is no address":  {"name: staff", "name: Staff/x", "small letters"},
		"plain HTTP":                 {"issuer: https://login.example", "issuer: http://login.example", "issuer must be https"},
		"a redirect over plain HTTP": {"redirect: https://", "redirect: http://", "redirect must be https"},
		"a redirect to elsewhere":    {"/callback/staff", "/callback/other", "redirect must end with"},
		"no client":                  {"client-id: waymark", "client-id: ''", "client-id"},
		"a role that there is not":   {"role: operator", "role: root", "rule"},
		"a party for an operator":    {"role: operator", "role: operator, party: Acme", "rule"},
		"no party":                   {", party: Acme", "", "rule"},
		"no value":                   {"value: ops", "value: ''", "rule"},
		"a secret that is not there": {secret, secret + "x", "client-secret-file"},
	} {
		changed := strings.Replace(good, c.from, c.to, 1)
		require.NotEqual(t, good, changed, what)
		_, err := identity.LoadProviders(providersFile(t, changed))
		require.ErrorContains(t, err, c.says, what)
		require.NotContains(t, err.Error(), "hunter22")
	}
	_, err = identity.LoadProviders(providersFile(t, good+strings.TrimPrefix(good, "providers:\n")))
	require.ErrorContains(t, err, "twice")
	_, err = identity.LoadProviders(providersFile(t, strings.Split(good, "    rules:")[0]))
	require.ErrorContains(t, err, "no rules")
}

// Only a text, or one of a list of texts, gives a role: nothing is made into a text.
func TestClaimsGiveRolesByTheirRules(t *testing.T) {
	p := identity.ProviderConfig{Rules: []identity.ClaimRule{
		{Claim: "groups", Value: "ops", Role: identity.Operator},
		{Claim: "groups", Value: "true", Role: identity.Auditor},
		{Claim: "sub", Value: "pat", Role: identity.Operator},
		{Claim: "groups", Value: "acme", Role: identity.Supplier, Party: "Acme"},
	}}
	operator := []identity.Grant{{Role: identity.Operator}}
	for what, c := range map[string]struct {
		claims map[string]any
		gives  []identity.Grant
	}{
		"nothing":            {map[string]any{}, nil},
		"a text":             {map[string]any{"groups": "ops"}, operator},
		"a list":             {map[string]any{"groups": []any{"x", "ops"}}, operator},
		"twice the same":     {map[string]any{"groups": []any{"ops"}, "sub": "pat"}, operator},
		"a part of a text":   {map[string]any{"groups": "ops,acme"}, nil},
		"another case":       {map[string]any{"groups": "Ops"}, nil},
		"not a text":         {map[string]any{"groups": true}, nil},
		"not texts":          {map[string]any{"groups": []any{true, 7}}, nil},
		"a list in a list":   {map[string]any{"groups": []any{[]any{"ops"}}}, nil},
		"a thing":            {map[string]any{"groups": map[string]any{"ops": "ops"}}, nil},
		"for a party":        {map[string]any{"groups": []any{"acme"}}, []identity.Grant{{Role: identity.Supplier, Party: "Acme"}}},
		"in another's claim": {map[string]any{"roles": "ops", "sub": "ops"}, nil},
	} {
		require.Equal(t, c.gives, p.Grants(c.claims), what)
	}
}

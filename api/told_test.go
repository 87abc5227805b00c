package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/api/identity"
)

// Who selects findings by supplier would be told whether the supplier has installs.
func TestAManufacturerTriagesBySupplierNeither(t *testing.T) {
	c := serve(t, api.Options{Authenticator: claims{}})
	a := c.do(http.MethodPost, "/api/v1/findings/triage", strings.NewReader(`{"to":"open","why":"w","supplier":"S1","dryRun":true}`),
		"Authorization", "manufacturer", "Content-Type", "application/json")
	p := refused(t, a, http.StatusUnprocessableEntity, "not-told")
	require.Equal(t, "leave it out", p.Hint)
}

// Anybody may ask whether the service is ready; its settings are for those who run it.
func TestWhyMailIsNotSentIsForThoseWhoRunTheService(t *testing.T) {
	const why = "smtp.example refuses waymark's password"
	for name, c := range map[string]struct {
		who  identity.Principal
		told bool
	}{
		"nobody":       {identity.Principal{}, false},
		"manufacturer": {identity.Principal{Kind: identity.Key, Role: identity.Manufacturer}, false},
		"supplier":     {identity.Principal{Kind: identity.Person, Role: identity.Supplier}, false},
		"operator":     {identity.Principal{Kind: identity.Key, Role: identity.Operator}, true},
		"panel":        {identity.Principal{Kind: identity.Person, Role: identity.Panel}, true},
		"nobody asked": {identity.Principal{Kind: identity.Local}, true},
	} {
		got := api.MailProblem(c.who, why)
		if c.told {
			require.Equal(t, why, got, name)
			continue
		}
		require.NotContains(t, got, "smtp.example", name)
		require.Contains(t, got, "mail is not sent", name)
	}
	require.Empty(t, api.MailProblem(identity.Principal{}, ""), "nothing keeps it")
}

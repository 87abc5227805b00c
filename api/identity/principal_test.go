package identity_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api/identity"
	"waymark/graphstore"
)

func TestWhatAPrincipalSees(t *testing.T) {
	for name, c := range map[string]struct {
		who  identity.Principal
		sees graphstore.Scope
	}{
		"nobody":               {identity.Principal{}, graphstore.Scope{}},
		"a role of nobody":     {identity.Principal{Role: identity.Operator}, graphstore.Scope{}},
		"no role":              {identity.Principal{Kind: identity.Key}, graphstore.Scope{}},
		"an unknown role":      {identity.Principal{Kind: identity.Key, Role: "root"}, graphstore.Scope{}},
		"local":                {identity.Principal{Kind: identity.Local}, graphstore.Everything},
		"panel":                {identity.Principal{Kind: identity.Person, Role: identity.Panel}, graphstore.Everything},
		"operator":             {identity.Principal{Kind: identity.Key, Role: identity.Operator}, graphstore.Everything},
		"auditor":              {identity.Principal{Kind: identity.Key, Role: identity.Auditor}, graphstore.Everything},
		"supplier":             {identity.Principal{Kind: identity.Key, Role: identity.Supplier, Party: "Severn"}, graphstore.OfSupplier("Severn").Of("Severn")},
		"supplier of no party": {identity.Principal{Kind: identity.Key, Role: identity.Supplier}, graphstore.Scope{}},
		"manufacturer":         {identity.Principal{Kind: identity.Key, Role: identity.Manufacturer, ManufacturerIDs: []string{"A0C1"}, Party: "Acme"}, graphstore.OfManufacturer("A0C1").Of("Acme")},
		"manufacturer of none": {identity.Principal{Kind: identity.Key, Role: identity.Manufacturer}, graphstore.Scope{}},
	} {
		require.Equal(t, c.sees, c.who.Scope(), name)
	}
}

func TestOnlyWhoHasARoleMay(t *testing.T) {
	require.False(t, identity.Principal{}.May(identity.Roles...))
	require.False(t, identity.Principal{Role: identity.Operator}.May(identity.Operator))
	require.False(t, identity.Principal{Kind: identity.Key, Role: identity.Auditor}.May(identity.Operator, identity.Panel))
	require.True(t, identity.Principal{Kind: identity.Key, Role: identity.Auditor}.May(identity.Operator, identity.Auditor))
	require.True(t, identity.Principal{Kind: identity.Local}.May())
	require.False(t, identity.Principal{Scopes: identity.KeyScopes}.Holds(identity.ReadScope), "nobody")
	require.True(t, identity.Principal{Kind: identity.Person}.Holds(identity.KeysScope))
	require.True(t, identity.Principal{Kind: identity.Local}.Holds(identity.KeysScope))
	require.True(t, identity.Principal{Kind: identity.Key, Scopes: identity.DefaultScopes}.Holds(identity.ChangeScope))
	require.False(t, identity.Principal{Kind: identity.Key, Scopes: identity.DefaultScopes}.Holds(identity.KeysScope))
}

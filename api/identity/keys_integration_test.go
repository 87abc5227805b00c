//go:build integration

package identity_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api/identity"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

func TestAKeySaysWhoAsks(t *testing.T) {
	store := newStore(t)
	keys, ctx := newKeys(t, store), t.Context()
	made, err := identity.CreateKey(ctx, store, identity.KeyRequest{Role: identity.Manufacturer, Party: "Acme", Label: "release desk", By: "pat"})
	require.NoError(t, err)
	require.Regexp(t, `^wmk_[a-z0-9]{16}_[A-Za-z0-9_-]{43}$`, made.Secret)
	require.True(t, strings.HasPrefix(made.Secret, made.Prefix+"_"))
	who, err := keys.Principal(ctx, made.Secret)
	require.NoError(t, err)
	require.Equal(t, identity.Principal{
		Kind: identity.Key, ID: made.ID, Name: "release desk", Role: identity.Manufacturer, Party: "Acme", ManufacturerIDs: []string{"A0C1", "A0C2"},
		Scopes: []identity.KeyScope{identity.ReadScope, identity.ChangeScope},
	}, who)
	require.Equal(t, graphstore.OfManufacturer("A0C1", "A0C2").Of("Acme"), who.Scope())
	stored := neo4jtest.Query(t, "MATCH (k:ApiKey) RETURN properties(k) AS k", nil)[0]["k"].(map[string]any)
	for name, value := range stored {
		text, _ := value.(string)
		require.NotContains(t, text, made.Secret[len(made.Prefix)+1:], "the graph does not hold the secret: %s", name)
	}

	listed, err := store.Keys(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, listed, 1)
	require.Equal(t, graphstore.KeyActive, listed[0].State)
	require.Equal(t, "pat", listed[0].CreatedBy)
	hidden, err := store.Keys(ctx, graphstore.OfManufacturer("A0C1"))
	require.Empty(t, hidden, err)
}

// Whatever is wrong with a secret, the answer is the same and so is the work.
func TestABadSecretIsRefusedAlikeWhateverIsWrong(t *testing.T) {
	store := &counted{Store: newStore(t)}
	ctx := t.Context()
	good := makeKey(t, store.Store, identity.KeyRequest{Role: identity.Operator, By: "pat"})
	expired := makeKey(t, store.Store, identity.KeyRequest{Role: identity.Operator, By: "pat", ExpiresAt: time.Now().Add(time.Hour)})
	neo4jtest.Query(t, "MATCH (k:ApiKey {id: $id}) SET k.expiresAt = datetime() - duration({seconds: 1})", map[string]any{"id": expired.ID})
	revoked := makeKey(t, store.Store, identity.KeyRequest{Role: identity.Operator, By: "pat"})
	_, err := store.RevokeKey(ctx, revoked.ID, "pat")
	require.NoError(t, err)
	foreign := makeKey(t, store.Store, identity.KeyRequest{Role: identity.Supplier, Party: "Severn", By: "pat"})
	neo4jtest.Query(t, "MATCH (p:Party {partyId: 'Severn'}) SET p.category = 'manufacturer'", nil)
	for what, secret := range map[string]string{
		"unknown":                 "wmk_aaaaaaaaaaaaaaaa_" + strings.Repeat("A", 43),
		"wrong":                   good.Prefix + "_" + strings.Repeat("A", 43),
		"expired":                 expired.Secret,
		"revoked":                 revoked.Secret,
		"of a party that changed": foreign.Secret,
		"without an id":           "hunter2",
		"blank":                   "",
		"with a long id":          "wmk_" + strings.Repeat("a", 10_000) + "_A",
		"without a secret":        good.Prefix + "_",
		"a hash":                  "wmk__",
	} {
		keys := newKeys(t, store)
		before := store.lookUps.Load()
		_, err := keys.Principal(ctx, secret)
		require.ErrorIs(t, err, identity.ErrBadKey, what)
		require.Equal(t, identity.ErrBadKey.Error(), err.Error(), what)
		require.EqualValues(t, 1, store.lookUps.Load()-before, what)
		_, err = keys.Principal(ctx, secret)
		require.ErrorIs(t, err, identity.ErrBadKey, what)
		require.EqualValues(t, 1, store.lookUps.Load()-before, "%s: what there is not is remembered too", what)
	}
	keys, before := newKeys(t, store), store.lookUps.Load()
	for range 20 {
		_, err := keys.Principal(ctx, good.Secret)
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, store.lookUps.Load()-before)
}

func TestARotatedKeyTakesBothSecretsForAWhile(t *testing.T) {
	store := newStore(t)
	ctx := t.Context()
	first := makeKey(t, store, identity.KeyRequest{Role: identity.Auditor, By: "pat"})
	second, err := identity.RotateKey(ctx, store, first.Prefix, "pat", time.Hour)
	require.NoError(t, err)
	require.Equal(t, first.ID, second.ID)
	require.NotEqual(t, first.Secret, second.Secret)
	for _, secret := range []string{first.Secret, second.Secret} {
		_, err := newKeys(t, store).Principal(ctx, secret)
		require.NoError(t, err)
	}
	third, err := identity.RotateKey(ctx, store, first.ID, "pat", 0)
	require.NoError(t, err)
	keys := newKeys(t, store)
	for _, old := range []string{first.Secret, second.Secret} {
		_, err := keys.Principal(ctx, old)
		require.ErrorIs(t, err, identity.ErrBadKey, "no overlap, and none before it")
	}
	_, err = keys.Principal(ctx, third.Secret)
	require.NoError(t, err)
	_, err = store.RevokeKey(ctx, first.ID, "pat")
	require.NoError(t, err)
	again, err := store.RevokeKey(ctx, first.ID, "kim")
	require.NoError(t, err)
	require.Equal(t, "pat", again.RevokedBy)
	for code, call := range map[string]func() error{
		"key-revoked": func() error { _, err := identity.RotateKey(ctx, store, first.ID, "pat", time.Hour); return err },
		"bad-overlap": func() error {
			_, err := identity.RotateKey(ctx, store, first.ID, "pat", 31*24*time.Hour)
			return err
		},
	} {
		var refused *graphstore.InputError
		require.ErrorAs(t, call(), &refused)
		require.Equal(t, code, refused.Code)
	}
	_, err = identity.RotateKey(ctx, store, "nobody", "pat", 0)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

func TestAKeyKeepsItsScopes(t *testing.T) {
	store := newStore(t)
	ctx := t.Context()
	ends := time.Now().Add(time.Hour).Truncate(time.Millisecond)
	scoped := makeKey(t, store, identity.KeyRequest{
		Role: identity.Operator, By: "pat", Scopes: []identity.KeyScope{identity.KeysScope, identity.ReadScope, identity.KeysScope}, ExpiresAt: ends,
	})
	require.Equal(t, []string{"read", "keys"}, scoped.Scopes, "each once, in order")
	holds := func(made identity.IssuedKey, scopes ...identity.KeyScope) identity.Principal {
		t.Helper()
		made, err := identity.RotateKey(ctx, store, made.ID, "pat", 0)
		require.NoError(t, err)
		who, err := newKeys(t, store).Principal(ctx, made.Secret)
		require.NoError(t, err)
		require.Equal(t, scopes, who.Scopes)
		return who
	}
	who := holds(scoped, identity.ReadScope, identity.KeysScope)
	require.True(t, ends.Equal(*who.ExpiresAt), who.ExpiresAt)
	stored := neo4jtest.Query(t, "MATCH (k:ApiKey) RETURN k.scopes AS scopes", nil)
	require.Equal(t, []any{"read", "keys"}, stored[0]["scopes"])

	// Keys that are older than scopes get what their role allows, by the migration that brought scopes.
	old := map[identity.Role][]identity.KeyScope{
		identity.Operator: identity.KeyScopes, identity.Auditor: identity.KeyScopes, identity.Panel: identity.DefaultScopes,
	}
	for role, scopes := range old {
		made := makeKey(t, store, identity.KeyRequest{Role: role, By: "pat", Scopes: []identity.KeyScope{identity.ReadScope}})
		neo4jtest.Query(t, "MATCH (k:ApiKey {id: $id}) REMOVE k.scopes", map[string]any{"id": made.ID})
		neo4jtest.Query(t, "MATCH (m:SchemaMigration) WHERE m.number >= 13 DELETE m", nil)
		again, err := store.Migrate(ctx)
		require.NoError(t, err)
		require.Contains(t, again, "0013_scopes")
		who, err := newKeys(t, store).Principal(ctx, made.Secret)
		require.NoError(t, err)
		require.Equal(t, scopes, who.Scopes, role)
		listed, err := store.Keys(ctx, graphstore.Everything)
		require.NoError(t, err)
		require.Equal(t, made.ID, listed[0].ID)
		require.Len(t, listed[0].Scopes, len(scopes))
		holds(made, scopes...)
	}
}

func TestARevokedKeyIsRefusedOnEveryReplicaWithinFiveSeconds(t *testing.T) {
	store := newStore(t)
	ctx := t.Context()
	made := makeKey(t, store, identity.KeyRequest{Role: identity.Panel, By: "pat"})
	replicas := []*identity.Keys{newKeys(t, store), newKeys(t, store)}
	for _, k := range replicas {
		_, err := k.Principal(ctx, made.Secret)
		require.NoError(t, err)
	}
	_, err := store.RevokeKey(ctx, made.ID, "pat")
	require.NoError(t, err)
	for _, k := range replicas {
		require.Eventually(t, func() bool { _, err := k.Principal(ctx, made.Secret); return err != nil }, 5*time.Second, 50*time.Millisecond)
	}
}

func TestWhatCanBeNoKeyIsRefused(t *testing.T) {
	store := newStore(t)
	for code, q := range map[string]identity.KeyRequest{
		"unknown-role":            {Role: "root", By: "pat"},
		"party-missing":           {Role: identity.Supplier, By: "pat"},
		"party-not-taken":         {Role: identity.Operator, Party: "SECAS", By: "pat"},
		"unknown-party":           {Role: identity.Supplier, Party: "Nobody", By: "pat"},
		"party-of-other-category": {Role: identity.Supplier, Party: "Acme", By: "pat"},
		"unknown-scope":           {Role: identity.Operator, By: "pat", Scopes: []identity.KeyScope{identity.ReadScope, "root"}},
		"scope-not-for-role":      {Role: identity.Auditor, By: "pat", Scopes: []identity.KeyScope{identity.KeysScope}},
		"expires-past":            {Role: identity.Operator, By: "pat", ExpiresAt: time.Now().Add(-time.Hour)},
		"text-too-long":           {Role: identity.Operator, By: "pat", Label: strings.Repeat("x", 201)},
		"text-missing":            {Role: identity.Operator},
	} {
		_, err := identity.CreateKey(t.Context(), store, q)
		var refused *graphstore.InputError
		require.ErrorAs(t, err, &refused, code)
		require.Equal(t, code, refused.Code)
		require.NotEmpty(t, refused.Hint)
	}
	require.EqualValues(t, 0, neo4jtest.Query(t, "MATCH (k:ApiKey) RETURN count(k) AS n", nil)[0]["n"])
}

func TestTheFirstOfSeveralStartersMakesTheFirstKey(t *testing.T) {
	store := newStore(t)
	made := make(chan bool, 4)
	for range cap(made) {
		go func() {
			key, first, err := identity.FirstKey(t.Context(), store)
			made <- first && err == nil && key.Role == string(identity.Operator) && len(key.Scopes) == len(identity.KeyScopes)
		}()
	}
	total := 0
	for range cap(made) {
		if <-made {
			total++
		}
	}
	require.Equal(t, 1, total)
	require.EqualValues(t, 1, neo4jtest.Query(t, "MATCH (k:ApiKey) RETURN count(k) AS n", nil)[0]["n"])
}

func TestTheUseOfAKeyIsNotedOnceAMinute(t *testing.T) {
	store := &counted{Store: newStore(t)}
	keys := newKeys(t, store)
	made := makeKey(t, store.Store, identity.KeyRequest{Role: identity.Panel, By: "pat"})
	for range 50 {
		_, err := keys.Principal(t.Context(), made.Secret)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool {
		listed, err := store.Keys(t.Context(), graphstore.Everything)
		return err == nil && listed[0].LastUsedAt != nil
	}, 5*time.Second, 20*time.Millisecond)
	require.EqualValues(t, 1, store.uses.Load())
	noted := neo4jtest.Query(t, "MATCH (k:ApiKey) RETURN k.lastUsedAt AS at", nil)[0]["at"]
	require.NoError(t, store.Store.MarkKeysUsed(t.Context(), []string{made.ID}), "another replica")
	require.Equal(t, noted, neo4jtest.Query(t, "MATCH (k:ApiKey) RETURN k.lastUsedAt AS at", nil)[0]["at"])
}

func TestAKeyIsFoundByAnIndex(t *testing.T) {
	store := newStore(t)
	plan, err := store.Explain(t.Context(), graphstore.Statements()["read_key"].Text, map[string]any{"id": "x"})
	require.NoError(t, err)
	require.Empty(t, plan.Notifications)
	for _, operator := range plan.Operators {
		require.NotContains(t, operator, "Scan")
	}
}

func makeKey(t *testing.T, store *graphstore.Store, q identity.KeyRequest) identity.IssuedKey {
	t.Helper()
	made, err := identity.CreateKey(t.Context(), store, q)
	require.NoError(t, err)
	return made
}

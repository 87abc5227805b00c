package identity

import (
	"context"
	"strconv"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

// DefaultOverlap is how long a rotated key's old secret stays valid where nothing else is said.
const DefaultOverlap = 24 * time.Hour

// KeyStore keeps keys.
type KeyStore interface {
	CreateKey(ctx context.Context, n graphstore.NewKey) (graphstore.Key, error)
	CreateFirstKey(ctx context.Context, n graphstore.NewKey) (graphstore.Key, bool, error)
	RotateKey(ctx context.Context, id, hash, by string, overlap time.Duration) (graphstore.Key, error)
}

// IssuedKey is a key with its secret, which is shown this once.
type IssuedKey struct {
	graphstore.Key
	Secret string `json:"secret"`
}

// KeyRequest is what a key is asked for with.
type KeyRequest struct {
	Role             Role
	Party, Label, By string
	// Scopes are [DefaultScopes] if there are none.
	Scopes []KeyScope
	// ExpiresAt is zero for a key that does not expire.
	ExpiresAt time.Time
}

func (q KeyRequest) validate() error {
	switch {
	case !q.Role.Known():
		return &graphstore.InputError{Code: "unknown-role", Message: "there is no role " + string(q.Role), Hint: "give one of panel, operator, manufacturer, supplier, auditor"}
	case q.Role.OfParty() && q.Party == "":
		return &graphstore.InputError{Code: "party-missing", Message: "the role " + string(q.Role) + " is held for a party", Hint: "say for which one"}
	case !q.Role.OfParty() && q.Party != "":
		return &graphstore.InputError{Code: "party-not-taken", Message: "the role " + string(q.Role) + " is held for no party", Hint: "leave the party out"}
	}
	return q.validateScopes()
}

func (q KeyRequest) validateScopes() error {
	for _, s := range q.Scopes {
		switch {
		case !s.Known():
			return &graphstore.InputError{Code: "unknown-scope", Message: "there is no scope " + strconv.Quote(string(s)), Hint: "give some of read, change, keys"}
		case s == KeysScope && q.Role != Operator:
			return &graphstore.InputError{Code: "scope-not-for-role", Message: "the scope keys is not for the role " + string(q.Role), Hint: "leave it out, or make an operator's key"}
		}
	}
	return nil
}

// CreateKey makes a key and its secret. It refuses, as *InputError, a role or a
// scope that there is not, and a party or a scope that does not go with the role.
func CreateKey(ctx context.Context, store KeyStore, q KeyRequest) (IssuedKey, error) {
	if err := q.validate(); err != nil {
		return IssuedKey{}, err
	}
	scopes := q.Scopes
	if len(scopes) == 0 {
		scopes = DefaultScopes
	}
	id := newKeyID()
	secret, hash := newSecret(id)
	key, err := store.CreateKey(ctx, graphstore.NewKey{
		ID: id, Hash: hash, Role: string(q.Role), Party: q.Party, Scopes: textsOf(scopes), Label: q.Label, By: q.By, ExpiresAt: q.ExpiresAt,
	})
	if err != nil {
		return IssuedKey{}, err
	}
	return IssuedKey{Key: key, Secret: secret}, nil
}

// FirstKey makes an operator's key with every scope if there is no key at all, and
// tells whether it did.
func FirstKey(ctx context.Context, store KeyStore) (IssuedKey, bool, error) {
	id := newKeyID()
	secret, hash := newSecret(id)
	key, made, err := store.CreateFirstKey(ctx, graphstore.NewKey{
		ID: id, Hash: hash, Role: string(Operator), Scopes: textsOf(KeyScopes), Label: "first operator key", By: "waymark",
	})
	if err != nil || !made {
		return IssuedKey{}, false, err
	}
	return IssuedKey{Key: key, Secret: secret}, true, nil
}

// RotateKey gives a key a new secret; the old one is taken until the overlap ends.
func RotateKey(ctx context.Context, store KeyStore, id, by string, overlap time.Duration) (IssuedKey, error) {
	id = bareID(id)
	secret, hash := newSecret(id)
	key, err := store.RotateKey(ctx, id, hash, by, overlap)
	if err != nil {
		return IssuedKey{}, err
	}
	return IssuedKey{Key: key, Secret: secret}, nil
}

// EndOf is the moment at which a day ends in a zone.
func EndOf(day cpl.Date, zone *time.Location) time.Time {
	at, _ := day.Time()
	return time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, zone)
}

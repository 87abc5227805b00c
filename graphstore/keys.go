package graphstore

import (
	"context"
	"fmt"
	"strings"
	"time"
)

var (
	createKey      = statement("create_key")
	createFirstKey = statement("create_first_key")
	readKey        = statement("read_key")
	listKeys       = statement("list_keys")
	countKeys      = statement("count_keys")
	lockKey        = statement("lock_key")
	rotateKey      = statement("rotate_key")
	revokeKey      = statement("revoke_key")
	markKeysUsed   = statement("mark_keys_used")
)

const (
	maxKeyLabel = 200
	// maxOverlap is how long the secret before the last one may stay valid.
	maxOverlap = 30 * 24 * time.Hour
)

// The states of a key.
const (
	KeyActive  = "active"
	KeyExpired = "expired"
	KeyRevoked = "revoked"
)

// Key is an API key without its secret, of which the graph holds the hash alone.
type Key struct {
	ID string `json:"id"`
	// Prefix is how its secrets begin.
	Prefix string `json:"prefix"`
	Role   string `json:"role"`
	// Party is for whom it asks, where the role is a manufacturer's or supplier's.
	Party string `json:"party,omitempty"`
	// Scopes are for what of its role it was made.
	Scopes    []string   `json:"scopes"`
	Label     string     `json:"label"`
	State     string     `json:"state"`
	CreatedAt time.Time  `json:"createdAt"`
	CreatedBy string     `json:"createdBy"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty"`
	// LastUsedAt is right to a minute or two.
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
	RotatedAt  *time.Time `json:"rotatedAt,omitempty"`
	// PreviousUntil is until when the secret before the last one is taken.
	PreviousUntil *time.Time `json:"previousUntil,omitempty"`
	RevokedAt     *time.Time `json:"revokedAt,omitempty"`
	RevokedBy     string     `json:"revokedBy,omitempty"`
}

// KeyPrefix is how the secrets of the key with this id begin.
func KeyPrefix(id string) string { return "wmk_" + id }

// KeyCheck is what it takes to tell whether a secret is right.
type KeyCheck struct {
	Key Key
	// Live is false for a key that is revoked or expired, or whose party is no
	// longer what the key's role says.
	Live bool
	// Hash is that of the secret, PreviousHash of the one before while it is
	// taken, and else blank.
	Hash, PreviousHash string
	// ManufacturerIDs are the identifiers that the key's party represents.
	ManufacturerIDs []string
}

// NewKey is what a key is made of.
type NewKey struct {
	ID, Hash, Role, Party, Label, By string
	Scopes                           []string
	// ExpiresAt is zero for a key that does not expire.
	ExpiresAt time.Time
}

func (n NewKey) validate() error {
	if err := requireTexts(text{"by", n.By}); err != nil {
		return err
	}
	switch {
	case len(n.Label) > maxKeyLabel:
		return &InputError{Code: "text-too-long", Message: fmt.Sprintf("the label has over %d characters", maxKeyLabel), Hint: "say in a few words what the key is for"}
	case !n.ExpiresAt.IsZero() && n.ExpiresAt.Before(time.Now()):
		return &InputError{Code: "expires-past", Message: "the key would expire before it can be used", Hint: "give a day to come, or leave it out"}
	}
	return nil
}

// CreateKey makes a key. It refuses, as *InputError, a party that is not known
// and one whose category is not the role.
func (s *Store) CreateKey(ctx context.Context, n NewKey) (Key, error) {
	if err := n.validate(); err != nil {
		return Key{}, err
	}
	var made Key
	err := s.write(ctx, "create a key", func(tx *transaction) error {
		if err := tx.checkKeyParty(ctx, n); err != nil {
			return err
		}
		var expires any
		if !n.ExpiresAt.IsZero() {
			expires = n.ExpiresAt.UTC()
		}
		rows, err := tx.run(ctx, createKey, map[string]any{
			"id": n.ID, "hash": n.Hash, "role": n.Role, "party": fromText(n.Party), "scopes": anySlice(n.Scopes),
			"label": n.Label, "by": n.By, "expiresAt": expires,
		})
		if err == nil {
			made = toKey(rows[0])
		}
		return err
	})
	return made, err
}

func (t *transaction) checkKeyParty(ctx context.Context, n NewKey) error {
	if n.Party == "" {
		return nil
	}
	rows, err := t.run(ctx, readParties, map[string]any{"names": []any{n.Party}, "everything": true})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return &InputError{Code: "unknown-party", Message: fmt.Sprintf("no party is called %q", n.Party), Hint: "load it with waymark import parties, or correct the name"}
	}
	if p := toParty(rows[0].value("party")); p.Category != n.Role {
		return &InputError{Code: "party-of-other-category", Message: fmt.Sprintf("%s is of the category %s, not %s", p.Name, p.Category, n.Role), Hint: "give the role that the party has"}
	}
	return nil
}

// CreateFirstKey makes a key if the graph holds none at all, and tells whether it
// did. Of several processes that start at once, one does.
func (s *Store) CreateFirstKey(ctx context.Context, n NewKey) (key Key, made bool, err error) {
	err = s.write(ctx, "create the first key", func(tx *transaction) error {
		rows, err := tx.run(ctx, createFirstKey, map[string]any{
			"id": n.ID, "hash": n.Hash, "role": n.Role, "scopes": anySlice(n.Scopes), "label": n.Label, "by": n.By,
		})
		if made = len(rows) > 0; made {
			key = toKey(rows[0])
		}
		return err
	})
	return key, made, err
}

// KeyCheck reads a key to hold a secret against. It fails with ErrNotFound if no
// key has the id.
func (s *Store) KeyCheck(ctx context.Context, id string) (KeyCheck, error) {
	rows, err := s.read(ctx, Everything, readKey, map[string]any{"id": id})
	if err != nil {
		return KeyCheck{}, err
	}
	if len(rows) == 0 {
		return KeyCheck{}, fmt.Errorf("key: %w", ErrNotFound)
	}
	r := rows[0]
	stored := asRow(r.value("key"))
	check := KeyCheck{Key: toKey(r), Live: r.truth("live"), Hash: stored.text("hash"), ManufacturerIDs: r.texts("manufacturerIds")}
	if r.truth("previousLive") {
		check.PreviousHash = stored.text("previousHash")
	}
	return check, nil
}

// Keys returns every key there ever was, the newest first.
func (s *Store) Keys(ctx context.Context, scope Scope) ([]Key, error) {
	return s.keys(ctx, scope, Place{}, wholeList)
}

// KeyPage lists at most limit keys after the place of one, which is when it was
// made and its id, the newest first, and how many there ever were.
func (s *Store) KeyPage(ctx context.Context, scope Scope, after Place, limit int) ([]Key, int64, error) {
	counted, err := s.read(ctx, scope, countKeys, nil)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.keys(ctx, scope, after, limit)
	return found, counted[0].number("total"), err
}

func (s *Store) keys(ctx context.Context, scope Scope, after Place, limit int) ([]Key, error) {
	rows, err := s.read(ctx, scope, listKeys, after.params(limit))
	out := make([]Key, 0, len(rows))
	for _, r := range rows {
		out = append(out, toKey(r))
	}
	return out, err
}

// RotateKey gives a key a new secret; the one before it is taken until the
// overlap ends. It refuses, as *InputError, a key that is revoked or expired.
func (s *Store) RotateKey(ctx context.Context, id, hash, by string, overlap time.Duration) (Key, error) {
	if overlap < 0 || overlap > maxOverlap {
		return Key{}, &InputError{Code: "bad-overlap", Message: "the overlap is not from nothing to 30 days", Hint: "say for how long the old secret stays valid, such as 24h"}
	}
	return s.changeKey(ctx, "rotate a key", id, rotateKey, map[string]any{"hash": hash, "by": by, "overlapSeconds": int64(overlap.Seconds())}, func(k Key) error {
		switch k.State {
		case KeyRevoked:
			return &InputError{Code: "key-revoked", Message: "the key is revoked", Hint: "make another with waymark key create"}
		case KeyExpired:
			return &InputError{Code: "key-expired", Message: "the key is expired", Hint: "make another with waymark key create"}
		}
		return nil
	})
}

// RevokeKey ends a key for good. One that is revoked already stays as it is.
func (s *Store) RevokeKey(ctx context.Context, id, by string) (Key, error) {
	return s.changeKey(ctx, "revoke a key", id, revokeKey, map[string]any{"by": by}, func(Key) error { return nil })
}

func (s *Store) changeKey(ctx context.Context, act, id string, st Statement, params map[string]any, allowed func(Key) error) (Key, error) {
	id = strings.TrimPrefix(id, KeyPrefix(""))
	params["id"] = id
	var changed Key
	err := s.write(ctx, act, func(tx *transaction) error {
		rows, err := tx.run(ctx, lockKey, map[string]any{"id": id})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fmt.Errorf("key %s: %w", id, ErrNotFound)
		}
		if err := allowed(toKey(rows[0])); err != nil {
			return err
		}
		if rows, err = tx.run(ctx, st, params); err == nil {
			changed = toKey(rows[0])
		}
		return err
	})
	return changed, err
}

// MarkKeysUsed notes that keys were used just now.
func (s *Store) MarkKeysUsed(ctx context.Context, ids []string) error {
	return s.write(ctx, "note the use of keys", func(tx *transaction) error {
		_, err := tx.run(ctx, markKeysUsed, map[string]any{"ids": anySlice(ids)})
		return err
	})
}

func toKey(r row) Key {
	k := asRow(r.value("key"))
	key := Key{
		ID: k.text("id"), Prefix: KeyPrefix(k.text("id")), Role: k.text("role"), Party: k.text("party"), Scopes: k.texts("scopes"), Label: k.text("label"),
		State: KeyActive, CreatedAt: k.moment("createdAt"), CreatedBy: k.text("createdBy"), ExpiresAt: k.since("expiresAt"), LastUsedAt: k.since("lastUsedAt"),
		RotatedAt: k.since("rotatedAt"), PreviousUntil: k.since("previousUntil"), RevokedAt: k.since("revokedAt"), RevokedBy: k.text("revokedBy"),
	}
	switch now := r.moment("now"); {
	case key.RevokedAt != nil:
		key.State = KeyRevoked
	case key.ExpiresAt != nil && !key.ExpiresAt.After(now):
		key.State = KeyExpired
	}
	return key
}

// since is a moment that may be absent.
func (r row) since(key string) *time.Time {
	if r.value(key) == nil {
		return nil
	}
	at := r.moment(key)
	return &at
}

package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"waymark/graphstore"
)

// ErrBadKey is a key that is not taken: unknown, wrong, expired or revoked. It
// does not say which.
var ErrBadKey = errors.New("the key is not valid")

// useInterval is how often the use of one key is noted.
const useInterval = time.Minute

// KeyReader is what [Keys] needs of the store.
type KeyReader interface {
	// KeyCheck fails with graphstore.ErrNotFound if no key has the id.
	KeyCheck(ctx context.Context, id string) (graphstore.KeyCheck, error)
	MarkKeysUsed(ctx context.Context, ids []string) error
}

// Keys says whose API key a request carries. It is safe for concurrent use; end
// it with [Keys.Close].
type Keys struct {
	store KeyReader
	log   *slog.Logger
	read  *cache[graphstore.KeyCheck]

	mu sync.Mutex
	// noted is when the use of a key was last given to be written.
	noted map[string]time.Time

	used    chan string
	ended   chan struct{}
	closing sync.Once
}

// NewKeys makes Keys over a store.
func NewKeys(store KeyReader, log *slog.Logger) *Keys {
	k := &Keys{store: store, log: log, noted: map[string]time.Time{}, used: make(chan string, 256), ended: make(chan struct{})}
	k.read = newCache(k.check, func(check graphstore.KeyCheck) bool { return check.Key.ID != "" })
	go k.writeUses()
	return k
}

// bearer is the secret that a request carries, and whether it carries one.
func bearer(r *http.Request) (string, bool) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return "", false
	}
	scheme, secret, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "bearer") {
		return "", true
	}
	return strings.TrimSpace(secret), true
}

// dummy is what a secret is held against where there is no hash of a key.
var dummy = hashOf("there is no such secret")

// Principal is whose secret it is. It fails with ErrBadKey if it is nobody's, with
// ErrStrangers if too many that are not known ask, and does the same work whatever is wrong with it: one look-up, one hash, the same comparisons.
func (k *Keys) Principal(ctx context.Context, secret string) (Principal, error) {
	check, err := k.read.get(ctx, keyIDOf(secret))
	if err != nil {
		return Principal{}, err
	}
	if !accepts(check, hashOf(secret)) {
		return Principal{}, ErrBadKey
	}
	k.note(check.Key.ID)
	name := check.Key.Label
	if name == "" {
		name = check.Key.Prefix
	}
	return Principal{
		Kind: Key, ID: check.Key.ID, Name: name, Role: Role(check.Key.Role), Party: check.Key.Party, ManufacturerIDs: check.ManufacturerIDs,
		Scopes: scopesOf(check.Key.Scopes), ExpiresAt: check.Key.ExpiresAt,
	}, nil
}

// accepts compares with both secrets that a key may have, whether it has them or not.
func accepts(check graphstore.KeyCheck, hash string) bool {
	current, previous := check.Hash, check.PreviousHash
	if current == "" {
		current = dummy
	}
	if previous == "" {
		previous = dummy
	}
	same := subtle.ConstantTimeCompare([]byte(hash), []byte(current)) | subtle.ConstantTimeCompare([]byte(hash), []byte(previous))
	live := 0
	if check.Live {
		live = 1
	}
	return same&live == 1
}

// check reads a key. One that there is not is like any other that is not taken.
func (k *Keys) check(ctx context.Context, id string) (graphstore.KeyCheck, error) {
	check, err := k.store.KeyCheck(ctx, id)
	if errors.Is(err, graphstore.ErrNotFound) {
		return graphstore.KeyCheck{}, nil
	}
	return check, err
}

// Forget has a key read anew when its secret is next sent, since it has changed.
func (k *Keys) Forget(id string) { k.read.forget(id) }

// note gives the use of a key to be written, without waiting for that.
func (k *Keys) note(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if time.Since(k.noted[id]) < useInterval {
		return
	}
	select {
	case <-k.ended:
	case k.used <- id:
		k.noted[id] = time.Now()
	default:
		// Busy: the next request notes it.
	}
}

// writeUses writes what was noted, several keys at once where they wait.
func (k *Keys) writeUses() {
	for {
		var ids []string
		select {
		case <-k.ended:
			return
		case id := <-k.used:
			ids = append(ids, id)
		}
		for more := true; more; {
			select {
			case id := <-k.used:
				ids = append(ids, id)
			default:
				more = false
			}
		}
		ctx, cancel := context.WithTimeout(context.Background(), lookUpTime)
		if err := k.store.MarkKeysUsed(ctx, ids); err != nil {
			k.log.WarnContext(ctx, "use of keys not noted", "error", err)
		}
		cancel()
	}
}

// Close notes no further use. It is idempotent.
func (k *Keys) Close() { k.closing.Do(func() { close(k.ended) }) }

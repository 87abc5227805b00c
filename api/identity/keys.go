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

const (
	// cacheTime is for how long a key is taken for what it was, so that a change
	// holds on every replica soon after.
	cacheTime = 2 * time.Second
	// cacheSize bounds the keys that are remembered, known or not: ids come from outside.
	cacheSize = 4096
	// lookUpTime bounds asking the store for a key.
	lookUpTime = 5 * time.Second
	// useInterval is how often the use of one key is noted.
	useInterval = time.Minute
)

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

	mu     sync.Mutex
	cached map[string]*cachedKey
	// noted is when the use of a key was last given to be written.
	noted map[string]time.Time

	used    chan string
	ended   chan struct{}
	closing sync.Once
}

// cachedKey is a key as it was read; its lock lets one request of many read it.
type cachedKey struct {
	mu    sync.Mutex
	at    time.Time
	check graphstore.KeyCheck
}

// NewKeys makes Keys over a store.
func NewKeys(store KeyReader, log *slog.Logger) *Keys {
	k := &Keys{store: store, log: log, cached: map[string]*cachedKey{}, noted: map[string]time.Time{}, used: make(chan string, 256), ended: make(chan struct{})}
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

// Principal is whose secret it is. It fails with ErrBadKey if it is nobody's, and
// does the same work whatever is wrong with it: one look-up, one hash, the same comparisons.
func (k *Keys) Principal(ctx context.Context, secret string) (Principal, error) {
	check, err := k.lookUp(ctx, keyIDOf(secret))
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

// lookUp reads a key, or takes it as it was read just before. One that there is
// not is remembered like any other.
func (k *Keys) lookUp(ctx context.Context, id string) (graphstore.KeyCheck, error) {
	entry := k.entry(id)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	if time.Since(entry.at) < cacheTime {
		return entry.check, nil
	}
	// Others may wait for this answer, so it does not end with this request.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookUpTime)
	defer cancel()
	// Before it is read: what changes meanwhile counts from then.
	at := time.Now()
	check, err := k.store.KeyCheck(ctx, id)
	if errors.Is(err, graphstore.ErrNotFound) {
		check, err = graphstore.KeyCheck{}, nil
	}
	if err != nil {
		return graphstore.KeyCheck{}, err
	}
	entry.at, entry.check = at, check
	return check, nil
}

func (k *Keys) entry(id string) *cachedKey {
	k.mu.Lock()
	defer k.mu.Unlock()
	if found := k.cached[id]; found != nil {
		return found
	}
	if len(k.cached) >= cacheSize {
		// Rare, and cheap to fill again.
		clear(k.cached)
	}
	made := &cachedKey{}
	k.cached[id] = made
	return made
}

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

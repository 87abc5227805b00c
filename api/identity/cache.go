package identity

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

const (
	// cacheTime is for how long a credential is taken for what it was, so that a
	// change holds on every replica soon after.
	cacheTime = 2 * time.Second
	// cacheSize bounds what is remembered, known or not: names come from outside.
	cacheSize = 4096
	// lookUpTime bounds asking the store.
	lookUpTime = 5 * time.Second
	// strangersPerSecond and strangersAtOnce bound the looking up of names that were not
	// known when they were last looked up, or never were: anybody can invent them.
	strangersPerSecond = 50
	strangersAtOnce    = 100
	// strangerPatience is how long such a name waits for its turn.
	strangerPatience = time.Second
)

// ErrStrangers is that too many ask with names that are not known, so that one
// more is not looked up. Who is known is not kept waiting by them.
var ErrStrangers = errors.New("too many requests with keys or sessions that are not known")

// cache remembers for [cacheTime] what was read by name. It is safe for concurrent use.
type cache[T any] struct {
	// read gives what a name stands for; what stands for nothing is remembered too.
	read func(ctx context.Context, name string) (T, error)
	// known tells whether a name stood for something.
	known     func(T) bool
	strangers *rate.Limiter

	mu      sync.Mutex
	entries map[string]*cached[T]
}

// cached is what was read; its lock lets one request of many read it.
type cached[T any] struct {
	mu    sync.Mutex
	at    time.Time
	value T
	// known says that the name stood for something when it was last read.
	known atomic.Bool
}

func newCache[T any](read func(context.Context, string) (T, error), known func(T) bool) *cache[T] {
	return &cache[T]{read: read, known: known, strangers: rate.NewLimiter(strangersPerSecond, strangersAtOnce), entries: map[string]*cached[T]{}}
}

func (c *cache[T]) get(ctx context.Context, name string) (T, error) {
	entry := c.entry(name)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	if time.Since(entry.at) < cacheTime {
		return entry.value, nil
	}
	if err := c.admit(ctx, entry); err != nil {
		var none T
		return none, err
	}
	// Others may wait for this answer, so it does not end with this request.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookUpTime)
	defer cancel()
	// Before it is read: what changes meanwhile counts from then.
	at := time.Now()
	value, err := c.read(ctx, name)
	if err != nil {
		var none T
		return none, err
	}
	entry.at, entry.value = at, value
	entry.known.Store(c.known(value))
	return value, nil
}

// admit lets what is not known wait for its turn to be looked up.
func (c *cache[T]) admit(ctx context.Context, entry *cached[T]) error {
	if entry.known.Load() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, strangerPatience)
	defer cancel()
	if c.strangers.Wait(ctx) != nil {
		return ErrStrangers
	}
	return nil
}

func (c *cache[T]) entry(name string) *cached[T] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if found := c.entries[name]; found != nil {
		return found
	}
	if len(c.entries) >= cacheSize {
		// What is not known makes room for what is.
		maps.DeleteFunc(c.entries, func(_ string, e *cached[T]) bool { return !e.known.Load() })
	}
	if len(c.entries) >= cacheSize {
		// Rare, and cheap to fill again.
		clear(c.entries)
	}
	made := &cached[T]{}
	c.entries[name] = made
	return made
}

// forget has a name read anew when it is next asked for.
func (c *cache[T]) forget(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, name)
}

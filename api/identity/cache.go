package identity

import (
	"context"
	"sync"
	"time"
)

const (
	// cacheTime is for how long a credential is taken for what it was, so that a
	// change holds on every replica soon after.
	cacheTime = 2 * time.Second
	// cacheSize bounds what is remembered, known or not: names come from outside.
	cacheSize = 4096
	// lookUpTime bounds asking the store.
	lookUpTime = 5 * time.Second
)

// cache remembers for [cacheTime] what was read by name. It is safe for concurrent use.
type cache[T any] struct {
	// read gives what a name stands for; what stands for nothing is remembered too.
	read func(ctx context.Context, name string) (T, error)

	mu      sync.Mutex
	entries map[string]*cached[T]
}

// cached is what was read; its lock lets one request of many read it.
type cached[T any] struct {
	mu    sync.Mutex
	at    time.Time
	value T
}

func newCache[T any](read func(context.Context, string) (T, error)) *cache[T] {
	return &cache[T]{read: read, entries: map[string]*cached[T]{}}
}

func (c *cache[T]) get(ctx context.Context, name string) (T, error) {
	entry := c.entry(name)
	entry.mu.Lock()
	defer entry.mu.Unlock()
	if time.Since(entry.at) < cacheTime {
		return entry.value, nil
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
	return value, nil
}

func (c *cache[T]) entry(name string) *cached[T] {
	c.mu.Lock()
	defer c.mu.Unlock()
	if found := c.entries[name]; found != nil {
		return found
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

package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"waymark/graphstore"
)

const reviveInterval = 10 * time.Second

// keepLocal looks after the managed Neo4j while the service runs: one whose
// process died is started again on the same port, with the same data.
func (c *command) keepLocal(ctx context.Context, l *lifecycle, store *graphstore.Store) error {
	if c.local == nil {
		return nil
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(reviveInterval)
		defer tick.Stop()
		for {
			select {
			case <-watching.Done():
				return
			case <-tick.C:
			}
			if err := store.Ping(watching); !errors.Is(err, graphstore.ErrUnavailable) {
				continue
			}
			if err := c.local.Revive(watching); err != nil && watching.Err() == nil {
				c.log.ErrorContext(watching, "local Neo4j not revived", "error", err)
			}
		}
	})
	return l.onStop(ctx, "watch over the local Neo4j", func(context.Context) error {
		stop()
		done.Wait()
		return nil
	})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// lifecycle stops what was started: once, newest first, under one deadline.
type lifecycle struct {
	mu      sync.Mutex
	stops   []namedStop
	stopped bool
}

type namedStop struct {
	name string
	stop func(context.Context) error
}

// onStop registers how to stop a part that has just started. After stop it
// stops the part at once.
func (l *lifecycle) onStop(ctx context.Context, name string, stop func(context.Context) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return errors.Join(fmt.Errorf("%s started after the stop", name), stop(ctx))
	}
	l.stops = append(l.stops, namedStop{name, stop})
	return nil
}

// stop stops every part, the newest first, and joins what went wrong; each part
// is asked even if an earlier one failed or ctx ended. A second stop does nothing.
func (l *lifecycle) stop(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return nil
	}
	l.stopped = true
	var faults []error
	for i := len(l.stops) - 1; i >= 0; i-- {
		if err := l.stops[i].stop(ctx); err != nil {
			faults = append(faults, fmt.Errorf("stop %s: %w", l.stops[i].name, err))
		}
	}
	return errors.Join(faults...)
}

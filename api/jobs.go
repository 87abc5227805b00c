package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

var (
	errStopping    = errors.New("the service is stopping")
	errTooManyJobs = errors.New("too many imports or runs are under way")
)

const (
	// closeGrace is what a cancelled job is given to record how it ended.
	closeGrace = 10 * time.Second
)

// slots bounds how many things of a kind go on at once.
type slots chan struct{}

func (s slots) take() error {
	select {
	case s <- struct{}{}:
		return nil
	default:
		return errTooManyJobs
	}
}

func (s slots) free() { <-s }

// jobs are pieces of work that outlive the request that began them.
type jobs struct {
	log     *slog.Logger
	imports slots
	runs    slots

	ctx     context.Context
	cancel  context.CancelFunc
	mu      sync.Mutex
	closed  bool
	working sync.WaitGroup
}

func newJobs(limit int, log *slog.Logger) *jobs {
	ctx, cancel := context.WithCancel(context.Background())
	return &jobs{log: log, imports: make(slots, limit), runs: make(slots, limit), ctx: ctx, cancel: cancel}
}

// start begins work, which carries the id of the request that asked for it and
// ends with the service; a panic in it becomes its error. done is told how it ended.
func (j *jobs) start(request string, work func(context.Context) error, done func(error)) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return errStopping
	}
	ctx := context.WithValue(j.ctx, requestIDKey{}, request)
	j.working.Go(func() {
		done(j.guarded(ctx, work))
	})
	return nil
}

func (j *jobs) guarded(ctx context.Context, work func(context.Context) error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			j.log.ErrorContext(ctx, "panic in a job", "request_id", requestID(ctx), "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return work(ctx)
}

// close refuses further jobs and waits for those under way, at most until
// shortly before ctx's deadline; then it cancels them and waits a little more.
func (j *jobs) close(ctx context.Context) error {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	idle := make(chan struct{})
	go func() {
		j.working.Wait()
		close(idle)
	}()
	defer j.cancel()
	if deadline, ok := ctx.Deadline(); ok {
		var enough context.CancelFunc
		ctx, enough = context.WithDeadline(ctx, deadline.Add(-min(closeGrace, time.Until(deadline)/3)))
		defer enough()
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
	}
	j.cancel()
	select {
	case <-idle:
		return nil
	case <-time.After(closeGrace):
		return errors.New("stop background jobs: some did not end when they were cancelled")
	}
}

package api

import (
	"context"
	"errors"
	"sync"
	"time"

	"waymark/graphstore"
)

const (
	// claimTime is how long an idempotency key stays claimed by who no longer works,
	// claimBeat how often a claim is renewed by who does.
	claimTime = time.Minute
	claimBeat = 15 * time.Second
)

// ticks gives moments that are so far apart, until it is stopped.
type ticks func(apart time.Duration) (moments <-chan time.Time, stop func())

func clockTicks(apart time.Duration) (<-chan time.Time, func()) {
	t := time.NewTicker(apart)
	return t.C, t.Stop
}

// whileClaimed does work, and renews the claim of its idempotency key meanwhile. Where
// another request got the key all the same, the context given to work ends, since that
// request does the same work, and the claim was lost.
func (s *Server) whileClaimed(ctx context.Context, id, claim string, work func(context.Context)) (lost bool) {
	held, end := context.WithCancelCause(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { s.renewClaim(held, id, claim, end) })
	// Also when work panics: a claim that somebody renews and nobody holds blocks its key.
	defer func() {
		lost = errors.Is(context.Cause(held), graphstore.ErrLeaseLost)
		end(nil)
		renewing.Wait()
	}()
	work(held)
	return lost
}

// renewClaim renews a claim now and then, until ctx ends or the claim is lost.
func (s *Server) renewClaim(ctx context.Context, id, claim string, lost context.CancelCauseFunc) {
	moments, stop := s.ticks(claimBeat)
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-moments:
		}
		held, err := s.renewOnce(ctx, id, claim)
		switch {
		case err == nil && !held:
			s.log.WarnContext(ctx, "idempotency key taken by another request", "request_id", requestID(ctx))
			lost(graphstore.ErrLeaseLost)
			return
		case err != nil && ctx.Err() == nil:
			// Not renewed is not lost: there is time for some more tries.
			s.log.WarnContext(ctx, "idempotency key not renewed", "request_id", requestID(ctx), "error", err)
		}
	}
}

func (s *Server) renewOnce(ctx context.Context, id, claim string) (held bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, keepTime)
	defer cancel()
	return s.o.Store.RenewReplay(ctx, id, claim, claimTime) //nolint:wrapcheck // worded by graphstore
}

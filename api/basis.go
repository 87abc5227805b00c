package api

import (
	"context"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"waymark/graphstore"
)

const (
	headerRun      = "Waymark-Run"
	headerDataDate = "Waymark-Data-Date"
	// basisAge is how old what is told of the basis may be, basisTime how long it is asked for.
	basisAge  = 2 * time.Second
	basisTime = time.Second
)

// basis remembers for a moment what answers rest on.
type basis struct {
	asking sync.Mutex

	mu   sync.Mutex
	at   time.Time
	last graphstore.Basis
}

// read gives what was last heard; one of those who find it old asks again.
func (b *basis) read(ctx context.Context, ask func(context.Context) (graphstore.Basis, error)) graphstore.Basis {
	last, fresh := b.known()
	if fresh || !b.asking.TryLock() {
		return last
	}
	defer b.asking.Unlock()
	ctx, cancel := context.WithTimeout(ctx, basisTime)
	defer cancel()
	heard, err := ask(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.last = heard
	}
	b.at = time.Now()
	return b.last
}

func (b *basis) known() (graphstore.Basis, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.last, time.Since(b.at) < basisAge
}

// forget makes the next request ask again.
func (b *basis) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = time.Time{}
}

// rests names in an answer what it rests on.
func (s *Server) rests(op *huma.Operation, changes bool) {
	op.Middlewares = append(op.Middlewares, func(hc huma.Context, next func(huma.Context)) {
		if s.o.Store != nil {
			b := s.basis.read(hc.Context(), func(ctx context.Context) (graphstore.Basis, error) {
				return s.o.Store.Basis(ctx, graphstore.Everything)
			})
			if b.RunID != "" {
				hc.SetHeader(headerRun, b.RunID)
			}
			if b.DataDate.Stated() {
				hc.SetHeader(headerDataDate, string(b.DataDate))
			}
		}
		if changes {
			defer s.basis.forget()
		}
		next(hc)
	})
}

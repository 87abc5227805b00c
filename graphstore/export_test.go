package graphstore

import (
	"context"
	"testing"
)

// OnePerPortion makes each version and model a transaction of its own, for one test.
func OnePerPortion(t *testing.T) {
	before := edgesPerTransaction
	edgesPerTransaction = 0
	t.Cleanup(func() { edgesPerTransaction = before })
}

// BeginLoginOf is BeginLogin where at most so many go on at once.
func (s *Store) BeginLoginOf(ctx context.Context, l Login, most int) error {
	return s.beginLogin(ctx, l, most)
}

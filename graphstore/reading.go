package graphstore

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Reading is one read transaction that several queries share, so that each costs
// one round trip. It is for one goroutine.
type Reading struct {
	tx neo4j.ManagedTransaction
}

// ReadTogether runs work in one read transaction of at most limit, in which Neo4j
// itself refuses a write. Neo4j may ask to repeat it: work builds its result inside.
func (s *Store) ReadTogether(ctx context.Context, limit time.Duration, work func(context.Context, *Reading) error) error {
	session := s.session(ctx, neo4j.AccessModeRead)
	defer func() { _ = session.Close(ctx) }()
	_, err := session.ExecuteRead(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		return nil, work(ctx, &Reading{tx})
	}, neo4j.WithTxTimeout(limit), neo4j.WithTxMetadata(map[string]any{"act": "several queries"}))
	return translate("several queries", err)
}

// Query is [Store.Query] within the transaction.
func (r *Reading) Query(ctx context.Context, scope Scope, q Query) ([]Record, error) {
	ctx, cancel := context.WithTimeout(ctx, q.Timeout)
	defer cancel()
	params, err := scope.whole(q.Params)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", q.Name, err)
	}
	return q.records(ctx, r.tx, params)
}

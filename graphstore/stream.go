package graphstore

import (
	"context"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// streamTimeout bounds a statement whose rows are given away as they arrive.
const streamTimeout = 10 * time.Minute

// stream runs statements in one read transaction and gives each row away as it
// arrives, so that memory holds a few of them however many there are. Nothing is
// repeated when it fails: what was given away cannot be taken back. An error of
// take ends it. The zero Scope is ErrNoScope.
func (s *Store) stream(ctx context.Context, scope Scope, params map[string]any, parts ...streamed) error {
	all, err := scope.with(params)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, streamTimeout+5*time.Second)
	defer cancel()
	session := s.session(ctx, neo4j.AccessModeRead)
	defer func() { _ = session.Close(ctx) }()
	tx, err := session.BeginTransaction(ctx, neo4j.WithTxTimeout(streamTimeout), neo4j.WithTxMetadata(map[string]any{"statement": parts[0].Name}))
	if err != nil {
		return translate(parts[0].Name, err)
	}
	defer func() { _ = tx.Close(ctx) }()
	for _, part := range parts {
		if err := part.run(ctx, tx, all); err != nil {
			return translate(part.Name, err)
		}
	}
	return nil
}

// streamed is a statement and what takes its rows.
type streamed struct {
	Statement
	take func(row) error
}

func (p streamed) run(ctx context.Context, tx runner, params map[string]any) error {
	result, err := tx.Run(ctx, p.Text, params)
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	for result.Next(ctx) {
		record := result.Record()
		if err := p.take(row{keys: record.Keys, values: record.Values}); err != nil {
			return err
		}
	}
	if err := result.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return nil
}

package graphstore

import (
	"context"
)

var (
	claimScratch = statement("claim_scratch")
	clearScratch = statement("clear_scratch")
)

// ClaimScratch marks an empty graph as one that may be emptied again and again,
// for the cases of rules. A graph that holds anything of its own is refused.
func (s *Store) ClaimScratch(ctx context.Context) error {
	claimed := false
	err := s.write(ctx, "claim a scratch graph", func(tx *transaction) error {
		rows, err := tx.run(ctx, claimScratch, nil)
		if err == nil {
			claimed = rows[0].truth("claimed")
		}
		return err
	})
	if err == nil && !claimed {
		return &InputError{
			Code: "graph-not-empty", Message: "cases are loaded into an empty graph, and this one holds data",
			Hint: "give no --neo4j, so that a graph of its own is started for the cases, or the address of an empty one",
		}
	}
	return err
}

// ClearScratch removes everything from a graph that was claimed as scratch; of
// any other it removes nothing and fails with an InputError.
func (s *Store) ClearScratch(ctx context.Context) error {
	scratch := false
	err := s.write(ctx, "empty the scratch graph", func(tx *transaction) error {
		rows, err := tx.run(ctx, clearScratch, nil)
		if err == nil {
			scratch = rows[0].truth("scratch")
		}
		return err
	})
	if err == nil && !scratch {
		return &InputError{Code: "not-scratch", Message: "this graph was not claimed for cases, so it is not emptied", Hint: "this is a mistake in Waymark"}
	}
	return err
}

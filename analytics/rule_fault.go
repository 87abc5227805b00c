package analytics

import (
	"context"
	"errors"

	"waymark/graphstore"
)

// RuleFault is a live rule that a rehearsal had to leave out, and why.
type RuleFault struct {
	Rule string `json:"rule"`
	// Why is what Neo4j or the engine said; blank for a party, whom it does not concern.
	Why string `json:"why"`
}

// faultyRule is the failure of a rule of the user's own, which is asked by itself.
type faultyRule struct {
	id  string
	err error
}

func (f *faultyRule) Error() string { return f.err.Error() }
func (f *faultyRule) Unwrap() error { return f.err }

// ownFault marks an error as a rule's that the user wrote. Those built in, and
// what ends since the caller gave up, fail as they are.
func ownFault(ctx context.Context, rule Rule, err error) error {
	if err == nil || rule.Source == builtIn || ctx.Err() != nil {
		return err
	}
	return &faultyRule{rule.ID, err}
}

// aroundFaulty rehearses, and again without each rule of the user's own that
// fails: as in a run, it keeps no other rule from being asked. A failed statement
// ends its transaction, so the whole is tried anew. A database that cannot be
// reached is no rule's fault.
func aroundFaulty(ctx context.Context, try func(faulty []RuleFault) error) error {
	var faulty []RuleFault
	for {
		err := try(faulty)
		var fault *faultyRule
		if !errors.As(err, &fault) || errors.Is(err, graphstore.ErrUnavailable) || ctx.Err() != nil {
			return err
		}
		faulty = append(faulty, RuleFault{Rule: fault.id, Why: fault.err.Error()})
	}
}

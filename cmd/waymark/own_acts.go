package main

import (
	"context"
	"errors"

	"waymark/analytics"
	"waymark/graphstore"
)

// auditedRunner runs the rules by the schedule, and has it in the audit.
type auditedRunner struct {
	runner analytics.Runner
	store  *graphstore.Store
}

// Run runs the rules. Where another replica did it is no failure.
func (r auditedRunner) Run(ctx context.Context, o analytics.RunOptions) (run graphstore.Run, err error) {
	var needless error
	err = r.store.Audited(ctx, "run", o.Trigger, func() (string, error) {
		run, err = r.runner.Run(ctx, o)
		if errors.Is(err, analytics.ErrNotNeeded) {
			needless = err
			return "another replica ran the rules", nil
		}
		return run.ID, err //nolint:wrapcheck // the caller words it
	})
	return run, errors.Join(needless, err)
}

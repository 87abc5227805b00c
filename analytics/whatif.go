package analytics

import (
	"context"

	"waymark/cpl"
	"waymark/graphstore"
)

// WhatIf is what some changes would do.
type WhatIf struct {
	Difference
}

// WhatIfOptions say how changes are tried.
type WhatIfOptions struct {
	Today      cpl.Date
	Vocabulary *cpl.Vocabulary
	Wait       graphstore.Wait
}

// WhatIf tries changes, says what they would do, and undoes them: nothing is
// ever written. See [ReadChanges] for how they are written down.
func (e *Engine) WhatIf(ctx context.Context, store Rehearsals, changes []graphstore.Change, o WhatIfOptions) (*WhatIf, error) {
	var out *WhatIf
	err := aroundFaulty(ctx, func(faulty []RuleFault) error {
		return store.Rehearse(ctx, graphstore.Everything, o.Wait, func(ctx context.Context, r *graphstore.Rehearsal) error {
			if err := r.ReadChanges(ctx, changes, o.Today, o.Vocabulary); err != nil {
				return err //nolint:wrapcheck // worded by graphstore
			}
			difference, err := e.rehearse(ctx, store, graphstore.Everything, r, o.Today, faulty)
			if err == nil {
				out = &WhatIf{*difference}
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

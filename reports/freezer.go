package reports

import (
	"context"

	"waymark/graphstore"
)

// Freezer builds the Panel report of a run that has just ended and keeps it, so
// that the run gives the same report whatever is imported later.
type Freezer struct {
	Source Source
	// Keep stores frozen data under the lease that the run holds.
	Keep     func(ctx context.Context, lease *graphstore.Lease, runID, kind string, data []byte) error
	Settings Settings
}

// Freeze builds and keeps the report of runID, a full run that ended ok or partial.
func (f *Freezer) Freeze(ctx context.Context, lease *graphstore.Lease, runID string) error {
	p, err := Build(ctx, f.Source, runID, f.Settings)
	if err != nil {
		return err
	}
	data, _, err := p.Freeze()
	if err != nil {
		return err
	}
	return f.Keep(ctx, lease, runID, KindPanel, data)
}

package reports

import (
	"context"

	"waymark/graphstore"
)

// Freezer builds the Panel report and the record of a run that has just ended
// and keeps both, so that the run gives the same reports whatever is imported later.
type Freezer struct {
	Source Source
	// Keep stores frozen data under the lease that the run holds.
	Keep     func(ctx context.Context, lease *graphstore.Lease, runID, kind string, data []byte) error
	Settings Settings
}

// Freeze builds and keeps the report and the record of runID, a full run that
// ended ok or partial.
func (f *Freezer) Freeze(ctx context.Context, lease *graphstore.Lease, runID string) error {
	panel, err := Build(ctx, f.Source, runID, f.Settings)
	if err != nil {
		return err
	}
	record, err := BuildRecord(ctx, f.Source, panel)
	if err != nil {
		return err
	}
	for _, kept := range []struct {
		kind   string
		freeze func() ([]byte, string, error)
	}{{KindPanel, panel.Freeze}, {KindRecord, record.Freeze}} {
		data, _, err := kept.freeze()
		if err != nil {
			return err
		}
		if err := f.Keep(ctx, lease, runID, kept.kind, data); err != nil {
			return err
		}
	}
	return nil
}

//go:build integration

package api_test

import (
	"context"
	"io"

	"waymark/graphstore"
	"waymark/reports"
)

// frozenPanels gives the Panel reports that runs froze; these tests mail digests alone.
type frozenPanels struct{ store *graphstore.Store }

func (frozenPanels) Publish(context.Context, reports.Request) (reports.Published, error) {
	return reports.Published{}, graphstore.ErrNotFound
}

func (frozenPanels) Write(context.Context, io.Writer, string, string) error {
	return graphstore.ErrNotFound
}

func (f frozenPanels) Panel(ctx context.Context, runID string) (*reports.Panel, error) {
	if runID == "" {
		run, err := f.store.NewestReportableRun(ctx, graphstore.Everything)
		if err != nil {
			return nil, err
		}
		runID = run.ID
	}
	data, err := f.store.FrozenReport(ctx, graphstore.Everything, runID, reports.KindPanel)
	if err != nil {
		return nil, err
	}
	return reports.Thaw(data)
}

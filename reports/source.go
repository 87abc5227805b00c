package reports

import (
	"context"
	"time"

	"waymark/graphstore"
)

// Source is what [Build] reads. A [graphstore.Store] is one. All reads are of
// the graph as it stands, so a report is built while its run still holds the
// writer's lease, and frozen.
type Source interface {
	PanelRun(ctx context.Context, scope graphstore.Scope, runID string) (*graphstore.PanelRun, error)
	PanelPreviousRun(ctx context.Context, scope graphstore.Scope, number int64) (*graphstore.PanelRun, error)
	PanelPublishedRun(ctx context.Context, scope graphstore.Scope, number int64) (*graphstore.PanelRun, error)
	PanelRules(ctx context.Context, scope graphstore.Scope, runID string) ([]graphstore.PanelRule, error)
	PanelFindings(ctx context.Context, scope graphstore.Scope, runID, audience string) ([]graphstore.PanelFinding, error)
	PanelHeld(ctx context.Context, scope graphstore.Scope, runID, audience string) ([]graphstore.PanelFinding, error)
	PanelReopened(ctx context.Context, scope graphstore.Scope, runID, audience string, since time.Time) ([]graphstore.PanelReopened, error)
	PanelResolved(ctx context.Context, scope graphstore.Scope, audience string, since, until time.Time) ([]graphstore.PanelResolved, error)
	PanelManufacturers(ctx context.Context, scope graphstore.Scope) ([]graphstore.PanelManufacturer, error)
	PanelList(ctx context.Context, scope graphstore.Scope) (*graphstore.PanelList, error)
	Waivers(ctx context.Context, scope graphstore.Scope, ended bool) ([]graphstore.Waiver, error)
	Trend(ctx context.Context, scope graphstore.Scope, f graphstore.TrendFilter, limit int) ([]graphstore.TrendPoint, error)
	Parties(ctx context.Context, scope graphstore.Scope) ([]graphstore.Party, error)
	PanelReturns(ctx context.Context, scope graphstore.Scope) ([]graphstore.PanelReturn, error)
	PanelPathway(ctx context.Context, scope graphstore.Scope, modelKey string) (*graphstore.PanelPathway, error)
	// RecordSource is read for the record that is frozen beside the report.
	RecordSource
	// FIREntries is read for the view that is about the list as it is.
	FIREntries(ctx context.Context, scope graphstore.Scope, after string, limit int) ([]graphstore.FIREntry, error)
}

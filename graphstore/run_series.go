package graphstore

import (
	"context"
	"math"
	"time"

	"waymark/cpl"
)

var (
	tallyRun  = statement("tally_run")
	readTrend = statement("read_trend")
	listRuns  = statement("list_runs")
	countRuns = statement("count_runs")
)

// TrendFilter selects points of the series; empty members let everything pass.
type TrendFilter struct {
	Rule, Manufacturer, DeviceType string
}

// TrendPoint is what one full run saw of what a filter lets pass. Opened counts
// findings that were new or had come back.
type TrendPoint struct {
	RunID     string    `json:"runId"`
	Number    int64     `json:"number"`
	StartedAt time.Time `json:"startedAt"`
	Today     cpl.Date  `json:"today"`
	Status    string    `json:"status"`
	Failing   int64     `json:"failing"`
	Waived    int64     `json:"waived"`
	Enforced  int64     `json:"enforced"`
	Opened    int64     `json:"opened"`
	Resolved  int64     `json:"resolved"`
	Installs  int64     `json:"installs"`
}

// RunSummary is a run with what its rules came to together.
type RunSummary struct {
	Run
	RulesRun int64 `json:"rulesRun"`
	Failing  int64 `json:"failing"`
	Unknown  int64 `json:"unknown"`
	Opened   int64 `json:"opened"`
	Reopened int64 `json:"reopened"`
	Resolved int64 `json:"resolved"`
}

// TallyRun keeps the figures of a run by rule, manufacturer and device type, for
// trends. It is called once, when all rules have run.
func (s *Store) TallyRun(ctx context.Context, lease *Lease, runID string) error {
	return s.guarded(ctx, lease, "tally run", func(tx *transaction) error {
		_, err := tx.run(ctx, tallyRun, map[string]any{"runId": runID})
		return err
	})
}

// Trend returns a point for each of the newest full runs that ended ok or
// partial, at most limit, oldest first.
func (s *Store) Trend(ctx context.Context, scope Scope, f TrendFilter, limit int) ([]TrendPoint, error) {
	rows, err := s.read(ctx, scope, readTrend, map[string]any{"rule": f.Rule, "manufacturer": f.Manufacturer, "deviceType": f.DeviceType, "limit": limit})
	if err != nil {
		return nil, err
	}
	points := make([]TrendPoint, 0, len(rows))
	for _, r := range rows {
		points = append(points, TrendPoint{
			RunID: r.text("runId"), Number: r.number("number"), StartedAt: r.moment("startedAt"), Today: r.date("today"), Status: r.text("status"),
			Failing: r.number("failing"), Waived: r.number("waived"), Enforced: r.number("enforced"), Opened: r.number("opened"),
			Resolved: r.number("resolved"), Installs: r.number("installs"),
		})
	}
	return points, nil
}

// Runs lists at most limit runs with a number below before, newest first, from
// the newest on if before is 0, and how many there are in all. Their rules are
// left out, see [Store.Run].
func (s *Store) Runs(ctx context.Context, scope Scope, before int64, limit int) ([]RunSummary, int64, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	counted, err := s.read(ctx, scope, countRuns, nil)
	if err != nil {
		return nil, 0, err
	}
	rows, err := s.read(ctx, scope, listRuns, map[string]any{"before": before, "limit": limit})
	if err != nil {
		return nil, 0, err
	}
	runs := make([]RunSummary, 0, len(rows))
	for _, r := range rows {
		runs = append(runs, RunSummary{
			Run: toRun(r.value("run")), RulesRun: r.number("rules"), Failing: r.number("failing"), Unknown: r.number("unknown"),
			Opened: r.number("opened"), Reopened: r.number("reopened"), Resolved: r.number("resolved"),
		})
	}
	return runs, counted[0].number("total"), nil
}

package graphstore

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"waymark/cpl"
)

var (
	saveInstallTotals = statement("save_install_totals")
	readInstallTotals = statement("read_install_totals")
)

// DisclosedTotal is how many devices of a model are in service, rounded.
type DisclosedTotal struct {
	ModelKey string `json:"modelKey"`
	Devices  int64  `json:"devices"`
}

// InstallTotals are the totals of installs that a run froze, as the reader may
// know them: of each model one at most, by manufacturer identifier, then by key.
type InstallTotals struct {
	RunID     string
	RunNumber int64
	Today     cpl.Date
	Totals    []DisclosedTotal
}

// SaveInstallTotals keeps for good the totals that may be told, each to the
// manufacturer of its model. Those of a run that has some are not written again.
// It fails with ErrNotFound when there is no such run, and with ErrLeaseLost.
func (s *Store) SaveInstallTotals(ctx context.Context, lease *Lease, runID string, totals []DisclosedTotal) error {
	return s.guarded(ctx, lease, "freeze the install totals", func(tx *transaction) error {
		rows, err := tx.run(ctx, saveInstallTotals, map[string]any{"runId": runID, "manufacturers": byManufacturer(totals)})
		if err == nil && len(rows) == 0 {
			err = fmt.Errorf("run %s: %w", runID, ErrNotFound)
		}
		return err
	})
}

func byManufacturer(totals []DisclosedTotal) []any {
	of := map[string][]DisclosedTotal{}
	for _, t := range totals {
		if parts := splitKey(t.ModelKey); len(parts) > 1 {
			of[parts[1]] = append(of[parts[1]], t)
		}
	}
	out := make([]any, 0, len(of))
	for _, id := range slices.Sorted(maps.Keys(of)) {
		var keys, devices []any
		for _, t := range of[id] {
			keys, devices = append(keys, t.ModelKey), append(devices, t.Devices)
		}
		out = append(out, map[string]any{"id": id, "modelKeys": keys, "devices": devices})
	}
	return out
}

// InstallTotals returns the totals that a run froze: to a manufacturer those of
// its own models, and to who sees everything all. It fails with ErrNotFound when
// the run froze none, and with ErrNoScope for a supplier, which is told of its own installs.
func (s *Store) InstallTotals(ctx context.Context, scope Scope, runID string) (InstallTotals, error) {
	if !scope.All() && !scope.Manufacturer() {
		return InstallTotals{}, ErrNoScope
	}
	rows, err := s.read(ctx, scope, readInstallTotals, map[string]any{"runId": runID})
	if err != nil {
		return InstallTotals{}, err
	}
	if len(rows) == 0 {
		return InstallTotals{}, fmt.Errorf("install totals of run %s: %w", runID, ErrNotFound)
	}
	r := rows[0]
	out := InstallTotals{RunID: r.text("runId"), RunNumber: r.number("number"), Today: r.date("today"), Totals: []DisclosedTotal{}}
	manufacturers, _ := r.value("manufacturers").([]any)
	for _, m := range manufacturers {
		keys, devices := asRow(m).texts("modelKeys"), asRow(m).numbers("devices")
		for i, key := range keys {
			out.Totals = append(out.Totals, DisclosedTotal{ModelKey: key, Devices: devices[i]})
		}
	}
	return out, nil
}

package graphstore

import (
	"context"

	"waymark/cpl"
)

var (
	listCohorts       = statement("list_cohorts")
	listModelCohorts  = statement("list_model_cohorts")
	countCohorts      = statement("count_cohorts")
	countModelCohorts = statement("count_model_cohorts")
)

// Cohort is an install cohort by its current count.
type Cohort struct {
	// Key is supplier|device type|manufacturer|model|firmware.
	Key             string `json:"key"`
	Supplier        string `json:"supplier"`
	DeviceType      string `json:"deviceType"`
	ManufacturerID  string `json:"manufacturerId"`
	ModelID         string `json:"modelId"`
	ModelKey        string `json:"modelKey"`
	FirmwareVersion string `json:"firmwareVersion"`
	Devices         int64  `json:"devices"`
	Gained          int64  `json:"gained"`
	// Carried says that the count is older than its supplier's latest return.
	Carried bool     `json:"carried"`
	AsOf    cpl.Date `json:"asOf,omitempty"`
	// Runs are the versions that the devices run; none if no list has their firmware.
	Runs []string `json:"runs"`
}

// CohortFilter selects cohorts; empty members let everything pass.
type CohortFilter struct {
	Supplier     string
	Model        string
	Manufacturer string
	DeviceType   string
	InService    *bool
}

// params bound the keys: those of a supplier begin with its name and a bar.
func (f CohortFilter) params() map[string]any {
	begin, end := "", "\U0010FFFF"
	if f.Supplier != "" {
		begin = cpl.JoinKey(f.Supplier, "")
		// The sign after the bar ends what begins with it.
		end = begin[:len(begin)-1] + string(rune('|'+1))
	}
	return map[string]any{
		"begin": begin, "after": begin, "end": end, "model": f.Model, "manufacturer": f.Manufacturer, "deviceType": f.DeviceType, "inService": fromTruth(f.InService),
	}
}

// within is the filter as a scope narrows it: a supplier's keys are begun at.
func (f CohortFilter) within(scope Scope) CohortFilter {
	if f.Supplier == "" && !scope.everything {
		f.Supplier = scope.supplier
	}
	return f
}

// Cohorts lists at most limit cohorts whose key comes after the given one, by
// key, and how many match in all.
func (s *Store) Cohorts(ctx context.Context, scope Scope, f CohortFilter, after string, limit int) ([]Cohort, Matches, error) {
	params := f.within(scope).params()
	params["most"], params["limit"] = CountedAtMost+1, limit
	if after != "" {
		params["after"] = after
	}
	list, count := listCohorts, countCohorts
	if f.Model != "" {
		list, count = listModelCohorts, countModelCohorts
	}
	counted, err := s.read(ctx, scope, count, params)
	if err != nil {
		return nil, Matches{}, err
	}
	rows, err := s.read(ctx, scope, list, params)
	out := make([]Cohort, 0, len(rows))
	for _, r := range rows {
		out = append(out, toCohort(r))
	}
	return out, matches(counted), err
}

func toCohort(of row) Cohort {
	c := asRow(of.value("cohort"))
	return Cohort{
		Key: c.text("key"), Supplier: c.text("supplier"), DeviceType: c.text("deviceType"), ManufacturerID: c.text("manufacturerId"), ModelID: c.text("modelId"),
		ModelKey: c.text("modelKey"), FirmwareVersion: c.text("firmwareVersion"), Devices: c.number("count"), Gained: c.number("gained"), Carried: c.truth("carried"),
		AsOf: c.date("asOf"), Runs: of.texts("runs"),
	}
}

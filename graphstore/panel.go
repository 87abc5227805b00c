package graphstore

import (
	"context"
	"fmt"
	"time"

	"waymark/cpl"
)

var (
	panelRun           = statement("panel_run")
	panelPreviousRun   = statement("panel_previous_run")
	panelPublishedRun  = statement("panel_published_run")
	panelRules         = statement("panel_rules")
	panelManufacturers = statement("panel_manufacturers")
	panelList          = statement("panel_list")
	panelReturns       = statement("panel_returns")
)

// PanelRun is a run as the Panel report names it. Times are UTC.
type PanelRun struct {
	ID         string
	Number     int64
	StartedAt  time.Time
	FinishedAt time.Time // zero while the run is going on
	Status     string
	Trigger    string
	Full       bool
	// Today is the civil date by which the run judged ages and ends.
	Today      cpl.Date
	InputsHash string
	// Settings is the JSON object of the settings that the rules were given.
	Settings string
}

// PanelRule is what one rule came to in a run.
type PanelRule struct {
	Rule, Version, Status      string
	Examined, Failing, Unknown int64
	Took                       time.Duration
	Error                      string
	// Unconfirmed counts the findings that stand although the rule failed in
	// this run and so could not confirm them; 0 for a rule that ended well.
	Unconfirmed int64
	// Lacks says in words what is not loaded, where the rule therefore examined nothing.
	Lacks string
}

// PanelManufacturer is a manufacturer and what its listed versions declare.
type PanelManufacturer struct {
	ManufacturerID, Name           string
	Models, Versions, Listed       int64
	List, None, NotStated, Invalid int64
}

// PanelList is the newest loaded state of the list.
type PanelList struct {
	ImportID, FileName, SHA256 string
	// EffectiveOn is the day on which the list was true.
	EffectiveOn cpl.Date
	ImportedAt  time.Time
}

// PanelReturn is the latest return of a supplier for a device type. Carried
// says how many of Devices are counts older than AsOf.
type PanelReturn struct {
	Supplier, DeviceType string
	AsOf                 cpl.Date
	Devices, Carried     int64
}

// PanelRun returns one run. It fails with ErrNotFound when there is none.
func (s *Store) PanelRun(ctx context.Context, scope Scope, runID string) (*PanelRun, error) {
	rows, err := s.read(ctx, scope, panelRun, map[string]any{"runId": runID})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("run %s: %w", runID, ErrNotFound)
	}
	return toPanelRun(rows[0]), nil
}

// PanelPreviousRun returns the newest full run with a number below the given
// one that ended ok or partial, or nil when there is none.
func (s *Store) PanelPreviousRun(ctx context.Context, scope Scope, number int64) (*PanelRun, error) {
	rows, err := s.read(ctx, scope, panelPreviousRun, map[string]any{"number": number})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return toPanelRun(rows[0]), nil
}

// PanelPublishedRun returns the run of the newest report that was published to
// the Panel, of those with a number below the given one, or nil when there is none.
func (s *Store) PanelPublishedRun(ctx context.Context, scope Scope, number int64) (*PanelRun, error) {
	rows, err := s.read(ctx, scope, panelPublishedRun, map[string]any{"number": number})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return toPanelRun(rows[0]), nil
}

func toPanelRun(r row) *PanelRun {
	return &PanelRun{
		ID: r.text("id"), Number: r.number("number"), StartedAt: r.moment("startedAt"), FinishedAt: r.moment("finishedAt"),
		Status: r.text("status"), Trigger: r.text("trigger"), Full: r.truth("full"), Today: r.date("today"),
		InputsHash: r.text("inputsHash"), Settings: r.text("settings"),
	}
}

// PanelRules returns what each rule came to in a run, by rule id.
func (s *Store) PanelRules(ctx context.Context, scope Scope, runID string) ([]PanelRule, error) {
	rows, err := s.read(ctx, scope, panelRules, map[string]any{"runId": runID})
	out := make([]PanelRule, 0, len(rows))
	for _, r := range rows {
		out = append(out, PanelRule{
			Rule: r.text("rule"), Version: r.text("version"), Status: r.text("status"),
			Examined: r.number("examined"), Failing: r.number("failing"), Unknown: r.number("unknown"),
			Took: time.Duration(r.number("ms")) * time.Millisecond, Error: r.text("error"), Unconfirmed: r.number("unconfirmed"),
			Lacks: r.text("lacks"),
		})
	}
	return out, err
}

// PanelManufacturers returns every manufacturer, by identifier.
func (s *Store) PanelManufacturers(ctx context.Context, scope Scope) ([]PanelManufacturer, error) {
	rows, err := s.read(ctx, scope, panelManufacturers, nil)
	out := make([]PanelManufacturer, 0, len(rows))
	for _, r := range rows {
		out = append(out, PanelManufacturer{
			ManufacturerID: r.text("manufacturerId"), Name: r.text("name"),
			Models: r.number("models"), Versions: r.number("versions"), Listed: r.number("listed"),
			List: r.number("list"), None: r.number("none"), NotStated: r.number("notStated"), Invalid: r.number("invalid"),
		})
	}
	return out, err
}

// PanelList returns the newest loaded state of the list, or nil when none was loaded.
func (s *Store) PanelList(ctx context.Context, scope Scope) (*PanelList, error) {
	rows, err := s.read(ctx, scope, panelList, nil)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	return &PanelList{
		ImportID: r.text("importId"), FileName: r.text("fileName"), SHA256: r.text("sha256"),
		EffectiveOn: r.date("effectiveOn"), ImportedAt: r.moment("importedAt"),
	}, nil
}

// PanelReturns returns the latest return of each supplier and device type, in that order.
func (s *Store) PanelReturns(ctx context.Context, scope Scope) ([]PanelReturn, error) {
	rows, err := s.read(ctx, scope, panelReturns, nil)
	out := make([]PanelReturn, 0, len(rows))
	for _, r := range rows {
		out = append(out, PanelReturn{
			Supplier: r.text("supplier"), DeviceType: r.text("deviceType"), AsOf: r.date("asOf"),
			Devices: r.number("devices"), Carried: r.number("carried"),
		})
	}
	return out, err
}

package reports

import (
	"context"
	"fmt"

	"waymark/cpl"
	"waymark/graphstore"
)

// facts is what the graph says, before any of it is put into words.
type facts struct {
	run *graphstore.PanelRun
	// previous is the run that changes are measured from: that of the last report
	// published to the Panel, else the previous full run.
	previous *graphstore.PanelRun
	// published says that previous is the run of a published report.
	published     bool
	rules         []graphstore.PanelRule
	findings      []graphstore.PanelFinding
	held          []graphstore.PanelFinding
	reopened      map[string]graphstore.PanelReopened // by fingerprint
	resolved      []graphstore.PanelResolved
	manufacturers []graphstore.PanelManufacturer
	list          *graphstore.PanelList
	returns       []graphstore.PanelReturn
	parties       []graphstore.Party
	waivers       []graphstore.Waiver
	trend         []graphstore.TrendPoint
	// names are manufacturers' names by identifier.
	names map[string]string
}

// Build makes the Panel report of a full run that ended ok or partial. The
// graph must still be as the run left it. It fails with graphstore.ErrNotFound
// when there is no such run, and with graphstore.ErrInvalid when the run feeds
// no report.
func Build(ctx context.Context, src Source, runID string, settings Settings) (*Panel, error) {
	settings = settings.withDefaults()
	f, err := gather(ctx, src, runID)
	if err != nil {
		return nil, fmt.Errorf("read what the Panel report of run %s needs: %w", runID, err)
	}
	p := &Panel{Schema: PanelSchema, Marking: settings.Marking, Run: toRun(f.run)}
	p.Data = toData(f, settings.StaleDays)
	p.Findings, p.Held = toFindings(f, settings.Rules), toHeld(f)
	p.Changes = toChanges(f, p.Findings)
	p.Waivers = toWaivers(f, settings.Rules)
	p.Trend = toTrend(f)
	p.Rules = toRules(f, p, settings.Rules)
	p.Manufacturers = toManufacturers(f, p)
	p.Suppliers = toSuppliers(f, p)
	p.Headline = toHeadline(p)
	p.Method = toMethod(f, p, settings)
	p.Synthetic = isSynthetic(f.manufacturers)
	p.Notes = toNotes(p)
	p.Decisions = toDecisions(p)
	if p.Told, err = gatherTold(ctx, src, f, settings.Rules); err != nil {
		return nil, err
	}
	if p.Pictures, err = toPictures(ctx, src, p.Findings, settings.Pictures); err != nil {
		return nil, fmt.Errorf("read the pathways to draw for run %s: %w", runID, err)
	}
	return p, nil
}

func gather(ctx context.Context, src Source, runID string) (*facts, error) {
	all := graphstore.Everything
	f := &facts{reopened: map[string]graphstore.PanelReopened{}, names: map[string]string{}}
	var err error
	if f.run, err = src.PanelRun(ctx, all, runID); err != nil {
		return nil, err
	}
	if err := feedsReport(f.run); err != nil {
		return nil, err
	}
	if err := gatherPrevious(ctx, src, f); err != nil {
		return nil, err
	}
	if f.rules, err = src.PanelRules(ctx, all, runID); err != nil {
		return nil, err
	}
	if f.findings, err = src.PanelFindings(ctx, all, runID, ""); err != nil {
		return nil, err
	}
	if f.held, err = src.PanelHeld(ctx, all, runID, ""); err != nil {
		return nil, err
	}
	if err := gatherChanges(ctx, src, f, ""); err != nil {
		return nil, err
	}
	if f.list, err = src.PanelList(ctx, all); err != nil {
		return nil, err
	}
	if f.returns, err = src.PanelReturns(ctx, all); err != nil {
		return nil, err
	}
	if f.manufacturers, err = src.PanelManufacturers(ctx, all); err != nil {
		return nil, err
	}
	if f.parties, err = src.Parties(ctx, all); err != nil {
		return nil, err
	}
	if f.waivers, err = src.Waivers(ctx, all, true); err != nil {
		return nil, err
	}
	if f.trend, err = src.Trend(ctx, all, graphstore.TrendFilter{}, trendPoints); err != nil {
		return nil, err
	}
	for _, m := range f.manufacturers {
		f.names[m.ManufacturerID] = m.Name
	}
	return f, nil
}

// gatherPrevious finds the run that changes are measured from.
func gatherPrevious(ctx context.Context, src Source, f *facts) error {
	var err error
	if f.previous, err = src.PanelPublishedRun(ctx, graphstore.Everything, f.run.Number); err != nil {
		return err
	}
	f.published = f.previous != nil
	if f.published {
		return nil
	}
	f.previous, err = src.PanelPreviousRun(ctx, graphstore.Everything, f.run.Number)
	return err
}

func gatherChanges(ctx context.Context, src Source, f *facts, audience string) error {
	if f.previous == nil {
		return nil
	}
	since := f.previous.FinishedAt
	reopened, err := src.PanelReopened(ctx, graphstore.Everything, f.run.ID, audience, since)
	if err != nil {
		return err
	}
	for _, r := range reopened {
		f.reopened[r.Fingerprint] = r
	}
	f.resolved, err = src.PanelResolved(ctx, graphstore.Everything, audience, since, f.run.FinishedAt)
	return err
}

func feedsReport(run *graphstore.PanelRun) error {
	switch {
	case !run.Full:
		return &graphstore.InputError{Code: "run-not-full", Message: fmt.Sprintf("run %s checked some rules only, so it feeds no report", run.ID), Hint: "report on a full run"}
	case run.Status != "ok" && run.Status != "partial":
		return &graphstore.InputError{Code: "run-not-finished", Message: fmt.Sprintf("run %s is %s, so it feeds no report", run.ID, run.Status), Hint: "report on a run that ended ok or partial"}
	}
	return nil
}

func toRun(r *graphstore.PanelRun) Run {
	return Run{
		ID: r.ID, Number: r.Number, Started: r.StartedAt, Finished: r.FinishedAt,
		Status: r.Status, Trigger: r.Trigger, Today: string(r.Today), InputsHash: r.InputsHash,
	}
}

func toData(f *facts, staleDays int) Data {
	d := Data{Returns: make([]ReturnState, 0, len(f.returns))}
	if f.list != nil {
		d.List = &ListState{
			AsOf: string(f.list.EffectiveOn), AgeDays: daysBetween(f.list.EffectiveOn, f.run.Today),
			Imported: f.list.ImportedAt, ImportID: f.list.ImportID, FileName: f.list.FileName, SHA256: f.list.SHA256,
		}
	}
	for _, m := range f.manufacturers {
		d.Models += m.Models
		d.Versions += m.Versions
		d.Listed += m.Listed
	}
	for _, r := range f.returns {
		age := daysBetween(r.AsOf, f.run.Today)
		d.Returns = append(d.Returns, ReturnState{
			Supplier: r.Supplier, DeviceType: r.DeviceType, AsOf: string(r.AsOf),
			AgeDays: age, Stale: age > staleDays, Devices: r.Devices, Carried: r.Carried,
		})
		d.Devices += r.Devices
		if d.OldestReturn == "" || string(r.AsOf) < d.OldestReturn {
			d.OldestReturn = string(r.AsOf)
		}
		d.NewestReturn = max(d.NewestReturn, string(r.AsOf))
	}
	return d
}

// daysBetween is 0 when either date is absent.
func daysBetween(from, to cpl.Date) int {
	a, okA := from.Time()
	b, okB := to.Time()
	if !okA || !okB {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

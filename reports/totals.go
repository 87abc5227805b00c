package reports

import (
	"context"
	"maps"
	"slices"

	"waymark/graphstore"
)

// InstallTotals are the totals of installs that may be told to manufacturers, as
// a run froze them: nothing that is asked later tells more.
type InstallTotals struct {
	// RunID is the run that froze them, its RunNumber, and Today its day.
	RunID     string `json:"run"`
	RunNumber int64  `json:"runNumber"`
	Today     string `json:"today"`
	// Cells are the device models with a total that may be told, by key, each
	// rounded to 10. A model that is not there has none that may be told, or none.
	Cells []graphstore.DisclosedTotal `json:"cells"`
	// Margins add up the cells shown, by manufacturer and device type; Devices all
	// of them. They say nothing of what is not shown.
	Margins []TotalMargin `json:"margins"`
	Devices int64         `json:"devices"`
}

// TotalMargin is the sum of the cells shown of a manufacturer's device type.
type TotalMargin struct {
	ManufacturerID string `json:"manufacturerId"`
	DeviceType     string `json:"deviceType"`
	Cells          int    `json:"cells"`
	Devices        int64  `json:"devices"`
}

// InstallTotals returns what a run froze of installs that the reader may be told:
// a manufacturer of its own models. runID may be blank for the newest full run
// that ended ok or partial. It fails with graphstore.ErrNotFound for a reader that
// is not told of installs this way.
func (l *Library) InstallTotals(ctx context.Context, scope graphstore.Scope, runID string) (*InstallTotals, error) {
	runID, err := l.run(ctx, runID)
	if err != nil {
		return nil, err
	}
	frozen, err := l.Shelf.InstallTotals(ctx, scope, runID)
	if err != nil {
		return nil, err
	}
	return totalsOf(&frozen), nil
}

func totalsOf(frozen *graphstore.InstallTotals) *InstallTotals {
	t := &InstallTotals{RunID: frozen.RunID, RunNumber: frozen.RunNumber, Today: string(frozen.Today), Cells: frozen.Totals, Margins: []TotalMargin{}}
	margins := map[string]*TotalMargin{}
	for _, cell := range frozen.Totals {
		parts := splitKey(cell.ModelKey)
		key := parts[1] + "|" + parts[0]
		if margins[key] == nil {
			margins[key] = &TotalMargin{ManufacturerID: parts[1], DeviceType: parts[0]}
		}
		margins[key].Cells++
		margins[key].Devices += cell.Devices
		t.Devices += cell.Devices
	}
	for _, key := range slices.Sorted(maps.Keys(margins)) {
		t.Margins = append(t.Margins, *margins[key])
	}
	return t
}

package reports_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

func TestAManufacturersChangesAreOfWhatItsPackShows(t *testing.T) {
	src := partySource()
	found := src.findings
	src.findings = func() ([]graphstore.PanelFinding, error) {
		all, err := found()
		for i := range all {
			if all[i].State == "waived" {
				all[i].FirstSeen = at(25, 1)
			}
		}
		return all, err
	}
	ended, _ := src.resolved(at(18, 2), at(25, 2))
	rejected := ended[0]
	rejected.Fingerprint, rejected.Rule, rejected.Owner = "bb02", "row-rejected", "operator"
	src.resolved = func(time.Time, time.Time) ([]graphstore.PanelResolved, error) {
		return []graphstore.PanelResolved{ended[0], rejected}, nil
	}
	b := basisOf(t, src, "Alder")
	p, err := reports.NewManufacturerPack(b)
	require.NoError(t, err)
	require.Equal(t, reports.PackChanges{New: 4, Reopened: 1, Resolved: 1}, p.Changes, "neither what is waived nor what others had to mend")
	require.Equal(t, []string{"manufacturer", "operator"}, []string{b.Panel.Changes.Resolved[0].Owner, b.Panel.Changes.Resolved[1].Owner})
}

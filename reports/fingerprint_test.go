package reports_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

func TestAPackHasOneFingerprintUntilItTellsSomethingElse(t *testing.T) {
	fingerprint := func(s *shelf, pack string) string {
		sum, err := librarian(t, s, "1.0").Fingerprint(t.Context(), reports.Request{Pack: pack})
		require.NoError(t, err)
		return sum
	}
	for _, pack := range []string{reports.PackFIR, reports.PackQuality, reports.PackLedger} {
		s := newShelf(t)
		first := fingerprint(s, pack)
		run := s.run
		s.run = func(id string) (*graphstore.PanelRun, error) {
			later, err := run(id)
			later.Number, later.Today, later.InputsHash = 13, "2026-11-26", "another"
			later.StartedAt, later.FinishedAt = later.StartedAt.Add(24*time.Hour), later.FinishedAt.Add(24*time.Hour)
			return later, err
		}
		s.freeze(t)
		require.Equal(t, first, fingerprint(s, pack), "%s: a day later", pack)
		for other := range map[string]bool{reports.PackFIR: true, reports.PackQuality: true, reports.PackLedger: true} {
			require.Equal(t, other == pack, first == fingerprint(s, other))
		}
		s.list = func() (*graphstore.PanelList, error) {
			return &graphstore.PanelList{EffectiveOn: "2026-11-26", FileName: "other.csv"}, nil
		}
		s.freeze(t)
		require.NotEqual(t, first, fingerprint(s, pack), "%s: another list", pack)
	}
}

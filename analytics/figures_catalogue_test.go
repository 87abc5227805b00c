//go:build bench

package analytics_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/cpl/synthetic"
	"waymark/internal/neo4jtest"
)

// TestCatalogueFigures prints, for 10,000 and 100,000 versions, the time of each
// rule with its population over that of the bare reachability count, warm, in one run.
func TestCatalogueFigures(t *testing.T) {
	for _, versions := range []int{10_000, 100_000} {
		estate := synthetic.Generate(synthetic.Config{Versions: versions, Seed: 1, Today: benchToday})
		dir := filepath.Join(t.TempDir(), fmt.Sprint(versions))
		require.NoError(t, estate.Write(dir))
		store := benchStore(t, neo4jtest.New(t))
		importFile(t, store, filepath.Join(dir, synthetic.FileCPL), cpl.KindCPL)
		importFile(t, store, filepath.Join(dir, synthetic.FileInstalls), cpl.KindInstalls)
		engine := benchEngine(t, store, estate.InForceDate)
		engine.Settings.StaleDays, engine.Settings.CertificateDays = 45, 180
		engine.Settings.CertificateTypes = []string{"ESME", "GSME", "GPF", "CHF", "HCALCS"}
		reach, total := reachability(t), 0.0
		for _, rule := range engine.Registry.All() {
			var e analytics.Evaluation
			took := median(t, func() {
				var err error
				e, err = engine.Evaluate(t.Context(), rule, benchToday)
				require.NoError(t, err)
			})
			total += ratio(took, reach)
			t.Logf("%7d %-28s %6.2f times reachability, %8.1f ms; examined %d, failing %d, unknown %d", versions, rule.ID,
				ratio(took, reach), float64(took.Microseconds())/1000, e.Examined, len(e.Findings), e.Unknown)
		}
		t.Logf("%7d all rules %.1f times reachability, which took %.1f ms", versions, total, float64(reach.Microseconds())/1000)
	}
}

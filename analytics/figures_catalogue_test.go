//go:build bench

package analytics_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/cpl/synthetic"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const (
	rulesAtMost  = 100.0
	growthAtMost = 13.0
)

// TestCatalogueFigures prints, for 10,000 and 100,000 versions, the time of all
// rules with their populations over that of the bare reachability count, the
// slowest of them, and that of deriving everything anew; and by how much the
// rules take longer on ten times as many versions. Warm, in one run.
func TestCatalogueFigures(t *testing.T) {
	seconds := map[int]float64{}
	figures := map[string]any{"allRulesOverReachabilityAtMost": rulesAtMost, "growthFrom10kTo100kAtMost": growthAtMost}
	for _, versions := range []int{10_000, 100_000} {
		store, engine := loadEstate(t, syntheticEstate(versions))
		reach := reachability(t)
		slowest, longest, all := "", time.Duration(0), time.Duration(0)
		for _, rule := range engine.Registry.All() {
			var e analytics.Evaluation
			took := median(t, func() {
				var err error
				e, err = engine.Evaluate(t.Context(), rule, benchToday)
				require.NoError(t, err)
			})
			all += took
			if took > longest {
				slowest, longest = rule.ID, took
			}
			t.Logf("%7d %-28s %6.2f times reachability, %8.1f ms; examined %d, failing %d, unknown %d", versions, rule.ID,
				ratio(took, reach), float64(took.Microseconds())/1000, e.Examined, len(e.Findings), e.Unknown)
		}
		seconds[versions] = all.Seconds()
		figures[fmt.Sprint(versions)] = map[string]any{
			"rules": len(engine.Registry.All()), "allRulesOverReachability": ratio(all, reach), "slowest": slowest, "slowestOverReachability": ratio(longest, reach),
			"derivingEverythingOverReachability": ratio(deriveEverything(t, store), reach), "seconds": map[string]float64{"reachability": reach.Seconds(), "allRules": all.Seconds()},
		}
		require.LessOrEqual(t, ratio(all, reach), rulesAtMost)
	}
	growth := seconds[100_000] / seconds[10_000]
	figures["growthFrom10kTo100k"] = growth
	printFigures(t, "rules", figures)
	require.LessOrEqual(t, growth, growthAtMost)
}

func syntheticEstate(versions int) *synthetic.Estate {
	return synthetic.Generate(synthetic.Config{Versions: versions, Seed: 1, Today: benchToday})
}

// loadEstate loads an estate and gives the store and an engine with settings for every rule.
func loadEstate(t *testing.T, estate *synthetic.Estate) (*graphstore.Store, *analytics.Engine) {
	dir := t.TempDir()
	require.NoError(t, estate.Write(dir))
	store := benchStore(t, neo4jtest.New(t))
	importFile(t, store, filepath.Join(dir, synthetic.FileCPL), cpl.KindCPL)
	importFile(t, store, filepath.Join(dir, synthetic.FileInstalls), cpl.KindInstalls)
	engine := benchEngine(t, store, estate.InForceDate)
	engine.Settings.StaleDays, engine.Settings.CertificateDays = 45, 180
	engine.Settings.CertificateTypes = []string{"ESME", "GSME", "GPF", "CHF", "HCALCS"}
	return store, engine
}

// deriveEverything works out the derived facts of every model anew.
func deriveEverything(t *testing.T, store *graphstore.Store) time.Duration {
	neo4jtest.Query(t, "MATCH (m:DeviceModel) MERGE (u:Underived {key: m.key}) SET u.matched = null", nil)
	began := time.Now()
	err := store.WithLease(t.Context(), graphstore.LeaseWriter, "bench", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		return store.CompleteDerivation(ctx, lease, nil)
	})
	require.NoError(t, err)
	return time.Since(began)
}

// printFigures prints one JSON document, for `make bench`.
func printFigures(t *testing.T, name string, figures map[string]any) {
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	require.NoError(t, out.Encode(map[string]any{name: figures}))
}

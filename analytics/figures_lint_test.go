//go:build bench

package analytics_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/cpl/synthetic"
	"waymark/graphstore"
)

const (
	submittedRows = 20
	// lintAtMost is the figure of a lint over a bare RETURN 1, lintGrowth how much it may differ from 10,000 to 100,000 versions.
	lintAtMost = 60.0
	lintGrowth = 1.3
)

// warmLints is how many lints go before those that are measured.
const warmLints = 150

// TestLintFigure prints, at 10,000 and 100,000 versions, the time of a lint of a
// submission of 20 rows for one device model over that of a bare RETURN 1, each
// at the median, warm, in one run.
func TestLintFigure(t *testing.T) {
	var figures []float64
	for _, versions := range []int{10_000, 100_000} {
		estate := syntheticEstate(versions)
		store, engine := loadEstate(t, estate)
		path := filepath.Join(t.TempDir(), "submission.csv")
		require.NoError(t, os.WriteFile(path, []byte(submission(estate)), 0o600))

		// Warm is when the database has compiled what it runs often, not when it has run once.
		for range warmLints {
			lintOnce(t, engine, store, path)
		}
		var lint *analytics.Lint
		bare, took := mediansOf(40,
			func() {
				_, err := store.Query(t.Context(), graphstore.Everything, graphstore.Query{Name: "bare", Text: "RETURN 1 AS one", Timeout: time.Minute})
				require.NoError(t, err)
			},
			func() { lint = lintOnce(t, engine, store, path) })
		require.EqualValues(t, submittedRows, lint.Created+lint.Updated)
		t.Logf("%7d versions: lint %.1f times RETURN 1, %.1f ms over %.2f ms; opens %d, closes %d, %d pathways get longer",
			versions, ratio(took, bare), float64(took.Microseconds())/1000, float64(bare.Microseconds())/1000, len(lint.Opens), len(lint.Closes), len(lint.Longer))
		figures = append(figures, ratio(took, bare))
	}
	printFigures(t, "lint", map[string]any{
		"rows": submittedRows, "overReturn1At10k": figures[0], "overReturn1At100k": figures[1], "atMost": lintAtMost,
		"largerOverSmaller": slices.Max(figures) / slices.Min(figures), "largerOverSmallerAtMost": lintGrowth,
	})
	for _, figure := range figures {
		require.LessOrEqual(t, figure, lintAtMost)
	}
	require.LessOrEqual(t, slices.Max(figures)/slices.Min(figures), lintGrowth, "the time of a lint grows with the list")
}

func lintOnce(t *testing.T, engine *analytics.Engine, store *graphstore.Store, path string) *analytics.Lint {
	file, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: cpl.KindCPL, Today: benchToday, TempDir: t.TempDir()})
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	lint, err := engine.Lint(context.Background(), store, file, graphstore.ImportOptions{Today: benchToday, Vocabulary: cpl.DefaultVocabulary()})
	require.NoError(t, err)
	return lint
}

// submission is 10 new rows and 10 changed ones of the model that has nearest to
// 20 versions.
func submission(estate *synthetic.Estate) string {
	models := map[string][]cpl.Version{}
	for _, v := range estate.Versions {
		models[v.Tuple.DeviceModel.Key()] = append(models[v.Tuple.DeviceModel.Key()], v)
	}
	var chosen []cpl.Version
	for _, v := range estate.Versions { // in the estate's order, so that the choice is the same every time
		of := models[v.Tuple.DeviceModel.Key()]
		if len(of) >= submittedRows/2 && (chosen == nil || off(of) < off(chosen)) {
			chosen = of
		}
	}
	var b strings.Builder
	b.WriteString("CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Date Added,Previous Firmware CPL Entry IDs\n")
	last := chosen[len(chosen)-1]
	for i := range submittedRows / 2 {
		old := chosen[i]
		fmt.Fprintf(&b, "%q,%s,%s,%s,%s,Current,2026-11-01,%q\n", old.EntryID, old.Tuple.DeviceType, old.Tuple.ManufacturerID, old.Tuple.ModelID, old.Tuple.FirmwareVersion, last.EntryID)
		fmt.Fprintf(&b, "\"NEW %d\",%s,%s,%s,FF0000%02X,Current,2026-11-20,%q\n", i, old.Tuple.DeviceType, old.Tuple.ManufacturerID, old.Tuple.ModelID, i, old.EntryID)
	}
	return b.String()
}

// off is how far a model is from having as many versions as rows are submitted.
func off(versions []cpl.Version) int {
	return max(len(versions)-submittedRows, submittedRows-len(versions))
}

// mediansOf times two kinds of work in turn, five times the short one and once
// the long one in each round, so that what else the machine does concerns both.
func mediansOf(rounds int, short, long func()) (time.Duration, time.Duration) {
	var shorts, longs []time.Duration
	timed := func(work func()) time.Duration {
		began := time.Now()
		work()
		return time.Since(began)
	}
	for range rounds {
		for range 5 {
			shorts = append(shorts, timed(short))
		}
		longs = append(longs, timed(long))
	}
	slices.Sort(shorts)
	slices.Sort(longs)
	return shorts[len(shorts)/2], longs[len(longs)/2]
}

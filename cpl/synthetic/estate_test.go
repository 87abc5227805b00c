package synthetic_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/cpl/synthetic"
	"waymark/internal/papers"
)

const today = cpl.Date("2026-11-25")

func TestSameConfigGivesSameBytes(t *testing.T) {
	write := func(seed uint64) []byte {
		var b bytes.Buffer
		e := synthetic.Generate(synthetic.Config{Versions: 500, Seed: seed, Today: today})
		require.NoError(t, e.WriteCPL(&b))
		require.NoError(t, e.WriteInstalls(&b))
		require.NoError(t, e.WriteTruth(&b))
		return b.Bytes()
	}
	once, again := write(7), write(7)
	require.Equal(t, once, again)
	require.NotEqual(t, write(7), write(8))
}

func TestEveryDoseIsPresentAndFound(t *testing.T) {
	for _, n := range []int{300, 1000, 10_000} {
		for seed := range uint64(5) {
			e := synthetic.Generate(synthetic.Config{Versions: n, Seed: seed, Today: today})
			require.Len(t, e.Versions, n)
			require.Len(t, e.Truth.Doses, 13, "%d versions, seed %d: %v", n, seed, e.Truth.Doses)
			d := e.Truth.Doses
			require.Len(t, e.Truth.Undeclared, d[synthetic.DoseUndeclaredBefore]+d[synthetic.DoseUndeclaredAfter])
			require.GreaterOrEqual(t, len(e.Truth.Unreachable), d[synthetic.DoseUnknownOnly]+d[synthetic.DoseSelf]+
				2*d[synthetic.DoseLoop]+d[synthetic.DoseDelisted]+d[synthetic.DoseForeign])
			require.Len(t, e.Truth.Orphaned, d[synthetic.DoseUnlistedInstalls]+d[synthetic.DoseDelistedInstalls])
			require.Equal(t, d[synthetic.DoseBlankInstalls], e.Truth.Unknown["install-orphaned"])
		}
	}
}

func TestSmallEstatesAreMade(t *testing.T) {
	for n := range 60 {
		e := synthetic.Generate(synthetic.Config{Versions: n, Seed: 3, Today: today})
		require.Len(t, e.Versions, max(n, 1))
	}
}

func TestShapeIsThatOfRealUpdateGraphs(t *testing.T) {
	e := synthetic.Generate(synthetic.Config{Versions: 100_000, Seed: 1, Today: today})
	edges, single, models := 0, 0, map[cpl.DeviceModel]int{}
	for _, v := range e.Versions {
		edges += len(v.Declaration.IDs)
		models[v.Tuple.DeviceModel]++
		require.LessOrEqual(t, v.AddedOn, today)
	}
	for _, n := range models {
		if n == 1 {
			single++
		}
	}
	t.Logf("%d edges, %d models, %d of one version, %d cohorts", edges, len(models), single, len(e.Cohorts))
	require.InDelta(t, 6.8, float64(edges)/100_000, 0.25)
	require.InDelta(t, 0.5, float64(single)/float64(len(models)), 0.07)
	require.InDelta(t, 2, float64(len(e.Cohorts))/100_000, 0.4)
}

func TestWrittenFilesReadBackAsTheSameEstate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "example")
	e := synthetic.Generate(synthetic.Config{Versions: 2000, Seed: 11, Today: today})
	require.NoError(t, e.Write(dir))
	versions, cohorts := read(t, filepath.Join(dir, synthetic.FileCPL), filepath.Join(dir, synthetic.FileInstalls))
	require.Len(t, versions, len(e.Versions))
	require.Len(t, cohorts, len(e.Cohorts))
	got := synthetic.Expect(versions, cohorts)
	require.Equal(t, e.Truth.Undeclared, got.Undeclared)
	require.Equal(t, e.Truth.Unreachable, got.Unreachable)
	require.Equal(t, e.Truth.Orphaned, got.Orphaned)

	readme, err := os.ReadFile(filepath.Join(dir, synthetic.FileReadme))
	require.NoError(t, err)
	require.Contains(t, string(readme), "synthetic")
	var truth map[string]any
	text, err := os.ReadFile(filepath.Join(dir, synthetic.FileTruth))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &truth))
	require.Equal(t, true, truth["synthetic"])
	require.Equal(t, string(e.InForceDate), truth["inForceDate"])
}

func TestReferenceAgreesWithTheDamagedSample(t *testing.T) {
	versions, cohorts := read(t, papers.File(t, "damaged.cpl.csv"), papers.File(t, "damaged.installs.csv"))
	text, err := os.ReadFile(papers.File(t, "damaged.truth.json"))
	require.NoError(t, err)
	var want struct {
		Listed      int      `json:"listed"`
		Undeclared  []string `json:"predecessor-undeclared"`
		Unreachable []string `json:"version-unreachable"`
		Orphaned    []string `json:"install-orphaned"`
	}
	require.NoError(t, json.Unmarshal(text, &want))
	got := synthetic.Expect(versions, cohorts)
	require.Equal(t, want.Listed, got.Examined["predecessor-undeclared"])
	require.Equal(t, slices.Sorted(slices.Values(want.Undeclared)), got.Undeclared)
	require.Equal(t, slices.Sorted(slices.Values(want.Unreachable)), got.Unreachable)
	require.Equal(t, slices.Sorted(slices.Values(want.Orphaned)), got.Orphaned)
}

// read reads a list and a return, and wants every row of both to be good.
func read(t *testing.T, list, installs string) (versions []cpl.Version, cohorts []cpl.Cohort) {
	t.Helper()
	for kind, path := range map[cpl.Kind]string{cpl.KindCPL: list, cpl.KindInstalls: installs} {
		f, err := cpl.Open(context.Background(), path, cpl.Reading{Kind: kind, Today: today, TempDir: t.TempDir()})
		require.NoError(t, err)
		checked, err := f.Check(context.Background(), nil)
		require.NoError(t, err)
		require.Equal(t, checked.Rows, checked.Accepted, "%v", checked.Faults)
		for row, err := range f.Rows(context.Background(), nil) {
			require.NoError(t, err)
			if kind == cpl.KindCPL {
				versions = append(versions, row.Version)
			} else {
				cohorts = append(cohorts, row.Cohort)
			}
		}
		require.NoError(t, f.Close())
	}
	return versions, cohorts
}

func BenchmarkGenerate100k(b *testing.B) {
	for b.Loop() {
		synthetic.Generate(synthetic.Config{Versions: 100_000, Seed: 1, Today: today})
	}
}

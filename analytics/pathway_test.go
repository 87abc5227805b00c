package analytics

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/cpl"
	"waymark/graphstore"
)

// drawWalks draws a small graph with loops, and some places to walk from and to.
func drawWalks(t *rapid.T) (w *walks, from, to []int) {
	n := rapid.IntRange(1, 7).Draw(t, "versions")
	var p graphstore.Pathways
	for i := range n {
		p.Versions = append(p.Versions, graphstore.PathwayVersion{EntryID: fmt.Sprint(i), Devices: int64(i)})
	}
	place := rapid.IntRange(0, n-1)
	for range rapid.IntRange(0, 14).Draw(t, "edges") {
		a, b := place.Draw(t, "a"), place.Draw(t, "b")
		if a != b {
			p.Walks = append(p.Walks, [2]string{fmt.Sprint(a), fmt.Sprint(b)})
		}
	}
	return newWalks(p), rapid.SliceOfNDistinct(place, 1, 2, rapid.ID).Draw(t, "from"), rapid.SliceOfNDistinct(place, 1, 2, rapid.ID).Draw(t, "to")
}

// everyWalk lists all walks without repeats from one place to any of some others.
func (w *walks) everyWalk(walk, to []int, found *[][]int) {
	at := walk[len(walk)-1]
	if slices.Contains(to, at) {
		*found = append(*found, slices.Clone(walk))
		return
	}
	for _, next := range w.ahead[at] {
		if !slices.Contains(walk, next) {
			w.everyWalk(append(slices.Clone(walk), next), to, found)
		}
	}
}

func TestWhatEveryPathwayMustCrossAgreesWithTryingAllOfThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, from, to := drawWalks(t)
		var all [][]int
		for _, start := range from {
			w.everyWalk([]int{start}, to, &all)
		}
		var want []int
		for i := range w.versions {
			inner := !slices.Contains(from, i) && !slices.Contains(to, i)
			if inner && len(all) > 0 && !slices.ContainsFunc(all, func(walk []int) bool { return !slices.Contains(walk, i) }) {
				want = append(want, i)
			}
		}
		got := w.mustCross(from, to)
		slices.Sort(got)
		require.Equal(t, want, got)

		shortest := w.shortest(from, to)
		require.Equal(t, len(all) > 0, shortest != nil)
		for _, walk := range all {
			require.LessOrEqual(t, len(shortest), len(walk))
		}
		for i := range max(len(shortest)-1, 0) {
			require.Contains(t, w.ahead[shortest[i]], shortest[i+1])
		}
	})
}

func TestEveryPathwayOfAChainCrossesWhatIsBetween(t *testing.T) {
	versions := []graphstore.PathwayVersion{{EntryID: "A"}, {EntryID: "B"}, {EntryID: "C"}, {EntryID: "D"}}
	w := newWalks(graphstore.Pathways{Versions: versions, Walks: [][2]string{{"A", "B"}, {"A", "C"}, {"B", "C"}, {"C", "D"}}})
	require.Equal(t, []int{2}, w.mustCross([]int{0}, []int{3}))
}

func TestLongerPathwaysCompareHopsToTheNewest(t *testing.T) {
	version := func(id, added string, devices int64) graphstore.PathwayVersion {
		return graphstore.PathwayVersion{EntryID: id, Listed: true, AddedOn: cpl.Date("2025-01-0" + added), Devices: devices}
	}
	before := []graphstore.Pathways{{ModelKey: "m", Versions: []graphstore.PathwayVersion{version("A", "1", 5), version("B", "2", 7), version("C", "3", 0), version("D", "1", 2)}, Walks: [][2]string{{"A", "C"}, {"B", "C"}, {"A", "B"}, {"D", "C"}}}}
	after := []graphstore.Pathways{{ModelKey: "m", Versions: before[0].Versions, Walks: [][2]string{{"A", "B"}, {"B", "C"}}}}
	two := 2
	require.Equal(t, []LongerPathway{
		{Version: "A", ModelKey: "m", Devices: 5, HopsBefore: 1, HopsAfter: &two},
		{Version: "D", ModelKey: "m", Devices: 2, HopsBefore: 1},
	}, longerPathways(before, after, false))
	require.Empty(t, longerPathways(after, before, false), "shorter is not longer")
	undated := slices.Clone(before[0].Versions)
	undated = append(undated, graphstore.PathwayVersion{EntryID: "U", Listed: true})
	require.Empty(t, longerPathways(before, []graphstore.Pathways{{ModelKey: "m", Versions: undated}}, false), "the newest is unknown")
}

func TestAGapNamesBothSidesAndWhoCouldBeFreed(t *testing.T) {
	p := graphstore.Pathways{
		ModelKey: "m", Starts: []string{"A"},
		Versions: []graphstore.PathwayVersion{
			{EntryID: "A", AddedOn: "2025-01-01", Devices: 3},
			{EntryID: "B", AddedOn: "2025-01-02", Devices: 4},
			{EntryID: "X", AddedOn: "2025-01-03"},
			{EntryID: "Y", AddedOn: "2025-01-04"},
		},
		Walks: [][2]string{{"A", "B"}, {"X", "Y"}},
	}
	w := newWalks(p)
	g := w.gap(w.starts, []int{w.place["Y"]}, []MissingLink{{Reason: "undeclared", At: "X"}, {Reason: "elsewhere", At: "B"}})
	require.Equal(t, []string{"B"}, g.Reached)
	require.Equal(t, []string{"X"}, g.Leads)
	require.Equal(t, "B", g.Links[0].CouldCite)
	require.EqualValues(t, 7, g.Links[0].DevicesFreed)
	require.Empty(t, g.Links[1].CouldCite, "what is mended there leads nowhere")
}

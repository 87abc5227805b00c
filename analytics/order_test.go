//go:build integration

package analytics_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTheOrderOfRowsAndOfFilesWithoutACommonKeyDoesNotMatter(t *testing.T) {
	onEstates(t, func(rt *rapid.T, l *lab, files []file) bool {
		l.loadEach(rt, files)
		want, derived := l.everyVerdict(rt), facts(t, derivedQuery)
		l.clear(t)
		swapped, swaps := swapNeighbours(files)
		var turned []file
		for _, f := range swapped {
			f.entries, f.counts = slices.Clone(f.entries), slices.Clone(f.counts)
			if !repeatsAKey(f) {
				slices.Reverse(f.entries)
				slices.Reverse(f.counts)
			}
			turned = append(turned, halves(f)...)
		}
		l.loadEach(rt, turned)
		require.Equal(rt, derived, facts(t, derivedQuery))
		require.Equal(rt, want, l.everyVerdict(rt))
		return swaps > 0
	})
}

// swapNeighbours lets neighbouring files change places where they share no key,
// and says how many pairs did. Runs stay where they are.
func swapNeighbours(files []file) (out []file, swaps int) {
	for i := 0; i < len(files); i++ {
		if i+1 == len(files) || !mayChangePlaces(files[i], files[i+1]) {
			out = append(out, files[i])
			continue
		}
		first, second := files[i+1], files[i]
		first.runAfter, second.runAfter = false, first.runAfter
		out = append(out, first, second)
		swaps++
		i++
	}
	return out, swaps
}

// mayChangePlaces is whether two files share no key, and no run comes between
// them. A complete list speaks of every key of the list; a table of its kind's
// replaces it whole; an act of the operator is no file.
func mayChangePlaces(a, b file) bool {
	switch {
	case a.isAct(), b.isAct(), a.runAfter:
		return false
	case a.isList() && b.isList() && (a.complete || b.complete), a.isTable && b.isTable, a.isCopy && b.isCopy:
		return false
	}
	held := a.keys()
	return !slices.ContainsFunc(b.keys(), func(key string) bool { return slices.Contains(held, key) })
}

// halves cuts a list into two files without a common key, the later half first.
// A complete list, a return, and what replaces a table mean something as a whole.
func halves(f file) []file {
	if f.isCounts || f.isCopy || f.isTable || f.complete || len(f.entries) < 2 || repeatsAKey(f) {
		return []file{f}
	}
	first, second := f, f
	first.entries, second.entries = f.entries[len(f.entries)/2:], f.entries[:len(f.entries)/2]
	first.runAfter = false
	return []file{first, second}
}

func repeatsAKey(f file) bool {
	keys := slices.Sorted(slices.Values(f.keys()))
	return len(slices.Compact(keys)) < len(f.keys())
}

// keys are the keys of a file's rows, by what it is a file of.
func (f file) keys() []string {
	of := "list "
	if f.isCopy {
		of = "copy "
	}
	var keys []string
	for _, e := range f.entries {
		keys = append(keys, of+e.id)
	}
	for _, c := range f.counts {
		keys = append(keys, "return "+c.cohortKey()+" "+c.asOf)
	}
	return keys
}

func TestFilesChangePlacesOnlyIfTheyShareNoKey(t *testing.T) {
	a, b := list(entry{id: "A"}), list(entry{id: "B"})
	both, all, after := list(entry{id: "B"}, entry{id: "A"}), a, a
	all.complete, after.runAfter = true, true
	counts := returned(running("00000001", "2026-11-01", 5))
	more := returned(running("00000001", "2026-11-01", 6))
	for name, c := range map[string]struct {
		first, second file
		may           bool
	}{
		"two lists without a common id": {a, b, true},
		"a list and a return":           {a, counts, true},
		"a list and a copy of it":       {a, copied(entry{id: "A"}), true},
		"two lists with a common id":    {a, both, false},
		"a complete list":               {b, all, false},
		"a run between":                 {after, b, false},
		"two returns of a key":          {counts, more, false},
		"two tables":                    {applicable("2026-01-01"), applicable("2026-02-01"), false},
		"two copies":                    {copied(entry{id: "A"}), copied(entry{id: "B"}), false},
		"an act":                        {a, file{restricts: &restriction{from: "A", to: "B"}}, false},
	} {
		require.Equal(t, c.may, mayChangePlaces(c.first, c.second), name)
	}
	run := b
	run.runAfter = true
	swapped, swaps := swapNeighbours([]file{a, run, counts})
	require.Equal(t, []file{b, after, counts}, swapped, "the run stays behind the second file")
	require.Equal(t, 1, swaps)
}

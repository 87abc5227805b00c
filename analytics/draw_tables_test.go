//go:build integration

package analytics_test

import (
	"maps"
	"slices"

	"pgregory.net/rapid"
)

var (
	poolSMETS = []string{"SMETS2 v4.2", "SMETS2 v5.1", "CHTS v1.4", ""}
	poolGBCS  = []string{"GBCS v3.2", "GBCS v4.1", "GBCS v3.2", "GBCS v4.1", ""}
	poolEnds  = []string{"", "2026-11-24", "2026-11-25", "2026-11-26", "2020-01-01", "2020-01-01"}
)

// drawTable draws an applicability table: some of the pairs, each once or, at
// times, once more with something else to say.
func drawTable(t *rapid.T) file {
	f := file{isTable: true, runAfter: percent(t, 20, "run after")}
	for _, smets := range poolSMETS {
		for _, gbcs := range poolGBCS[:2] {
			if smets == "" || percent(t, 20, "left out") {
				continue
			}
			f.pairs = append(f.pairs, pair{smets, gbcs, pick(t, poolEnds, "ends"), percent(t, 8, "broken")})
		}
	}
	if len(f.pairs) > 0 && percent(t, 10, "once more") {
		again := f.pairs[0]
		again.ends = pick(t, poolEnds, "ends")
		f.pairs = append(f.pairs, again)
	}
	return f
}

// drawCopy draws the DCC's copy: most of what the list said last, with slips.
func drawCopy(t *rapid.T, ids []string, known map[string]entry) file {
	f := file{isCopy: true, withoutHash: percent(t, 15, "without hashes"), runAfter: percent(t, 20, "run after")}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		if percent(t, 15, "left out") {
			continue
		}
		e := known[id]
		e.broken = drawFault(t)
		switch uniform(t, 8, "slip") {
		case 0:
			e.status = pick(t, poolStatus, "status")
		case 1:
			e.hash = pick(t, poolHash, "hash")
		case 2:
			e.firmware = pick(t, poolFirmware, "firmware")
		}
		f.entries = append(f.entries, e)
	}
	if percent(t, 50, "one more") {
		f.entries = append(f.entries, drawEntry(t, pick(t, poolCopied, "which"), poolModels, ids))
	}
	if len(f.entries) > 0 && percent(t, 10, "twice") {
		again := f.entries[uniform(t, len(f.entries), "which")]
		again.status = pick(t, poolStatus, "status")
		f.entries = append(f.entries, again)
	}
	return f
}

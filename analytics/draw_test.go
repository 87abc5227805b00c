//go:build integration

package analytics_test

import (
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// The words that random estates are made of: few, so that they meet.
var (
	poolModels   = []string{"ESME|A0C1|00000001", "ESME|A0C1|0000000B", "CHF|A0C1|00000002", "GPF|A0C1|00000002", "IHD|A0C2|00000003"}
	poolIDs      = []string{"E1", "E2", "E3", "E4", "E 5/x", "E6", "P|7", `Q\8`, "E9", "E10", "E11", "E12"}
	poolFirmware = []string{"0000000A", "00000010", "00000016", "0002012F", "00020147", "FF000001"}
	poolStatus   = []string{"Current", "Active", "Current", "Removed", "Suspended"}
	poolAdded    = []string{"2023-05-01", "2024-02-01", "2025-01-01", "2025-03-01", "2025-03-01", ""}
	poolHash     = []string{"", strings.Repeat("AB", 32), strings.Repeat("CD", 32)}
	poolExpiry   = []string{"", "", "2026-11-24", "2026-11-25", "2027-05-24", "2027-05-25"}
	poolAsOf     = []string{"2026-10-10", "2026-10-11", "2026-11-01"}
	poolSupplier = []string{"S1", "S|2"}
	poolGhost    = []string{"GHOST1", "GONE", "GHOST 2", "the one before", "any of the 3 later ones"}
	poolCopied   = []string{"GHOST1", "DCC1", "DCC2"} // may stand in the DCC's copy alone
	poolNone     = []string{"N/A", "n/a", "NA", "None", "N / A"}
	poolInvalid  = []string{";", "N/A, E1", "E2;none"}
)

// uniform draws from 0 to n-1, each as likely: rapid's own ranges prefer small
// numbers, which makes estates in which little happens. Failures shrink towards 0.
func uniform(t *rapid.T, n int, name string) int {
	return rapid.Custom(func(t *rapid.T) int {
		x := 0
		for range 8 {
			x *= 2
			if rapid.Bool().Draw(t, "bit") {
				x++
			}
		}
		return x * n / 256
	}).Draw(t, name)
}

func pick(t *rapid.T, pool []string, name string) string { return pool[uniform(t, len(pool), name)] }

func percent(t *rapid.T, share int, name string) bool { return uniform(t, 100, name) >= 100-share }

// some draws from 1 to most members of a pool, none twice.
func some(t *rapid.T, pool []string, most int, name string) []string {
	left := slices.Clone(pool)
	var out []string
	for range 1 + uniform(t, min(most, len(pool)), name) {
		at := uniform(t, len(left), name)
		out = append(out, left[at])
		left = slices.Delete(left, at, at+1)
	}
	return out
}

func drawDeclaration(t *rapid.T, ids []string) string {
	switch n := uniform(t, 100, "declaration"); {
	case n < 60:
		cited := some(t, ids, 3, "cited")
		if percent(t, 12, "ghost") {
			cited = append(cited, pick(t, poolGhost, "ghost id"))
		}
		return strings.Join(cited, pick(t, []string{",", "; ", "\n"}, "separator"))
	case n < 80:
		return pick(t, poolNone, "none")
	case n < 90:
		return pick(t, []string{"", " "}, "blank")
	default:
		return pick(t, poolInvalid, "invalid")
	}
}

func drawEntry(t *rapid.T, id string, models, ids []string) entry {
	return entry{
		id: id, model: pick(t, models, "model"), firmware: pick(t, poolFirmware, "firmware"), status: pick(t, poolStatus, "status"),
		added: pick(t, poolAdded, "added"), hash: pick(t, poolHash, "hash"), expiry: pick(t, poolExpiry, "expiry"), renewal: pick(t, poolExpiry, "renewal"),
		smets: pick(t, poolSMETS, "SMETS"), gbcs: pick(t, poolGBCS, "GBCS"),
		declaration: drawDeclaration(t, ids), broken: drawFault(t),
	}
}

func drawFault(t *rapid.T) string {
	if percent(t, 8, "broken") {
		return pick(t, []string{"firmware", "added", "status"}, "broken column")
	}
	return ""
}

// change draws an entry that differs from one in a cell or two.
func change(t *rapid.T, e entry, models, ids []string) entry {
	switch uniform(t, 7, "what changes") {
	case 6:
		e.smets, e.gbcs = pick(t, poolSMETS, "SMETS"), pick(t, poolGBCS, "GBCS")
	case 0, 1, 2:
		e.declaration = drawDeclaration(t, ids)
	case 3:
		e.status = pick(t, poolStatus, "status")
	case 4:
		e.added = pick(t, poolAdded, "added")
	default:
		e.model = pick(t, models, "model")
	}
	e.broken = drawFault(t)
	return e
}

func drawList(t *rapid.T, ids []string, known map[string]entry) file {
	models := poolModels[:1+uniform(t, len(poolModels), "models")]
	f := file{complete: percent(t, 10, "complete"), runAfter: percent(t, 50, "run after")}
	for _, id := range some(t, ids, len(ids), "ids") {
		e, met := known[id]
		if met && percent(t, 75, "known") {
			e = change(t, e, models, ids)
		} else {
			e = drawEntry(t, id, models, ids)
		}
		known[id] = e
		f.entries = append(f.entries, e)
	}
	return f
}

// drawTuple draws a device tuple: most often one that an entry has, so that
// versions come into service.
func drawTuple(t *rapid.T, models []string, known map[string]entry) (model, firmware string) {
	if percent(t, 65, "a known tuple") {
		e := known[pick(t, slices.Sorted(maps.Keys(known)), "whose")]
		if pair := hubPairs[strings.Split(e.model, "|")[0]]; pair != "" && percent(t, 30, "hub pair") {
			e.model = pair + e.model[3:]
		}
		return e.model, e.firmware
	}
	return pick(t, models, "model"), pick(t, poolFirmware, "firmware")
}

func drawReturn(t *rapid.T, known map[string]entry) file {
	f := file{isCounts: true, partial: percent(t, 35, "partial"), runAfter: percent(t, 20, "run after")}
	supplier, asOf := pick(t, poolSupplier, "supplier"), pick(t, poolAsOf, "as of")
	models := some(t, poolModels, 3, "models")
	seen := map[string]bool{}
	for range 1 + uniform(t, 8, "rows") {
		model, firmware := drawTuple(t, models, known)
		c := count{supplier: supplier, model: model, firmware: firmware, asOf: asOf, devices: max(0, uniform(t, 8, "devices")-2), broken: percent(t, 8, "broken")}
		if percent(t, 15, "another date") {
			c.asOf = pick(t, poolAsOf, "as of")
		}
		if strings.HasPrefix(c.model, "IHD") && percent(t, 40, "blank firmware") {
			c.firmware = ""
		}
		if key := c.cohortKey() + c.asOf; !seen[key] {
			seen[key] = true
			f.counts = append(f.counts, c)
		}
	}
	return f
}

// drawFiles draws the imports of an estate: lists, and returns among them.
func drawFiles(t *rapid.T) []file {
	ids := poolIDs[:2+uniform(t, len(poolIDs)-1, "how many ids")]
	known := map[string]entry{}
	files := []file{drawList(t, ids, known)}
	for range uniform(t, 10, "more files") {
		switch n := uniform(t, 100, "what"); {
		case n < 30:
			files = append(files, drawList(t, ids, known))
		case n < 60:
			files = append(files, drawReturn(t, known))
		case n < 68:
			files = append(files, drawTable(t))
		case n < 76:
			files = append(files, drawCopy(t, ids, known))
		case n < 95:
			files = append(files, drawRestriction(t, newWorld(files))...)
		default:
			files = append(files, drawLifting(t, newWorld(files))...)
		}
	}
	return files
}

//go:build integration

package analytics_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
	"waymark/cpl"
)

var labZone, _ = time.LoadLocation("Europe/London")

// entry is one row of a list, in the words of the file; broken names the column
// that is at fault in it, if any.
type entry struct {
	id          string
	model       string // device type|manufacturer|model
	firmware    string
	status      string
	added       string
	hash        string
	expiry      string
	renewal     string
	declaration string
	broken      string
}

// count is one row of a return.
type count struct {
	supplier, model, firmware string
	asOf                      string
	devices                   int
	broken                    bool
}

// file is one import: of entries or of counts.
type file struct {
	entries  []entry
	counts   []count
	isCounts bool
	// complete retires what a list does not mention; partial marks a return.
	complete, partial bool
	// runAfter is whether a full run follows.
	runAfter bool
}

// The words that random estates are made of: few, so that they meet.
var (
	poolModels   = []string{"ESME|A0C1|00000001", "CHF|A0C1|00000002", "GPF|A0C1|00000002", "IHD|A0C2|00000003"}
	poolIDs      = []string{"E1", "E2", "E3", "E4", "E 5/x", "E6", "P|7", `Q\8`, "E9", "E10", "E11", "E12"}
	poolFirmware = []string{"0000000A", "00000010", "00000016", "0002012F", "00020147", "FF000001"}
	poolStatus   = []string{"Current", "Active", "Current", "Removed", "Suspended"}
	poolAdded    = []string{"2023-05-01", "2024-02-01", "2025-01-01", "2025-03-01", "2025-03-01", ""}
	poolHash     = []string{"", strings.Repeat("AB", 32), strings.Repeat("CD", 32)}
	poolExpiry   = []string{"", "", "2026-11-24", "2026-11-25", "2027-05-24", "2027-05-25"}
	poolAsOf     = []string{"2026-10-10", "2026-10-11", "2026-11-01"}
	poolSupplier = []string{"S1", "S|2"}
	poolGhost    = []string{"GHOST1", "the one before", "any of the later ones"}
	poolNone     = []string{"N/A", "n/a", "NA", "None", "N / A"}
	poolInvalid  = []string{";", "N/A, E1", "E2;none"}
)

func pick(t *rapid.T, pool []string, name string) string {
	return rapid.SampledFrom(pool).Draw(t, name)
}

func percent(t *rapid.T, share int, name string) bool {
	return rapid.IntRange(1, 100).Draw(t, name) > 100-share
}

func drawDeclaration(t *rapid.T, ids []string) string {
	switch n := rapid.IntRange(1, 100).Draw(t, "declaration"); {
	case n <= 60:
		cited := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, min(3, len(ids)), rapid.ID).Draw(t, "cited")
		if percent(t, 12, "ghost") {
			cited = append(cited, pick(t, poolGhost, "ghost id"))
		}
		return strings.Join(cited, pick(t, []string{",", "; ", "\n"}, "separator"))
	case n <= 75:
		return pick(t, poolNone, "none")
	case n <= 88:
		return pick(t, []string{"", " "}, "blank")
	default:
		return pick(t, poolInvalid, "invalid")
	}
}

func drawEntry(t *rapid.T, id string, models, ids []string) entry {
	e := entry{
		id: id, model: pick(t, models, "model"), firmware: pick(t, poolFirmware, "firmware"), status: pick(t, poolStatus, "status"),
		added: pick(t, poolAdded, "added"), hash: pick(t, poolHash, "hash"), expiry: pick(t, poolExpiry, "expiry"), renewal: pick(t, poolExpiry, "renewal"),
		declaration: drawDeclaration(t, ids),
	}
	if percent(t, 8, "broken") {
		e.broken = pick(t, []string{"firmware", "added", "status"}, "broken column")
	}
	return e
}

func drawList(t *rapid.T, ids []string) file {
	models := poolModels[:rapid.IntRange(1, len(poolModels)).Draw(t, "models")]
	f := file{complete: percent(t, 10, "complete"), runAfter: percent(t, 50, "run after")}
	for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, len(ids), rapid.ID).Draw(t, "ids") {
		f.entries = append(f.entries, drawEntry(t, id, models, ids))
	}
	return f
}

func drawReturn(t *rapid.T) file {
	f := file{isCounts: true, partial: percent(t, 35, "partial"), runAfter: percent(t, 20, "run after")}
	seen := map[string]bool{}
	for range rapid.IntRange(1, 7).Draw(t, "rows") {
		c := count{
			supplier: pick(t, poolSupplier, "supplier"), model: pick(t, poolModels, "model"), firmware: pick(t, poolFirmware, "firmware"),
			asOf: pick(t, poolAsOf, "as of"), devices: max(0, rapid.IntRange(-1, 5).Draw(t, "devices")), broken: percent(t, 8, "broken"),
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
	ids := poolIDs[:rapid.IntRange(2, len(poolIDs)).Draw(t, "how many ids")]
	files := []file{drawList(t, ids)}
	for range rapid.IntRange(0, 3).Draw(t, "more files") {
		if percent(t, 30, "a list") {
			files = append(files, drawList(t, ids))
		} else {
			files = append(files, drawReturn(t))
		}
	}
	return files
}

func (c count) cohortKey() string {
	return cpl.JoinKey(append(append([]string{c.supplier}, strings.Split(c.model, "|")...), c.firmware)...)
}

// text writes the file as CSV, as a sender would.
func (f file) text() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if f.isCounts {
		_ = w.Write([]string{"Supplier", "Device Type", "Manufacturer Identifier", "Model Identifier", "Firmware Version", "As Of", "Count"})
		for _, c := range f.counts {
			devices := fmt.Sprint(c.devices)
			if c.broken {
				devices = "many"
			}
			_ = w.Write(slices.Concat([]string{c.supplier}, strings.Split(c.model, "|"), []string{c.firmware, c.asOf, devices}))
		}
		w.Flush()
		return b.String()
	}
	_ = w.Write([]string{
		"CPL Entry ID", "Device Type", "Manufacturer Identifier", "Model Identifier", "Firmware Version", "Status", "Date Added",
		"Manufacturer Image Hash", "CPA Certificate", "CPA Expiry Date", "CPA Renewal Date", "Date Removed", "Previous Firmware CPL Entry IDs",
	})
	for _, e := range f.entries {
		switch e.broken {
		case "firmware":
			e.firmware = "4.2"
		case "added":
			e.added = "12/31/2024"
		case "status":
			e.status = "Unheard-of"
		}
		removed := ""
		if e.status != "Current" && e.status != "Active" {
			removed = "2026-01-31"
		}
		_ = w.Write(slices.Concat([]string{e.id}, strings.Split(e.model, "|"),
			[]string{e.firmware, e.status, e.added, e.hash, "CERT 1", e.expiry, e.renewal, removed, e.declaration}))
	}
	w.Flush()
	return b.String()
}

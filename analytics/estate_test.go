//go:build integration

package analytics_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

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
	smets, gbcs string
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
	// isCopy makes of the entries the DCC's copy, perhaps without hashes; pairs is an applicability table.
	isCopy, withoutHash bool
	isTable             bool
	pairs               []pair
	// restricts and lifts are acts of the operator beside any file.
	restricts *restriction
	lifts     *restriction
}

// isAct is whether it is an act of the operator rather than a file; isList whether it is a list.
func (f file) isAct() bool  { return f.restricts != nil || f.lifts != nil }
func (f file) isList() bool { return !f.isCounts && !f.isCopy && !f.isTable && !f.isAct() }

// pair is a row of an applicability table.
type pair struct {
	smets, gbcs, ends string
	broken            bool
}

// restriction is one of an edge, by its ends and days.
type restriction struct{ from, to, starts, ends string }

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
	if f.isTable {
		_ = w.Write([]string{"SMETS/CHTS Version", "GBCS Version", "Maintenance End Date"})
		for _, p := range f.pairs {
			if p.broken {
				p.ends = "soon"
			}
			_ = w.Write([]string{p.smets, p.gbcs, p.ends})
		}
		w.Flush()
		return b.String()
	}
	hash := "Manufacturer Image Hash"
	if f.withoutHash {
		hash = "Image Hash as it was"
	}
	_ = w.Write([]string{
		"CPL Entry ID", "Device Type", "Manufacturer Identifier", "Model Identifier", "Firmware Version", "Status", "Date Added",
		hash, "SMETS/CHTS Version", "GBCS Version", "CPA Certificate", "CPA Expiry Date", "CPA Renewal Date", "Date Removed", "Previous Firmware CPL Entry IDs",
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
			[]string{e.firmware, e.status, e.added, e.hash, e.smets, e.gbcs, "CERT 1", e.expiry, e.renewal, removed, e.declaration}))
	}
	w.Flush()
	return b.String()
}

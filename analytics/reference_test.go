//go:build integration

package analytics_test

import (
	"maps"
	"slices"
	"strings"

	"waymark/cpl"
)

// This is the rule catalogue once more, in plain Go over plain maps, with no
// graph and no code of the importer: what Cypher says must agree with it.

type version struct {
	entry
	listed   bool
	declared cpl.Declaration
}

// world is what a sequence of files amounts to.
type world struct {
	versions map[string]*version
	// rejected are the entries whose latest row was rejected, with their tuple if it could be read.
	rejected map[string]string
	// counts are by cohort, then date; whole says of each date whether a return of
	// a model, or of a device type, by a supplier was whole.
	counts         map[string]map[string]int
	cohorts        map[string]count
	modelReturns   map[string]map[string]bool
	typeReturns    map[string]map[string]bool
	rejectedCounts map[string]bool
	// seen are the edges that were walkable at a full run.
	seen map[[2]string]bool
	// copied is the DCC's copy, with the entries whose last row in it was rejected,
	// and ends the applicability table; nil while none is loaded.
	copied         map[string]version
	copyRejected   map[string]bool
	copyWithoutSum bool
	ends           map[[2]string]string
	// restrictions are those that were not lifted.
	restrictions []restriction

	current map[string]int
	service map[string]int
}

var hubPairs = map[string]string{"CHF": "GPF", "GPF": "CHF"}

func newWorld(files []file) *world {
	w := &world{
		versions: map[string]*version{}, rejected: map[string]string{}, counts: map[string]map[string]int{}, cohorts: map[string]count{},
		modelReturns: map[string]map[string]bool{}, typeReturns: map[string]map[string]bool{}, rejectedCounts: map[string]bool{}, seen: map[[2]string]bool{},
	}
	for _, f := range files {
		w.take(f)
		w.countDevices()
		if f.runAfter {
			for _, v := range w.versions {
				for _, p := range w.walkableInto(v) {
					w.seen[[2]string{p.id, v.id}] = true
				}
			}
		}
	}
	return w
}

func (w *world) take(f file) {
	switch {
	case f.restricts != nil:
		w.restrictions = append(w.restrictions, *f.restricts)
	case f.lifts != nil:
		w.restrictions = slices.DeleteFunc(w.restrictions, func(r restriction) bool { return r == *f.lifts })
	case f.isTable:
		w.takeTable(f)
	case f.isCopy:
		w.takeCopy(f)
	case f.isCounts:
		w.takeReturn(f)
	default:
		w.takeList(f)
	}
}

func (w *world) takeList(f file) {
	mentioned := map[string]bool{}
	for _, e := range f.entries {
		mentioned[e.id] = true
		if e.broken != "" {
			w.rejected[e.id] = ""
			if e.broken != "firmware" {
				w.rejected[e.id] = e.tuple()
			}
			continue
		}
		delete(w.rejected, e.id)
		w.versions[e.id] = &version{entry: e, listed: e.status == "Current" || e.status == "Active", declared: cpl.ParseDeclaration(e.declaration)}
	}
	for id, v := range w.versions {
		if f.complete && !mentioned[id] {
			v.listed = false
		}
	}
}

func (w *world) takeReturn(f file) {
	for _, c := range f.counts {
		key := c.cohortKey()
		if c.broken {
			w.rejectedCounts[key+" "+c.asOf] = true
			continue
		}
		delete(w.rejectedCounts, key+" "+c.asOf)
		w.cohorts[key] = c
		put(w.counts, key, c.asOf, c.devices)
		for _, returns := range []struct {
			of  map[string]map[string]bool
			key string
		}{{w.modelReturns, cpl.JoinKey(c.supplier) + "|" + c.model}, {w.typeReturns, cpl.JoinKey(c.supplier, c.deviceType())}} {
			put(returns.of, returns.key, c.asOf, !f.partial || returns.of[returns.key][c.asOf])
		}
	}
}

func put[V any](m map[string]map[string]V, key, date string, value V) {
	if m[key] == nil {
		m[key] = map[string]V{}
	}
	m[key][date] = value
}

func latest[V any](dates map[string]V) string { return slices.Max(slices.Collect(maps.Keys(dates))) }

// countDevices works out the current counts, and from them the devices of each version.
func (w *world) countDevices() {
	w.current, w.service = map[string]int{}, map[string]int{}
	for key, c := range w.cohorts {
		last := latest(w.counts[key])
		w.current[key] = w.counts[key][last]
		for date, whole := range w.modelReturns[cpl.JoinKey(c.supplier)+"|"+c.model] {
			if whole && date > last && !w.rejectedCounts[key+" "+date] {
				w.current[key] = 0
			}
		}
		for _, v := range w.matches(c) {
			w.service[v.id] += w.current[key]
		}
	}
}

func (c count) deviceType() string { kind, _, _ := strings.Cut(c.model, "|"); return kind }
func (c count) tuple() string      { return c.model + "|" + c.firmware }
func (e entry) tuple() string      { return e.model + "|" + e.firmware }

// pairTuple is the tuple of the other half of a hub, or a blank.
func (c count) pairTuple() string {
	kind, rest, _ := strings.Cut(c.tuple(), "|")
	if hubPairs[kind] == "" {
		return ""
	}
	return hubPairs[kind] + "|" + rest
}

//go:build integration

package analytics_test

import (
	"maps"
	"slices"
	"strings"

	"waymark/cpl"
)

// matches are the versions that a cohort may run, by id.
func (w *world) matches(c count) []*version {
	if c.firmware == "" {
		return nil
	}
	of := func(tuple string) []*version {
		return w.sorted(func(v *version) bool { return v.tuple() == tuple })
	}
	if own := of(c.tuple()); len(own) > 0 {
		return own
	}
	return of(c.pairTuple())
}

// sorted are the versions that satisfy a condition, by id.
func (w *world) sorted(ok func(*version) bool) []*version {
	var out []*version
	for _, id := range slices.Sorted(maps.Keys(w.versions)) {
		if ok(w.versions[id]) {
			out = append(out, w.versions[id])
		}
	}
	return out
}

func (w *world) listed() []*version { return w.sorted(func(v *version) bool { return v.listed }) }

func (w *world) listedAs(state cpl.DeclarationState) []*version {
	return w.sorted(func(v *version) bool { return v.listed && v.declared.State == state })
}

func (w *world) ofModel(model string) []*version {
	return w.sorted(func(v *version) bool { return v.model == model })
}

// walkableInto are the starts of the walkable edges into v.
func (w *world) walkableInto(v *version) []*version {
	if !v.listed {
		return nil
	}
	return slices.DeleteFunc(w.declaredInto(v), func(p *version) bool { return w.restricted(p.id, v.id) })
}

// restricted is whether a restriction forbids an edge today; both its days count.
func (w *world) restricted(from, to string) bool {
	return slices.ContainsFunc(w.restrictions, func(r restriction) bool {
		return r.from == from && r.to == to && r.starts <= string(labToday) && (r.ends == "" || r.ends >= string(labToday))
	})
}

// declaredInto are the starts of declared edges into v within its model, self-edges left out.
func (w *world) declaredInto(v *version) []*version {
	var out []*version
	for _, id := range v.declared.IDs {
		if p := w.versions[id]; p != nil && p != v && p.model == v.model {
			out = append(out, p)
		}
	}
	return out
}

// behind are the versions from which a walk leads to one of targets.
func (w *world) behind(targets ...*version) map[*version]bool {
	return closure(w.walkableInto, targets...)
}

// closure is everything that one step or more lead to.
func closure(step func(*version) []*version, from ...*version) map[*version]bool {
	found := map[*version]bool{}
	for queue := from; len(queue) > 0; queue = queue[1:] {
		for _, next := range step(queue[0]) {
			if !found[next] {
				found[next] = true
				queue = append(slices.Clone(queue), next)
			}
		}
	}
	return found
}

func (w *world) entryPoint(v *version) bool {
	return w.service[v.id] > 0 || (v.listed && v.declared.State == cpl.DeclaredNone)
}

// rings are the strongly connected components of two or more versions among some.
func rings(among []*version, into func(*version) []*version) [][]*version {
	before := map[*version]map[*version]bool{}
	for _, v := range among {
		before[v] = closure(into, v)
	}
	var out [][]*version
	done := map[*version]bool{}
	for _, v := range among {
		if done[v] || !before[v][v] {
			continue
		}
		var ring []*version
		for _, x := range among {
			if before[v][x] && before[x][v] {
				ring = append(ring, x)
				done[x] = true
			}
		}
		if len(ring) > 1 {
			out = append(out, ring)
		}
	}
	return out
}

func dutyOf(v *version) string {
	switch {
	case v.added == "":
		return "unknown"
	case v.added >= string(inForce):
		return "breach"
	}
	return "gap"
}

func dutyOfRing(ring []*version) string {
	worst := "gap"
	for _, v := range ring {
		if !v.listed {
			continue
		}
		switch d := dutyOf(v); d {
		case "breach":
			return d
		case "unknown":
			worst = d
		}
	}
	return worst
}

// classD is the class of a finding by its duty.
func classD(duty string) string {
	if duty == "breach" {
		return "enforced"
	}
	return "advisory"
}

// earlier is whether a is provably earlier than b, and whether that can be known.
func earlier(a, b *version) (yes, known bool) {
	if a.added == "" || b.added == "" {
		return false, false
	}
	return a.added < b.added, true
}

func verdictText(duty, class string, reasons ...string) string {
	return strings.TrimSpace(duty + " " + class + " " + strings.Join(slices.Sorted(slices.Values(reasons)), ","))
}

//go:build integration

package analytics_test

import (
	"slices"
	"strings"

	"waymark/cpl"
)

// reference says what a rule must say of a world.
type reference func(*world) verdicts

var references = map[string]reference{
	"predecessor-undeclared": refUndeclared, "predecessor-invalid": refInvalid, "predecessor-unknown": refUnknown, "predecessor-self": refSelf,
	"predecessor-foreign": refForeign, "predecessor-suspect-root": refSuspectRoot, "predecessor-later": refLater,
	"declaration-withdrawn": refWithdrawn, "pathway-cycle": refCycle, "version-unreachable": refUnreachable, "version-unrooted": refUnrooted, "version-dead-end": refDeadEnd,
	"install-stranded": refStranded, "install-orphaned": refOrphaned, "install-stale": refStale, "install-vanished": refVanished,
	"certificate-expiring": refExpiring, "certificate-expired": refExpired, "certificate-renewal-overdue": refOverdue,
	"hash-reused": refHash, "tuple-repeated": refTuple, "version-coding-twin": refTwin, "row-rejected": refRejected,
	"install-past-end-date": refPastEndDate, "list-drift": refDrift,
}

func examine(n int) verdicts {
	return verdicts{examined: int64(n), failing: map[string]string{}, unknown: map[string]string{}, causes: map[string]string{}}
}

func (v verdicts) fail(subject, duty, class string, reasons ...string) {
	v.failing[subject] = verdictText(duty, class, reasons...)
}

func (v verdicts) blame(subject string, causes ...cause) {
	if len(causes) > 0 {
		v.causes[subject] = causesText(causes...)
	}
}

func (v verdicts) advise(subject string, reasons ...string) {
	v.fail(subject, "advice", "advisory", reasons...)
}

func (v verdicts) doubt(subject string, reasons ...string) {
	v.unknown[subject] = verdictText("", "", reasons...)
}

func refUndeclared(w *world) verdicts {
	out := examine(len(w.listed()))
	for _, v := range w.listedAs(cpl.NotStated) {
		out.fail(v.id, dutyOf(v), classD(dutyOf(v)), "blank")
	}
	return out
}

func refInvalid(w *world) verdicts {
	out := examine(len(w.listed()))
	for _, v := range w.listedAs(cpl.DeclaredInvalid) {
		out.fail(v.id, dutyOf(v), classD(dutyOf(v)), "unreadable")
	}
	return out
}

func refUnknown(w *world) verdicts {
	all := w.listedAs(cpl.DeclaredList)
	out := examine(len(all))
	for _, v := range all {
		reasons := map[string]bool{}
		rejected := false
		for _, id := range v.declared.IDs {
			if w.versions[id] != nil {
				continue
			}
			if _, stands := w.rejected[id]; stands {
				rejected = true
			} else if words := strings.Split(id, " "); len(words) == 1 || (len(words) < 4 && strings.ContainsAny(id, "0123456789")) {
				reasons["unknown-id"] = true
			} else {
				reasons["free-text"] = true
			}
		}
		switch {
		case len(reasons) > 0:
			out.fail(v.id, dutyOf(v), classD(dutyOf(v)), names(reasons)...)
		case rejected:
			out.doubt(v.id, "row-rejected")
		}
	}
	return out
}

func names(set map[string]bool) []string {
	var out []string
	for name := range set {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func refSelf(w *world) verdicts {
	all := w.listedAs(cpl.DeclaredList)
	out := examine(len(all))
	for _, v := range all {
		if slices.Contains(v.declared.IDs, v.id) {
			out.fail(v.id, dutyOf(v), classD(dutyOf(v)), "self")
		}
	}
	return out
}

func refForeign(w *world) verdicts {
	all := w.listedAs(cpl.DeclaredList)
	out := examine(len(all))
	for _, v := range all {
		foreign, placeholder := false, false
		for _, id := range v.declared.IDs {
			p := w.versions[id]
			placeholder = placeholder || p == nil
			foreign = foreign || (p != nil && p.model != v.model)
		}
		switch {
		case foreign:
			out.fail(v.id, dutyOf(v), classD(dutyOf(v)), "foreign")
		case placeholder:
			out.doubt(v.id, "placeholder-cited")
		}
	}
	return out
}

func refSuspectRoot(w *world) verdicts {
	all := w.listedAs(cpl.DeclaredNone)
	out := examine(len(all))
	for _, v := range all {
		reasons, undated := map[string]bool{}, false
		for _, o := range w.ofModel(v.model) {
			if o == v {
				continue
			}
			yes, known := earlier(o, v)
			undated = undated || !known
			switch {
			case yes && w.service[o.id] > 0:
				reasons["in-service"] = true
			case yes:
				reasons["listed-before"] = true
			}
		}
		switch {
		case len(reasons) > 0:
			out.advise(v.id, names(reasons)...)
		case undated:
			out.doubt(v.id, "date-missing")
		}
	}
	return out
}

func refLater(w *world) verdicts {
	all := w.listedAs(cpl.DeclaredList)
	out := examine(len(all))
	for _, v := range all {
		later, undated := false, false
		for _, id := range v.declared.IDs {
			p := w.versions[id]
			if p == nil || p == v {
				continue
			}
			yes, known := earlier(v, p)
			later, undated = later || yes, undated || !known
		}
		switch {
		case later:
			out.advise(v.id, "later")
		case undated:
			out.doubt(v.id, "date-missing")
		}
	}
	return out
}

func refWithdrawn(w *world) verdicts {
	targets := map[string]bool{}
	out := examine(0)
	for edge := range w.seen {
		v := w.versions[edge[1]]
		if !v.listed {
			continue
		}
		targets[v.id] = true
		if !slices.Contains(v.declared.IDs, edge[0]) && w.service[edge[0]] > 0 {
			out.advise(v.id, "withdrawn")
		}
	}
	out.examined = int64(len(targets))
	return out
}

func refCycle(w *world) verdicts {
	out := examine(len(w.listedAs(cpl.DeclaredList)))
	for _, ring := range rings(w.sorted(func(*version) bool { return true }), w.declaredInto) {
		var ids []string
		listed := false
		for _, v := range ring {
			ids = append(ids, v.id)
			listed = listed || v.listed
		}
		if listed {
			slices.Sort(ids)
			out.fail(cpl.JoinKey(ids...), dutyOfRing(ring), classD(dutyOfRing(ring)), "loop")
		}
	}
	return out
}

// cycleOf is the subject of the pathway-cycle that v is a member of.
func (w *world) cycleOf(v *version) string {
	for _, ring := range rings(w.ofModel(v.model), w.declaredInto) {
		var ids []string
		for _, member := range ring {
			ids = append(ids, member.id)
		}
		if slices.Sort(ids); slices.Contains(ids, v.id) {
			return cpl.JoinKey(ids...)
		}
	}
	return ""
}

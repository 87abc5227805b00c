//go:build integration

package analytics_test

import (
	"slices"
)

// The tables beside the list: each file replaces the one before.

func (w *world) takeTable(f file) {
	w.ends = map[[2]string]string{}
	said := map[[2]string]pair{}
	for _, p := range f.pairs {
		key := [2]string{p.smets, p.gbcs}
		held, twice := said[key]
		switch {
		case p.broken, twice && held != p:
			delete(w.ends, key) // nobody can tell what the table says
		default:
			said[key], w.ends[key] = p, p.ends
		}
	}
}

func (w *world) takeCopy(f file) {
	w.copied, w.copyRejected, w.copyWithoutSum = map[string]version{}, map[string]bool{}, f.withoutHash
	for _, e := range f.entries {
		held, twice := w.copied[e.id]
		if e.broken != "" || twice && held.entry != e {
			w.copyRejected[e.id] = true
			continue
		}
		delete(w.copyRejected, e.id)
		w.copied[e.id] = version{entry: e, listed: isListed(e.status)}
	}
}

func isListed(status string) bool { return status == "Current" || status == "Active" }

// maintained is what the applicability table says of a version.
func (w *world) maintained(v *version) string {
	ends, known := w.ends[[2]string{v.smets, v.gbcs}]
	switch {
	case v.smets == "" || v.gbcs == "":
		return "version-blank"
	case !known:
		return "pair-not-in-table"
	case ends != "" && ends < string(labToday):
		return "past"
	}
	return "passes"
}

func refPastEndDate(w *world) verdicts {
	out := examine(0)
	for _, key := range w.running() {
		matched := w.matches(w.cohorts[key])
		if w.ends == nil || len(matched) == 0 {
			continue
		}
		out.examined++
		said := map[string]bool{}
		for _, v := range matched {
			said[w.maintained(v)] = true
		}
		past := said["past"]
		delete(said, "past")
		switch {
		case said["passes"]:
		case len(said) > 0:
			out.doubt(key, names(said)...)
		case past:
			out.advise(key, "past-end-date")
		}
	}
	return out
}

func refDrift(w *world) verdicts {
	out := examine(0)
	if w.copied == nil {
		return out
	}
	ids := map[string]bool{}
	for id := range w.versions {
		ids[id] = true
	}
	for id := range w.copied {
		ids[id] = true
	}
	for id := range w.copyRejected {
		ids[id] = true
	}
	out.examined = int64(len(ids))
	for id := range ids {
		var doubts []string
		if _, rejected := w.rejected[id]; rejected {
			doubts = append(doubts, "list-row-rejected")
		}
		if w.copyRejected[id] {
			doubts = append(doubts, "copy-row-rejected")
		}
		v, d := w.versions[id], w.copied[id]
		drift := w.drift(v, d)
		switch {
		case len(doubts) > 0:
			out.doubt(id, doubts...)
		case len(drift) > 0:
			out.advise(id, drift...)
		}
	}
	return out
}

// drift is how an entry differs between the list, where it may be absent, and
// the copy, where it is absent if its id is blank.
func (w *world) drift(v *version, d version) []string {
	switch {
	case v == nil && d.listed:
		return []string{"not-on-list"}
	case v != nil && d.id == "" && v.listed:
		return []string{"not-in-copy"}
	case v == nil, d.id == "":
		return nil
	}
	var out []string
	if v.tuple() != d.tuple() {
		out = append(out, "tuple-differs")
	}
	if v.hash != d.hash && !w.copyWithoutSum {
		out = append(out, "hash-differs")
	}
	if v.listed != d.listed {
		out = append(out, "listing-differs")
	}
	return slices.Clip(out)
}

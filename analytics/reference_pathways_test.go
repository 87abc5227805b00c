//go:build integration

package analytics_test

import (
	"maps"
	"slices"
	"strings"

	"waymark/cpl"
)

// cause is a blocked link, by its reason, the duty of who could mend it, and
// the rule and subject of what causes it.
type cause struct{ reason, duty, rule, subject string }

// causesText is causes as a set, in one text.
func causesText(causes ...cause) string {
	set := map[string]bool{}
	for _, c := range causes {
		set[c.rule+" of "+c.subject] = true
	}
	return strings.Join(names(set), "; ")
}

// blockedLinks walks back from some versions through others and gathers what
// stops the walk; doubtful says that one is a placeholder in a rejected row.
func (w *world) blockedLinks(from []*version) (causes []cause, doubtful bool) {
	visited := map[*version]bool{}
	for queue := from; len(queue) > 0; queue = queue[1:] {
		v := queue[0]
		if visited[v] {
			continue
		}
		visited[v] = true
		switch {
		case !v.listed:
			causes = append(causes, cause{"delisted-on-path", "advice", "delisting", v.id})
			continue
		case v.declared.State == cpl.NotStated:
			causes = append(causes, cause{"undeclared", dutyOf(v), "predecessor-undeclared", v.id})
		case v.declared.State == cpl.DeclaredInvalid:
			causes = append(causes, cause{"invalid", dutyOf(v), "predecessor-invalid", v.id})
		}
		for _, id := range v.declared.IDs {
			p := w.versions[id]
			switch {
			case p == nil:
				duty := dutyOf(v)
				if _, rejected := w.rejected[id]; rejected {
					doubtful, duty = true, "advice"
				}
				causes = append(causes, cause{"unknown-id", duty, "predecessor-unknown", v.id})
			case p == v:
				causes = append(causes, cause{"self", dutyOf(v), "predecessor-self", v.id})
			case p.model != v.model:
				causes = append(causes, cause{"foreign", dutyOf(v), "predecessor-foreign", v.id})
			case w.restricted(id, v.id):
				causes = append(causes, cause{"restricted", "advice", "restriction", cpl.JoinKey(id, v.id)})
			default:
				queue = append(slices.Clone(queue), p)
			}
		}
	}
	for _, ring := range rings(slices.Collect(maps.Keys(visited)), w.walkableInto) {
		causes = append(causes, cause{"loop", dutyOfRing(ring), "pathway-cycle", w.cycleOf(ring[0])})
	}
	return causes, doubtful
}

// dutyOfCauses is a breach when one of them is, and no duty when none has one.
func dutyOfCauses(causes []cause) string {
	for _, duty := range []string{"breach", "gap", "unknown"} {
		if slices.ContainsFunc(causes, func(c cause) bool { return c.duty == duty }) {
			return duty
		}
	}
	return "advice"
}

func (w *world) returned(deviceType string) bool {
	for key := range w.typeReturns {
		if strings.HasSuffix(key, "|"+deviceType) {
			return true
		}
	}
	return false
}

func refUnreachable(w *world) verdicts {
	all := w.listedAs(cpl.DeclaredList)
	out := examine(len(all))
	for _, v := range all {
		before := w.behind(v)
		if w.entryPoint(v) || slices.ContainsFunc(slices.Collect(maps.Keys(before)), w.entryPoint) {
			continue
		}
		causes, doubtful := w.blockedLinks([]*version{v})
		if doubtful {
			out.doubt(v.id, "row-rejected")
			continue
		}
		reasons, rests := map[string]bool{}, false
		for _, c := range causes {
			reasons[c.reason] = true
			rests = rests || c.reason == "undeclared" || c.reason == "invalid"
		}
		kind, _, _ := strings.Cut(v.model, "|")
		duty, class := dutyOfCauses(causes), "advisory"
		if (w.returned(kind) || w.returned(hubPairs[kind])) && !rests {
			class = classD(duty)
		}
		out.fail(v.id, duty, class, names(reasons)...)
		out.blame(v.id, causes...)
	}
	return out
}

// root is whether a version is one before which there is none.
func (w *world) root(v *version) bool { return v.listed && v.declared.State == cpl.DeclaredNone }

func refUnrooted(w *world) verdicts {
	all := w.listedAs(cpl.DeclaredList)
	out := examine(len(all))
	for _, v := range all {
		if slices.ContainsFunc(slices.Collect(maps.Keys(w.behind(v))), w.root) {
			continue
		}
		causes, doubtful := w.blockedLinks([]*version{v})
		if doubtful {
			out.doubt(v.id, "row-rejected")
			continue
		}
		reasons := map[string]bool{}
		for _, c := range causes {
			reasons[c.reason] = true
		}
		out.fail(v.id, dutyOfCauses(causes), "advisory", names(reasons)...)
		out.blame(v.id, causes...)
	}
	return out
}

// newest are the listed versions of a model with the latest date, and that date;
// unknown says that an undated one leads to none of them.
func (w *world) newest(model string) (on string, newest []*version, unknown bool) {
	listed := slices.DeleteFunc(w.ofModel(model), func(v *version) bool { return !v.listed })
	for _, l := range listed {
		on = max(on, l.added)
	}
	for _, l := range listed {
		if on != "" && l.added == on {
			newest = append(newest, l)
		}
	}
	leads := w.behind(newest...)
	return on, newest, slices.ContainsFunc(listed, func(l *version) bool { return l.added == "" && !leads[l] })
}

// outlook is what version-dead-end says of a version.
func (w *world) outlook(v *version) string {
	hasListed := slices.ContainsFunc(w.ofModel(v.model), func(x *version) bool { return x.listed })
	if w.service[v.id] == 0 || !hasListed {
		return "not examined"
	}
	on, newest, unknown := w.newest(v.model)
	leads := w.behind(newest...)
	switch {
	case unknown:
		return "newest-unknown"
	case slices.Contains(newest, v):
		return "passes"
	case v.added != "" && v.added >= on:
		return "not examined"
	case leads[v]:
		return "passes"
	case v.added == "":
		return "own-date-missing"
	case slices.ContainsFunc(w.ofModel(v.model), func(u *version) bool { return w.undeclared(u) && (slices.Contains(newest, u) || leads[u]) }):
		return "rests-on-undeclared"
	}
	return "no-way-on"
}

func (w *world) undeclared(v *version) bool {
	return v.listed && (v.declared.State == cpl.NotStated || v.declared.State == cpl.DeclaredInvalid)
}

func refDeadEnd(w *world) verdicts {
	out := examine(0)
	for _, v := range w.sorted(func(*version) bool { return true }) {
		outlook := w.outlook(v)
		if outlook == "not examined" {
			continue
		}
		out.examined++
		switch outlook {
		case "passes":
		case "no-way-on":
			_, newest, _ := w.newest(v.model)
			causes, _ := w.blockedLinks(newest)
			duty := dutyOfCauses(causes)
			out.fail(v.id, duty, classD(duty), outlook)
			out.blame(v.id, causes...)
		default:
			out.doubt(v.id, outlook)
		}
	}
	return out
}

// running are the cohorts with a current count above 0, by key.
func (w *world) running() []string {
	keys := slices.Sorted(maps.Keys(w.current))
	return slices.DeleteFunc(keys, func(key string) bool { return w.current[key] == 0 })
}

func refStranded(w *world) verdicts {
	out := examine(0)
	for _, key := range w.running() {
		matched := w.matches(w.cohorts[key])
		if slices.ContainsFunc(matched, func(v *version) bool { return v.listed }) {
			matched = slices.DeleteFunc(matched, func(v *version) bool { return !v.listed })
		}
		outlooks := map[string]bool{}
		for _, v := range matched {
			outlooks[w.outlook(v)] = true
		}
		unexamined := outlooks["not examined"]
		delete(outlooks, "not examined")
		if len(outlooks) == 0 {
			continue
		}
		out.examined++
		dead := outlooks["no-way-on"]
		delete(outlooks, "no-way-on")
		switch {
		case outlooks["passes"]:
		case len(outlooks) > 0:
			out.doubt(key, names(outlooks)...)
		case dead && !unexamined:
			out.advise(key, "stranded")
			var causes []cause
			for _, v := range matched {
				causes = append(causes, cause{rule: "version-dead-end", subject: v.id})
			}
			out.blame(key, causes...)
		}
	}
	return out
}

func refOrphaned(w *world) verdicts {
	keys := w.running()
	out := examine(len(keys))
	for _, key := range keys {
		c := w.cohorts[key]
		matched := w.matches(c)
		if slices.ContainsFunc(matched, func(v *version) bool { return v.listed }) {
			continue
		}
		rejected := slices.Collect(maps.Values(w.rejected))
		switch {
		case c.firmware == "":
			out.doubt(key, "firmware-blank")
		case slices.Contains(rejected, c.tuple()), c.pairTuple() != "" && slices.Contains(rejected, c.pairTuple()):
			out.doubt(key, "row-rejected")
		case len(matched) == 0:
			out.fail(key, "advice", "enforced", "unlisted")
		default:
			out.fail(key, "advice", "enforced", "delisted")
		}
	}
	return out
}

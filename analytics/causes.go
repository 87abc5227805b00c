package analytics

import (
	"cmp"
	"slices"

	"waymark/cpl"
	"waymark/graphstore"
)

// The causes that are no findings.
const (
	causeDelisting   = "delisting"
	causeRestriction = "restriction"
)

// causingRules maps the reason of a blocked link to the rule whose finding about
// the entry at which it stands is the cause.
var causingRules = map[string]string{
	"unknown-id":       "predecessor-unknown",
	"self":             "predecessor-self",
	"foreign":          "predecessor-foreign",
	"undeclared":       "predecessor-undeclared",
	"invalid":          "predecessor-invalid",
	"stranded":         "version-dead-end",
	"delisted-on-path": causeDelisting,
}

// causesOf maps the blocked links that a rule returned, in its column links, to
// causes: each once, in order.
func causesOf(links any) []graphstore.Cause {
	list, _ := links.([]any)
	out := make([]graphstore.Cause, 0, len(list))
	for _, item := range list {
		link, _ := item.(map[string]any)
		if c, ok := causeOf(link); ok {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b graphstore.Cause) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject))
	})
	out = slices.CompactFunc(out, func(a, b graphstore.Cause) bool { return a.Rule == b.Rule && a.Subject == b.Subject })
	for i := range out {
		out[i].Key = Fingerprint(out[i].Rule, out[i].Subject)
	}
	return out
}

// causeOf maps one blocked link. The key of a cause is the fingerprint of its
// finding: the rules that are causes have their subject as their identity.
func causeOf(link map[string]any) (graphstore.Cause, bool) {
	reason, _ := link["reason"].(string)
	at, _ := link["at"].(string)
	switch reason {
	case "loop":
		return graphstore.Cause{Rule: "pathway-cycle", Subject: cycleSubject(link)}, true
	case "restricted":
		from, _ := link["from"].(string)
		return graphstore.Cause{Rule: causeRestriction, Subject: cpl.JoinKey(from, at)}, true
	}
	rule, ok := causingRules[reason]
	return graphstore.Cause{Rule: rule, Subject: at}, ok
}

// cycleSubject is the subject of the pathway-cycle that a ring is part of: the
// component of all declared edges, which may be wider than the ring of those
// that can be walked.
func cycleSubject(link map[string]any) string {
	members, ok := link["component"].([]any)
	if !ok {
		members, _ = link["members"].([]any)
	}
	ids := make([]string, 0, len(members))
	for _, m := range members {
		id, _ := m.(string)
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return cpl.JoinKey(ids...)
}

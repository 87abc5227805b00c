package mail

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"waymark/graphstore"
	"waymark/reports"
)

// Filter says which findings a digest is about; an empty list lets all pass.
type Filter struct {
	Severities, Rules, Models []string
}

func filterOf(s graphstore.Subscription) Filter {
	return Filter{Severities: s.Severities, Rules: s.Rules, Models: s.Models}
}

func (f Filter) passes(severity, rule string, model ...string) bool {
	return (len(f.Severities) == 0 || slices.Contains(f.Severities, severity)) &&
		(len(f.Rules) == 0 || slices.Contains(f.Rules, rule)) &&
		(len(f.Models) == 0 || slices.ContainsFunc(model, func(m string) bool { return m != "" && slices.Contains(f.Models, m) }))
}

// Digest is what has changed for one audience between two runs, and where things
// stand after the later one. It holds nothing that the audience may not see.
type Digest struct {
	Audience reports.Audience
	Marking  reports.Marking
	// Run is the later run; Since the earlier one, nil for a first digest, in
	// which nothing counts as a change.
	Run   reports.Run
	Since *reports.Run
	// New, Reopened and Overdue are fingerprints of findings in Findings: those
	// that stand now and did not before, for the first time or again, and those
	// whose due date has passed in between. What had been seen before the earlier
	// run, and not in it since its rule failed there, is none of them.
	New, Reopened, Overdue map[string]bool
	Resolved               []ResolvedFinding
	// Undecided are the findings that stand since the later run could not decide
	// them. None is in Findings, and none is a change.
	Undecided []reports.Finding
	// Findings are all that stand: those that changed first, then the worst; for a
	// manufacturer, who is not told which are, by rule and subject.
	Findings []reports.Finding
	// Titles are the titles of the rules, by id.
	Titles map[string]string
}

// ResolvedFinding stood in the earlier run and does not in the later one.
type ResolvedFinding struct {
	reports.Finding
	// Why is blank where it was not recorded for this run.
	Why string
}

// NewDigest compares two frozen reports for an audience; before is nil for a
// first digest. It depends on nothing else. A manufacturer's findings have no
// severity, and are not filtered by it: it depends on installs.
func NewDigest(before, now *reports.Panel, audience reports.Audience, filter Filter) Digest {
	if audience.Role == reports.AudienceManufacturer {
		filter.Severities = nil
	}
	d := Digest{
		Audience: audience, Marking: now.Marking, Run: now.Run, Findings: now.FindingsFor(audience), Undecided: now.HeldFor(audience),
		New: map[string]bool{}, Reopened: map[string]bool{}, Overdue: map[string]bool{},
	}
	d.Titles = now.Titles(audience)
	if before != nil {
		d.Since = &before.Run
		// What could not be decided then stood all the same.
		d.compare(before, now, slices.Concat(before.FindingsFor(audience), before.HeldFor(audience)))
	}
	// Filtered last: what a change of severity brings in or takes out is no change.
	d.narrow(filter)
	slices.SortStableFunc(d.Findings, func(a, b reports.Finding) int {
		return cmp.Or(cmp.Compare(d.rank(a), d.rank(b)), cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)), cmp.Compare(b.Installs, a.Installs))
	})
	return d
}

// narrow leaves what passes the filter.
func (d *Digest) narrow(filter Filter) {
	fails := func(f reports.Finding) bool { return !filter.passes(f.Severity, f.Rule, f.ModelKey, f.Model) }
	for _, f := range d.Findings {
		if fails(f) {
			delete(d.New, f.Fingerprint)
			delete(d.Reopened, f.Fingerprint)
			delete(d.Overdue, f.Fingerprint)
		}
	}
	d.Findings, d.Undecided = slices.DeleteFunc(d.Findings, fails), slices.DeleteFunc(d.Undecided, fails)
	d.Resolved = slices.DeleteFunc(d.Resolved, func(r ResolvedFinding) bool { return fails(r.Finding) })
}

// compare tells what is new, came back, fell due or ended.
func (d *Digest) compare(before, now *reports.Panel, stood []reports.Finding) {
	was := make(map[string]reports.Finding, len(stood))
	for _, f := range stood {
		was[f.Fingerprint] = f
	}
	for _, f := range d.Findings {
		then, known := was[f.Fingerprint]
		if !known && before.Failed(f.Rule) && f.FirstSeen.Before(before.Run.Started) {
			// It was seen earlier and may have stood then; nothing is known to have changed.
			continue
		}
		switch {
		case !known && f.FirstSeen.Before(before.Run.Started):
			d.Reopened[f.Fingerprint] = true
		case !known:
			d.New[f.Fingerprint] = true
		case then.State == graphstore.StateWaived && f.State != graphstore.StateWaived:
			d.Reopened[f.Fingerprint] = true
		}
		if f.Overdue && !then.Overdue {
			d.Overdue[f.Fingerprint] = true
		}
	}
	d.compareGone(now, stood)
}

// compareGone tells of what stood before whether it is gone, and why.
func (d *Digest) compareGone(now *reports.Panel, stood []reports.Finding) {
	stands := make(map[string]bool, len(now.Findings))
	for _, f := range slices.Concat(d.Findings, d.Undecided) {
		stands[f.Fingerprint] = true
	}
	why := map[string]string{}
	for _, r := range now.Changes.Resolved {
		if d.Audience.Role != reports.AudienceManufacturer { // why may follow from installs
			why[r.Fingerprint] = r.Why
		}
	}
	for _, f := range stood {
		if !stands[f.Fingerprint] && !now.Failed(f.Rule) {
			d.Resolved = append(d.Resolved, ResolvedFinding{f, why[f.Fingerprint]})
		}
	}
}

// rank puts what has changed first.
func (d *Digest) rank(f reports.Finding) int {
	switch {
	case d.New[f.Fingerprint]:
		return 0
	case d.Reopened[f.Fingerprint]:
		return 1
	case d.Overdue[f.Fingerprint]:
		return 2
	case f.State == graphstore.StateWaived:
		return 4
	}
	return 3
}

var severities = []string{"critical", "high", "medium", "low", "info"}

func severityRank(severity string) int {
	if i := slices.Index(severities, severity); i >= 0 {
		return i
	}
	return len(severities)
}

// Changed says whether there is anything to tell: a first digest has, and one in
// which something is new, reopened, newly overdue or resolved.
func (d *Digest) Changed() bool {
	return d.Since == nil || len(d.New)+len(d.Reopened)+len(d.Overdue)+len(d.Resolved) > 0
}

func (d *Digest) count(holds func(reports.Finding) bool) int {
	n := 0
	for _, f := range d.Findings {
		if holds(f) {
			n++
		}
	}
	return n
}

// title names a rule in words for a layman.
func (d *Digest) title(rule string) string { return cmp.Or(d.Titles[rule], rule) }

func dateIn(t time.Time, zone *time.Location) string { return t.In(zone).Format("2 January 2006") }

// party is whom a letter is for, in words.
func party(a reports.Audience) string {
	switch {
	case a.Party != "":
		return shortName(a.Party)
	case a.Role == reports.AudienceOperator:
		return "the operator"
	case a.Role == reports.AudiencePanel:
		return "the SEC Panel"
	}
	return "all " + strings.TrimSuffix(a.Role, "s") + "s"
}

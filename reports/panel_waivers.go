package reports

import (
	"cmp"
	"slices"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

// The standing of a waiver in a report.
const (
	WaiverGranted  = "granted"  // since the changes are measured
	WaiverExpiring = "expiring" // within expiringDays
	WaiverStanding = "standing"
	WaiverEnded    = "ended" // since the changes are measured
)

// expiringDays is how far ahead a report tells of a waiver's end: the Panel
// meets monthly, so a waiver that ends before the meeting after next must be told.
const expiringDays = 62

// Waiver is a decision to live with a finding for a time.
type Waiver struct {
	ID          string `json:"id"`
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Title       string `json:"title"`
	Subject     string `json:"subject"`
	// Standing is granted, expiring, standing or ended; Until its last day (YYYY-MM-DD).
	Standing  string    `json:"standing"`
	Reason    string    `json:"reason"`
	Reference string    `json:"reference"`
	By        string    `json:"by"`
	GrantedAt time.Time `json:"grantedAt"`
	Until     string    `json:"until"`
	DaysLeft  int       `json:"daysLeft"`
	// Exposure is how many devices were affected when it was granted, Installs how
	// many are now. Over Share per cent more, it ends by itself.
	Exposure int64 `json:"exposure"`
	Installs int64 `json:"installs"`
	Share    int64 `json:"share"`
	// Drifted says that more devices are affected than when it was granted.
	Drifted bool `json:"drifted"`
	// EndedWhy says why it ended.
	EndedWhy string `json:"endedWhy"`
}

func toWaivers(f *facts, texts []RuleText) []Waiver {
	titles := map[string]string{}
	for _, t := range texts {
		titles[t.ID] = t.Title
	}
	out := []Waiver{}
	for i := range f.waivers {
		g := &f.waivers[i]
		if !g.Standing && (f.previous == nil || !g.EndedAt.After(f.previous.FinishedAt)) {
			continue
		}
		out = append(out, toWaiver(g, f, cmp.Or(titles[g.Rule], g.Rule)))
	}
	slices.SortStableFunc(out, func(a, b Waiver) int {
		return cmp.Or(count(a.Standing == WaiverEnded)-count(b.Standing == WaiverEnded), cmp.Compare(a.Until, b.Until), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func toWaiver(g *graphstore.Waiver, f *facts, title string) Waiver {
	w := Waiver{
		ID: g.ID, Fingerprint: g.Fingerprint, Rule: g.Rule, Title: title, Subject: g.Subject, Standing: WaiverStanding,
		Reason: g.Reason, Reference: g.Reference, By: g.By, GrantedAt: g.GrantedAt, Until: string(g.Until),
		DaysLeft: daysBetween(f.run.Today, g.Until), Exposure: g.Exposure, Installs: g.Installs, Share: g.Share,
		Drifted: g.Standing && g.Installs > g.Exposure, EndedWhy: g.EndedWhy,
	}
	switch {
	case !g.Standing:
		w.Standing = WaiverEnded
	case w.DaysLeft <= expiringDays:
		w.Standing = WaiverExpiring
	case f.previous != nil && g.GrantedAt.After(f.previous.FinishedAt):
		w.Standing = WaiverGranted
	}
	return w
}

// trendPoints is how many runs the trend goes back.
const trendPoints = 30

// TrendPoint is what one full run saw.
type TrendPoint struct {
	RunID    string   `json:"run"`
	Number   int64    `json:"number"`
	Today    cpl.Date `json:"today"`
	Findings int64    `json:"findings"`
	Enforced int64    `json:"enforced"`
	Waived   int64    `json:"waived"`
	Opened   int64    `json:"opened"`
	Resolved int64    `json:"resolved"`
}

func toTrend(f *facts) []TrendPoint {
	out := make([]TrendPoint, 0, len(f.trend))
	for _, t := range f.trend {
		if t.Number > f.run.Number {
			break
		}
		out = append(out, TrendPoint{
			RunID: t.RunID, Number: t.Number, Today: t.Today, Findings: t.Failing, Enforced: t.Enforced, Waived: t.Waived, Opened: t.Opened, Resolved: t.Resolved,
		})
	}
	return out
}

package reports

import (
	"cmp"
	"slices"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

// ageingMonths is how long ago firmware was listed that counts as ageing where
// there is newer.
const ageingMonths = 24

// modelChart is a device model seen from its newest firmware: how many steps
// each version is away from it, and which step is next.
type modelChart struct {
	key      string
	versions []graphstore.PathwayVersion // by CPL Entry ID
	newest   []string
	// known is false where it cannot be said which version is newest.
	known    bool
	newestOn cpl.Date
	distance map[string]int
	next     map[string]string
}

func chartOf(p *graphstore.Pathways) *modelChart {
	c := &modelChart{key: p.ModelKey, versions: p.Versions, distance: map[string]int{}, next: map[string]string{}}
	for _, v := range p.Versions {
		if v.Listed {
			c.newestOn = max(c.newestOn, v.AddedOn)
		}
	}
	for _, v := range p.Versions {
		if v.Listed && c.newestOn.Stated() && v.AddedOn == c.newestOn {
			c.newest = append(c.newest, v.EntryID)
		}
	}
	c.measure(p.Walks)
	c.known = len(c.newest) > 0
	for _, v := range p.Versions {
		if _, leads := c.distance[v.EntryID]; v.Listed && !v.AddedOn.Stated() && !leads {
			c.known = false // it may be newer than the newest that has a date
		}
	}
	return c
}

// measure searches back from the newest versions, nearest first.
func (c *modelChart) measure(walks [][2]string) {
	into := map[string][]string{}
	for _, w := range walks {
		into[w[1]] = append(into[w[1]], w[0])
	}
	queue := slices.Clone(c.newest)
	for _, id := range queue {
		c.distance[id] = 0
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		from := into[at]
		slices.Sort(from)
		for _, id := range from {
			if _, met := c.distance[id]; !met {
				c.distance[id], c.next[id] = c.distance[at]+1, at
				queue = append(queue, id)
			}
		}
	}
}

func (c *modelChart) version(id string) (graphstore.PathwayVersion, bool) {
	i, found := slices.BinarySearchFunc(c.versions, id, func(v graphstore.PathwayVersion, id string) int { return cmp.Compare(v.EntryID, id) })
	if !found {
		return graphstore.PathwayVersion{}, false
	}
	return c.versions[i], true
}

// place says where a cohort's firmware stands. Of several matched versions the
// listed one that is nearest to the newest counts, and an unlisted one only
// where none is listed.
func (c *modelChart) place(matched []graphstore.MatchedVersion, today cpl.Date, out *CohortRecord) {
	var best graphstore.PathwayVersion
	for _, m := range matched {
		v, there := c.version(m.EntryID)
		if there && (best.EntryID == "" || v.Listed && (!best.Listed || c.nearer(v.EntryID, best.EntryID))) {
			best = v
		}
	}
	out.EntryID, out.Status, out.Listed, out.AddedOn = best.EntryID, best.Status, best.Listed, string(best.AddedOn)
	out.Months = monthsBetween(best.AddedOn, today)
	if !c.known {
		return
	}
	away, leads := c.distance[best.EntryID]
	switch {
	case leads && away == 0:
		out.Place = PlaceNewest
		return
	case leads:
		out.Place, out.Next = PlaceWay, c.next[best.EntryID]
	default:
		out.Place = PlaceNoWay
	}
	out.Newest = c.newest[0]
	out.Ageing = best.Listed && out.Months >= ageingMonths && best.AddedOn < c.newestOn
}

func (c *modelChart) nearer(a, b string) bool {
	x, reaches := c.distance[a]
	y, other := c.distance[b]
	return reaches && (!other || x < y)
}

// monthsBetween counts whole months, -1 where a date is missing.
func monthsBetween(from, to cpl.Date) int {
	a, okA := from.Time()
	b, okB := to.Time()
	if !okA || !okB {
		return -1
	}
	months := (b.Year()-a.Year())*12 + int(b.Month()-a.Month())
	if a.Day() > b.Day() && b.Day() != lastDay(b) {
		months--
	}
	return max(months, 0)
}

func lastDay(t time.Time) int {
	return time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

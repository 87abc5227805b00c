package analytics

import (
	"slices"

	"waymark/graphstore"
)

// shortest is one shortest walk from any of some places to any of others, ends
// included; nil where there is none. Of equal ones it is the first by place.
func (w *walks) shortest(from, to []int) []int {
	left := w.distances(to, w.behind, -1)
	at := -1
	for _, i := range from {
		if left[i] >= 0 && (at < 0 || left[i] < left[at]) {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	walk := []int{at}
	for left[at] > 0 {
		for _, next := range w.ahead[at] {
			if left[next] == left[at]-1 {
				at = next
				break
			}
		}
		walk = append(walk, at)
	}
	return walk
}

// mustCross are the versions that every walk from some places to others passes,
// ends left out, in the order of a walk. Only what one shortest walk passes can be
// on all of them, so each of its inner places is tried by leaving it out.
func (w *walks) mustCross(from, to []int) []int {
	var out []int
	for _, inner := range w.shortest(from, to) {
		if slices.Contains(from, inner) || slices.Contains(to, inner) {
			continue
		}
		reached := w.distances(from, w.ahead, inner)
		if !slices.ContainsFunc(to, func(i int) bool { return reached[i] >= 0 }) {
			out = append(out, inner)
		}
	}
	return out
}

func (w *walks) ids(places []int) []string {
	out := make([]string, len(places))
	for i, at := range places {
		out[i] = w.versions[at].EntryID
	}
	return out
}

// shownFrontier is how many versions are named on either side of a gap.
const shownFrontier = 50

// Gap is why one part of a model's pathways does not lead to another.
type Gap struct {
	// Reached are the ends of what is reached, latest first: versions from which no
	// walkable edge leads further.
	Reached []string `json:"reached"`
	// Leads are where walks to the goal begin.
	Leads []string `json:"leads"`
	// Links are the missing links; mending one may be enough.
	Links []MissingLink `json:"links"`
}

// MissingLink is a link that would close a gap, and who can declare it.
type MissingLink struct {
	Reason string `json:"reason"`
	// At is the version whose declaration is to be mended; From what it cites now.
	At        string   `json:"at"`
	From      string   `json:"from,omitempty"`
	Members   []string `json:"members,omitempty"`
	Says      string   `json:"says"`
	WhoCanAct string   `json:"whoCanAct"`
	Fix       string   `json:"fix"`
	// CouldCite is the version of those reached from which the link would free
	// most devices, if that upgrade is possible; DevicesFreed is how many of those
	// that cannot reach the goal now could then.
	CouldCite    string `json:"couldCite,omitempty"`
	DevicesFreed int64  `json:"devicesFreed"`
}

// gap describes what lies between what from reaches and what leads to goal.
func (w *walks) gap(from, goal []int, links []MissingLink) *Gap {
	reached, leads := w.distances(from, w.ahead, -1), w.distances(goal, w.behind, -1)
	g := &Gap{Links: links}
	ends := w.edge(reached, w.ahead)
	slices.SortFunc(ends, func(a, b int) int {
		if c := cmpText(string(w.versions[b].AddedOn), string(w.versions[a].AddedOn)); c != 0 {
			return c
		}
		return a - b
	})
	begins := w.edge(leads, w.behind)
	g.Reached, g.Leads = w.ids(ends[:min(len(ends), shownFrontier)]), w.ids(begins[:min(len(begins), shownFrontier)])
	best, freed := w.bestStart(reached, leads)
	for i := range g.Links {
		if at, known := w.place[g.Links[i].At]; known && leads[at] >= 0 && best >= 0 {
			g.Links[i].CouldCite, g.Links[i].DevicesFreed = w.versions[best].EntryID, freed
		}
	}
	return g
}

// edge are the places of a part from which no edge leads on in one direction; all
// of it where it is a ring.
func (w *walks) edge(part []int, next [][]int) []int {
	var ends, all []int
	for i, hops := range part {
		if hops < 0 {
			continue
		}
		all = append(all, i)
		if len(next[i]) == 0 {
			ends = append(ends, i)
		}
	}
	if len(ends) == 0 {
		return all
	}
	return ends
}

// bestStart is the reached version to which most devices lead that do not lead
// to the goal yet, the latest of equals, and how many they are; -1 if none is reached.
func (w *walks) bestStart(reached, leads []int) (best int, devices int64) {
	best = -1
	for i, hops := range reached {
		if hops < 0 || leads[i] >= 0 {
			continue
		}
		var freed int64
		for j, before := range w.distances([]int{i}, w.behind, -1) {
			if before >= 0 && leads[j] < 0 {
				freed += w.versions[j].Devices
			}
		}
		if best < 0 || freed > devices || freed == devices && w.versions[i].AddedOn > w.versions[best].AddedOn {
			best, devices = i, freed
		}
	}
	return best, devices
}

// one returns the only model's walks of a list; empty if there is none.
func one(pathways []graphstore.Pathways) *walks {
	if len(pathways) == 0 {
		return newWalks(graphstore.Pathways{})
	}
	return newWalks(pathways[0])
}

package analytics

import (
	"slices"

	"waymark/cpl"
	"waymark/graphstore"
)

// LongerPathway is a version in service whose way to the newest gets longer, or vanishes.
type LongerPathway struct {
	Version  string `json:"version"`
	ModelKey string `json:"modelKey"`
	Devices  int64  `json:"devices"`
	// HopsBefore and HopsAfter count upgrades to the nearest newest version;
	// HopsAfter is absent where no pathway is left.
	HopsBefore int  `json:"hopsBefore"`
	HopsAfter  *int `json:"hopsAfter,omitempty"`
}

// walks is one model's walkable edges, by the places of versions in versions.
type walks struct {
	model    string
	versions []graphstore.PathwayVersion
	place    map[string]int
	ahead    [][]int
	behind   [][]int
	starts   []int
}

func newWalks(p graphstore.Pathways) *walks {
	w := &walks{model: p.ModelKey, versions: p.Versions, place: make(map[string]int, len(p.Versions)), ahead: make([][]int, len(p.Versions)), behind: make([][]int, len(p.Versions))}
	for i, v := range p.Versions {
		w.place[v.EntryID] = i
	}
	for _, edge := range p.Walks {
		from, known := w.place[edge[0]]
		to, listed := w.place[edge[1]]
		if known && listed {
			w.ahead[from] = append(w.ahead[from], to)
			w.behind[to] = append(w.behind[to], from)
		}
	}
	for _, id := range p.Starts {
		if i, ok := w.place[id]; ok {
			w.starts = append(w.starts, i)
		}
	}
	slices.Sort(w.starts)
	for i := range w.ahead {
		slices.Sort(w.ahead[i])
		slices.Sort(w.behind[i])
	}
	return w
}

// distances are the hops from the nearest of some places, along next; -1 where
// nothing leads. without is passed by nobody, or -1.
func (w *walks) distances(from []int, next [][]int, without int) []int {
	hops := make([]int, len(w.versions))
	for i := range hops {
		hops[i] = -1
	}
	var queue []int
	for _, i := range from {
		if i != without && hops[i] < 0 {
			hops[i] = 0
			queue = append(queue, i)
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, to := range next[at] {
			if to != without && hops[to] < 0 {
				hops[to] = hops[at] + 1
				queue = append(queue, to)
			}
		}
	}
	return hops
}

// newest are a model's listed versions with the latest date; none where that is
// unknown: an undated listed version leads to none of them.
func (w *walks) newest() []int {
	var on cpl.Date
	for _, v := range w.versions {
		if v.Listed {
			on = max(on, v.AddedOn)
		}
	}
	var out []int
	for i, v := range w.versions {
		if v.Listed && on != "" && v.AddedOn == on {
			out = append(out, i)
		}
	}
	leads := w.distances(out, w.behind, -1)
	for i, v := range w.versions {
		if v.Listed && v.AddedOn == "" && leads[i] < 0 {
			return nil
		}
	}
	return out
}

// hopsToNewest are the hops of each version in service, or of every one, to the nearest newest one.
func (w *walks) hopsToNewest(everyOne bool) map[string]int {
	out := map[string]int{}
	hops := w.distances(w.newest(), w.behind, -1)
	for i, v := range w.versions {
		if (everyOne || v.Devices > 0) && hops[i] >= 0 {
			out[v.EntryID] = hops[i]
		}
	}
	return out
}

// longerPathways compares the hops of versions in service, or of every one. A model of which the
// newest is unknown afterwards is left out: nothing can be said of it.
func longerPathways(before, after []graphstore.Pathways, everyOne bool) []LongerPathway {
	out := []LongerPathway{}
	now := map[string]*walks{}
	for _, p := range after {
		now[p.ModelKey] = newWalks(p)
	}
	for _, p := range before {
		w := now[p.ModelKey]
		if w == nil || len(w.newest()) == 0 && slices.ContainsFunc(w.versions, func(v graphstore.PathwayVersion) bool { return v.Listed }) {
			continue
		}
		then, hopsNow := newWalks(p), w.hopsToNewest(everyOne)
		for id, hops := range then.hopsToNewest(everyOne) {
			longer := LongerPathway{Version: id, ModelKey: p.ModelKey, Devices: then.versions[then.place[id]].Devices, HopsBefore: hops}
			if n, left := hopsNow[id]; left {
				longer.HopsAfter = &n
			}
			if longer.HopsAfter == nil || *longer.HopsAfter > hops {
				out = append(out, longer)
			}
		}
	}
	slices.SortFunc(out, func(a, b LongerPathway) int { return cmpText(a.Version, b.Version) })
	return out
}

package synthetic

import (
	"slices"

	"waymark/cpl"
)

// Truth is what the three core rules must find in an estate.
type Truth struct {
	Synthetic   bool     `json:"synthetic"`
	Seed        uint64   `json:"seed"`
	Versions    int      `json:"versions"`
	InForceDate cpl.Date `json:"inForceDate"`
	// Doses says how often each defect was put in, by its name.
	Doses map[string]int `json:"doses"`
	// Examined and Unknown are counts by rule.
	Examined map[string]int `json:"examined"`
	Unknown  map[string]int `json:"unknown"`
	// The subjects of the findings, sorted by their bytes.
	Undeclared  []string `json:"predecessor-undeclared"`
	Unreachable []string `json:"version-unreachable"`
	Orphaned    []string `json:"install-orphaned"`
}

// The core rules.
const (
	ruleUndeclared  = "predecessor-undeclared"
	ruleUnreachable = "version-unreachable"
	ruleOrphaned    = "install-orphaned"
)

// Expect works out what the three core rules must find, by their definitions
// and nothing else: every row good, no restriction, no rejected row. Of a
// cohort given twice for one date the later counts.
func Expect(versions []cpl.Version, cohorts []cpl.Cohort) Truth {
	x := newReference(versions, cohorts)
	t := Truth{
		Versions: len(versions), Doses: map[string]int{},
		Examined: map[string]int{ruleUndeclared: 0, ruleUnreachable: 0, ruleOrphaned: 0}, Unknown: map[string]int{ruleUndeclared: 0, ruleUnreachable: 0, ruleOrphaned: 0},
		Undeclared: []string{}, Unreachable: []string{}, Orphaned: []string{},
	}
	reached := x.walk()
	for i := range versions {
		v := &versions[i]
		if !v.Listed {
			continue
		}
		t.Examined[ruleUndeclared]++
		if v.Declaration.State == cpl.NotStated {
			t.Undeclared = append(t.Undeclared, v.EntryID)
		}
		if v.Declaration.State != cpl.DeclaredList {
			continue
		}
		t.Examined[ruleUnreachable]++
		if !reached[i] {
			t.Unreachable = append(t.Unreachable, v.EntryID)
		}
	}
	x.judgeCohorts(&t)
	slices.Sort(t.Undeclared)
	slices.Sort(t.Unreachable)
	slices.Sort(t.Orphaned)
	return t
}

// reference holds what the definitions speak of.
type reference struct {
	versions []cpl.Version
	byID     map[string]int32
	byTuple  map[cpl.Tuple][]int32
	current  []cpl.Cohort // with a count above 0
}

func newReference(versions []cpl.Version, cohorts []cpl.Cohort) *reference {
	x := &reference{
		versions: versions, current: currentCohorts(cohorts),
		byID: make(map[string]int32, len(versions)), byTuple: make(map[cpl.Tuple][]int32, len(versions)),
	}
	for i := range versions {
		x.byID[versions[i].EntryID] = int32(i)
		x.byTuple[versions[i].Tuple] = append(x.byTuple[versions[i].Tuple], int32(i))
	}
	return x
}

// currentCohorts keeps, for each supplier and device model, the rows of its
// latest date, and of those the ones that count devices.
func currentCohorts(cohorts []cpl.Cohort) []cpl.Cohort {
	type pair struct {
		supplier string
		model    cpl.DeviceModel
	}
	type place struct {
		supplier string
		tuple    cpl.Tuple
	}
	latest := map[pair]cpl.Date{}
	for _, c := range cohorts {
		p := pair{c.Supplier, c.Tuple.DeviceModel}
		latest[p] = max(latest[p], c.AsOf)
	}
	at := map[place]int{}
	var rows []cpl.Cohort
	for _, c := range cohorts {
		if c.AsOf != latest[pair{c.Supplier, c.Tuple.DeviceModel}] {
			continue
		}
		k := place{c.Supplier, c.Tuple}
		if i, twice := at[k]; twice {
			rows[i] = c
			continue
		}
		at[k] = len(rows)
		rows = append(rows, c)
	}
	return slices.DeleteFunc(rows, func(c cpl.Cohort) bool { return c.Count == 0 })
}

// matches are the versions that a tuple stands for: its own, else those of the
// other half of the hub. A blank firmware version matches nothing.
func (x *reference) matches(t cpl.Tuple) []int32 {
	if t.FirmwareVersion == "" {
		return nil
	}
	if own := x.byTuple[t]; len(own) > 0 {
		return own
	}
	switch t.DeviceType {
	case "CHF":
		t.DeviceType = "GPF"
	case "GPF":
		t.DeviceType = "CHF"
	default:
		return nil
	}
	return x.byTuple[t]
}

// walk marks the entry points and what walkable edges reach from them.
func (x *reference) walk() []bool {
	forward := x.walkable()
	queue := x.entryPoints()
	marked := make([]bool, len(x.versions))
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		if !marked[i] {
			marked[i] = true
			queue = append(queue, forward[i]...)
		}
	}
	return marked
}

// walkable lists, by version, where its walkable edges lead.
func (x *reference) walkable() [][]int32 {
	forward := make([][]int32, len(x.versions))
	for i := range x.versions {
		v := &x.versions[i]
		if !v.Listed || v.Declaration.State != cpl.DeclaredList {
			continue
		}
		for _, id := range v.Declaration.IDs {
			p, known := x.byID[id]
			if known && int(p) != i && x.versions[p].Tuple.DeviceModel == v.Tuple.DeviceModel {
				forward[p] = append(forward[p], int32(i))
			}
		}
	}
	return forward
}

// entryPoints are the listed versions that declared that there is none before
// them, and those in service whatever their status; some may stand twice.
func (x *reference) entryPoints() []int32 {
	var points []int32
	for i := range x.versions {
		if x.versions[i].Listed && x.versions[i].Declaration.State == cpl.DeclaredNone {
			points = append(points, int32(i))
		}
	}
	for _, c := range x.current {
		points = append(points, x.matches(c.Tuple)...)
	}
	return points
}

func (x *reference) judgeCohorts(t *Truth) {
	for _, c := range x.current {
		t.Examined[ruleOrphaned]++
		if c.Tuple.FirmwareVersion == "" {
			t.Unknown[ruleOrphaned]++
			continue
		}
		listed := slices.ContainsFunc(x.matches(c.Tuple), func(i int32) bool { return x.versions[i].Listed })
		if !listed {
			t.Orphaned = append(t.Orphaned, c.Key())
		}
	}
}

package synthetic

import (
	"fmt"
	"time"

	"waymark/cpl"
)

// The names of the doses.
const (
	DoseUndeclaredBefore = "undeclared-before-in-force"
	DoseUndeclaredAfter  = "undeclared-after-in-force"
	DoseUnknownOnly      = "cites-only-unknown-ids"
	DoseUnknownToo       = "cites-unknown-id-too"
	DoseSelf             = "cites-only-itself"
	DoseLoop             = "loops-of-two"
	DoseDelisted         = "cites-only-a-delisted-version"
	DoseForeign          = "cites-only-another-model"
	DoseInvalid          = "invalid-declaration"
	DoseUnlistedInstalls = "installs-of-unlisted-firmware"
	DoseDelistedInstalls = "installs-of-delisted-firmware"
	DoseBlankInstalls    = "installs-with-blank-firmware"
	DoseEarlierReturns   = "rows-of-an-earlier-return"
)

// rates say how many of 10,000 versions carry each defect of the list.
var rates = []struct {
	dose string
	rate int
	harm func(*generator, *model, int) bool
}{
	{DoseUndeclaredBefore, 60, (*generator).undeclareBefore},
	{DoseUndeclaredAfter, 30, (*generator).undeclareAfter},
	{DoseUnknownOnly, 20, (*generator).citeUnknown},
	{DoseUnknownToo, 40, (*generator).citeUnknownToo},
	{DoseSelf, 15, (*generator).citeSelf},
	{DoseLoop, 5, (*generator).loop},
	{DoseDelisted, 20, (*generator).citeDelisted},
	{DoseForeign, 15, (*generator).citeForeign},
	{DoseInvalid, 30, (*generator).spoil},
}

// dose is how many there are to be: at least one of each.
func dose(versions, rate int) int { return max(1, versions*rate/10_000) }

// harm puts the defects of the list in, each on versions of its own.
func (g *generator) harm() {
	modelOf := make([]int32, len(g.versions))
	var candidates []int
	for m := range g.models {
		for i := range g.models[m].size {
			modelOf[g.models[m].from+i] = int32(m)
			if i > 0 {
				candidates = append(candidates, g.models[m].from+i)
			}
		}
	}
	for _, r := range rates {
		want := dose(len(g.versions), r.rate)
		g.rng.Shuffle(len(candidates), func(i, j int) { candidates[i], candidates[j] = candidates[j], candidates[i] })
		for _, v := range candidates {
			if g.doses[r.dose] == want {
				break
			}
			if g.free(v) && r.harm(g, &g.models[modelOf[v]], v) {
				g.touched[v] = true
				g.doses[r.dose]++
			}
		}
	}
}

// free versions are listed, and nothing was done to them.
func (g *generator) free(v int) bool { return !g.touched[v] && g.versions[v].Listed }

// next is the version after v in its model, when it is free too.
func (g *generator) next(m *model, v int) (int, bool) {
	return v + 1, v+1 < m.from+m.size && g.free(v+1)
}

func (g *generator) undeclareBefore(_ *model, v int) bool {
	return g.versions[v].AddedOn < g.inForce && g.undeclare(v)
}

func (g *generator) undeclareAfter(_ *model, v int) bool {
	return g.versions[v].AddedOn >= g.inForce && g.undeclare(v)
}

func (g *generator) undeclare(v int) bool {
	g.declareText(v, pick(g, []string{"", "", "  ", "\u00a0"}))
	return true
}

func (g *generator) unknownID() string {
	g.unknown++
	return fmt.Sprintf("SYN-MISSING-%05d", g.unknown)
}

func (g *generator) citeUnknown(_ *model, v int) bool {
	g.declareText(v, g.unknownID())
	return true
}

func (g *generator) citeUnknownToo(_ *model, v int) bool {
	g.declareText(v, g.versions[v].Declaration.Text+pick(g, separators)+g.unknownID())
	return true
}

func (g *generator) citeSelf(_ *model, v int) bool {
	g.declare(v, v)
	return true
}

func (g *generator) loop(m *model, v int) bool {
	other, free := g.next(m, v)
	if !free {
		return false
	}
	g.declare(v, other)
	g.declare(other, v)
	g.touched[other] = true
	return true
}

func (g *generator) citeDelisted(m *model, v int) bool {
	after, free := g.next(m, v)
	if !free {
		return false
	}
	g.delist(v)
	g.declare(after, v)
	g.touched[after] = true
	return true
}

func (g *generator) citeForeign(m *model, v int) bool {
	other := g.rng.IntN(len(g.versions))
	if other >= m.from && other < m.from+m.size {
		return false
	}
	g.declare(v, other)
	return true
}

func (g *generator) spoil(_ *model, v int) bool {
	text := g.versions[v].Declaration.Text
	g.declareText(v, pick(g, []string{"N/A; " + text, text + ", none", ",", " ; "}))
	return true
}

// delistSome takes some versions off the list, as it happens to 3 in 100, and
// picks those on which devices are left behind.
func (g *generator) delistSome() {
	for v := range g.versions {
		if g.chance(0.03) {
			g.delist(v)
		}
	}
	for _, v := range g.rng.Perm(len(g.versions))[:dose(len(g.versions), delistedRate)] {
		g.delist(v)
		g.touched[v] = true
		g.left = append(g.left, v)
	}
}

func (g *generator) delist(v int) {
	e := &g.versions[v]
	e.Listed, e.Status = false, pick(g, []string{"Removed", "Removed", "Suspended", "Expired", "Withdrawn"})
	added, _ := e.AddedOn.Time()
	days := max(0, int(g.today.Sub(added)/(24*time.Hour)))
	e.RemovedOn = cpl.DateOf(added.AddDate(0, 0, g.rng.IntN(days+1)))
}

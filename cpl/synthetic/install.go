package synthetic

import (
	"fmt"

	"waymark/cpl"
)

const suppliers = 20

// These are doses per 10,000 versions.
const (
	unlistedRate = 30
	delistedRate = 20
	blankRate    = 20
	earlierRate  = 100
)

// install makes the suppliers' returns: about two cohorts a version, most of
// them on the newer versions of a model.
func (g *generator) install() {
	for i := range g.models {
		g.installModel(&g.models[i])
	}
	g.installOff()
	g.installDelisted()
	g.installBlank()
	g.installEarlier()
	g.rng.Shuffle(len(g.cohorts), func(i, j int) { g.cohorts[i], g.cohorts[j] = g.cohorts[j], g.cohorts[i] })
}

// installModel puts devices on the newer part of a model's versions.
func (g *generator) installModel(m *model) {
	newer := max(1, m.size*2/5)
	for i := m.size - newer; i < m.size; i++ {
		v := m.from + i
		if !g.free(v) || g.chance(0.15) {
			continue
		}
		first, n := g.rng.IntN(suppliers), g.between(1, 11)
		if m.size <= 2 {
			n = g.between(0, 4)
		}
		for s := range n {
			g.addCohort((first+s)%suppliers, g.reported(m, v), g.between(1, 20_000*(i+1)/m.size+1))
		}
	}
}

// reported is the tuple that an inventory reports: a hub that is listed as one
// of its two devices is reported as either.
func (g *generator) reported(m *model, v int) cpl.Tuple {
	t := g.versions[v].Tuple
	if other, paired := cpl.DefaultVocabulary().Pair(m.device.DeviceType); paired && g.chance(0.5) {
		t.DeviceType = other
	}
	return t
}

func (g *generator) addCohort(supplier int, t cpl.Tuple, count int) {
	c := cpl.Cohort{
		Supplier: fmt.Sprintf("Synthetic Energy %02d (example)", supplier+1),
		Tuple:    t, AsOf: g.asOf(supplier, t.DeviceType, 0), Count: int64(count),
	}
	if g.chance(0.4) {
		c.Gained = int64(g.rng.IntN(count/4 + 1))
	}
	g.cohorts = append(g.cohorts, c)
}

// asOf is the date of a supplier's newest return of a device type, or of one
// that was so many days earlier.
func (g *generator) asOf(supplier int, deviceType string, earlier int) cpl.Date {
	age := 3 + (supplier*7+len(deviceType)*5)%36
	return cpl.DateOf(g.today.AddDate(0, 0, -age-earlier))
}

// installOff puts devices on firmware that is on no list.
func (g *generator) installOff() {
	for range dose(len(g.versions), unlistedRate) {
		t := pick(g, g.versions).Tuple
		t.FirmwareVersion = fmt.Sprintf("FF%06X", len(g.cohorts))
		g.addCohort(g.rng.IntN(suppliers), t, g.between(1, 900))
		g.doses[DoseUnlistedInstalls]++
	}
}

// installDelisted leaves devices on firmware that was taken off the list.
func (g *generator) installDelisted() {
	for _, v := range g.left {
		g.addCohort(g.rng.IntN(suppliers), g.versions[v].Tuple, g.between(1, 900))
		g.doses[DoseDelistedInstalls]++
	}
}

// installBlank reports Type 2 devices without their firmware version.
func (g *generator) installBlank() {
	want := dose(len(g.versions), blankRate)
	for _, m := range g.rng.Perm(len(g.models)) {
		if g.doses[DoseBlankInstalls] == want {
			return
		}
		if device := g.models[m].device; cpl.DefaultVocabulary().Type2(device.DeviceType) {
			g.addCohort(g.rng.IntN(suppliers), cpl.Tuple{DeviceModel: device}, g.between(1, 900))
			g.doses[DoseBlankInstalls]++
		}
	}
}

// installEarlier adds rows of an earlier return on firmware that the newest one
// no longer reports: they are history, and would be orphans if they counted.
func (g *generator) installEarlier() {
	now := len(g.cohorts)
	for range dose(len(g.versions), earlierRate) {
		c := g.cohorts[g.rng.IntN(max(now, 1))]
		t, supplier := c.Tuple, 0
		if _, err := fmt.Sscanf(c.Supplier, "Synthetic Energy %02d (example)", &supplier); err != nil {
			continue
		}
		t.FirmwareVersion = fmt.Sprintf("FE%06X", len(g.cohorts))
		c.AsOf, c.Tuple, c.Gained = g.asOf(supplier-1, t.DeviceType, 91), t, 0
		g.cohorts = append(g.cohorts, c)
		g.doses[DoseEarlierReturns]++
	}
}

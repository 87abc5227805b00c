package synthetic

import (
	"fmt"
	"strings"

	"waymark/cpl"
)

// shape is how the versions of a model cite earlier ones.
type shape int

const (
	// everyEarlier: each version can be reached from every earlier one.
	everyEarlier shape = iota
	// window: from the newest floor up; floors cannot be jumped.
	window
	// nextLower: only from the version before.
	nextLower
	// branches: two lines that part and stay apart.
	branches
)

// longShare is the share of versions that stand in models with long chains.
const longShare = 0.64

// makeModels lays out models until there are enough versions.
func (g *generator) makeModels(versions int) {
	long := int(float64(versions) * longShare)
	longest := min(217, max(6, versions/8))
	for at := 0; at < versions; {
		m := model{from: at}
		if at < long {
			m.size, m.shape = g.between(max(5, longest*9/20), longest), window
			if g.chance(0.04) {
				m.shape = nextLower
			}
		} else {
			m.size, m.shape = g.shortModel()
		}
		m.size = min(m.size, versions-at)
		at += m.size
		g.models = append(g.models, m)
	}
	makers := min(max(3, versions/150), 400)
	for i := range g.models {
		maker := g.rng.IntN(makers)
		g.models[i].manufacturer = fmt.Sprintf("Synthetic Meters %02d (example)", maker+1)
		g.models[i].device = cpl.DeviceModel{
			DeviceType:     deviceType(g.typePercent(i)),
			ManufacturerID: fmt.Sprintf("%04X", 0xE000+maker),
			ModelID:        fmt.Sprintf("%06X%02X", i+1, g.rng.IntN(4)+1),
		}
	}
}

// shortModel: half of all models have one version, few more than eight.
func (g *generator) shortModel() (size int, s shape) {
	size = 1
	if g.chance(0.48) {
		for size = 2; size < 21 && g.chance(0.72); size++ {
		}
	}
	switch n := g.rng.IntN(100); {
	case n < 82:
		return size, everyEarlier
	case n < 92:
		return size, window
	case n < 96:
		return size, nextLower
	}
	return size, branches
}

// typePercent draws a device type; even a small estate has a hub and a display.
func (g *generator) typePercent(i int) int {
	n := g.rng.IntN(100)
	switch i {
	case 1:
		return 90
	case 2:
		return 72
	}
	return n
}

func deviceType(percent int) string {
	switch {
	case percent < 40:
		return "ESME"
	case percent < 64:
		return "GSME"
	case percent < 70:
		return "GPF"
	case percent < 74:
		return "CHF"
	case percent < 78:
		return "HCALCS"
	case percent < 88:
		return "PPMID"
	case percent < 97:
		return "IHD"
	}
	return "CAD"
}

// makeVersions makes the versions of a model, oldest first.
func (g *generator) makeVersions(m *model) {
	days := 13
	if m.size <= 21 {
		days = 92
	}
	gaps := make([]int, m.size)
	age := g.between(0, 900)
	for i := m.size - 1; i >= 0; i-- {
		gaps[i] = age
		age += 1 + g.rng.IntN(2*days)
	}
	firmware := g.rng.Uint32N(0x01000000)
	certified := m.device.DeviceType != "PPMID" && m.device.DeviceType != "IHD" && m.device.DeviceType != "CAD"
	for i := range m.size {
		firmware += 1 + g.rng.Uint32N(0x0000FFFF)
		added := g.today.AddDate(0, 0, -gaps[i])
		v := cpl.Version{
			EntryID:          entryID(m, m.from+i),
			Tuple:            cpl.Tuple{DeviceModel: m.device, FirmwareVersion: fmt.Sprintf("%08X", firmware)},
			ManufacturerName: m.manufacturer,
			SMETSVersion:     pick(g, []string{"SMETS2 V4.2", "SMETS2 V5.1", "CHTS V1.4"}),
			GBCSVersion:      pick(g, []string{"3.2", "4.1", "4.3"}),
			ImageHash:        g.hash(),
			AddedOn:          cpl.DateOf(added),
			Status:           pick(g, []string{"Current", "Current", "Current", "Active"}),
			Listed:           true,
		}
		if certified {
			v.CPACertificate = fmt.Sprintf("EX-CPA-%05d", m.from/3+1)
			v.CPAExpiry = cpl.DateOf(g.today.AddDate(0, 0, g.between(200, 1900)))
		}
		g.versions = append(g.versions, v)
	}
	g.cite(m)
}

// entryID gives ids in the spellings that real lists mix: with dashes, spaces,
// slashes and dots.
func entryID(m *model, n int) string {
	switch m.from % 5 {
	case 1:
		return fmt.Sprintf("SYN %06d", n+1)
	case 2:
		return fmt.Sprintf("SYN/%06d/A", n+1)
	case 3:
		return fmt.Sprintf("SYN.%06d.1", n+1)
	}
	return fmt.Sprintf("SYN-%06d", n+1)
}

func (g *generator) hash() string {
	return fmt.Sprintf("%016X%016X%016X%016X", g.rng.Uint64(), g.rng.Uint64(), g.rng.Uint64(), g.rng.Uint64())
}

// cite fills in the declarations of a model by its shape.
func (g *generator) cite(m *model) {
	floor := 0
	for i := range m.size {
		if i == 0 {
			g.declareNone(m.from)
			continue
		}
		from := 0
		switch m.shape {
		case window:
			// Long chains have a floor every ten to twenty versions.
			if i-floor > g.between(13, 34) {
				floor = i - g.between(1, 3)
			}
			from = max(floor, i-21)
		case nextLower:
			from = i - 1
		case branches:
			g.declare(m.from+i, branchOf(m, i)...)
			continue
		case everyEarlier:
		}
		cited := make([]int, 0, i-from)
		for p := from; p < i; p++ {
			cited = append(cited, m.from+p)
		}
		g.declare(m.from+i, cited...)
	}
}

// branchOf are the versions that a version of two parted lines cites.
func branchOf(m *model, i int) []int {
	if i < 3 {
		return []int{m.from}
	}
	return []int{m.from + i - 2}
}

var separators = []string{",", ", ", ";", "; ", "\n"}

// declare makes a version cite others by their number.
func (g *generator) declare(v int, cited ...int) {
	ids := make([]string, len(cited))
	for i, c := range cited {
		ids[i] = g.versions[c].EntryID
	}
	g.declareText(v, strings.Join(ids, pick(g, separators)))
}

var noneSpellings = []string{"N/A", "N/A", "n/a", "NA", "N / A", "None", "none"}

func (g *generator) declareNone(v int) { g.declareText(v, pick(g, noneSpellings)) }

func (g *generator) declareText(v int, text string) {
	g.versions[v].Declaration = cpl.ParseDeclaration(text)
}

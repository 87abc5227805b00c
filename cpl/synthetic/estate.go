package synthetic

import (
	"math/rand/v2"
	"time"

	"waymark/cpl"
)

// Config says which estate to make. The same Config gives the same estate.
type Config struct {
	// Versions is how many CPL entries there are, at least 1.
	Versions int
	Seed     uint64
	// Today is the date of the newest data; "" is today's date in UTC, which
	// makes the estate change from day to day.
	Today cpl.Date
}

// Estate is a list, its install returns, and what must be found in them.
type Estate struct {
	Config Config
	// InForceDate is the date from which a declaration is a duty.
	InForceDate cpl.Date
	Versions    []cpl.Version
	Cohorts     []cpl.Cohort
	Truth       Truth
}

// The in-force date lies this many days before today, so that there are
// defects on both sides of it.
const inForceDays = 400

// generator makes one estate.
type generator struct {
	rng     *rand.Rand
	today   time.Time
	inForce cpl.Date

	models   []model
	versions []cpl.Version
	cohorts  []cpl.Cohort
	doses    map[string]int
	// touched versions carry a defect or belong to one: nothing else is done
	// to them, and no device runs them.
	touched []bool
	left    []int // delisted versions that devices still run
	unknown int   // ids made up for citations of nothing
}

// model is a device model and where its versions stand, oldest first.
type model struct {
	device       cpl.DeviceModel
	manufacturer string
	from, size   int
	shape        shape
}

// Generate makes an estate. It cannot fail; an estate of few versions has room
// for few of the defects, as Truth.Doses says.
func Generate(cfg Config) *Estate {
	cfg.Versions = max(cfg.Versions, 1)
	if !cfg.Today.Stated() {
		cfg.Today = cpl.DateOf(time.Now().UTC())
	}
	today, ok := cfg.Today.Time()
	if !ok {
		today = time.Now().UTC()
	}
	g := &generator{
		rng:   rand.New(rand.NewPCG(cfg.Seed, 0x5743)), //nolint:gosec // an estate is made up, and the same seed makes the same one
		today: today, inForce: cpl.DateOf(today.AddDate(0, 0, -inForceDays)),
		versions: make([]cpl.Version, 0, cfg.Versions), touched: make([]bool, cfg.Versions), doses: map[string]int{},
	}
	g.makeModels(cfg.Versions)
	for i := range g.models {
		g.makeVersions(&g.models[i])
	}
	g.delistSome()
	g.harm()
	g.install()
	e := &Estate{Config: cfg, InForceDate: g.inForce, Versions: g.versions, Cohorts: g.cohorts}
	e.Truth = Expect(e.Versions, e.Cohorts)
	e.Truth.Synthetic, e.Truth.Seed, e.Truth.InForceDate, e.Truth.Doses = true, cfg.Seed, g.inForce, g.doses
	return e
}

// chance is true with the given probability.
func (g *generator) chance(p float64) bool { return g.rng.Float64() < p }

// between returns a number from low to high, both included.
func (g *generator) between(low, high int) int { return low + g.rng.IntN(high-low+1) }

func pick[T any](g *generator, from []T) T { return from[g.rng.IntN(len(from))] }

//go:build integration

package analytics_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
)

// rareEstate is what one rule must say of some files.
type rareEstate struct {
	rule             string
	files            []file
	failing, unknown map[string]string
	examined         int64
}

// TestRareEstates holds estates that random ones seldom hit, or once failed on:
// what must be said of them is written out, and the reference must agree.
func TestRareEstates(t *testing.T) {
	const hub = "CHF|A0C1|00000002"
	const gas = "GPF|A0C1|00000002"
	at := func(e entry, status, model string) entry { e.status, e.model = status, model; return e }
	old, recent := on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2025-05-01", "A")
	undated := on("U", "00000003", "", "N/A")
	inService := returned(running("00000001", "2026-11-01", 5))
	cases := map[string]rareEstate{
		"rows that were rejected, and nothing else": {
			rule: "row-rejected", examined: 1, files: []file{list(faulty(old))}, failing: map[string]string{"A": "advice advisory rejected"},
		},
		"the hub pair's row was rejected": {
			rule: "install-orphaned", examined: 1, unknown: map[string]string{"S1|" + hub + "|00000001": "row-rejected"},
			files: []file{list(faulty(at(old, "Current", gas))), returned(count{supplier: "S1", model: hub, firmware: "00000001", asOf: "2026-11-01", devices: 5})},
		},
		"a model whose row was rejected is mentioned": {
			rule: "install-vanished", examined: 2,
			files: []file{inService, returned(
				count{supplier: "S1", model: meter, firmware: "00000001", asOf: "2026-11-02", broken: true},
				count{supplier: "S1", model: "ESME|A0C1|0000000B", firmware: "00000001", asOf: "2026-11-02", devices: 1},
			)},
		},
		"a model that a later date of another return omits": {
			rule: "install-vanished", examined: 2, failing: map[string]string{"S1|" + meter: "advice advisory vanished"},
			files: []file{inService, returned(count{supplier: "S1", model: "ESME|A0C1|0000000B", firmware: "00000001", asOf: "2026-11-02", devices: 1})},
		},
		"a model that only a partial later return omits": {
			rule: "install-vanished", examined: 2, unknown: map[string]string{"S1|" + meter: "partial-return"},
			files: []file{inService, partial(returned(count{supplier: "S1", model: "ESME|A0C1|0000000B", firmware: "00000001", asOf: "2026-11-02", devices: 1}))},
		},
		"a dead end behind a row that was rejected is nobody's breach": {
			rule: "version-dead-end", examined: 1, failing: map[string]string{"A": "advice advisory no-way-on"},
			files: []file{list(old, on("B", "00000002", "2025-05-01", "R"), faulty(on("R", "00000003", "2024-05-01", "A"))), inService},
		},
		"a dead end whose cause is a breach": {
			rule: "version-dead-end", examined: 1, failing: map[string]string{"A": "breach enforced no-way-on"},
			files: []file{list(old, on("B", "00000002", "2025-05-01", "GHOST1")), inService},
		},
		"a delisted version as late as the newest is not examined": {
			rule: "version-dead-end", examined: 0,
			files: []file{list(at(on("A", "00000001", "2025-05-01", "N/A"), "Removed", meter), on("B", "00000002", "2025-05-01", "N/A")), inService},
		},
		"a later delisted version with a walk to the newest is not examined, and does not answer for another of its tuple": {
			rule: "install-stranded", examined: 1, unknown: map[string]string{"S1|" + meter + "|00000001": "rests-on-undeclared"},
			files: []file{list(at(on("X", "00000001", "2025-05-01", "N/A"), "Removed", meter), at(on("Y", "00000001", "2023-01-01", "N/A"), "Removed", meter),
				on("U", "00000003", "2022-01-01", ""), on("N", "00000002", "2024-05-01", "X,U")), inService},
		},
		"an undated version with a walk to the newest passes, and is no newest itself": {
			rule: "version-dead-end", examined: 1, files: []file{list(on("A", "00000001", "", "N/A"), recent), inService},
		},
		"an undated version that leads nowhere makes the newest unknown": {
			rule: "version-dead-end", examined: 1, unknown: map[string]string{"A": "newest-unknown"}, files: []file{list(old, recent, undated), inService},
		},
		"an undeclared version may hide the way": {
			rule: "install-stranded", examined: 1, unknown: map[string]string{"S1|" + meter + "|00000001": "rests-on-undeclared"},
			files: []file{list(old, on("B", "00000002", "2025-05-01", "V"), on("V", "00000004", "2024-05-01", "")), inService},
		},
		"two entries for one tuple, of which one leads on": {
			rule: "install-stranded", examined: 1,
			files: []file{list(old, recent, on("C", "00000001", "2023-05-01", "N/A")), inService},
		},
		"a ring through a delisted version, with ids that hold separators": {
			rule: "pathway-cycle", examined: 1, failing: map[string]string{`P\|7|Q\\8`: "breach enforced loop"},
			files: []file{list(on("P|7", "00000001", "2025-05-01", `Q\8`), at(on(`Q\8`, "00000002", "2023-05-01", "P|7"), "Removed", meter))},
		},
		"a ring of delisted versions is no finding": {
			rule: "pathway-cycle", examined: 0,
			files: []file{list(at(on("A", "00000001", "2025-05-01", "B"), "Removed", meter), at(on("B", "00000002", "2023-05-01", "A"), "Removed", meter))},
		},
		"an edge withdrawn while its target was delisted": {
			rule: "declaration-withdrawn", examined: 1, failing: map[string]string{"B": "advice advisory withdrawn"},
			files: []file{
				inService,
				{entries: []entry{old, recent}, runAfter: true},
				list(at(recent, "Removed", meter)),
				list(at(on("B", "00000002", "2025-05-01", "N/A"), "Removed", meter)), list(on("B", "00000002", "2025-05-01", "N/A")),
			},
		},
	}
	maps.Copy(cases, restrictedEstates())
	maps.Copy(cases, tableEstates())
	l := newLab(t)
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			l.clear(t)
			l.compare(t, c.files, map[string]int{}, map[string]int{})
			rule, _ := l.engine.Registry.Rule(c.rule)
			got := l.evaluate(t, rule)
			require.Equal(t, orEmpty(c.failing), got.failing)
			require.Equal(t, orEmpty(c.unknown), got.unknown)
			require.Equal(t, c.examined, got.examined)
		})
	}
}

func partial(f file) file {
	f.partial = true
	return f
}

func orEmpty(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// TestACycleCoversItsMembers shows how a rule whose findings are components adds up.
func TestACycleCoversItsMembers(t *testing.T) {
	l := newLab(t)
	l.loadAll(t, []file{list(
		on("A", "00000001", "2023-05-01", "B"), on("B", "00000002", "2024-05-01", "C"), on("C", "00000003", "2024-05-02", "A"), on("D", "00000004", "2024-05-02", "A"),
	)})
	result := l.runRule(t, "pathway-cycle")
	require.EqualValues(t, 4, result.Examined, "versions")
	require.EqualValues(t, 1, result.Failing, "components")
	require.EqualValues(t, 1, result.Passing, "the one version that stands in no ring")
}

// TestAResultSaysWhyItDoesNotKnow keeps the reasons with the run.
func TestAResultSaysWhyItDoesNotKnow(t *testing.T) {
	l := newLab(t)
	both := on("B", "00000002", "2024-05-01", "N/A")
	both.expiry, both.renewal = "2026-12-01", "2026-12-01"
	l.loadAll(t, []file{list(on("A", "00000001", "2023-05-01", "N/A"), both)})
	result := l.runRule(t, "certificate-expired")
	require.Equal(t, map[string]int64{"no-date": 1, "both-dates": 1}, result.UnknownBy)
	require.EqualValues(t, 2, result.Unknown)
	require.Zero(t, result.Passing)
}

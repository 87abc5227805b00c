//go:build integration

package analytics_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tableEstates are estates in which the applicability table or the DCC's copy decides.
func tableEstates() map[string]rareEstate {
	cohort := "S1|" + meter + "|00000001"
	a := on("A", "00000001", "2023-05-01", "N/A")
	removed := func(e entry) entry { e.status = "Removed"; return e }
	pairOf := func(e entry, smets, gbcs string) entry { e.smets, e.gbcs = smets, gbcs; return e }
	named := func(e entry, id string) entry { e.id = id; return e }
	hashed := func(e entry) entry { e.hash = strings.Repeat("AB", 32); return e }
	inService := returned(running("00000001", "2026-11-01", 5))
	over, open := applicable("2026-11-24"), applicable("2026-11-25")
	past := map[string]string{cohort: "advice advisory past-end-date"}
	return map[string]rareEstate{
		"no table is loaded":         {rule: "install-past-end-date", examined: 0, files: []file{list(maintained(a)), inService}},
		"the pair ended yesterday":   {rule: "install-past-end-date", examined: 1, failing: past, files: []file{list(maintained(a)), inService, over}},
		"the pair ends today":        {rule: "install-past-end-date", examined: 1, files: []file{list(maintained(a)), inService, open}},
		"a later table replaces it":  {rule: "install-past-end-date", examined: 1, files: []file{list(maintained(a)), inService, over, open}},
		"a cohort without a version": {rule: "install-past-end-date", examined: 0, files: []file{list(maintained(on("B", "00000002", "", "N/A"))), inService, over}},
		"one of two entries of the tuple passes, of any status": {
			rule: "install-past-end-date", examined: 1,
			files: []file{list(maintained(a), pairOf(removed(named(a, "B")), "SMETS2 v6.0", "GBCS v4.1")), inService, over},
		},
		"one of two entries of the tuple does not say its versions": {
			rule: "install-past-end-date", examined: 1, unknown: map[string]string{cohort: "version-blank"},
			files: []file{list(maintained(a), named(a, "B")), inService, over},
		},
		"pairs that the table lacks, or cannot be read in it": {
			rule: "install-past-end-date", examined: 1, unknown: map[string]string{cohort: "pair-not-in-table,version-blank"},
			files: []file{
				list(maintained(a), pairOf(named(a, "B"), "SMETS2 v7", ""), pairOf(named(a, "C"), "SMETS2 v8", "GBCS v4.1")), inService,
				{isTable: true, pairs: []pair{{"SMETS2 v5.1", "GBCS v4.1", "2020-01-01", true}}},
			},
		},
		"no copy is loaded": {rule: "list-drift", examined: 0, files: []file{list(a)}},
		"the two sides":     {rule: "list-drift", examined: 1, files: []file{list(hashed(a)), copied(hashed(a))}},
		"absent from one side": {
			rule: "list-drift", examined: 4, failing: map[string]string{"A": "advice advisory not-in-copy", "C": "advice advisory not-on-list"},
			files: []file{list(a, removed(named(a, "B"))), copied(named(a, "C"), removed(named(a, "D")))},
		},
		"a placeholder is not on the list": {
			rule: "list-drift", examined: 2, failing: map[string]string{"G": "advice advisory not-on-list"},
			files: []file{list(on("A", "00000001", "", "G")), copied(a, named(a, "G"))},
		},
		"different in all that counts, and alike in the rest": {
			rule: "list-drift", examined: 2, failing: map[string]string{"A": "advice advisory hash-differs,listing-differs,tuple-differs"},
			files: []file{
				list(hashed(a), on("B", "00000002", "2025-05-01", "A")),
				copied(removed(on("A", "00000009", "2023-05-01", "N/A")), maintained(on("B", "00000002", "2020-01-01", "N/A"))),
			},
		},
		"both off the list, and different": {
			rule: "list-drift", examined: 1, failing: map[string]string{"A": "advice advisory tuple-differs"},
			files: []file{list(removed(a)), copied(removed(on("A", "00000009", "", "")))},
		},
		"the copy has no hashes": {rule: "list-drift", examined: 1, files: []file{list(hashed(a)), {isCopy: true, withoutHash: true, entries: []entry{a}}}},
		"rows that were rejected on either side": {
			rule: "list-drift", examined: 3, unknown: map[string]string{"A": "list-row-rejected", "B": "copy-row-rejected", "C": "list-row-rejected"},
			files: []file{list(a, named(a, "B")), list(faulty(a), faulty(named(a, "C")), faulty(named(a, "D"))), copied(a, faulty(named(a, "B")), named(a, "C"))},
		},
	}
}

func faulty(e entry) entry { e.broken = "added"; return e }

func TestTheEvidenceNamesTheWayOut(t *testing.T) {
	l := newLab(t)
	next := func(id, firmware, cites, smets string) entry {
		e := on(id, firmware, "2025-05-01", cites)
		e.smets, e.gbcs = smets, "GBCS v4.1"
		return e
	}
	l.loadAll(t, []file{
		list(maintained(on("A", "00000001", "2023-05-01", "N/A")), maintained(on("B", "00000002", "2025-05-01", "A")), next("C", "00000003", "B", "SMETS2 v6.0"),
			next("D", "00000004", "N/A", "SMETS2 v6.0"), next("E", "00000005", "A", "SMETS2 v9"), next("F", "00000006", "C", "SMETS2 v6.0")),
		returned(running("00000001", "2026-11-01", 5)), applicable("2026-11-24"), restricting("C", "F"),
	})
	rule, _ := l.engine.Registry.Rule("install-past-end-date")
	e, err := l.engine.Evaluate(t.Context(), rule, labToday)
	require.NoError(t, err)
	said := evidence(t, e.Findings[0])
	require.Equal(t, []any{map[string]any{"entryId": "C", "firmwareVersion": "00000003", "smetsVersion": "SMETS2 v6.0", "gbcsVersion": "GBCS v4.1", "maintainedUntil": nil}}, said["wayOut"])
	broken := said["breaks"].([]any)[0].(map[string]any)
	require.Subset(t, broken, map[string]any{"at": "A", "smetsVersion": "SMETS2 v5.1", "gbcsVersion": "GBCS v4.1", "endedOn": "2026-11-24"})
}

func TestWhatIsNotLoadedIsSaid(t *testing.T) {
	l := newLab(t)
	l.loadAll(t, []file{list(on("A", "00000001", "2023-05-01", "N/A"))})
	for rule, says := range map[string]string{
		"install-past-end-date": "no applicability table is loaded", "list-drift": "no copy of the list from the DCC is loaded", "predecessor-self": "",
		"install-stale": "no install return is loaded", "install-vanished": "no install return is loaded", "install-orphaned": "no install return is loaded",
		"install-stranded": "no install return is loaded", "version-dead-end": "no install return is loaded",
	} {
		result := l.runRule(t, rule)
		require.Zero(t, result.Examined)
		require.Equal(t, says, result.Lacks, rule)
	}
	l.loadAll(t, []file{applicable(""), copied(), returned(running("00000009", "2026-11-01", 0))})
	for _, rule := range l.engine.Registry.All() {
		require.Empty(t, l.runRule(t, rule.ID).Lacks, rule.ID)
	}
}

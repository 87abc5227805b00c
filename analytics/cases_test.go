//go:build integration

package analytics_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/internal/neo4jtest"
)

// ClearScratch empties the test's graph for the next case.
func (c caseLab) ClearScratch(context.Context) error {
	c.clear(c.t)
	return nil
}

type caseLab struct {
	*lab
	t *testing.T
}

// TestEveryRuleSaysOfItsCasesWhatTheyExpect runs every case through the importer
// and sees that each label, type and property of the graph that a rule mentions
// exists in that rule's own cases.
func TestEveryRuleSaysOfItsCasesWhatTheyExpect(t *testing.T) {
	l := newLab(t)
	bench := analytics.CaseBench{
		Graph: caseLab{l, t}, Severities: l.engine.Severities, Settings: analytics.CaseSettings(cpl.DefaultVocabulary()), Vocabulary: cpl.DefaultVocabulary(), Dir: t.TempDir(),
	}
	present, everywhere := map[string]map[string]bool{}, map[string]bool{}
	bench.Loaded = func(r analytics.Rule, _ analytics.Case) error {
		if present[r.ID] == nil {
			present[r.ID] = map[string]bool{}
		}
		for _, word := range l.words(t) {
			present[r.ID][word], everywhere[word] = true, true
		}
		return nil
	}
	for _, rule := range l.engine.Registry.All() {
		t.Run(rule.ID, func(t *testing.T) {
			results, err := bench.Run(t.Context(), rule)
			require.NoError(t, err)
			for _, r := range results {
				require.Empty(t, r.Differences, r.Case)
			}
		})
	}
	for _, rule := range l.engine.Registry.All() {
		var missing []string
		for _, word := range mentioned(rule.Query+"\n"+rule.Population, everywhere) {
			if !present[rule.ID][word] {
				missing = append(missing, word)
			}
		}
		assert.Empty(t, missing, "%s mentions what none of its cases has", rule.ID)
	}
}

// words are the labels, types and properties that the graph holds.
func (l *lab) words(t *testing.T) []string {
	t.Helper()
	rows := neo4jtest.Query(t, `CALL () {
  MATCH (n) UNWIND [l IN labels(n) | ':' + l] + [k IN keys(n) | '.' + k] AS word RETURN word
  UNION
  MATCH ()-[r]->() UNWIND [':' + type(r)] + [k IN keys(r) | '.' + k] AS word RETURN word
} RETURN collect(DISTINCT word) AS words`, nil)
	var words []string
	for _, w := range rows[0]["words"].([]any) {
		words = append(words, w.(string))
	}
	return words
}

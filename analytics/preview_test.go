//go:build integration

package analytics_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
)

// draft copies a built-in rule, changed, into a directory of its own.
func draft(t *testing.T, id string, change func(string) string) string {
	t.Helper()
	dir := t.TempDir()
	for _, suffix := range []string{".cypher", ".population.cypher", ".cases.yaml"} {
		text, err := os.ReadFile("rules/" + id + suffix)
		require.NoError(t, err)
		if suffix == ".cypher" {
			text = []byte(change(string(text)))
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, id+suffix), text, 0o600))
	}
	return filepath.Join(dir, id+".cypher")
}

func TestPreviewSaysWhatAChangedRuleWouldOpenCloseAlterAndRekey(t *testing.T) {
	l := newLab(t)
	l.clear(t)
	a, b := on("A", "00000001", "2023-05-01", ""), on("B", "00000002", "2025-05-01", "")
	c := on("C", "00000003", "2025-06-01", "")
	c.status = "Removed"
	l.loadAll(t, []file{list(a, b, c)})
	preview := func(change func(string) string) analytics.Preview {
		t.Helper()
		changed, err := analytics.ReadRule(draft(t, "predecessor-undeclared", change))
		require.NoError(t, err)
		p, err := l.engine.Preview(t.Context(), l, changed, labToday)
		require.NoError(t, err)
		return p
	}
	subjects := func(p analytics.Preview) (opens, closes, rekeys, alters int) {
		return len(p.Opens), len(p.Closes), len(p.Rekeys), len(p.Alters)
	}
	same := preview(func(s string) string { return s })
	require.Equal(t, same.Before, same.After)
	require.Equal(t, "1.0.0", same.Live)
	o, cl, r, al := subjects(same)
	require.Zero(t, o+cl+r+al)

	onlyNew := preview(func(s string) string {
		return strings.Replace(s, "AND v.declaration = 'not-stated'", "AND v.declaration = 'not-stated' AND v.addedOn >= $inForceDate", 1)
	})
	require.Len(t, onlyNew.Closes, 1)
	require.Equal(t, "A", onlyNew.Closes[0].Subject)
	require.EqualValues(t, 1, onlyNew.After.Failing)

	rekeyed := preview(func(s string) string {
		return strings.Replace(s, "identity: [entryId]", "identity: [modelKey, entryId]", 1)
	})
	require.Len(t, rekeyed.Rekeys, 2)

	milder := preview(func(s string) string {
		return strings.Replace(s, "CASE duty WHEN 'breach' THEN 'enforced' ELSE 'advisory' END AS class", "'advisory' AS class", 1)
	})
	require.Len(t, milder.Alters, 1)
	require.Contains(t, milder.Alters[0].Before, "enforced")

	writes, err := analytics.ReadRule(draft(t, "predecessor-undeclared", func(s string) string {
		return strings.Replace(s, "WHERE v.listed", "SET v.seen = true WITH m, v WHERE v.listed", 1)
	}))
	require.NoError(t, err)
	_, err = l.engine.Preview(t.Context(), l, writes, labToday)
	require.ErrorContains(t, err, "the query writes; a rule may only read")

	_, err = analytics.ReadRule("rules/predecessor-undeclared.population.cypher")
	require.ErrorContains(t, err, "is not a rule file")
}

func TestACaseThatComesOutOtherwiseSaysHow(t *testing.T) {
	l := newLab(t)
	rule, _ := l.engine.Registry.Rule("predecessor-undeclared")
	rule.Cases = rule.Cases[:1]
	rule.Cases[0].Expect = analytics.CaseExpectation{Examined: 5, Findings: []analytics.CaseVerdict{{Subject: "Z", Reasons: []string{"blank"}}}}
	bench := analytics.CaseBench{Graph: caseLab{l, t}, Severities: l.engine.Severities, Settings: labSettings(), Vocabulary: cpl.DefaultVocabulary(), Dir: t.TempDir()}
	results, err := bench.Run(t.Context(), rule)
	require.NoError(t, err)
	require.False(t, results[0].OK)
	require.Equal(t, []string{"examined 2 instead of 5", "there is not a finding about Z", "there is a finding about B: breach · enforced · blank"}, results[0].Differences)
}

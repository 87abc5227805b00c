//go:build integration

package analytics_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
)

// withOwnRule gives the engine a rule of the user's own beside those built in: a
// built-in one, changed.
func (l *lab) withOwnRule(t *testing.T, change func(string) string) {
	t.Helper()
	dir := filepath.Dir(draft(t, "predecessor-self", func(s string) string {
		return change(strings.Replace(s, "id: predecessor-self", "id: own-self", 1))
	}))
	for _, suffix := range []string{".cypher", ".population.cypher", ".cases.yaml"} {
		require.NoError(t, os.Rename(filepath.Join(dir, "predecessor-self"+suffix), filepath.Join(dir, "own-self"+suffix)))
	}
	registry, err := analytics.LoadRules(dir)
	require.NoError(t, err)
	require.NoError(t, registry.Verify(t.Context(), l, labSettings()))
	l.engine.Registry = registry
}

// A rule of the user's own that fails, on what is there or on what is tried alone,
// keeps no other from being asked.
func TestARuleOfOnesOwnThatFailsIsLeftOutOfARehearsal(t *testing.T) {
	for name, divisor := range map[string]string{
		"on what is there": "(size(v.predecessors) - 1)",
		"on what is tried": "CASE WHEN EXISTS { MATCH (:Version {entryId: 'NEW'}) } THEN 0 ELSE 1 END",
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			l.clear(t)
			l.loadAll(t, []file{list(on("S", "00000001", "2023-05-01", "S"))})
			l.withOwnRule(t, func(s string) string {
				return strings.Replace(s, "RETURN v.entryId AS entryId", "WITH * WHERE 1 / "+divisor+" > 0\nRETURN v.entryId AS entryId", 1)
			})
			lint := l.lint(t, "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Previous Firmware CPL Entry IDs\n"+
				"NEW,ESME,A0C1,00000001,00000002,Current,NEW\n")
			require.Len(t, lint.RulesFailed, 1)
			require.Equal(t, "own-self", lint.RulesFailed[0].Rule)
			require.Contains(t, lint.RulesFailed[0].Why, "by zero")
			var opened []string
			for _, f := range lint.Opens {
				opened = append(opened, f.Rule)
			}
			require.Contains(t, opened, "predecessor-self")
		})
	}
}

//go:build integration

package analytics_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/analytics"
)

// TestRandomEstatesMeetEveryRule asks of the estates that the differential test
// draws whether anything happens in them: each rule must fail, and where it can be
// unknown be unknown, once in a hundred at least. The reference alone is asked, of
// estates that are the same each time, so the answer is not a matter of luck.
func TestRandomEstatesMeetEveryRule(t *testing.T) {
	const estates, least = 2_000, 20
	registry, err := analytics.LoadRules("")
	require.NoError(t, err)
	draw := rapid.Custom(drawFiles)
	failing, unknown := map[string]int{}, map[string]int{}
	for seed := range estates {
		w := newWorld(draw.Example(seed))
		for _, rule := range registry.All() {
			require.Contains(t, references, rule.ID, "every rule has a reference")
			said := references[rule.ID](w)
			failing[rule.ID] += min(1, len(said.failing))
			unknown[rule.ID] += min(1, len(said.unknown))
		}
	}
	for _, rule := range registry.All() {
		require.GreaterOrEqual(t, failing[rule.ID], least, "%s seldom fails: the estates are too tame", rule.ID)
		if len(rule.Unknowns) > 0 {
			require.GreaterOrEqual(t, unknown[rule.ID], least, "%s is seldom unknown: the estates are too tame", rule.ID)
		}
	}
	t.Logf("of %d estates; failing in %v; unknown in %v", estates, failing, unknown)
}

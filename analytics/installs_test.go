//go:build integration

package analytics_test

import (
	"context"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/analytics"
	"waymark/graphstore"
)

// estatesTold is how many random estates are compared; WAYMARK_TEST_GRAPHS asks for more.
const estatesTold = 40

// toldOf is what a manufacturer might learn of a rule's findings.
func (l *lab) toldOf(t tester, rule analytics.Rule) map[string]string {
	t.Helper()
	e, err := l.engine.Evaluate(context.Background(), rule, labToday)
	require.NoError(t, err)
	out := map[string]string{}
	for _, f := range e.Findings {
		require.Equal(t, rule.ByInstalls(), f.ByInstalls)
		out[f.Subject] = f.Fingerprint + " " + f.Duty + " " + f.Class + " " + f.ManufacturerID + " " + f.Supplier + " " + f.ModelKey + " " + string(f.ToldEvidence)
		if rule.ByInstalls() == graphstore.ByInstallsNothing {
			out[f.Subject] += " " + verdictText(f.Duty, f.Class, f.Reasons...)
		}
	}
	return out
}

// TestWhatManufacturersAreToldIsTheSameWhateverDevicesRun loads each estate twice,
// with its returns and without, and compares what every rule whose findings
// manufacturers are told of says.
func TestWhatManufacturersAreToldIsTheSameWhateverDevicesRun(t *testing.T) {
	l := newLab(t)
	tried, differs := 0, map[string]bool{}
	check := func(rt *rapid.T) {
		tried++
		files := drawFiles(rt)
		said := map[bool]map[string]map[string]string{}
		for _, withReturns := range []bool{true, false} {
			l.clear(t)
			for _, f := range files {
				if withReturns || !f.isCounts {
					l.loadFile(rt, f)
				}
			}
			said[withReturns] = map[string]map[string]string{}
			for _, rule := range l.engine.Registry.All() {
				said[withReturns][rule.ID] = l.toldOf(rt, rule)
			}
		}
		for _, rule := range l.engine.Registry.All() {
			with, without := said[true][rule.ID], said[false][rule.ID]
			if rule.ByInstalls() != graphstore.ByInstallsAll {
				require.Equal(rt, without, with, rule.ID)
			} else if len(with) != len(without) {
				differs[rule.ID] = true
			}
		}
	}
	estates := estatesTold
	if more, err := strconv.Atoi(os.Getenv("WAYMARK_TEST_GRAPHS")); err == nil {
		estates = more
	}
	for done := 0; done < estates && !t.Failed(); done = tried {
		rapid.Check(t, check)
	}
	if estates >= estatesTold && !t.Failed() {
		for _, rule := range []string{"version-unreachable", "version-dead-end"} {
			require.True(t, differs[rule], "%s was the same with and without returns: the estates are too tame", rule)
		}
	}
}

// Every rule about what suppliers operate decides by it.
func TestRulesAboutInstallsAreKeptFromManufacturers(t *testing.T) {
	registry, err := analytics.LoadRules("")
	require.NoError(t, err)
	for _, rule := range registry.All() {
		if slices.Contains([]string{"cohort", "return", "model-return"}, rule.Subject) {
			require.Equal(t, graphstore.ByInstallsAll, rule.ByInstalls(), rule.ID)
		}
		if rule.Audience != "" {
			require.Equal(t, graphstore.ByInstallsNothing, rule.ByInstalls(), rule.ID)
		}
	}
}

//go:build integration

package analytics_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestRunsLeaveASeriesAndCanBeCompared(t *testing.T) {
	b := newBench(t)
	b.list("X,ESME,A0C1,0C1A0001,00000002,Current,2025-06-01,GHOST\nY,CHF,B0C1,0C1A0001,00000002,Current,2025-06-01,\n")
	b.installs("S1,ESME,A0C1,0C1A0001,00000009,2026-11-01,40\n")
	first := b.run()
	require.NotEmpty(t, first.RulesHash)
	b.list("Y,CHF,B0C1,0C1A0001,00000002,Current,2025-06-01,N/A\nZ,ESME,A0C1,0C1A0001,00000003,Current,2025-06-01,X\n")
	second := b.run()
	partOfRules := b.run("predecessor-undeclared")

	points := func(f graphstore.TrendFilter) []graphstore.TrendPoint {
		t.Helper()
		p, err := b.Trend(t.Context(), graphstore.Everything, f, 10)
		require.NoError(t, err)
		return p
	}
	undeclared := points(graphstore.TrendFilter{Rule: "predecessor-undeclared"})
	require.Len(t, undeclared, 2, "a run of chosen rules is no point")
	require.Equal(t, []int64{1, 1, 1, 0}, []int64{undeclared[0].Failing, undeclared[0].Opened, undeclared[0].Enforced, undeclared[0].Resolved})
	require.Equal(t, []int64{0, 0, 1}, []int64{undeclared[1].Failing, undeclared[1].Opened, undeclared[1].Resolved})
	unreachable := points(graphstore.TrendFilter{Rule: "version-unreachable", Manufacturer: "A0C1", DeviceType: "ESME"})
	require.Equal(t, []int64{1, 2}, []int64{unreachable[0].Failing, unreachable[1].Failing})
	require.Zero(t, points(graphstore.TrendFilter{Rule: "version-unreachable", DeviceType: "CHF"})[1].Failing)
	all := int64(0)
	for _, r := range first.Rules {
		if rule, _ := b.engine.Registry.Rule(r.Rule); rule.Audience == "" {
			all += r.Failing
		}
	}
	require.Equal(t, all, points(graphstore.TrendFilter{})[0].Failing, "the points of a run add up to it")
	require.Len(t, points(graphstore.TrendFilter{}), 2)

	d, err := b.DiffRuns(t.Context(), graphstore.Everything, second.ID, first.ID)
	require.NoError(t, err)
	require.Equal(t, first.ID, d.From.ID, "the earlier one first")
	require.False(t, d.SameInputs)
	require.True(t, d.SameRules && d.SameSettings)
	changes := map[string]string{}
	for _, f := range d.Findings {
		changes[f.Rule+" "+f.Subject] = f.Change
	}
	require.Equal(t, "resolved", changes["predecessor-undeclared Y"])
	require.Equal(t, "opened", changes["version-unreachable Z"])
	require.NotContains(t, changes, "version-unreachable X")
	require.Len(t, d.Rules, len(first.Rules))

	d, err = b.DiffRuns(t.Context(), graphstore.Everything, second.ID, partOfRules.ID)
	require.NoError(t, err)
	require.True(t, d.SameInputs)
	require.EqualValues(t, len(d.Findings), d.Counts[graphstore.ChangeUnseen], "rules that did not run say nothing: %v", d.Counts)
	_, err = b.DiffRuns(t.Context(), graphstore.Everything, second.ID, "none")
	require.ErrorIs(t, err, graphstore.ErrNotFound)

	runs, total, err := b.Runs(t.Context(), graphstore.Everything, 0, 2)
	require.NoError(t, err)
	require.EqualValues(t, 3, total)
	require.Equal(t, []int64{3, 2}, []int64{runs[0].Number, runs[1].Number})
	older, _, err := b.Runs(t.Context(), graphstore.Everything, 2, 2)
	require.NoError(t, err)
	require.Len(t, older, 1)
	require.Equal(t, all, older[0].Failing)
}

// What a run of chosen rules did not look at stood all the time: in the next full run it has not come back.
func TestWhatTheEarlierRunDidNotLookAtIsNotReopened(t *testing.T) {
	b := newBench(t)
	list := "X,ESME,A0C1,0C1A0001,00000002,Current,2025-06-01,GHOST\nY,CHF,B0C1,0C1A0001,00000002,Current,2025-06-01,"
	b.list(list + "\n")
	b.run()
	b.list(list + "N/A\n")
	part := b.run("predecessor-undeclared")
	b.list(list + "\n")
	full := b.run()
	d, err := b.DiffRuns(t.Context(), graphstore.Everything, part.ID, full.ID)
	require.NoError(t, err)
	changes := map[string]string{}
	for _, f := range d.Findings {
		changes[f.Rule+" "+f.Subject] = f.Change
	}
	require.Equal(t, graphstore.ChangeUnseen, changes["version-unreachable X"])
	require.Equal(t, graphstore.ChangeReopened, changes["predecessor-undeclared Y"])
}

func TestARunKeepsWhatTheDatabaseWarnsOf(t *testing.T) {
	b := newBench(t)
	b.engine.Graph = warningGraph{b.Store}
	run := b.run("hash-reused")
	require.Len(t, run.Rules[0].Notifications, 1)
	require.Contains(t, run.Rules[0].Notifications[0], "Neo.ClientNotification.Statement.UnknownLabelWarning")
	kept, err := b.Run(t.Context(), graphstore.Everything, run.ID)
	require.NoError(t, err)
	require.Equal(t, run.Rules[0].Notifications, kept.Rules[0].Notifications)
}

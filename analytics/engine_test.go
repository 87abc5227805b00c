//go:build integration

package analytics_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const brokenList = "X,ESME,A0C1,0C1A0001,00000002,Current,2025-06-01,GHOST\n"

func TestFindingAppearsStaysGoesAndComesBackWithItsTrail(t *testing.T) {
	const subject = "version-unreachable X"
	b := newBench(t)
	b.list(brokenList)
	first := b.run()
	require.EqualValues(t, 1, result(t, first, "version-unreachable").Opened)
	found := b.findings()[subject]
	require.Equal(t, graphstore.StateOpen, found.State)

	second := b.run()
	require.Zero(t, result(t, second, "version-unreachable").Opened)
	again := b.findings()[subject]
	require.Equal(t, found.Fingerprint, again.Fingerprint)
	require.Equal(t, found.FirstSeen, again.FirstSeen)
	require.True(t, again.LastSeen.After(found.LastSeen))

	b.list("X,ESME,A0C1,0C1A0001,00000002,Current,2025-06-01,N/A\n")
	third := b.run()
	require.EqualValues(t, 1, result(t, third, "version-unreachable").Resolved)
	gone := b.findings(graphstore.StateResolved)[subject]
	require.NotNil(t, gone.ResolvedAt)

	b.list(brokenList)
	fourth := b.run()
	require.EqualValues(t, 1, result(t, fourth, "version-unreachable").Reopened)
	back, trail, err := b.Finding(t.Context(), graphstore.Everything, found.Fingerprint)
	require.NoError(t, err)
	require.Equal(t, graphstore.StateOpen, back.State)
	require.Nil(t, back.ResolvedAt)
	require.Equal(t, found.FirstSeen, back.FirstSeen)
	var kinds []string
	for _, e := range trail {
		kinds = append(kinds, e.Kind)
	}
	require.Equal(t, []string{"opened", "resolved", "reopened"}, kinds)
}

func TestFindingStandsWhileItsSubjectCannotBeDecided(t *testing.T) {
	const subject = "version-unreachable X"
	b := newBench(t)
	b.list(brokenList)
	b.run()
	b.list("GHOST,ESME,A0C1,0C1A0001,nonsense,Current,2024-01-01,N/A\n")
	run := b.run()
	require.EqualValues(t, 1, result(t, run, "version-unreachable").Unknown)
	require.Zero(t, result(t, run, "version-unreachable").Resolved)
	require.Contains(t, b.findings(graphstore.StateOpen), subject)
	b.list("GHOST,ESME,A0C1,0C1A0001,00000001,Current,2024-01-01,N/A\n")
	require.EqualValues(t, 1, result(t, b.run(), "version-unreachable").Resolved)
}

// brokenGraph makes one rule's query fail or last.
type brokenGraph struct {
	analytics.Graph
	rule string
	text string
}

func (g brokenGraph) Query(ctx context.Context, scope graphstore.Scope, q graphstore.Query) ([]graphstore.Record, error) {
	if q.Name == g.rule {
		q.Text, q.Timeout = g.text, time.Second
	}
	return g.Graph.Query(ctx, scope, q)
}

func TestRuleThatFailsResolvesNothingAndStopsNoOther(t *testing.T) {
	for name, query := range map[string]string{
		"a broken query":      "MATCH (n RETURN n",
		"a query that lasts":  "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a * b < 0 RETURN a",
		"a query that writes": "CREATE (n:Intruder) RETURN n",
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.list(brokenList)
			b.run()
			b.list("X,ESME,A0C1,0C1A0001,00000002,Current,2025-06-01,N/A\n")
			b.engine.Graph = brokenGraph{b.Store, "version-unreachable", query}
			run := b.run()
			require.Equal(t, graphstore.RunPartial, run.Status)
			failed := result(t, run, "version-unreachable")
			require.Equal(t, graphstore.RunFailed, failed.Status)
			require.NotEmpty(t, failed.Error)
			require.Zero(t, failed.Resolved)
			require.Contains(t, b.findings(graphstore.StateOpen), "version-unreachable X")
			require.Equal(t, graphstore.RunOK, result(t, run, "predecessor-undeclared").Status)

			b.engine.Graph = b.Store
			require.EqualValues(t, 1, result(t, b.run(), "version-unreachable").Resolved)
		})
	}
}

func TestRunOfChosenRulesFeedsNoReportAndIsNotTheLastRun(t *testing.T) {
	b := newBench(t)
	b.list(brokenList)
	run := b.run("version-unreachable")
	require.Len(t, run.Rules, 1)
	require.False(t, run.Full)
	last, err := b.LastFullStart(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Zero(t, last)
	_, err = b.NewestReportableRun(t.Context(), graphstore.Everything)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	_, err = b.engine.Run(t.Context(), analytics.RunOptions{Rules: []string{"no-such-rule"}})
	require.ErrorIs(t, err, graphstore.ErrInvalid)
}

func TestRunsNeverOverlapAndARunLeftUnfinishedIsMarkedFailed(t *testing.T) {
	b := newBench(t)
	b.list(brokenList)
	var mu sync.Mutex
	going, most := 0, 0
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			_, err := b.engine.Run(t.Context(), analytics.RunOptions{
				Wait:  graphstore.Wait{For: time.Minute},
				Began: func(graphstore.Run) { mu.Lock(); going++; most = max(most, going); mu.Unlock() },
				Progress: func(r graphstore.RuleResult) {
					if r.Rule == "version-unreachable" {
						mu.Lock()
						going--
						mu.Unlock()
					}
				},
			})
			if err != nil {
				t.Errorf("run: %v", err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, 1, most)

	var left graphstore.Run
	err := b.WithLease(t.Context(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		var err error
		left, err = b.BeginRun(ctx, lease, graphstore.RunStart{Full: true, Zone: time.UTC})
		return err
	})
	require.NoError(t, err)
	b.run()
	ended, err := b.Run(t.Context(), graphstore.Everything, left.ID)
	require.NoError(t, err)
	require.Equal(t, graphstore.RunFailed, ended.Status)
	require.NotEmpty(t, ended.Error)
}

func TestRunIsRefusedWhileAnImportHoldsTheLease(t *testing.T) {
	b := newBench(t)
	err := b.WithLease(t.Context(), graphstore.LeaseWriter, "import of cpl", graphstore.Wait{}, func(context.Context, *graphstore.Lease) error {
		_, err := b.engine.Run(t.Context(), analytics.RunOptions{})
		require.ErrorIs(t, err, graphstore.ErrBusy)
		require.ErrorContains(t, err, "import of cpl")
		return nil
	})
	require.NoError(t, err)
}

func TestRulesAreReadOnlyAndKeepThePruningSearch(t *testing.T) {
	b := newBench(t)
	neo4jtest.ForgetPlans(t)
	require.NoError(t, b.engine.Registry.Verify(t.Context(), b.Store, b.engine.Settings))
	for _, rule := range b.engine.Registry.All() {
		plan, err := b.Explain(t.Context(), rule.Query, analytics.Bind(rule, b.engine.Settings, today))
		require.NoError(t, err)
		for _, operator := range plan.Operators {
			require.NotContains(t, operator, "CartesianProduct", rule.ID)
			require.NotContains(t, operator, "AllNodesScan", rule.ID)
			if strings.HasPrefix(operator, "VarLengthExpand") {
				require.Contains(t, operator, "Pruning,BFS", rule.ID)
			}
		}
	}
}

// warningGraph asks after a label that nothing has.
type warningGraph struct{ *graphstore.Store }

func (g warningGraph) Query(ctx context.Context, scope graphstore.Scope, q graphstore.Query) ([]graphstore.Record, error) {
	if q.Name == "hash-reused" {
		q.Text = "MATCH (v:NoSuchLabelAnywhere) RETURN v"
	}
	return g.Store.Query(ctx, scope, q)
}

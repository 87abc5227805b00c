//go:build integration

package analytics_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// TestEachRulesFindingAppearsStaysGoesAndComesBack follows one finding of every
// rule through each of the reasons for which it may go.
func TestEachRulesFindingAppearsStaysGoesAndComesBack(t *testing.T) {
	l := newLab(t)
	now := time.Now().In(labZone)
	l.today = cpl.DateOf(now)
	followed, reasons := map[string]bool{}, map[string]bool{}
	for _, c := range lives(now) {
		followed[c.rule] = true
		for _, m := range c.mends {
			reasons[m.why] = true
		}
		t.Run(c.rule, func(t *testing.T) { l.follow(t, c) })
	}
	for _, rule := range l.engine.Registry.All() {
		require.True(t, followed[rule.ID], "%s is not followed", rule.ID)
	}
	require.ElementsMatch(t, graphstore.ResolvedWhys, slices.Collect(maps.Keys(reasons)))
}

func (l *lab) follow(t *testing.T, c life) {
	l.clear(t)
	defer func() { l.engine.Settings = labSettings() }()
	l.loadAll(t, c.before)
	l.fullRun(t)

	l.loadAll(t, c.broken)
	require.EqualValues(t, 1, l.runRule(t, c.rule).Opened, "it appears")
	first, _ := l.finding(t, c)
	require.Equal(t, graphstore.StateOpen, first.State)
	about := neo4jtest.Query(t, "MATCH (:Finding {fingerprint: $f})-[:ABOUT]->(s) RETURN count(s) AS n", map[string]any{"f": first.Fingerprint})
	if c.rule != "install-vanished" { // no entry of the list is of that model, so there is no node of it
		require.NotZero(t, about[0]["n"], "it is tied to what it is about")
	}

	second := l.runRule(t, c.rule)
	require.Zero(t, second.Opened+second.Reopened+second.Resolved, "nothing changed")
	again, _ := l.finding(t, c)
	require.Equal(t, first.Fingerprint, again.Fingerprint)
	require.Equal(t, first.FirstSeen, again.FirstSeen)

	kinds := []string{"opened"}
	for _, m := range c.mends {
		kinds = append(kinds, "resolved", "reopened")
		l.goAndComeBack(t, c, m, first)
		_, trail := l.finding(t, c)
		var told []string
		for _, e := range trail {
			told = append(told, e.Kind)
		}
		require.Equal(t, kinds, told)
	}
}

// goAndComeBack mends the cause of a finding in one way, and breaks it again.
func (l *lab) goAndComeBack(t *testing.T, c life, m mend, first graphstore.Finding) {
	t.Helper()
	if m.settings != nil {
		m.settings(&l.engine.Settings)
	}
	l.loadAll(t, m.files)
	require.EqualValues(t, 1, l.runRule(t, c.rule).Resolved, "%s: it goes with its cause", m.why)
	gone, trail := l.finding(t, c)
	require.Equal(t, m.why, gone.ResolvedWhy, "%+v", trail)
	require.Equal(t, m.why, trail[len(trail)-1].Code)
	require.Greater(t, gone.Revision, first.Revision)

	l.engine.Settings = labSettings()
	if m.again == nil {
		m.again = c.broken
	}
	l.loadAll(t, m.again)
	require.EqualValues(t, 1, l.runRule(t, c.rule).Reopened, "%s: it comes back", m.why)
	back, _ := l.finding(t, c)
	require.Equal(t, first.FirstSeen, back.FirstSeen)
	require.Empty(t, back.ResolvedWhy)
}

func (l *lab) loadAll(t *testing.T, files []file) {
	t.Helper()
	for _, f := range files {
		l.loadFile(t, f)
	}
}

func (l *lab) runRule(t *testing.T, id string) graphstore.RuleResult {
	t.Helper()
	run, err := l.engine.Run(t.Context(), analytics.RunOptions{Rules: []string{id}, Trigger: "test"})
	require.NoError(t, err)
	require.Equal(t, graphstore.RunOK, run.Status, "%+v", run.Rules)
	require.Len(t, run.Rules, 1)
	return run.Rules[0]
}

// finding is the one finding of the case's rule about its subject.
func (l *lab) finding(t *testing.T, c life) (graphstore.Finding, []graphstore.FindingEvent) {
	t.Helper()
	all, err := l.AllFindings(context.Background(), graphstore.Everything, graphstore.FindingFilter{Rule: c.rule})
	require.NoError(t, err)
	for _, f := range all {
		if f.Subject == c.subject {
			found, trail, err := l.Finding(t.Context(), graphstore.Everything, f.Fingerprint)
			require.NoError(t, err)
			return found, trail
		}
	}
	require.Failf(t, "no such finding", "%s %s among %v", c.rule, c.subject, all)
	return graphstore.Finding{}, nil
}

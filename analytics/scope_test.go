//go:build integration

package analytics_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/analytics"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// seeks are the operators by which each rule that can be confined begins in a scope.
var seeks = map[string]string{"row-rejected": "RejectedRow(entryId)", "install-orphaned": "Cohort(modelKey)", "list-drift": "CplEntry(entryId)"}

func TestARuleInAScopeBeginsAtAnIndex(t *testing.T) {
	l := newLab(t)
	for _, f := range richFiles {
		l.loadFile(t, f)
	}
	neo4jtest.ForgetPlans(t)
	for _, rule := range l.engine.Registry.All() {
		if !rule.CanScope() {
			require.Contains(t, []string{"install-stale", "install-vanished"}, rule.ID, "only rules about returns look at the whole graph always")
			continue
		}
		params := analytics.BindWithin(rule, l.engine.Settings, labToday, analytics.RuleScope{Models: []string{"ESME|A0C1|00000001"}, Entries: []string{"A"}})
		plan, err := l.Explain(t.Context(), rule.Query, params)
		require.NoError(t, err, rule.ID)
		sought := seeks[rule.ID]
		if sought == "" {
			sought = "DeviceModel(key)"
		}
		assert.True(t, slices.ContainsFunc(plan.Details, func(d string) bool { return strings.Contains(d, sought) }), "%s begins at no index of %s: %v", rule.ID, sought, plan.Operators)
		assert.LessOrEqual(t, wholeGraphOperators(plan), 1, "%s: beside its beginning for the whole graph it looks at everything again: %v", rule.ID, plan.Operators)
	}
}

// wholeGraphOperators counts the operators that look at all nodes of a label or
// all relationships of a type; a rule has one, for when it is not confined.
func wholeGraphOperators(plan graphstore.Plan) int {
	n := 0
	for i, operator := range plan.Operators {
		scan := strings.Contains(operator, "LabelScan") || strings.Contains(operator, "AllNodesScan") || strings.Contains(operator, "TypeScan")
		if scan && !strings.Contains(plan.Details[i], ":Return") && !strings.Contains(plan.Details[i], "`:Return") {
			n++
		}
	}
	return n
}

// TestAScopeAnswersWhatTheWholeGraphAnswersOfIt compares each rule in a random
// scope with what it says of the whole graph.
func TestAScopeAnswersWhatTheWholeGraphAnswersOfIt(t *testing.T) {
	l := newLab(t)
	met := map[string]int{}
	tried := 0
	rapid.Check(t, func(rt *rapid.T) {
		tried++
		l.clear(t)
		for _, f := range drawFiles(rt) {
			l.loadFile(rt, f)
		}
		scope := drawScope(rt)
		for _, rule := range l.engine.Registry.All() {
			if !rule.CanScope() {
				continue
			}
			whole := l.answers(rt, rule, analytics.Bind(rule, l.engine.Settings, labToday))
			within := l.answers(rt, rule, analytics.BindWithin(rule, l.engine.Settings, labToday, scope))
			want := slices.DeleteFunc(whole, func(r graphstore.Record) bool { return !inScope(rule, r, scope) })
			require.Equal(rt, texts(rt, want), texts(rt, within), rule.ID)
			met[rule.ID] += len(within)
		}
	})
	t.Logf("%d graphs; rows met %v", tried, met)
	// One rare thing or another may be drawn on no graph of a hundred.
	require.Greater(t, len(met), 15, "the estates are too tame")
}

// drawScope draws some models with their hub pairs, as a rehearsal takes them, and some entries.
func drawScope(t *rapid.T) analytics.RuleScope {
	scope := analytics.RuleScope{Models: some(t, poolModels, len(poolModels), "scope"), Entries: some(t, poolIDs, len(poolIDs), "entries")}
	for _, model := range slices.Clone(scope.Models) {
		kind, rest, _ := strings.Cut(model, "|")
		if pair := hubPairs[kind]; pair != "" && !slices.Contains(scope.Models, pair+"|"+rest) {
			scope.Models = append(scope.Models, pair+"|"+rest)
		}
	}
	return scope
}

func inScope(rule analytics.Rule, row graphstore.Record, scope analytics.RuleScope) bool {
	if rule.Subject == "entry" {
		return slices.Contains(scope.Entries, row["entryId"].(string))
	}
	if rule.Subject != "hash" {
		return slices.Contains(scope.Models, row["modelKey"].(string))
	}
	breaks := row["evidence"].(map[string]any)["breaks"].([]any)
	return slices.ContainsFunc(breaks, func(b any) bool {
		return slices.Contains(scope.Models, b.(map[string]any)["modelKey"].(string))
	})
}

func (l *lab) answers(t tester, rule analytics.Rule, params map[string]any) []graphstore.Record {
	t.Helper()
	rows, err := l.Store.Query(context.Background(), graphstore.Everything, graphstore.Query{Name: rule.ID, Text: rule.Query, Params: params, Timeout: rule.Timeout})
	require.NoError(t, err, rule.ID)
	return rows
}

func texts(t tester, rows []graphstore.Record) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		text, err := json.Marshal(r)
		require.NoError(t, err)
		out[i] = string(text)
	}
	slices.Sort(out)
	return out
}

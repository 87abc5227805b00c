//go:build integration

package analytics_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// richFiles make a graph that holds every label, type and property that a rule mentions.
var richFiles = []file{
	{entries: []entry{{id: "Z", model: "ESME|A0C1|00000001", firmware: "00000015", status: "Current", added: "2023-04-01", declaration: "N/A"}}},
	{runAfter: true, complete: true, entries: []entry{
		{id: "A", model: "ESME|A0C1|00000001", firmware: "0000000A", status: "Current", added: "2023-05-01", hash: strings.Repeat("AB", 32), expiry: "2026-12-01", declaration: "N/A"},
		{id: "B", model: "ESME|A0C1|00000001", firmware: "00000010", status: "Current", added: "2024-05-01", hash: strings.Repeat("AB", 32), renewal: "2026-12-01", declaration: "A,C"},
		{id: "C", model: "ESME|A0C1|00000001", firmware: "00000011", status: "Current", added: "2025-05-01", declaration: "B,GHOST,C"},
		{id: "D", model: "ESME|A0C1|00000001", firmware: "00000012", status: "Removed", added: "2025-06-01", declaration: "C"},
		{id: "F", model: "CHF|A0C1|00000002", firmware: "00000001", status: "Current", added: "2025-06-01", declaration: "A"},
		{id: "R", model: "ESME|A0C1|00000001", firmware: "00000013", status: "Current", broken: "added"},
	}},
	{isCounts: true, counts: []count{
		{supplier: "S1", model: "ESME|A0C1|00000001", firmware: "0000000A", asOf: "2026-10-10", devices: 5},
		{supplier: "S1", model: "ESME|A0C1|00000001", firmware: "00000010", asOf: "2026-10-10", broken: true},
		{supplier: "S1", model: "GPF|A0C1|00000002", firmware: "00000001", asOf: "2026-10-10", devices: 5},
	}},
	{runAfter: true, entries: []entry{
		{id: "B", model: "ESME|A0C1|00000001", firmware: "00000010", status: "Removed", added: "2024-05-01", hash: strings.Repeat("AB", 32), renewal: "2026-12-01", declaration: "C"},
		{id: "F", model: "CHF|A0C1|00000002", firmware: "00000001", status: "Current", added: "2025-06-01", declaration: "N/A,B"},
	}},
	{entries: []entry{{id: "B", model: "ESME|A0C1|00000001", firmware: "00000010", status: "Current", added: "2024-05-01", declaration: "C"}}},
	{entries: []entry{{id: "E", model: "ESME|A0C1|00000001", firmware: "00000014", status: "Withdrawn", added: "2024-05-01", declaration: "C"}}},
	{restricts: &restriction{from: "C", to: "B", starts: "2026-01-01", ends: "2026-12-31"}},
	{entries: []entry{{id: "F", model: "CHF|A0C1|00000002", firmware: "00000001", status: "Current", added: "2025-06-01", smets: "CHTS v1.4", gbcs: "GBCS v3.2", declaration: "N/A"}}},
	{isTable: true, pairs: []pair{{"CHTS v1.4", "GBCS v3.2", "2026-01-01", false}, {"CHTS v1.5", "GBCS v3.2", "", true}}},
	{isCopy: true, entries: []entry{
		{id: "A", model: "ESME|A0C1|00000001", firmware: "0000000B", status: "Current", hash: strings.Repeat("CD", 32)}, {id: "B", broken: "firmware", model: "ESME|A0C1|00000001", status: "Current"},
	}},
}

// mayScan are the labels that a rule may walk whole, and why.
var mayScan = map[string]string{
	"DeviceModel": "most rules judge model by model, and look at every one",
	"Cohort":      "install-orphaned and install-vanished judge every cohort",
	"Return":      "install-stale judges every return; version-unreachable asks once whether there is one of a device type",
	"RejectedRow": "row-rejected judges every rejected row, and there are few",
	"Version":     "list-drift compares every entry of the list",
	"Placeholder": "predecessor-unknown begins at the ids that are on no list, which are few, and not at the edges, which are many",
}

func TestEveryPlanStaysFastAndEveryWordInARuleIsKnown(t *testing.T) {
	l := newLab(t)
	for _, f := range richFiles {
		l.loadFile(t, f)
	}
	neo4jtest.ForgetPlans(t)
	for _, rule := range l.engine.Registry.All() {
		params := analytics.Bind(rule, l.engine.Settings, labToday)
		for name, text := range map[string]string{rule.ID: rule.Query, rule.ID + ".population": rule.Population} {
			t.Run(name, func(t *testing.T) {
				plan, err := l.Explain(t.Context(), text, params)
				require.NoError(t, err)
				require.True(t, plan.ReadOnly)
				require.Empty(t, plan.Notifications, "a label, type or property is misspelt, or the query is one that Neo4j warns of")
				for i, operator := range plan.Operators {
					requireFastOperator(t, name, strings.TrimSuffix(operator, "@neo4j"), plan.Details[i])
				}
			})
		}
	}
	require.NoError(t, l.engine.Registry.Verify(t.Context(), l, l.engine.Settings))
}

func requireFastOperator(t *testing.T, name, operator, details string) {
	t.Helper()
	require.NotContains(t, operator, "CartesianProduct")
	require.NotContains(t, operator, "AllNodesScan")
	if strings.HasPrefix(operator, "VarLengthExpand") {
		require.Contains(t, operator, "Pruning", "trails are enumerated: %s", details)
	}
	if operator == "NodeByLabelScan" {
		_, label, _ := strings.Cut(details, ":")
		label = strings.Trim(label, "` ")
		if label == "Version" && strings.HasSuffix(name, ".population") {
			return // it counts versions, all of them, and the planner may take them without their models
		}
		require.Contains(t, mayScan, label, "a label scan where an index would serve")
	}
}

func TestEveryRuleSaysWhatItIsFor(t *testing.T) {
	registry, err := analytics.LoadRules("")
	require.NoError(t, err)
	for _, rule := range registry.All() {
		require.Equal(t, analytics.Live, rule.Maturity, rule.ID)
		require.NotEmpty(t, rule.Population, rule.ID)
		for code := range rule.Reasons {
			require.Contains(t, rule.Query, code, "%s words a reason that it never gives", rule.ID)
		}
		for code := range rule.Unknowns {
			require.Contains(t, rule.Query, code, "%s words an unknown that it never gives", rule.ID)
		}
	}
	files, err := filepath.Glob("rules/*")
	require.NoError(t, err)
	for _, path := range files {
		id, _, _ := strings.Cut(filepath.Base(path), ".")
		_, known := registry.Rule(id)
		require.True(t, known, "%s belongs to no rule", path)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, strings.HasSuffix(path, ".population.cypher"), strings.HasPrefix(string(text), "// One row: "), path)
	}
}

func TestFingerprintsAreUniqueAcrossRules(t *testing.T) {
	l := newLab(t)
	for _, f := range richFiles {
		l.loadFile(t, f)
	}
	seen := map[string]graphstore.Finding{}
	var silent []string
	for _, rule := range l.engine.Registry.All() {
		e, err := l.engine.Evaluate(t.Context(), rule, labToday)
		require.NoError(t, err)
		if len(e.Findings) == 0 {
			silent = append(silent, rule.ID)
		}
		for _, f := range e.Findings {
			require.NotContains(t, seen, f.Fingerprint, "%s and %v", f.Rule, seen[f.Fingerprint])
			seen[f.Fingerprint] = f
			require.True(t, slices.Contains(analytics.Severities, f.Severity), f.Severity)
		}
	}
	t.Logf("%d findings; silent on this graph: %v", len(seen), silent)
}

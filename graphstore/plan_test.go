//go:build integration

package graphstore_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every branch of a plan is read: a guard that looks at one branch alone lets
// through whatever stands in the other.
func TestAPlanIsReadInAllItsBranches(t *testing.T) {
	g := newGraph(t)
	plan, err := g.Explain(t.Context(), "CALL () { MATCH (a:DeviceModel) RETURN a.key AS x UNION ALL MATCH (b:Cohort) RETURN b.key AS x } RETURN x", nil)
	require.NoError(t, err)
	for _, label := range []string{"DeviceModel", "Cohort"} {
		require.True(t, slices.ContainsFunc(plan.Details, func(d string) bool { return strings.HasSuffix(strings.TrimSpace(d), ":"+label) }), "%s is not in %v %v", label, plan.Operators, plan.Details)
	}
}

//go:build integration

package graphstore_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// A list is begun and read in several ways, by what is asked for; whichever it is, its pages together are the
// findings that match, each once and in order, and the total is their number.
func TestPagesOfFindingsAreTheSameHoweverTheyAreRead(t *testing.T) {
	g := newGraph(t)
	neo4jtest.Query(t, `UNWIND range(0, 149) AS i
		CREATE (n:Finding {fingerprint: toString(i * 7919 % 1000), rule: ['a', 'b', 'c'][i % 3], subject: toString(i * 31 % 17), severity: ['low', 'critical', 'info', 'high', 'medium'][i % 5],
		  state: ['open', 'resolved', 'waived', 'open'][i % 4], manufacturerId: ['A0C1', 'B0B2'][i % 2], modelKey: 'ESME|' + ['A0C1', 'B0B2'][i % 2] + '|' + toString(i % 4), supplier: ['', 'S1', 'S2'][i % 3],
		  class: 'advisory', reasons: [], evidence: '{}', maturity: 'live', byInstalls: 'all', installs: i % 11, firstSeen: datetime(), lastSeen: datetime({epochMillis: 1000 * (i % 13)})})
		SET n.audience = CASE i % 9 WHEN 0 THEN 'manufacturer' END`, nil)
	for _, f := range []graphstore.FindingFilter{
		{},
		{States: []string{"open"}},
		{States: graphstore.UnresolvedStates},
		{Rule: "b"},
		{Manufacturer: "B0B2"},
		{Supplier: "S1", Rule: "b"},
		{Supplier: "S2"},
		{FindingMarks: graphstore.FindingMarks{Model: "ESME|A0C1|2"}},
		{FindingMarks: graphstore.FindingMarks{Severity: "high"}},
	} {
		var want []graphstore.Finding
		require.NoError(t, g.EachFinding(t.Context(), graphstore.Everything, f, func(found graphstore.Finding) error {
			want = append(want, found)
			return nil
		}))
		require.NotEmpty(t, want)
		for _, by := range []graphstore.FindingSort{graphstore.SortRule, graphstore.SortSeverity, graphstore.SortInstalls, graphstore.SortDueOn, graphstore.SortLastSeen} {
			place := func(f graphstore.Finding) string {
				return strings.Join([]string{by.Key(f), f.Rule, f.Subject, f.Fingerprint}, "\x00")
			}
			slices.SortFunc(want, func(a, b graphstore.Finding) int { return cmp.Compare(place(a), place(b)) })
			require.Equal(t, places(want, place), places(g.pagedFindings(f, by, 40, len(want)), place), "%+v by %q", f, by)
		}
	}
}

func (g graph) pagedFindings(f graphstore.FindingFilter, by graphstore.FindingSort, limit, total int) []graphstore.Finding {
	g.t.Helper()
	var all []graphstore.Finding
	after := graphstore.FindingPage{Sort: by}
	for {
		page, n, err := g.Findings(g.t.Context(), graphstore.Everything, f, after, limit)
		require.NoError(g.t, err)
		require.EqualValues(g.t, total, n, "%+v", f)
		all = append(all, page...)
		if len(page) < limit {
			return all
		}
		last := page[limit-1]
		after = graphstore.FindingPage{Sort: by, Key: by.Key(last), Rule: last.Rule, Subject: last.Subject, Fingerprint: last.Fingerprint}
	}
}

func places(all []graphstore.Finding, place func(graphstore.Finding) string) []string {
	out := make([]string, 0, len(all))
	for _, f := range all {
		out = append(out, fmt.Sprintf("%q", place(f)))
	}
	return out
}

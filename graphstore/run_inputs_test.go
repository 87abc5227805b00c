//go:build integration

package graphstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

// inputs is the hash of what a run that begins now rests on.
func (g graph) inputs() string {
	g.t.Helper()
	var hash string
	err := g.WithLease(g.t.Context(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		run, err := g.BeginRun(ctx, lease, graphstore.RunStart{Zone: time.UTC})
		hash = run.InputsHash
		return err
	})
	require.NoError(g.t, err)
	return hash
}

func TestTheHashOfTheInputsIsOfTheData(t *testing.T) {
	const less, bad = "A" + meterRow + "00000001,Current,N/A\n", "A" + meterRow + "00000001,Current,N/A\n,ESME\n"
	g := restricted(t)
	first := g.inputs()
	g = restricted(t)
	require.Equal(t, first, g.inputs(), "the same files in another graph")
	seen := map[string]string{first: "the list"}
	other := func(what string) string {
		t.Helper()
		hash := g.inputs()
		require.NotContains(t, seen, hash, what)
		seen[hash] = what
		require.Equal(t, hash, g.inputs(), what)
		return hash
	}

	g.restrict(graphstore.NewRestriction{From: "A", To: "B", StartsOn: "2126-01-01"})
	require.Equal(t, first, g.inputs(), "not in force yet")
	g.restrict(graphstore.NewRestriction{From: "A", To: "C", StartsOn: "2026-01-01", EndsOn: "2126-01-01"})
	other("a restriction")
	_, err := g.Unrestrict(t.Context(), graphstore.Lifting{From: "A", To: "C", Why: "mended"}, acting)
	require.NoError(t, err)
	require.Equal(t, first, g.inputs(), "lifted")

	g.cpl(less)
	other("another file")
	g.cpl(bad)
	rejected := other("a row that is rejected")
	g.cpl(bad)
	require.Equal(t, rejected, g.inputs(), "the same bytes again")
	g.cpl(less)
	other("a file that takes up what was before the last one")
	g.load(cpl.KindCPL, shortHeader+less, graphstore.ImportOptions{Complete: true, Force: "test"})
	other("the same bytes as a complete list")
	g.one("MATCH (i:Import) WITH i ORDER BY i.receivedAt DESC LIMIT 1 SET i.status = 'failed' RETURN i.id")
	other("an import that ended early")
}

//go:build integration

package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/graphstore"
)

// ran is a runner that answers as it is told.
type ran struct {
	run graphstore.Run
	err error
}

func (r ran) Run(context.Context, analytics.RunOptions) (graphstore.Run, error) { return r.run, r.err }

func TestRunsByTheScheduleAreInTheAudit(t *testing.T) {
	p := newProgram(t)
	p.answer(0, "migrate")
	store := storeOf(t, p)
	run, err := auditedRunner{ran{run: graphstore.Run{ID: "run-7"}}, store}.Run(t.Context(), analytics.RunOptions{Trigger: "schedule"})
	require.NoError(t, err)
	require.Equal(t, "run-7", run.ID)
	_, err = auditedRunner{ran{err: analytics.ErrNotNeeded}, store}.Run(t.Context(), analytics.RunOptions{Trigger: "catch-up"})
	require.ErrorIs(t, err, analytics.ErrNotNeeded)
	var told []string
	for _, e := range p.answer(0, "audit", "list")["entries"].([]any) {
		entry := e.(map[string]any)
		told = append(told, fmt.Sprint(entry["actorKind"], " ", entry["phase"], " ", entry["operation"], " ", entry["target"]))
	}
	require.Equal(t, []string{
		"service outcome run catch-up > another replica ran the rules", "service intent run catch-up", "service outcome run schedule > run-7", "service intent run schedule",
	}, told)
}

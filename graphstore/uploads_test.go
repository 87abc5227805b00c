//go:build integration

package graphstore_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

// An import may have ended, or be half loaded, when its process is lost.
func TestALostUploadIsAsFarAsItsImport(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	for name, c := range map[string]struct {
		// change is what is done to the import that the file became; blank if it became none.
		change string
		want   string
		lost   bool
		loaded bool
	}{
		"nothing loaded": {"", "running", true, false},
		"half loaded":    {"SET i.status = 'running', i.finishedAt = null", "running", true, true},
		"ended":          {"SET i.status = 'done'", "done", false, true},
		"given up":       {"SET i.status = 'failed'", "failed", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			id, err := graphstore.NewImportID()
			require.NoError(t, err)
			_, err = g.BeginUpload(ctx, graphstore.Upload{Result: graphstore.ImportResult{ID: id, Kind: "cpl", FileName: "list.csv"}})
			require.NoError(t, err)
			if c.change != "" {
				g.load(cpl.KindCPL, shortHeader+"C1,ESME,A0C1,00000001,00000001,Current,N/A\n", graphstore.ImportOptions{ID: id})
				g.all("MATCH (i:Import {id: '" + id + "'}) " + c.change + " RETURN i.id")
			}
			u, err := g.FollowImport(ctx, graphstore.Everything, id)
			require.NoError(t, err)
			require.Equal(t, graphstore.ImportRunning, u.Result.Status, "its process lives")
			require.False(t, u.Lost)
			g.all("MATCH (u:Upload {id: '" + id + "'}) SET u.aliveUntil = datetime.realtime() - duration('PT1S') RETURN u.id")
			u, err = g.FollowImport(ctx, graphstore.Everything, id)
			require.NoError(t, err)
			require.Equal(t, c.want, u.Result.Status)
			require.Equal(t, c.lost, u.Lost)
			require.Equal(t, c.loaded, u.Result.Loaded)
		})
	}
}

func TestAnUploadThatEndedStaysSo(t *testing.T) {
	g, ctx := newGraph(t), t.Context()
	r := graphstore.ImportResult{ID: "u1", Kind: "cpl", FileName: "list.csv", DryRun: true}
	received, err := g.BeginUpload(ctx, graphstore.Upload{Result: r})
	require.NoError(t, err)
	require.NoError(t, g.TellUpload(ctx, "u1", graphstore.Progress{Phase: "compare", Done: 3, Total: 7}))
	u, err := g.FollowImport(ctx, graphstore.Everything, "u1")
	require.NoError(t, err)
	require.Equal(t, graphstore.Progress{Phase: "compare", Done: 3, Total: 7}, u.Progress)
	r.Status, r.Rows, r.Created, r.Error = graphstore.ImportFailed, 2, 2, "it is so"
	finished, err := g.EndUpload(ctx, r, []byte(`{"code":"c"}`))
	require.NoError(t, err)
	require.NoError(t, g.TellUpload(ctx, "u1", graphstore.Progress{Phase: "load"}), "a late word changes nothing")
	u, err = g.FollowImport(ctx, graphstore.Everything, "u1")
	require.NoError(t, err)
	r.ReceivedAt, r.FinishedAt, r.Rejects = &received, &finished, []cpl.Fault{}
	require.Equal(t, graphstore.Upload{Result: r, Problem: []byte(`{"code":"c"}`)}, u)

	_, err = g.FollowImport(ctx, severn, "u1")
	require.ErrorIs(t, err, graphstore.ErrNotFound, "as imports are, it is for those that see everything")
	_, err = g.EndUpload(ctx, graphstore.ImportResult{ID: "none"}, nil)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

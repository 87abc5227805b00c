package reports_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChildGivesTheLayoutOfAGraph(t *testing.T) {
	d := childDrawer(t, "draw")
	answer, err := d.Layout(t.Context(), []byte(smallGraph))
	require.NoError(t, err)
	var layout struct {
		Box     string           `json:"bb"`
		Objects []map[string]any `json:"objects"`
		Edges   []map[string]any `json:"edges"`
	}
	require.NoError(t, json.Unmarshal(answer, &layout))
	require.NotEmpty(t, layout.Box)
	require.Len(t, layout.Objects, 2)
	require.Len(t, layout.Edges, 1)
	require.NotEmpty(t, layout.Edges[0]["_draw_"], "strokes are there to be drawn")
	_, err = d.Layout(t.Context(), []byte("digraph g { a -> "))
	require.ErrorContains(t, err, "syntax error")
}

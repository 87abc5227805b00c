package reports_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

const smallGraph = `digraph g { a -> b }`

func TestChildDrawsSeveralGraphsInOneProcess(t *testing.T) {
	d := childDrawer(t, "draw")
	first, err := d.Layout(t.Context(), []byte(smallGraph))
	require.NoError(t, err)
	require.Contains(t, string(first), `"bb"`)
	_, err = d.Layout(t.Context(), []byte("digraph g { a -> "))
	require.ErrorContains(t, err, "syntax error")
	again, err := d.Layout(t.Context(), []byte(smallGraph))
	require.NoError(t, err, "a graph that cannot be read does not end the child")
	require.Equal(t, string(first), string(again))
}

func TestChildThatMisbehavesIsToldInWords(t *testing.T) {
	for name, tc := range map[string]struct{ mode, says string }{
		"hangs":   {"hang", "drawing took longer than 200ms"},
		"dies":    {"die", "the drawing process ended before it had drawn"},
		"babbles": {"babble", "the drawing process ended before it had drawn"},
	} {
		t.Run(name, func(t *testing.T) {
			d := childDrawer(t, tc.mode)
			d.Timeout = 10 * time.Second
			if tc.mode == "hang" {
				d.Timeout = 200 * time.Millisecond
			}
			began := time.Now()
			_, err := d.Layout(t.Context(), []byte(smallGraph))
			require.ErrorContains(t, err, tc.says)
			require.Less(t, time.Since(began), 8*time.Second)
		})
	}
}

func TestChildIsReplacedAfterItDied(t *testing.T) {
	d := childDrawer(t, "die")
	_, err := d.Layout(t.Context(), []byte(smallGraph))
	require.Error(t, err)
	d.Env = []string{childMode + "=draw"}
	_, err = d.Layout(t.Context(), []byte(smallGraph))
	require.NoError(t, err)
}

func TestDrawingStopsWithItsContext(t *testing.T) {
	d := childDrawer(t, "hang")
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := d.Layout(ctx, []byte(smallGraph))
	require.ErrorContains(t, err, "drawing took longer")

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = childDrawer(t, "hang").Layout(ended, []byte(smallGraph))
	require.ErrorIs(t, err, context.Canceled)
}

func TestDrawerWithoutAProgramSaysSo(t *testing.T) {
	_, err := (&reports.ChildDrawer{}).Layout(t.Context(), []byte(smallGraph))
	require.ErrorContains(t, err, "no drawing program is set")
	_, err = (&reports.ChildDrawer{Command: []string{"/nowhere/at/all"}}).Layout(t.Context(), []byte(smallGraph))
	require.ErrorContains(t, err, "start the drawing process")
}

func TestDrawMainRefusesFramesBeyondTheLimit(t *testing.T) {
	err := reports.DrawMain(strings.NewReader("\xff\xff\xff\xff"), &strings.Builder{})
	require.ErrorContains(t, err, "over the limit")
	require.NoError(t, reports.DrawMain(strings.NewReader(""), &strings.Builder{}), "no graph, nothing to do")
}

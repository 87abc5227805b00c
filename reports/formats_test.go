package reports_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

func TestWriteKnowsItsFormats(t *testing.T) {
	p := samplePanel(t)
	for format, begins := range map[string]string{"json": "{\n", "csv": "Classification,", "html": "<!DOCTYPE html>"} {
		var out bytes.Buffer
		require.True(t, reports.KnownFormat(format))
		require.NoError(t, reports.Write(t.Context(), &out, p, format, nil))
		require.True(t, strings.HasPrefix(out.String(), begins), format)
		require.NotEmpty(t, reports.MediaType(format))
	}
	require.False(t, reports.KnownFormat("pdf"))
	require.ErrorContains(t, reports.Write(t.Context(), &bytes.Buffer{}, p, "pdf", nil), `no format "pdf"`)
}

func TestFreezerKeepsTheReportOfARun(t *testing.T) {
	var kept []byte
	f := reports.Freezer{Source: sampleSource(), Settings: sampleSettings(), Keep: func(_ context.Context, _ *graphstore.Lease, runID, kind string, data []byte) error {
		require.Equal(t, "run-12", runID)
		require.Equal(t, "panel", kind)
		kept = data
		return nil
	}}
	require.NoError(t, f.Freeze(t.Context(), nil, "run-12"))
	want, _, err := samplePanel(t).Freeze()
	require.NoError(t, err)
	require.Equal(t, string(want), string(kept))

	lost := errors.New("lease lost")
	f.Keep = func(context.Context, *graphstore.Lease, string, string, []byte) error { return lost }
	require.ErrorIs(t, f.Freeze(t.Context(), nil, "run-12"), lost)
}

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

func TestEveryFormatIsKnownAndBeginsAsItShould(t *testing.T) {
	p := samplePanel(t)
	for format, begins := range map[string]string{"json": "{\n", "csv": "Classification,", "zip": "PK", "xlsx": "PK", "html": "<!DOCTYPE html>", "pdf": "%PDF-"} {
		require.True(t, reports.KnownFormat(format))
		require.True(t, strings.HasPrefix(string(write(t, p, format, nil)), begins), format)
		require.NotEmpty(t, reports.MediaType(format))
	}
	require.Len(t, reports.Formats, 6)
	require.False(t, reports.KnownFormat("docx"))
	err := (&reports.Library{}).Render(t.Context(), &bytes.Buffer{}, &reports.Issue{Pack: p}, "docx")
	require.ErrorContains(t, err, `no format "docx"`)
}

func TestFreezerKeepsTheReportAndTheRecordOfARun(t *testing.T) {
	kept := map[string]string{}
	f := reports.Freezer{Source: sampleSource(), Settings: sampleSettings(), Keep: func(_ context.Context, _ *graphstore.Lease, runID, kind string, data []byte) error {
		require.Equal(t, "run-12", runID)
		kept[kind] = string(data)
		return nil
	}}
	require.NoError(t, f.Freeze(t.Context(), nil, "run-12"))
	panel := samplePanel(t)
	want, _, err := panel.Freeze()
	require.NoError(t, err)
	record, err := reports.BuildRecord(t.Context(), sampleSource(), panel)
	require.NoError(t, err)
	wanted, _, err := record.Freeze()
	require.NoError(t, err)
	require.Equal(t, map[string]string{"panel": string(want), "record": string(wanted)}, kept)

	lost := errors.New("lease lost")
	f.Keep = func(context.Context, *graphstore.Lease, string, string, []byte) error { return lost }
	require.ErrorIs(t, f.Freeze(t.Context(), nil, "run-12"), lost)
}

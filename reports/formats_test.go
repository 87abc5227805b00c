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

func TestFreezerKeepsEveryReportOfARun(t *testing.T) {
	kept := vault{frozen: map[graphstore.Frozen][]byte{}}
	f := reports.Freezer{Source: partySource(), Settings: sampleSettings(), Vault: &kept}
	require.NoError(t, f.Freeze(t.Context(), nil, "run-12"))
	b := sampleBasis(t, "")
	panel := b.Panel
	want, _, err := panel.Freeze()
	require.NoError(t, err)
	wanted, _, err := b.Record.Freeze()
	require.NoError(t, err)
	require.Equal(t, string(want), string(kept.frozen[graphstore.Frozen{RunID: "run-12", Kind: "panel"}]))
	require.Equal(t, string(wanted), string(kept.frozen[graphstore.Frozen{RunID: "run-12", Kind: "record"}]))
	require.NotContains(t, string(wanted), "30611", "what one party is told is in its pack alone")
	require.Equal(t, b.Record.Shares.Disclosed, kept.totals)
	for party, pack := range map[string]string{"Alder": "manufacturer", "Birch": "manufacturer", "North Power": "supplier", "South & Sons": "supplier"} {
		p, err := reports.BuildPack(t.Context(), pack, sampleBasis(t, party))
		require.NoError(t, err)
		data, _, err := reports.FreezePack(p)
		require.NoError(t, err)
		require.Equal(t, string(data), string(kept.frozen[graphstore.Frozen{RunID: "run-12", Kind: pack, Party: party}]), party)
	}
	require.Len(t, kept.frozen, 6)

	kept.broken = errors.New("lease lost")
	require.ErrorIs(t, f.Freeze(t.Context(), nil, "run-12"), kept.broken)
}

// vault keeps what is frozen of one run.
type vault struct {
	frozen map[graphstore.Frozen][]byte
	totals []graphstore.DisclosedTotal
	broken error
}

func (v *vault) SaveFrozenReport(_ context.Context, _ *graphstore.Lease, of graphstore.Frozen, data []byte) error {
	v.frozen[of] = data
	return v.broken
}

func (v *vault) SaveInstallTotals(_ context.Context, _ *graphstore.Lease, _ string, totals []graphstore.DisclosedTotal) error {
	v.totals = totals
	return v.broken
}

//go:build integration

package graphstore_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func reportFor(t *testing.T, runID string) graphstore.Report {
	t.Helper()
	id, err := graphstore.NewReportID()
	require.NoError(t, err)
	return graphstore.Report{ID: id, Pack: "manufacturer", Party: "Alder", RunID: runID, Schema: "s/1", PublishedBy: "A. Clerk", Release: "1", KeyID: "k", Signature: "sig"}
}

func TestAPublishedReportIsKeptWithItsData(t *testing.T) {
	g := newGraph(t)
	run := g.fullRun()
	// Random bytes do not compress, so this takes more than one part.
	data := make([]byte, 3<<19)
	random := rand.NewChaCha8([32]byte{2})
	_, _ = random.Read(data)
	want := reportFor(t, run.ID)
	kept, err := g.PublishReport(t.Context(), want, data)
	require.NoError(t, err)
	sum := sha256.Sum256(data)
	require.Equal(t, hex.EncodeToString(sum[:]), kept.SHA256)
	require.Equal(t, run.Number, kept.RunNumber)
	require.False(t, kept.PublishedAt.IsZero())

	got, err := g.Report(t.Context(), graphstore.Everything, want.ID)
	require.NoError(t, err)
	require.Equal(t, kept, got)
	back, err := g.ReportData(t.Context(), graphstore.Everything, want.ID)
	require.NoError(t, err)
	require.True(t, bytes.Equal(data, back))

	_, err = g.Report(t.Context(), graphstore.Everything, "none")
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	_, err = g.Report(t.Context(), graphstore.Everything, "")
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	_, err = g.ReportData(t.Context(), graphstore.OfSupplier("S1"), want.ID)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

// Replicas that publish the same report at once, or again, publish it once.
func TestTheSameReportIsPublishedOnce(t *testing.T) {
	g := newGraph(t)
	run := g.fullRun()
	var wg sync.WaitGroup
	ids := make([]string, 8)
	for i := range ids {
		r := reportFor(t, run.ID)
		wg.Go(func() {
			kept, err := g.PublishReport(t.Context(), r, []byte("data"))
			if err != nil {
				t.Errorf("publisher %d: %v", i, err)
			}
			ids[i] = kept.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		require.Equal(t, ids[0], id)
	}
	other, err := g.PublishReport(t.Context(), reportFor(t, run.ID), []byte("other data"))
	require.NoError(t, err)
	require.NotEqual(t, ids[0], other.ID)
	list, total, err := g.Reports(t.Context(), graphstore.Everything, graphstore.ReportFilter{Pack: "manufacturer", Party: "Alder"}, "", 1)
	require.NoError(t, err)
	require.EqualValues(t, 2, total)
	require.Equal(t, other.ID, list[0].ID, "newest first")
	list, _, err = g.Reports(t.Context(), graphstore.Everything, graphstore.ReportFilter{}, other.ID, 5)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, ids[0], list[0].ID)
}

func TestACorrectionNamesWhatItRestates(t *testing.T) {
	g := newGraph(t)
	run := g.fullRun()
	first, err := g.PublishReport(t.Context(), reportFor(t, run.ID), []byte("data"))
	require.NoError(t, err)
	correction := reportFor(t, run.ID)
	correction.Restates, correction.Why = first.ID, "a return was missing"
	second, err := g.PublishReport(t.Context(), correction, []byte("data"))
	require.NoError(t, err)
	require.NotEqual(t, first.ID, second.ID)
	got, err := g.Report(t.Context(), graphstore.Everything, first.ID)
	require.NoError(t, err)
	require.Equal(t, second.ID, got.RestatedBy)
	correction = reportFor(t, run.ID)
	correction.Restates = "none"
	_, err = g.PublishReport(t.Context(), correction, []byte("data"))
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	_, err = g.PublishReport(t.Context(), reportFor(t, "no such run"), []byte("data"))
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

func TestRenderingsAreNotedOnce(t *testing.T) {
	g := newGraph(t)
	kept, err := g.PublishReport(t.Context(), reportFor(t, g.fullRun().ID), []byte("data"))
	require.NoError(t, err)
	r := graphstore.Rendering{Format: "pdf", Release: "1", SHA256: "ab", Size: 12, KeyID: "k", Signature: "s"}
	require.NoError(t, g.RecordRendering(t.Context(), kept.ID, r))
	require.NoError(t, g.RecordRendering(t.Context(), kept.ID, r))
	got, err := g.Renderings(t.Context(), graphstore.Everything, kept.ID)
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.False(t, got[0].At.IsZero())
	got[0].At = r.At
	require.Equal(t, r, got[0])
}

func TestDamagedReportDataAreTold(t *testing.T) {
	g := newGraph(t)
	kept, err := g.PublishReport(t.Context(), reportFor(t, g.fullRun().ID), []byte("data"))
	require.NoError(t, err)
	g.one("MATCH (r:Report) SET r.sha256 = 'other' RETURN 1")
	_, err = g.ReportData(t.Context(), graphstore.Everything, kept.ID)
	require.ErrorContains(t, err, "damaged")
}

// Changes are measured from the run of the last report published to the Panel.
func TestThePanelsPublishedRunIsTheNewestBefore(t *testing.T) {
	g := newGraph(t)
	first := g.fullRun()
	g.fullRun()
	third := g.fullRun()
	published, err := g.PanelPublishedRun(t.Context(), graphstore.Everything, third.Number)
	require.NoError(t, err)
	require.Nil(t, published)
	for _, run := range []graphstore.Run{first, third} {
		r := reportFor(t, run.ID)
		r.Pack, r.Party = "panel", ""
		_, err := g.PublishReport(t.Context(), r, []byte("data of "+run.ID))
		require.NoError(t, err)
	}
	published, err = g.PanelPublishedRun(t.Context(), graphstore.Everything, third.Number)
	require.NoError(t, err)
	require.Equal(t, first.ID, published.ID, "not the run itself, nor one that was not published")
}

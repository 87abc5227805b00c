package reports_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// shelf keeps what a graph would, for one run.
type shelf struct {
	*fakeSource
	vault
	published map[string]graphstore.Report
	data      map[string][]byte
	rendered  []graphstore.Rendering
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{fakeSource: sampleSource(), vault: vault{frozen: map[graphstore.Frozen][]byte{}}, published: map[string]graphstore.Report{}, data: map[string][]byte{}}
	s.freeze(t)
	return s
}

func (s *shelf) freeze(t *testing.T) {
	t.Helper()
	f := reports.Freezer{Source: s, Settings: sampleSettings(), Vault: s}
	require.NoError(t, f.Freeze(t.Context(), nil, "run-12"))
}

func (s *shelf) NewestReportableRun(context.Context, graphstore.Scope) (graphstore.Run, error) {
	if len(s.frozen) == 0 {
		return graphstore.Run{}, graphstore.ErrNotFound
	}
	return graphstore.Run{ID: "run-12"}, nil
}

func (s *shelf) FrozenReport(_ context.Context, scope graphstore.Scope, of graphstore.Frozen) ([]byte, error) {
	if data, there := s.frozen[of]; there && (scope.All() || of.Party != "" && of.Party == scope.Party()) {
		return data, nil
	}
	return nil, graphstore.ErrNotFound
}

func (s *shelf) InstallTotals(context.Context, graphstore.Scope, string) (graphstore.InstallTotals, error) {
	return graphstore.InstallTotals{RunID: "run-12", Totals: s.totals}, nil
}

func (s *shelf) PublishReport(_ context.Context, r graphstore.Report, data []byte) (graphstore.Report, error) {
	sum := sha256.Sum256(data)
	r.SHA256, r.PublishedAt = hex.EncodeToString(sum[:]), at(26, 9)
	s.published[r.ID], s.data[r.ID] = r, data
	return r, nil
}

func (s *shelf) Report(_ context.Context, _ graphstore.Scope, id string) (graphstore.Report, error) {
	r, there := s.published[id]
	if !there {
		return r, graphstore.ErrNotFound
	}
	return r, nil
}

func (s *shelf) ReportData(_ context.Context, _ graphstore.Scope, id string) ([]byte, error) {
	return s.data[id], nil
}

func (s *shelf) RecordRendering(_ context.Context, _ string, r graphstore.Rendering) error {
	s.rendered = append(s.rendered, r)
	return nil
}

func (s *shelf) Renderings(context.Context, graphstore.Scope, string) ([]graphstore.Rendering, error) {
	return s.rendered, nil
}

// librarian is a library with a key of its own.
func librarian(t *testing.T, s *shelf, release string) *reports.Library {
	t.Helper()
	signer, err := reports.LoadOrMakeSigner(filepath.Join(t.TempDir(), "key.pem"))
	require.NoError(t, err)
	return &reports.Library{Shelf: s, Signer: signer, Release: release}
}

func draft(t *testing.T, l *reports.Library, format string) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, l.WriteDraft(t.Context(), &out, reports.Request{Pack: reports.PackPanel}, format))
	return out.Bytes()
}

func verify(t *testing.T, l *reports.Library, file []byte) *reports.Verification {
	t.Helper()
	v, err := l.Verify(t.Context(), graphstore.Everything, file)
	require.NoError(t, err)
	return v
}

// heldSource gives what a run could not decide: a cohort, an entry, and what a rule found for manufacturers.
func heldSource(audience string) []graphstore.PanelFinding {
	if audience != "" {
		return []graphstore.PanelFinding{{Fingerprint: "h3", Rule: "version-unrooted", Subject: "A-31", SubjectKind: "version", State: "open", ManufacturerID: "A0C1", ByInstalls: graphstore.ByInstallsNothing}}
	}
	return []graphstore.PanelFinding{
		{Fingerprint: "h1", Rule: "install-orphaned", Subject: "North Power|x", SubjectKind: "cohort", State: "open", Severity: "low", ManufacturerID: "A0C1", Supplier: "North Power", ByInstalls: graphstore.ByInstallsAll},
		{Fingerprint: "h2", Rule: "predecessor-undeclared", Subject: "A-30", SubjectKind: "version", State: "open", Severity: "high", ManufacturerID: "A0C1", Withheld: true, DueOn: "2026-11-01", Installs: 7, ByInstalls: graphstore.ByInstallsNothing},
	}
}

func TestARunFreezesWhatItCouldNotDecideForEachAudience(t *testing.T) {
	s := newShelf(t)
	s.held = heldSource
	s.freeze(t)
	for _, c := range []struct {
		audience reports.Audience
		sees     []string
	}{
		{reports.Audience{Role: reports.AudiencePanel}, []string{"h2", "h1"}},
		{reports.Audience{Role: reports.AudienceSupplier, Party: "North Power"}, []string{"h1"}},
		{reports.Audience{Role: reports.AudienceSupplier, Party: "South Power"}, nil},
		{reports.Audience{Role: reports.AudienceManufacturer, ManufacturerIDs: []string{"A0C1"}}, []string{"h2", "h3"}},
		{reports.Audience{Role: reports.AudienceManufacturer, ManufacturerIDs: []string{"B0B2"}}, nil},
	} {
		p, err := librarian(t, s, "1.0").PanelFor(t.Context(), "", c.audience)
		require.NoError(t, err)
		var sees []string
		for _, f := range p.HeldFor(c.audience) {
			sees = append(sees, f.Fingerprint)
			if c.audience.Role == reports.AudienceManufacturer && f.Fingerprint == "h2" {
				require.Equal(t, []any{"waived", "", int64(0), false}, []any{f.State, f.Severity, f.Installs, f.Overdue}, "as its manufacturer is told")
			}
		}
		require.Equal(t, c.sees, sees, c.audience)
	}
	require.NotContains(t, string(draft(t, librarian(t, s, "1.0"), reports.FormatJSON)), "A-30", "the report does not change")
}

func TestDraftsAreVerifiedByALaterRelease(t *testing.T) {
	s := newShelf(t)
	earlier := librarian(t, s, "1.0")
	later := &reports.Library{Shelf: s, Signer: earlier.Signer, Release: "1.1"}
	for _, format := range reports.Formats {
		file := draft(t, earlier, format)
		require.Equal(t, reports.VerifyIdentical, verify(t, later, file).Result, format)
	}
	altered := bytes.Replace(draft(t, earlier, reports.FormatJSON), []byte(`"status": "partial"`), []byte(`"status": "ok"`), 1)
	v := verify(t, later, altered)
	require.Equal(t, reports.VerifyAltered, v.Result)
	require.Equal(t, []reports.Difference{{Where: "/run/status", Is: `"ok"`, Was: `"partial"`}}, v.Differences, "and nothing else")
	_, err := later.Verify(t.Context(), graphstore.Everything, append(draft(t, earlier, reports.FormatPDF), '\n'))
	require.ErrorContains(t, err, "whose renderings may differ")
	require.Equal(t, reports.VerifyAltered, verify(t, earlier, append(draft(t, earlier, reports.FormatPDF), '\n')).Result)
}

func TestAReportIsVerifiedByItsOwnRelease(t *testing.T) {
	s := newShelf(t)
	l := librarian(t, s, "1.0")
	published, err := l.Publish(t.Context(), reports.Request{Pack: reports.PackPanel, By: "A. Clerk"})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, l.Write(t.Context(), &out, published.ID, reports.FormatHTML))
	require.Len(t, s.rendered, 1, "what is given out is noted")
	later := &reports.Library{Shelf: s, Signer: l.Signer, Release: "2.0"}
	require.Equal(t, reports.VerifyIdentical, verify(t, later, out.Bytes()).Result)

	seal, err := reports.SealIn(out.Bytes())
	require.NoError(t, err)
	forged := seal
	forged.Release = "3.0"
	file := bytes.Replace(out.Bytes(), []byte(seal.Text()), []byte(forged.Text()), 1)
	require.Equal(t, reports.VerifyAltered, verify(t, later, file).Result, "the release in the seal was changed")
	forged.Format = "docx"
	file = bytes.Replace(out.Bytes(), []byte(seal.Text()), []byte(forged.Text()), 1)
	require.Equal(t, reports.VerifyAltered, verify(t, later, file).Result)
	forged = seal
	forged.Party = "Alder"
	file = bytes.Replace(out.Bytes(), []byte(seal.Text()), []byte(forged.Text()), 1)
	require.Equal(t, reports.VerifyAltered, verify(t, later, file).Result)
	require.Equal(t, reports.VerifyUnknownKey, verify(t, librarian(t, s, "1.0"), out.Bytes()).Result)
}

// A text in the data that looks like a seal is no seal.
func TestATextThatLooksLikeASealDoesNotMislead(t *testing.T) {
	s := newShelf(t)
	manufacturers := s.manufacturers
	s.manufacturers = func() ([]graphstore.PanelManufacturer, error) {
		list, err := manufacturers()
		list[0].Name = "waymark-seal-1.QUJD and waymark-seal-1."
		return list, err
	}
	s.freeze(t)
	l := librarian(t, s, "1.0")
	for _, format := range reports.Formats {
		require.Equal(t, reports.VerifyIdentical, verify(t, l, draft(t, l, format)).Result, format)
	}
}

func TestASealThatCannotBeReadIsAnAlteredFile(t *testing.T) {
	l := librarian(t, newShelf(t), "1.0")
	for _, file := range []string{"waymark-seal-1.QUJD", "PK\x03\x04 damaged"} {
		require.Equal(t, reports.VerifyAltered, verify(t, l, []byte(file)).Result)
	}
	_, err := l.Verify(t.Context(), graphstore.Everything, []byte("a note"))
	require.ErrorIs(t, err, reports.ErrNoSeal)
}

func TestWhatCannotBePublishedIsRefused(t *testing.T) {
	l := librarian(t, newShelf(t), "1.0")
	for code, r := range map[string]reports.Request{
		"unknown-pack":   {Pack: "all"},
		"party-missing":  {Pack: reports.PackSupplier},
		"party-needless": {Pack: reports.PackPanel, Party: "Alder"},
		"text-missing":   {Pack: reports.PackPanel, Restates: "r"},
		"unknown-party":  {Pack: reports.PackManufacturer, Party: "Nobody"},
	} {
		_, err := l.Publish(t.Context(), r)
		var refused *graphstore.InputError
		require.ErrorAs(t, err, &refused, code)
		require.Equal(t, code, refused.Code)
		require.NotEmpty(t, refused.Hint)
	}
	_, err := (&reports.Library{Shelf: l.Shelf}).Publish(t.Context(), reports.Request{Pack: reports.PackPanel})
	require.ErrorContains(t, err, "no key to sign")
	empty := newShelf(t)
	clear(empty.frozen)
	_, err = librarian(t, empty, "1").Draft(t.Context(), graphstore.Everything, reports.Request{Pack: reports.PackPanel})
	require.ErrorIs(t, err, reports.ErrNoRun)
	require.ErrorContains(t, err, "run the rules first")
}

// A party's pack is all that is read for it: neither the Panel's report nor the record is needed.
func TestAPartyReadsItsOwnPackAndNothingElse(t *testing.T) {
	s := &shelf{fakeSource: partySource(), vault: vault{frozen: map[graphstore.Frozen][]byte{}}}
	s.freeze(t)
	l := librarian(t, s, "1.0")
	_, err := l.Draft(t.Context(), graphstore.Everything, reports.Request{Pack: reports.PackSupplier, Party: "Alder"})
	var input *graphstore.InputError
	require.ErrorAs(t, err, &input)
	require.Equal(t, "wrong-party", input.Code)
	for of := range s.frozen {
		if of.Party != "North Power" {
			delete(s.frozen, of)
		}
	}
	issue, err := l.Draft(t.Context(), graphstore.OfSupplier("North Power").Of("North Power"), reports.Request{Pack: reports.PackSupplier, Party: "North Power"})
	require.NoError(t, err)
	require.Equal(t, "North Power", issue.Pack.About().Party)
	_, err = l.Draft(t.Context(), graphstore.OfSupplier("South & Sons").Of("South & Sons"), reports.Request{Pack: reports.PackSupplier, Party: "North Power"})
	require.ErrorIs(t, err, graphstore.ErrNotFound)
}

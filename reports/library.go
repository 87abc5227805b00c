package reports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"waymark/graphstore"
)

// RenderingMemory is the soft limit, in bytes, that a process which does nothing
// but render a report should set itself (runtime/debug.SetMemoryLimit): a report with
// 20,000 findings has about 150 MB that live, and a heap that nobody bounds
// grows to twice that before it is cleared.
const RenderingMemory = 240 << 20

// Shelf is where a [Library] keeps reports. A [graphstore.Store] is one.
type Shelf interface {
	Source
	NewestReportableRun(ctx context.Context, scope graphstore.Scope) (graphstore.Run, error)
	FrozenReport(ctx context.Context, scope graphstore.Scope, of graphstore.Frozen) ([]byte, error)
	InstallTotals(ctx context.Context, scope graphstore.Scope, runID string) (graphstore.InstallTotals, error)
	PublishReport(ctx context.Context, r graphstore.Report, data []byte) (graphstore.Report, error)
	Report(ctx context.Context, scope graphstore.Scope, id string) (graphstore.Report, error)
	ReportData(ctx context.Context, scope graphstore.Scope, id string) ([]byte, error)
	RecordRendering(ctx context.Context, reportID string, r graphstore.Rendering) error
	Renderings(ctx context.Context, scope graphstore.Scope, reportID string) ([]graphstore.Rendering, error)
}

// Library builds reports from what runs froze, publishes, signs and renders
// them, and verifies files. It is safe for concurrent use.
type Library struct {
	Shelf Shelf
	// Drawer draws pathways; nil leaves the words below every picture.
	Drawer Drawer
	// Signer signs reports; nil signs none, and publishes none.
	Signer *Signer
	// Release is the version of Waymark that renders.
	Release string
}

// ErrNoRun says that there is no run to report on.
var ErrNoRun error = &graphstore.InputError{Code: "no-run", Message: "no full run has ended yet, so there is nothing to report on", Hint: "run the rules first"}

// Request says which report is asked for.
type Request struct {
	// Pack is one of Packs; Party whom it is for, for those that are for one.
	Pack, Party string
	// RunID is the run that it is about; blank for the newest full run that ended ok or partial.
	RunID string
	// By is who publishes it. Restates is the id of the published report that it
	// corrects, if any, and Why says what was wrong in that.
	By, Restates, Why string
}

// Published is a report that was published.
type Published struct {
	graphstore.Report
	// Name is short and safe as a file name.
	Name string `json:"name"`
}

// Issue is a report ready to be rendered, published or not.
type Issue struct {
	Pack Pack
	Seal Seal
	// Published is nil for a report that is not published.
	Published *graphstore.Report
}

// Draft builds a report without publishing it. The same run gives the same
// report, but of packs about the list as it is. It fails with
// graphstore.ErrNotFound when there is no run, or the report is not for the reader.
func (l *Library) Draft(ctx context.Context, scope graphstore.Scope, r Request) (*Issue, error) {
	if err := r.forReader(scope); err != nil {
		return nil, err
	}
	p, err := l.build(ctx, scope, r)
	if err != nil {
		return nil, err
	}
	_, sum, err := freezePack(p)
	if err != nil {
		return nil, err
	}
	about := p.About()
	seal := Seal{Pack: about.Pack, Party: about.Party, RunID: about.Run.ID, DataSHA256: sum, Release: l.Release}
	return &Issue{Pack: p, Seal: l.Signer.seal(seal)}, nil
}

// build reads the pack of a party, and makes another, from what its run froze.
func (l *Library) build(ctx context.Context, scope graphstore.Scope, r Request) (Pack, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if ForParty(r.Pack) {
		return l.partyPack(ctx, scope, r)
	}
	basis := &Basis{Source: l.Shelf}
	var err error
	if basis.Panel, err = l.Panel(ctx, r.RunID); err != nil {
		return nil, err
	}
	if r.Pack == PackPanel {
		return buildPack(ctx, r.Pack, basis)
	}
	if basis.Record, err = l.record(ctx, basis.Panel.Run.ID); err != nil {
		return nil, err
	}
	basis.Panel.Told = basis.Record.Told
	return buildPack(ctx, r.Pack, basis)
}

// partyPack reads the pack that a run froze for a party, and what it froze of others
// only to say why there is none.
func (l *Library) partyPack(ctx context.Context, scope graphstore.Scope, r Request) (Pack, error) {
	runID, err := l.run(ctx, r.RunID)
	if err != nil {
		return nil, err
	}
	of := graphstore.Frozen{RunID: runID, Kind: r.Pack, Party: r.Party}
	data, err := l.Shelf.FrozenReport(ctx, scope, of)
	if errors.Is(err, graphstore.ErrNotFound) {
		if of.Party, err = l.otherName(ctx, of); err != nil {
			return nil, err
		}
		data, err = l.Shelf.FrozenReport(ctx, scope, of)
	}
	if err != nil {
		return nil, err
	}
	return ThawPack(r.Pack, data)
}

// otherName is the id of a party that was named by another of its names, or why the
// run has no such pack for it.
func (l *Library) otherName(ctx context.Context, of graphstore.Frozen) (string, error) {
	record, err := l.record(ctx, of.RunID)
	if err != nil {
		return "", err
	}
	party, err := record.party(of.Party)
	if err != nil {
		return "", err
	}
	if party.ID == of.Party {
		return "", noPack(party, of.Kind)
	}
	return party.ID, nil
}

// forReader refuses, as if there were none, a report that is not for the reader:
// a party reads its own pack, and a supplier the one about the list as well. That
// says no more of another party than of one that there is not.
func (r Request) forReader(scope graphstore.Scope) error {
	switch own := scope.Party() != "" && r.Party == scope.Party(); {
	case scope.All(),
		r.Pack == PackFIR && !scope.None() && !scope.Manufacturer(),
		r.Pack == PackManufacturer && own && scope.Manufacturer(),
		r.Pack == PackSupplier && own && !scope.None() && !scope.Manufacturer():
		return nil
	}
	return fmt.Errorf("%s report of %s: %w", r.Pack, r.Party, graphstore.ErrNotFound)
}

func (r Request) check() error {
	switch {
	case !KnownPack(r.Pack):
		return &graphstore.InputError{Code: "unknown-pack", Message: fmt.Sprintf("there is no report %q", r.Pack), Hint: "give one of " + strings.Join(Packs, ", ")}
	case ForParty(r.Pack) && r.Party == "":
		return &graphstore.InputError{Code: "party-missing", Message: "a " + r.Pack + " report is for one party, and none was given", Hint: "name the party, as the file of parties or its returns do"}
	case !ForParty(r.Pack) && r.Party != "":
		return &graphstore.InputError{Code: "party-needless", Message: "a " + r.Pack + " report is not made for one party", Hint: "leave the party out"}
	case r.Restates != "" && r.Why == "":
		return &graphstore.InputError{Code: "text-missing", Message: "a correction does not say what was wrong", Hint: "say it in a few words; it is printed at the top"}
	}
	return nil
}

// Panel returns what a run froze for the Panel report; runID may be blank for
// the newest full run that ended ok or partial.
func (l *Library) Panel(ctx context.Context, runID string) (*Panel, error) {
	runID, err := l.run(ctx, runID)
	if err != nil {
		return nil, err
	}
	data, err := l.Shelf.FrozenReport(ctx, graphstore.Everything, graphstore.Frozen{RunID: runID, Kind: KindPanel})
	if err != nil {
		return nil, err
	}
	return Thaw(data)
}

// run is the run that a report is about: the newest one that may be, if none is named.
func (l *Library) run(ctx context.Context, runID string) (string, error) {
	if runID != "" {
		return runID, nil
	}
	run, err := l.Shelf.NewestReportableRun(ctx, graphstore.Everything)
	if errors.Is(err, graphstore.ErrNotFound) {
		return "", ErrNoRun
	}
	return run.ID, err
}

// PanelFor is [Library.Panel] with what the run could not decide, and what an
// audience is told beside.
func (l *Library) PanelFor(ctx context.Context, runID string, a Audience) (*Panel, error) {
	p, err := l.Panel(ctx, runID)
	if err != nil {
		return nil, err
	}
	record, err := l.record(ctx, p.Run.ID)
	if err != nil {
		return nil, err
	}
	p.Held = record.Held
	if a.Role == AudienceManufacturer {
		p.Told = record.Told
	}
	return p, nil
}

// record returns what a run froze beside the Panel report.
func (l *Library) record(ctx context.Context, runID string) (*Record, error) {
	data, err := l.Shelf.FrozenReport(ctx, graphstore.Everything, graphstore.Frozen{RunID: runID, Kind: KindRecord})
	if err != nil {
		return nil, fmt.Errorf("%w (a run of an earlier version of Waymark has none: run the rules again)", err)
	}
	return ThawRecord(data)
}

// Publish builds a report, signs it and keeps it for good. The same report of
// the same run is published once. It fails as [Library.Draft] does, and as
// *graphstore.InputError when there is no key to sign with.
func (l *Library) Publish(ctx context.Context, r Request) (Published, error) {
	if l.Signer == nil {
		return Published{}, &graphstore.InputError{Code: "no-signing-key", Message: "there is no key to sign reports with", Hint: "set report.signing-key to a file with an Ed25519 private key, the same on every replica"}
	}
	if err := r.check(); err != nil {
		return Published{}, err
	}
	if err := l.restatable(ctx, r); err != nil {
		return Published{}, err
	}
	p, err := l.build(ctx, graphstore.Everything, r)
	if err != nil {
		return Published{}, err
	}
	data, sum, err := freezePack(p)
	if err != nil {
		return Published{}, err
	}
	id, err := graphstore.NewReportID()
	if err != nil {
		return Published{}, fmt.Errorf("publish a report: %w", err)
	}
	about := p.About()
	seal := l.Signer.seal(Seal{Pack: about.Pack, Party: about.Party, RunID: about.Run.ID, Report: id, DataSHA256: sum})
	kept, err := l.Shelf.PublishReport(ctx, graphstore.Report{
		ID: id, Pack: about.Pack, Party: about.Party, RunID: about.Run.ID, Schema: about.Schema, PublishedBy: r.By,
		Restates: r.Restates, Why: r.Why, Release: l.Release, KeyID: seal.KeyID, Signature: seal.Signature,
	}, data)
	if err != nil {
		return Published{}, err
	}
	return Published{Report: kept, Name: about.name()}, nil
}

// restatable refuses a correction of a report of another pack or party.
func (l *Library) restatable(ctx context.Context, r Request) error {
	if r.Restates == "" {
		return nil
	}
	former, err := l.Shelf.Report(ctx, graphstore.Everything, r.Restates)
	if err != nil {
		return err
	}
	if former.Pack != r.Pack || former.Party != r.Party {
		return &graphstore.InputError{
			Code: "restates-another", Message: fmt.Sprintf("report %s is a %s report, and the correction is not of the same kind and party", former.ID, former.Pack),
			Hint: "name the report that is corrected",
		}
	}
	return nil
}

// Open returns a published report; graphstore.ErrNotFound if there is none in scope.
func (l *Library) Open(ctx context.Context, scope graphstore.Scope, id string) (*Issue, error) {
	report, err := l.Shelf.Report(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	data, err := l.Shelf.ReportData(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	p, err := ThawPack(report.Pack, data)
	if err != nil {
		return nil, err
	}
	return &Issue{Pack: p, Published: &report, Seal: Seal{
		Pack: report.Pack, Party: report.Party, RunID: report.RunID, Report: report.ID, DataSHA256: report.SHA256,
		Release: l.Release, KeyID: report.KeyID, Signature: report.Signature,
	}}, nil
}

// Write renders a published report in one of [Formats], and notes the hash and
// signature of what it wrote.
func (l *Library) Write(ctx context.Context, w io.Writer, id, format string) error {
	issue, err := l.Open(ctx, graphstore.Everything, id)
	if err != nil {
		return err
	}
	return l.Render(ctx, w, issue, format)
}

// WriteDraft renders a report in one of [Formats] without publishing it. It
// fails as [Library.Draft] does.
func (l *Library) WriteDraft(ctx context.Context, w io.Writer, r Request, format string) error {
	issue, err := l.Draft(ctx, graphstore.Everything, r)
	if err != nil {
		return err
	}
	return l.Render(ctx, w, issue, format)
}

// Render writes a report in one of [Formats]. The same report in the same
// release gives the same bytes. Nothing is written when it fails.
func (l *Library) Render(ctx context.Context, w io.Writer, issue *Issue, format string) error {
	var b bytes.Buffer
	if err := issue.render(ctx, &b, format, l.Drawer); err != nil {
		return err
	}
	if issue.Published != nil {
		if err := l.noteRendering(ctx, issue.Published.ID, format, b.Bytes()); err != nil {
			return err
		}
	}
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// noteRendering keeps hash and signature of what is given out of a published report.
func (l *Library) noteRendering(ctx context.Context, id, format string, data []byte) error {
	sum := sha256.Sum256(data)
	r := graphstore.Rendering{Format: format, Release: l.Release, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data))}
	if l.Signer != nil {
		r.KeyID, r.Signature = l.Signer.KeyID(), l.Signer.signBytes(data)
	}
	return l.Shelf.RecordRendering(ctx, id, r)
}

// document lays the issue out, with what publishing adds to it.
func (i *Issue) document(format string) *Document {
	d := i.Pack.Document()
	d.Name, d.Seal = i.name(), i.Seal
	d.Seal.Format = format
	d.Made = i.Pack.About().Run.Finished
	if i.Published == nil {
		d.Facts = append(d.Facts, Fact{"Published", "no: this is a draft"})
		return d
	}
	d.Made = i.Published.PublishedAt.Truncate(time.Second)
	d.Facts = append(d.Facts, Fact{"Published", moment(i.Published.PublishedAt) + " by " + i.Published.PublishedBy}, Fact{"Report", i.Published.ID})
	if i.Published.Restates != "" {
		d.Notes = append([]string{fmt.Sprintf("This report corrects report %s: %s", i.Published.Restates, i.Published.Why)}, d.Notes...)
	}
	return d
}

// FileName is a name for a rendering of the issue, safe on every system.
func (i *Issue) FileName(format string) string { return "waymark-" + i.name() + "." + format }

func (i *Issue) name() string {
	name := i.Pack.About().name()
	if i.Published != nil {
		name += "-" + i.Published.ID
	}
	return name
}

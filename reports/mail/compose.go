package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"time"

	"waymark/graphstore"
	"waymark/reports"
)

// Library publishes reports and gives frozen ones; a reports.Library is one.
type Library interface {
	Publish(ctx context.Context, r reports.Request) (reports.Published, error)
	// Write renders a published report, and WriteDraft one that is not published.
	Write(ctx context.Context, w io.Writer, id, format string) error
	WriteDraft(ctx context.Context, w io.Writer, r reports.Request, format string) error
	// Fingerprint is the same for reports that tell the same, whatever run they are of.
	Fingerprint(ctx context.Context, r reports.Request) (string, error)
	// PanelFor gives the frozen Panel report of a run; a blank id means the newest
	// reportable run, and ErrNotFound that there is none.
	// With it comes what the audience is told beside.
	PanelFor(ctx context.Context, runID string, a reports.Audience) (*reports.Panel, error)
}

// Graph is what a composer reads of the graph; a [graphstore.Store] is one.
type Graph interface {
	Parties(ctx context.Context, scope graphstore.Scope) ([]graphstore.Party, error)
}

// DefaultMaxAttachment is the most bytes of a report that comes with a mail.
const DefaultMaxAttachment = 10 << 20

// Composer makes letters of subscriptions and notices. It is safe for concurrent use.
type Composer struct {
	Graph   Graph
	Library Library
	// From is whom mail comes from.
	From *mail.Address
	// Marking is for letters that rest on no report.
	Marking reports.Marking
	// Rules give the titles of rules.
	Rules []reports.RuleText
	// ReadAt is where people read on, such as https://waymark.example; blank if nowhere.
	ReadAt string
	// MaxAttachment is the most bytes of an attachment; 0 takes [DefaultMaxAttachment].
	MaxAttachment int64
}

// Composed is the mail that a subscription would get.
type Composed struct {
	Letter Letter
	Body   *graphstore.MessageBody
	// RunID is the run that it tells about; blank while there is none.
	RunID string
	// Fingerprint is that of the report that goes with it; blank where the findings
	// alone say whether anything has changed.
	Fingerprint string
	// Quiet says why there is nothing to tell; then the letter says so.
	Quiet string
}

// Preview makes the mail that the subscription would get now, without publishing
// a report: of an attachment it says the name.
func (c *Composer) Preview(ctx context.Context, sub graphstore.Subscription) (Composed, error) {
	return c.compose(ctx, sub, c.nameReport)
}

// Test makes the mail that the subscription would get now, without publishing a
// report: a draft of it is attached.
func (c *Composer) Test(ctx context.Context, sub graphstore.Subscription) (Composed, error) {
	return c.compose(ctx, sub, c.draftReport)
}

// Compose makes the mail that the subscription gets now, and publishes the report
// that goes with it unless there is nothing to tell.
func (c *Composer) Compose(ctx context.Context, sub graphstore.Subscription) (Composed, error) {
	return c.compose(ctx, sub, c.publishReport)
}

func (c *Composer) compose(ctx context.Context, sub graphstore.Subscription, report reporter) (Composed, error) {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return Composed{}, fmt.Errorf("load time zone of subscription %s: %w", sub.ID, err)
	}
	audience, err := c.audience(ctx, sub)
	if err != nil {
		return Composed{}, err
	}
	now, err := c.Library.PanelFor(ctx, "", audience)
	switch {
	case errors.Is(err, reports.ErrNoRun):
		out := Composed{Quiet: "no full run has ended yet", Letter: c.beforeFirstRun(audience)}
		return out, c.finish(&out, sub, zone)
	case err != nil:
		return Composed{}, err
	}
	before, err := c.before(ctx, sub, audience, now)
	if err != nil {
		return Composed{}, err
	}
	digest := NewDigest(before, now, audience, filterOf(sub))
	out := Composed{RunID: now.Run.ID}
	if !aboutFindings[sub.Pack] {
		if out.Fingerprint, err = c.Library.Fingerprint(ctx, requestOf(sub, now.Run)); err != nil {
			return Composed{}, err
		}
	}
	if out.Quiet = quiet(sub, &digest, out.Fingerprint); out.Quiet != "" {
		out.Letter = digest.quiet(zone)
		if !aboutFindings[sub.Pack] && sub.LastRunID != now.Run.ID {
			out.Letter.reportUnchanged(sub, now.Run, zone)
		}
		return out, c.finish(&out, sub, zone)
	}
	out.Letter = digest.letter(zone)
	var attachments []graphstore.Attachment
	if sub.Pack != PackDigest {
		if attachments, err = addReport(ctx, &out.Letter, sub, now, report); err != nil {
			return Composed{}, err
		}
	}
	err = c.finish(&out, sub, zone)
	if err == nil {
		out.Body.Attachments = attachments
	}
	return out, err
}

// quiet says why there is nothing to tell; blank when there is.
func quiet(sub graphstore.Subscription, d *Digest, fingerprint string) string {
	switch {
	case sub.LastRunID == d.Run.ID:
		return "no full run has ended since the last mail"
	case !aboutFindings[sub.Pack] && fingerprint != sub.LastFingerprint:
		return ""
	case !aboutFindings[sub.Pack], !d.Changed():
		return "nothing has changed since the last mail"
	}
	return ""
}

// before is the report that the subscriber was last told about; nil if there was
// none, or another version of Waymark froze it in a form that this one cannot read.
func (c *Composer) before(ctx context.Context, sub graphstore.Subscription, audience reports.Audience, now *reports.Panel) (*reports.Panel, error) {
	switch sub.LastRunID {
	case "":
		return nil, nil //nolint:nilnil // no report is an answer
	case now.Run.ID:
		return now, nil
	}
	before, err := c.Library.PanelFor(ctx, sub.LastRunID, audience)
	var schema *reports.SchemaError
	var input *graphstore.InputError
	if errors.Is(err, graphstore.ErrNotFound) || errors.As(err, &schema) || errors.As(err, &input) {
		return nil, nil //nolint:nilnil // no report is an answer
	}
	return before, err
}

// audience is for whom a subscription's findings are, with what the party
// represents today. Whoever reads a pack for one party sees what that party does.
func (c *Composer) audience(ctx context.Context, sub graphstore.Subscription) (reports.Audience, error) {
	a := reports.Audience{Role: readsAs(sub), Party: sub.Party}
	if sub.Party == "" {
		return a, nil
	}
	parties, err := c.Graph.Parties(ctx, graphstore.Everything)
	if err != nil {
		return a, err
	}
	p, err := checkParty(parties, sub)
	if err != nil {
		return a, err
	}
	a.ManufacturerIDs = p.ManufacturerIDs
	return a, nil
}

func (c *Composer) beforeFirstRun(a reports.Audience) Letter {
	return Letter{
		Marking: c.Marking, Subject: fmt.Sprintf("Waymark for %s: no run yet", party(a)), Title: "Nothing to report yet",
		Lead: "The rules have not been run over the whole list yet, so there is nothing to tell. You hear of it when they have.",
	}
}

// finish adds where to read on and why the reader gets this, and renders.
func (c *Composer) finish(out *Composed, sub graphstore.Subscription, zone *time.Location) error {
	l := &out.Letter
	if c.ReadAt != "" {
		l.Sections = append(l.Sections, Section{Heading: "Read on", Lines: []string{"All findings, with their evidence and trail, are at " + c.ReadAt}})
	} else if len(l.Sections) > 0 {
		l.Sections = append(l.Sections, Section{Heading: "Read on", Lines: []string{"All findings, with their evidence and trail, are in Waymark; whoever runs it for you can give you the full list."}})
	}
	l.Foot = fmt.Sprintf("You get this since this address is subscribed for %s. Mail is made by the schedule %q (%s) when something has changed, and at least once a month. To change or stop it, answer to %s and name subscription %s.",
		party(reports.Audience{Role: sub.Audience, Party: sub.Party}), sub.Schedule, zone, c.From.Address, sub.ID)
	var err error
	out.Body, err = l.Render()
	return err
}

package mail

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strings"
	"time"

	"waymark/graphstore"
	"waymark/reports"
)

// Library publishes reports and gives frozen ones; a reports.Library is one.
type Library interface {
	Publish(ctx context.Context, r reports.Request) (reports.Published, error)
	Write(ctx context.Context, w io.Writer, id, format string) error
	// Panel gives the frozen Panel report of a run; a blank id means the newest
	// reportable run, and ErrNotFound that there is none.
	Panel(ctx context.Context, runID string) (*reports.Panel, error)
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
	// Quiet says why there is nothing to tell; then the letter says so.
	Quiet string
}

// Preview makes the mail that the subscription would get now, without publishing
// a report: of an attachment it says the name.
func (c *Composer) Preview(ctx context.Context, sub graphstore.Subscription) (Composed, error) {
	return c.compose(ctx, sub, false)
}

// Compose makes the mail that the subscription gets now, and publishes the report
// that goes with it unless there is nothing to tell.
func (c *Composer) Compose(ctx context.Context, sub graphstore.Subscription) (Composed, error) {
	return c.compose(ctx, sub, true)
}

func (c *Composer) compose(ctx context.Context, sub graphstore.Subscription, publish bool) (Composed, error) {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return Composed{}, fmt.Errorf("load time zone of subscription %s: %w", sub.ID, err)
	}
	audience, err := c.audience(ctx, sub)
	if err != nil {
		return Composed{}, err
	}
	now, err := c.Library.Panel(ctx, "")
	switch {
	case errors.Is(err, reports.ErrNoRun):
		out := Composed{Quiet: "no full run has ended yet", Letter: c.beforeFirstRun(audience)}
		return out, c.finish(&out, sub, zone)
	case err != nil:
		return Composed{}, err
	}
	before, err := c.before(ctx, sub, now)
	if err != nil {
		return Composed{}, err
	}
	digest := NewDigest(before, now, audience, filterOf(sub))
	out := Composed{RunID: now.Run.ID, Quiet: quiet(sub, &digest)}
	if out.Quiet != "" {
		out.Letter = digest.quiet(zone)
		return out, c.finish(&out, sub, zone)
	}
	out.Letter = digest.letter(zone)
	var attachments []graphstore.Attachment
	if sub.Pack != PackDigest {
		if attachments, err = c.addPack(ctx, &out.Letter, sub, now, publish); err != nil {
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
func quiet(sub graphstore.Subscription, d *Digest) string {
	switch {
	case sub.LastRunID == d.Run.ID:
		return "no full run has ended since the last mail"
	case !aboutFindings[sub.Pack]:
		return ""
	case !d.Changed():
		return "nothing has changed since the last mail"
	}
	return ""
}

// before is the report that the subscriber was last told about; nil if there was none.
func (c *Composer) before(ctx context.Context, sub graphstore.Subscription, now *reports.Panel) (*reports.Panel, error) {
	switch sub.LastRunID {
	case "":
		return nil, nil //nolint:nilnil // no report is an answer
	case now.Run.ID:
		return now, nil
	}
	before, err := c.Library.Panel(ctx, sub.LastRunID)
	if errors.Is(err, graphstore.ErrNotFound) {
		return nil, nil //nolint:nilnil // no report is an answer
	}
	return before, err
}

// audience is for whom a subscription's findings are, with what the party
// represents today.
func (c *Composer) audience(ctx context.Context, sub graphstore.Subscription) (reports.Audience, error) {
	a := reports.Audience{Role: sub.Audience, Party: sub.Party}
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

// addPack adds the report, as an attachment or as where to fetch it.
func (c *Composer) addPack(ctx context.Context, l *Letter, sub graphstore.Subscription, now *reports.Panel, publish bool) ([]graphstore.Attachment, error) {
	s := Section{Heading: "The report"}
	defer func() { l.Sections = append([]Section{s}, l.Sections...) }()
	l.Subject = fmt.Sprintf("%s, run %d%s", packNames[sub.Pack], now.Run.Number, strings.TrimPrefix(l.Subject, "Waymark"))
	name := fmt.Sprintf("waymark-%s-%d.%s", sub.Pack, now.Run.Number, sub.Format)
	if !publish {
		s.Lines = []string{fmt.Sprintf("It comes as %s.", name)}
		if !sub.Attach {
			s.Lines = []string{"It is published, and the mail says where to fetch it."}
		}
		return nil, nil
	}
	request := reports.Request{Pack: sub.Pack, RunID: now.Run.ID, By: "subscription " + sub.ID}
	if reports.ForParty(sub.Pack) {
		request.Party = sub.Party
	}
	published, err := c.Library.Publish(ctx, request)
	if err != nil {
		return nil, err
	}
	if !sub.Attach {
		s.Lines = []string{c.fetch(published, sub.Format)}
		return nil, nil
	}
	data, err := c.write(ctx, published.ID, sub.Format)
	var large *tooLargeError
	if errors.As(err, &large) {
		s.Lines = []string{fmt.Sprintf("It is larger than %s, too large for a mail.", large), c.fetch(published, sub.Format)}
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s.Lines = []string{fmt.Sprintf("It comes with this mail as %s (report %s).", name, published.ID)}
	return []graphstore.Attachment{{Name: name, MediaType: cmp.Or(reports.MediaType(sub.Format), "application/octet-stream"), Data: data}}, nil
}

func (c *Composer) fetch(p reports.Published, format string) string {
	if c.ReadAt == "" {
		return fmt.Sprintf("Fetch it from Waymark: report %s, as %s.", p.ID, format)
	}
	return fmt.Sprintf("Fetch it at %s/api/v1/reports/published/%s?format=%s", strings.TrimSuffix(c.ReadAt, "/"), p.ID, format)
}

func (c *Composer) write(ctx context.Context, id, format string) ([]byte, error) {
	w := &limited{most: cmp.Or(c.MaxAttachment, DefaultMaxAttachment)}
	if err := c.Library.Write(ctx, w, id, format); err != nil {
		return nil, err
	}
	return w.taken.Bytes(), nil
}

// limited is a buffer that takes so many bytes and no more. It shows no other
// way to write than Write, which io.WriteString and the like would take.
type limited struct {
	taken bytes.Buffer
	most  int64
}

type tooLargeError struct{ most int64 }

func (e *tooLargeError) Error() string {
	if e.most < 1<<20 {
		return fmt.Sprintf("%d bytes", e.most)
	}
	return fmt.Sprintf("%d MiB", e.most>>20)
}

// Write fails with *tooLargeError beyond the limit, so that rendering ends there.
func (l *limited) Write(p []byte) (int, error) {
	if int64(l.taken.Len()+len(p)) > l.most {
		return 0, &tooLargeError{l.most}
	}
	return l.taken.Write(p) //nolint:wrapcheck // a buffer never fails
}

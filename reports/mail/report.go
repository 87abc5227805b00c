package mail

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"waymark/graphstore"
	"waymark/reports"
)

// reporter says, in lines of a letter, where the report of a run is, and gives
// it if it comes along.
type reporter func(ctx context.Context, sub graphstore.Subscription, run reports.Run) ([]string, []graphstore.Attachment, error)

// addReport puts the report first in the letter.
func addReport(ctx context.Context, l *Letter, sub graphstore.Subscription, now *reports.Panel, report reporter) ([]graphstore.Attachment, error) {
	lines, attachments, err := report(ctx, sub, now.Run)
	if err != nil {
		return nil, err
	}
	l.Subject = fmt.Sprintf("%s, run %d%s", packNames[sub.Pack], now.Run.Number, strings.TrimPrefix(l.Subject, "Waymark"))
	l.Sections = append([]Section{{Heading: "The report", Lines: lines}}, l.Sections...)
	return attachments, nil
}

// reportUnchanged says of the report, and not of findings, that nothing has changed.
func (l *Letter) reportUnchanged(sub graphstore.Subscription, run reports.Run, zone *time.Location) {
	l.Subject = packNames[sub.Pack] + ": nothing has changed since the last one"
	l.Title = l.Subject
	l.Lead = fmt.Sprintf("The report would tell what the last one did, so it does not come again. The rules last ran on %s (run %d, %s).", dateIn(run.Started, zone), run.Number, run.Status)
}

func requestOf(sub graphstore.Subscription, run reports.Run) reports.Request {
	r := reports.Request{Pack: sub.Pack, RunID: run.ID, By: "subscription " + sub.ID}
	if reports.ForParty(sub.Pack) {
		r.Party = sub.Party
	}
	return r
}

func attachmentName(sub graphstore.Subscription, run reports.Run) string {
	return fmt.Sprintf("waymark-%s-%d.%s", sub.Pack, run.Number, sub.Format)
}

// nameReport makes no report; it says how it would come.
func (c *Composer) nameReport(_ context.Context, sub graphstore.Subscription, run reports.Run) ([]string, []graphstore.Attachment, error) {
	if !sub.Attach {
		return []string{"It is published, and the mail says where to fetch it."}, nil, nil
	}
	return []string{fmt.Sprintf("It comes as %s.", attachmentName(sub, run))}, nil, nil
}

// draftReport attaches the report as a draft and publishes nothing.
func (c *Composer) draftReport(ctx context.Context, sub graphstore.Subscription, run reports.Run) ([]string, []graphstore.Attachment, error) {
	const fetched = "Mail by the schedule publishes it, and says where to fetch it."
	if !sub.Attach {
		return []string{"This is a test, so no report is published. " + fetched}, nil, nil
	}
	data, err := c.render(func(w io.Writer) error { return c.Library.WriteDraft(ctx, w, requestOf(sub, run), sub.Format) })
	var large *tooLargeError
	if errors.As(err, &large) {
		return []string{fmt.Sprintf("It is larger than %s, too large for a mail. ", large) + fetched}, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	name := "draft-" + attachmentName(sub, run)
	return []string{fmt.Sprintf("It comes with this mail as %s. It is a draft: this is a test, so nothing is published.", name)}, attached(name, sub.Format, data), nil
}

// publishReport publishes the report, and attaches it or says where to fetch it.
func (c *Composer) publishReport(ctx context.Context, sub graphstore.Subscription, run reports.Run) ([]string, []graphstore.Attachment, error) {
	request := requestOf(sub, run)
	published, err := c.Library.Publish(ctx, request)
	if err != nil {
		return nil, nil, err
	}
	if !sub.Attach {
		return []string{c.fetch(published, sub.Format)}, nil, nil
	}
	data, err := c.render(func(w io.Writer) error { return c.Library.Write(ctx, w, published.ID, sub.Format) })
	var large *tooLargeError
	if errors.As(err, &large) {
		return []string{fmt.Sprintf("It is larger than %s, too large for a mail.", large), c.fetch(published, sub.Format)}, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	name := attachmentName(sub, run)
	return []string{fmt.Sprintf("It comes with this mail as %s (report %s).", name, published.ID)}, attached(name, sub.Format, data), nil
}

func attached(name, format string, data []byte) []graphstore.Attachment {
	return []graphstore.Attachment{{Name: name, MediaType: cmp.Or(reports.MediaType(format), "application/octet-stream"), Data: data}}
}

func (c *Composer) fetch(p reports.Published, format string) string {
	if c.ReadAt == "" {
		return fmt.Sprintf("Fetch it from Waymark: report %s, as %s.", p.ID, format)
	}
	return fmt.Sprintf("Fetch it at %s/api/v1/reports/published/%s?format=%s", strings.TrimSuffix(c.ReadAt, "/"), p.ID, format)
}

// render takes what write writes, and fails with *tooLargeError beyond what may
// be attached.
func (c *Composer) render(write func(io.Writer) error) ([]byte, error) {
	w := &limited{most: cmp.Or(c.MaxAttachment, DefaultMaxAttachment)}
	if err := write(w); err != nil {
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

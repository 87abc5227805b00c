package mail_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
	"waymark/reports/mail"
)

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// desk is a store with one subscription. What the real one does when two
// processes meet is tested on the graph.
type desk struct {
	*shelf
	partiesOnly
	sub      graphstore.Subscription
	advances []graphstore.Advance
	failures []string
	queued   []graphstore.NewMessage
	audited  []string
}

func (d *desk) Audited(_ context.Context, operation, target string, work func() (string, error)) error {
	d.audited = append(d.audited, operation+" "+target)
	_, err := work()
	return err
}

func (d *desk) Subscriptions(context.Context, graphstore.Scope) ([]graphstore.Subscription, error) {
	return []graphstore.Subscription{d.sub}, nil
}

func (d *desk) AdvanceSubscription(_ context.Context, a graphstore.Advance) (bool, error) {
	d.advances = append(d.advances, a)
	d.sub.LastDueAt = a.Until
	if a.RunID != "" {
		d.sub.LastRunID, d.sub.LastFingerprint = a.RunID, a.Fingerprint
	}
	if len(a.Messages) > 0 {
		d.sub.LastSentAt = &a.Until
	}
	return true, nil
}

func (d *desk) FailSubscription(_ context.Context, _ graphstore.Subscription, called, why string, now time.Time) error {
	d.failures = append(d.failures, now.Format("15:04 ")+called+": "+why)
	return nil
}

func (d *desk) WarnOfWaivers(context.Context, cpl.Date) (int, error) { return 0, nil }
func (d *desk) UntoldNotices(context.Context, graphstore.Scope) ([]graphstore.Notice, error) {
	return nil, nil
}

func (d *desk) TellNotices(context.Context, []graphstore.Notice, []graphstore.NewMessage) (bool, error) {
	return true, nil
}

func (d *desk) Enqueue(_ context.Context, messages []graphstore.NewMessage) error {
	d.queued = append(d.queued, messages...)
	return nil
}

// office is a mailer over a desk whose rules find something new in every run.
type office struct {
	*desk
	*mail.Mailer
	c *clock
	t *testing.T
	// quiet keeps every run alike.
	quiet bool
	runs  int
	books *library
}

func open(t *testing.T, schedule, zone string, begin time.Time) *office {
	c := &clock{at: begin}
	comp := composer()
	o := &office{desk: &desk{shelf: fill(0, anyone, begin)}, c: c, t: t, books: comp.Library.(*library)}
	o.sub = subscription("panel", "", "digest")
	o.sub.Schedule, o.sub.Zone, o.sub.LastDueAt, o.sub.LastRunID, o.sub.CreatedAt = schedule, zone, begin, "", begin
	london, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	o.Mailer = &mail.Mailer{Store: o.desk, Composer: comp, Zone: london, Now: c.now, Logger: slog.New(slog.DiscardHandler)}
	o.run()
	return o
}

func (o *office) run() {
	o.runs++
	findings := []reports.Finding{versionFinding(0, makerOne, "B0B0", 1)}
	if !o.quiet {
		found := versionFinding(o.runs, makerOne, "B0B0", 1)
		found.FirstSeen = o.c.now()
		findings = append(findings, found)
	}
	p := panel(fmt.Sprintf("run-%d", o.runs), int64(o.runs), 1, findings...)
	p.Run.Started = o.c.now()
	o.books.panels = append(o.books.panels, p)
}

// until looks every step, with a run a day at 04:00 UTC, and gives when mail was made.
func (o *office) until(end time.Time, step time.Duration) []string {
	o.t.Helper()
	for ; o.c.now().Before(end); o.c.add(step) {
		if now := o.c.now(); now.Hour() == 4 && now.Minute() < int(step.Minutes()) {
			o.run()
		}
		require.NoError(o.t, o.Compose(o.t.Context()))
	}
	require.Len(o.t, o.audited, len(o.made()), "what is mailed is in the audit")
	return o.made()
}

func (o *office) made() []string {
	var out []string
	for _, a := range o.advances {
		if len(a.Messages) > 0 {
			out = append(out, a.Until.Format("2006-01-02 15:04"))
		}
	}
	return out
}

func utc(text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestSchedulesFollowTheClockOnTheWall(t *testing.T) {
	for name, c := range map[string]struct {
		schedule, zone, from, to string
		want                     []string
	}{
		"spring change skips 01:30":   {"30 1 * * *", "Europe/London", "2027-03-27 12:00", "2027-03-30 12:00", []string{"2027-03-28 01:00", "2027-03-29 00:30", "2027-03-30 00:30"}},
		"autumn change repeats 01:30": {"30 1 * * *", "Europe/London", "2026-10-24 12:00", "2026-10-27 12:00", []string{"2026-10-25 00:30", "2026-10-26 01:30", "2026-10-27 01:30"}},
		"its own zone":                {"0 9 * * *", "America/New_York", "2026-11-25 00:00", "2026-11-27 00:00", []string{"2026-11-25 14:00", "2026-11-26 14:00"}},
		"29 February":                 {"0 7 29 2 *", "Europe/London", "2028-02-27 00:00", "2028-03-02 00:00", []string{"2028-02-29 07:00"}},
		"the 31st of months":          {"0 7 31 * *", "UTC", "2026-03-01 00:00", "2026-06-02 00:00", []string{"2026-03-31 07:00", "2026-05-31 07:00"}},
		"midnight at a month's end":   {"0 0 1 * *", "Europe/London", "2026-06-29 00:00", "2026-07-02 00:00", []string{"2026-06-30 23:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t, c.schedule, c.zone, utc(c.from))
			require.Equal(t, c.want, o.until(utc(c.to), 10*time.Minute))
		})
	}
}

func TestTimesThatPassedWhileNoServiceWasUpMakeOneMail(t *testing.T) {
	o := open(t, "0 7 * * *", "UTC", utc("2026-11-01 00:00"))
	o.c.add(10*24*time.Hour + 9*time.Hour)
	o.run()
	require.NoError(t, o.Compose(t.Context()))
	require.NoError(t, o.Compose(t.Context()))
	require.Equal(t, []string{"2026-11-11 09:00"}, o.made())
	require.Equal(t, []string{"2026-11-11 09:00", "2026-11-12 07:00"}, o.until(utc("2026-11-12 23:00"), 10*time.Minute))
}

func TestClockThatJumpsBackMakesNothingTwice(t *testing.T) {
	o := open(t, "0 * * * *", "UTC", utc("2026-11-25 06:30"))
	o.run()
	o.until(utc("2026-11-25 08:10"), 10*time.Minute)
	require.Equal(t, []string{"2026-11-25 07:00"}, o.made(), "the 08:00 one had no new run")
	o.run()
	o.c.add(-3 * time.Hour)
	o.until(utc("2026-11-25 08:05"), 5*time.Minute)
	require.Equal(t, []string{"2026-11-25 07:00"}, o.made())
	o.until(utc("2026-11-25 09:10"), 5*time.Minute)
	require.Equal(t, []string{"2026-11-25 07:00", "2026-11-25 09:00"}, o.made())
}

// A run that begins before midnight and ends after it is told once, by the next due time.
func TestRunAcrossMidnightIsToldOnce(t *testing.T) {
	o := open(t, "0 0 * * *", "Europe/London", utc("2026-11-25 12:00"))
	require.NoError(t, o.Compose(t.Context()))
	o.c.add(12 * time.Hour)
	require.NoError(t, o.Compose(t.Context()), "at midnight, the run is under way: the first mail is about the one before")
	o.c.add(5 * time.Minute)
	o.run()
	late := o.books.panels[len(o.books.panels)-1]
	late.Run.Started, late.Findings[1].FirstSeen = utc("2026-11-25 23:58"), utc("2026-11-25 23:58")
	o.until(utc("2026-11-26 23:50"), 10*time.Minute)
	require.Equal(t, []string{"2026-11-26 00:00"}, o.made())
	o.c.add(20 * time.Minute)
	require.NoError(t, o.Compose(t.Context()))
	require.Len(t, o.made(), 2)
	require.Contains(t, o.advances[len(o.advances)-1].Messages[0].Subject, "new")
}

func TestSilenceIsNeverLongerThanAMonth(t *testing.T) {
	for schedule, most := range map[string]time.Duration{"0 7 * * *": 31 * 24 * time.Hour, "0 7 * * MON": 31 * 24 * time.Hour, "0 7 1 * *": 32 * 24 * time.Hour} {
		o := open(t, schedule, "Europe/London", utc("2026-01-01 12:00"))
		o.quiet = true
		o.run()
		o.until(utc("2027-01-01 00:00"), time.Hour)
		made := o.made()
		require.Greater(t, len(made), 10, schedule)
		require.Less(t, len(made), 16, "%s: nothing changes, so nothing but heartbeats", schedule)
		for i := 1; i < len(made); i++ {
			require.LessOrEqual(t, utc(made[i]).Sub(utc(made[i-1])), most, schedule)
		}
		for _, a := range o.advances[1:] {
			if len(a.Messages) > 0 {
				require.True(t, a.Heartbeat)
				require.Contains(t, a.Messages[0].Subject, "nothing has changed since ")
			} else {
				require.NotEmpty(t, a.Skipped)
			}
		}
	}
}

func TestAReportThatIsNotAboutFindingsComesWhenItHasChangedAndOnceAMonth(t *testing.T) {
	for _, pack := range []string{reports.PackFIR, reports.PackQuality, reports.PackLedger} {
		o := open(t, "0 7 * * *", "UTC", utc("2026-01-01 12:00"))
		o.sub.Pack, o.sub.Format, o.books.tells = pack, reports.FormatHTML, "a"
		o.until(utc("2026-01-12 00:00"), time.Hour)
		require.Equal(t, []string{"2026-01-02 07:00"}, o.made(), "findings change with every run, the report does not")
		require.Equal(t, "nothing has changed since the last mail", o.advances[1].Skipped)
		o.books.tells = "b"
		o.until(utc("2026-01-20 00:00"), time.Hour)
		require.Equal(t, []string{"2026-01-02 07:00", "2026-01-12 07:00"}, o.made())
		o.until(utc("2026-02-20 00:00"), time.Hour)
		require.Len(t, o.made(), 3)
		last := utc(o.made()[2])
		require.LessOrEqual(t, last.Sub(utc("2026-01-12 07:00")), 31*24*time.Hour)
		for _, a := range o.advances {
			if a.Heartbeat {
				require.Contains(t, a.Messages[0].Subject, ": nothing has changed since the last one")
				require.Contains(t, a.Messages[0].Body.Text, "last ran on")
			}
		}
	}
}

func TestBackOffDoublesToSixHours(t *testing.T) {
	require.Equal(t, time.Minute, mail.BackOff(1, 0))
	require.Equal(t, 90*time.Second, mail.BackOff(1, 1))
	require.Equal(t, 8*time.Minute, mail.BackOff(4, 0))
	for n := range int64(100) {
		require.LessOrEqual(t, mail.BackOff(n, 0.999), 6*time.Hour)
		require.GreaterOrEqual(t, mail.BackOff(n, 0), time.Minute)
	}
}

func TestATestPublishesNothing(t *testing.T) {
	o := open(t, "0 7 * * MON", "UTC", utc("2026-11-25 06:30"))
	sub := subscription("panel", "", "panel")
	sub.LastRunID = ""
	made, err := o.SendNow(t.Context(), sub, []string{"me@example.com"})
	require.NoError(t, err)
	require.Empty(t, o.books.published)
	require.Empty(t, o.advances)
	require.Equal(t, []reports.Request{{Pack: "panel", RunID: "run-1", By: "subscription sub-1"}}, o.books.drafted)
	require.Len(t, o.queued, 1)
	require.Equal(t, "me@example.com", o.queued[0].To)
	require.Equal(t, "drafthtml\n", string(o.queued[0].Body.Attachments[0].Data))
	require.Equal(t, "draft-waymark-panel-1.html", o.queued[0].Body.Attachments[0].Name)
	require.Contains(t, made.Body.Text, "nothing is published")

	sub.Attach = false
	made, err = o.SendNow(t.Context(), sub, nil)
	require.NoError(t, err)
	require.Empty(t, o.books.published)
	require.Empty(t, made.Body.Attachments)
	require.Contains(t, made.Body.Text, "no report is published")
	sub.Attach, o.Composer.MaxAttachment, o.books.size = true, 10, 10
	made, err = o.SendNow(t.Context(), sub, nil)
	require.NoError(t, err)
	require.Empty(t, o.books.published)
	require.Contains(t, made.Body.Text, "too large for a mail")
}

// Mail that cannot be made stays due: it comes when the cause is mended, and the
// operator is told meanwhile.
func TestMailThatCannotBeMadeIsToldOfAndMadeWhenItCan(t *testing.T) {
	begin := utc("2026-11-25 06:50")
	o := open(t, "0 7 * * *", "UTC", begin)
	try := func(until string) (faults int) {
		for ; o.c.now().Before(utc("2026-11-25 " + until)); o.c.add(5 * time.Minute) {
			if o.Compose(t.Context()) != nil {
				faults++
			}
		}
		return faults
	}
	o.sub.Audience, o.sub.Party = "supplier", "Unheard of"
	require.Equal(t, 3, try("07:30"), "it is tried every ten minutes")
	require.Equal(t, "07:00 digest for Unheard of, subscription sub-1", strings.Split(o.failures[0], ": ")[0], "trying again mends nothing, so it is told at once")
	require.Contains(t, o.failures[0], "Unheard of")
	require.Empty(t, o.advances)
	o.sub.Party = supplierOne
	require.Zero(t, try("07:40"))
	require.Equal(t, []string{"2026-11-25 07:30"}, o.made())

	o = open(t, "0 7 * * *", "UTC", begin)
	o.books.fault = errors.New("the drawing failed")
	require.Equal(t, 6, try("08:00"))
	require.Empty(t, o.failures, "perhaps it passes")
	require.Equal(t, 1, try("08:05"))
	require.Equal(t, []string{"08:00 digest for the SEC Panel, subscription sub-1: the drawing failed"}, o.failures)
	o.books.fault = nil
	require.Zero(t, try("08:20"))
	require.Equal(t, []string{"2026-11-25 08:10"}, o.made())

	o = open(t, "0 7 * * *", "UTC", begin)
	o.books.fault = fmt.Errorf("read: %w", graphstore.ErrUnavailable)
	require.Equal(t, 24, try("09:00"), "it is tried again whenever it is looked")
	require.Empty(t, o.failures, "that the database is away is told elsewhere, and could not be kept")

	o = open(t, "no schedule", "UTC", begin)
	require.Equal(t, 7, try("08:00"), "what is wrong with when it is due is told of, too")
	require.Len(t, o.failures, 1)
}

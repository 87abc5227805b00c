package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

// Store is what a mailer keeps in the graph; a [graphstore.Store] is one.
type Store interface {
	Outbox
	Graph
	Subscriptions(ctx context.Context, scope graphstore.Scope) ([]graphstore.Subscription, error)
	AdvanceSubscription(ctx context.Context, a graphstore.Advance) (bool, error)
	FailSubscription(ctx context.Context, sub graphstore.Subscription, called, why string, now time.Time) error
	WarnOfWaivers(ctx context.Context, today cpl.Date) (int, error)
	UntoldNotices(ctx context.Context, scope graphstore.Scope) ([]graphstore.Notice, error)
	TellNotices(ctx context.Context, notices []graphstore.Notice, messages []graphstore.NewMessage) (bool, error)
	Enqueue(ctx context.Context, messages []graphstore.NewMessage) error
	Audited(ctx context.Context, operation, target string, work func() (result string, err error)) error
}

const (
	// lookEvery is how often a mailer looks for what is due.
	lookEvery = 30 * time.Second
	// longestSilence is how long a subscriber may hear nothing.
	longestSilence = 31 * 24 * time.Hour
	// tryAgainAfter is how long mail that could not be made is left alone.
	tryAgainAfter = 10 * time.Minute
	// failsFor is how long making it has failed before the operator is told, unless
	// trying again alone cannot mend it.
	failsFor = time.Hour
)

// Mailer composes what is due and sends what waits, until it is stopped. Several
// may work on one graph: none sends what another does.
type Mailer struct {
	Store    Store
	Composer *Composer
	// Delivery sends; nil composes only, and messages wait.
	Delivery *Delivery
	// Zone is that of the dates of waivers.
	Zone   *time.Location
	Now    func() time.Time
	Logger *slog.Logger

	cancel  context.CancelFunc
	working sync.WaitGroup
	mu      sync.Mutex
	problem string
	// failing are the subscriptions, by id and revision, whose mail cannot be made.
	// Composing alone touches it.
	failing map[string]failure
}

// Start begins to work and does not wait. End it with Stop.
func (m *Mailer) Start(ctx context.Context) {
	ctx, m.cancel = context.WithCancel(context.WithoutCancel(ctx))
	m.every(ctx, "compose", m.Compose)
	if m.Delivery != nil {
		m.every(ctx, "send", m.deliver)
	}
}

// Stop lets what is under way come to an end, or to the next message, and waits
// for it as long as ctx allows. A claimed message that was not sent is sent later.
func (m *Mailer) Stop(ctx context.Context) error {
	m.cancel()
	done := make(chan struct{})
	go func() { m.working.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("a message was still being sent: %w", ctx.Err())
	}
}

// Problem says what keeps mail from being sent at all; blank when nothing does.
func (m *Mailer) Problem() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.problem
}

func (m *Mailer) every(ctx context.Context, what string, work func(context.Context) error) {
	once := func() {
		defer func() {
			if p := recover(); p != nil {
				m.Logger.ErrorContext(ctx, "mail panicked", "act", what, "panic", p)
			}
		}()
		if err := work(ctx); err != nil && ctx.Err() == nil {
			m.Logger.ErrorContext(ctx, "mail failed, and is tried again", "act", what, "error", err)
		}
	}
	m.working.Go(func() {
		tick := time.NewTicker(lookEvery)
		defer tick.Stop()
		for {
			once()
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

func (m *Mailer) deliver(ctx context.Context) error {
	tally, err := m.Delivery.Flush(ctx)
	m.mu.Lock()
	m.problem = tally.Problem
	m.mu.Unlock()
	if tally.Sent > 0 {
		m.Logger.InfoContext(ctx, "mail sent", "sent", tally.Sent, "retrying", tally.Retrying, "dead", tally.Dead)
	}
	return err
}

// Compose makes the mail that is due now and puts it in the outbox. What goes
// wrong with one subscription stops no other.
func (m *Mailer) Compose(ctx context.Context) error {
	now := m.Now()
	faults := []error{m.tellNotices(ctx, now)}
	subs, err := m.Store.Subscriptions(ctx, graphstore.Everything)
	faults = append(faults, err)
	for _, sub := range subs {
		if sub.Paused || ctx.Err() != nil {
			continue
		}
		if err := m.composeUnlessFailed(ctx, sub, now); err != nil {
			faults = append(faults, fmt.Errorf("subscription %s: %w", sub.ID, err))
		}
	}
	return errors.Join(faults...)
}

// failure is that the mail of a subscription cannot be made, since it was first
// seen, and when that was tried last.
type failure struct{ since, last time.Time }

// composeUnlessFailed makes the mail of a subscription that is due, unless that
// failed a moment ago.
func (m *Mailer) composeUnlessFailed(ctx context.Context, sub graphstore.Subscription, now time.Time) error {
	key := fmt.Sprintf("%s:%d", sub.ID, sub.Revision)
	was, failed := m.failing[key]
	if failed && now.Sub(was.last).Abs() < tryAgainAfter {
		return nil
	}
	err := m.composeDue(ctx, sub, now)
	switch {
	case err == nil:
		delete(m.failing, key)
		return nil
	case ctx.Err() != nil, errors.Is(err, graphstore.ErrUnavailable):
		// It says nothing of this subscription, and could not be kept.
		return err
	case !failed:
		was.since = now
	}
	was.last = now
	if m.failing == nil {
		m.failing = map[string]failure{}
	}
	m.failing[key] = was
	return errors.Join(err, m.tellFailure(ctx, sub, err, now, now.Sub(was.since)))
}

// composeDue makes the mail of a subscription if a time of its schedule has
// passed since the last one; several that passed make one. Where it cannot be
// made the time stays due.
func (m *Mailer) composeDue(ctx context.Context, sub graphstore.Subscription, now time.Time) error {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return fmt.Errorf("load time zone: %w", err)
	}
	schedule, err := analytics.ParseSchedule(sub.Schedule, zone)
	if err != nil {
		return fmt.Errorf("read the schedule: %w", err)
	}
	due := schedule.Next(sub.LastDueAt)
	if due.IsZero() || due.After(now) {
		return nil
	}
	a := graphstore.Advance{Subscription: sub, Until: now}
	c, err := m.Composer.Compose(ctx, sub)
	switch {
	case err != nil:
		return err
	case c.Quiet != "" && !silentTooLong(sub, schedule.Next(now)):
		a.Skipped = c.Quiet
	default:
		a.Heartbeat = c.Quiet != ""
		if !a.Heartbeat {
			a.RunID, a.Fingerprint = c.RunID, c.Fingerprint
		}
		a.Messages = messages(sub, c, m.Composer, now, fmt.Sprintf("%s:%d", sub.ID, due.Unix()))
	}
	if len(a.Messages) == 0 {
		_, err := m.Store.AdvanceSubscription(ctx, a)
		return err
	}
	// What is mailed is handed out, as a download is.
	target := fmt.Sprintf("%s of subscription %s to %s", sub.Pack, sub.ID, strings.Join(sub.To, ", "))
	return m.Store.Audited(ctx, "mail", target, func() (string, error) {
		advanced, err := m.Store.AdvanceSubscription(ctx, a)
		if err == nil && !advanced {
			return "another replica did", nil
		}
		return "", err
	})
}

// tellFailure has the operator told that mail cannot be made, since those who
// wait for it cannot tell that from mail that has nothing to say.
func (m *Mailer) tellFailure(ctx context.Context, sub graphstore.Subscription, err error, now time.Time, lasts time.Duration) error {
	why := err.Error()
	var input *graphstore.InputError
	switch {
	case errors.As(err, &input):
		why = input.Error()
	case lasts < failsFor:
		return nil
	}
	called := fmt.Sprintf("%s for %s, subscription %s", sub.Pack, party(reports.Audience{Role: sub.Audience, Party: sub.Party}), sub.ID)
	return m.Store.FailSubscription(ctx, sub, called, why, now)
}

// silentTooLong tells whether a subscriber who hears nothing now would have
// heard nothing for over a month when the schedule comes round next.
func silentTooLong(sub graphstore.Subscription, next time.Time) bool {
	heard := sub.CreatedAt
	if sub.LastSentAt != nil {
		heard = *sub.LastSentAt
	}
	return next.IsZero() || next.Sub(heard) > longestSilence
}

func messages(sub graphstore.Subscription, c Composed, by *Composer, now time.Time, key string) []graphstore.NewMessage {
	out := make([]graphstore.NewMessage, 0, len(sub.To))
	for _, to := range sub.To {
		out = append(out, graphstore.NewMessage{
			Key: key + ":" + to, Domain: domainOf(by.From.Address), To: to, Subject: c.Letter.Subject, Cause: "subscription " + sub.ID, At: now, Body: c.Body,
		})
	}
	return out
}

// SendNow puts the mail that the subscription would get now in the outbox, to
// its recipients or to others, as a test: its schedule and what it was told
// stay as they are, and nothing is published.
func (m *Mailer) SendNow(ctx context.Context, sub graphstore.Subscription, to []string) (Composed, error) {
	if len(to) > 0 {
		var err error
		if sub.To, err = Recipients(to); err != nil {
			return Composed{}, err
		}
	}
	c, err := m.Composer.Test(ctx, sub)
	if err != nil {
		return Composed{}, err
	}
	c.Letter.Subject = "Test: " + c.Letter.Subject
	made, err := uuid.NewV7()
	if err != nil {
		return Composed{}, fmt.Errorf("make a key: %w", err)
	}
	return c, m.Store.Enqueue(ctx, messages(sub, c, m.Composer, m.Now(), "test:"+made.String()))
}

// tellNotices leaves warnings of waivers and makes one message for each party
// that there is something to tell.
func (m *Mailer) tellNotices(ctx context.Context, now time.Time) error {
	if _, err := m.Store.WarnOfWaivers(ctx, cpl.DateOf(now.In(m.Zone))); err != nil {
		return err
	}
	notices, err := m.Store.UntoldNotices(ctx, graphstore.Everything)
	if err != nil {
		return err
	}
	var order []string
	byParty := map[string][]graphstore.Notice{}
	for _, n := range notices {
		if byParty[n.Party.ID] == nil {
			order = append(order, n.Party.ID)
		}
		byParty[n.Party.ID] = append(byParty[n.Party.ID], n)
	}
	var faults []error
	for _, id := range order {
		if err := m.tellParty(ctx, byParty[id], now); err != nil {
			faults = append(faults, fmt.Errorf("tell %s: %w", id, err))
		}
	}
	return errors.Join(faults...)
}

func (m *Mailer) tellParty(ctx context.Context, notices []graphstore.Notice, now time.Time) error {
	to := notices[0].Party
	addresses, err := Recipients(cpl.Addresses(to.Email))
	if err != nil {
		return err
	}
	titles := map[string]string{}
	for _, r := range m.Composer.Rules {
		titles[r.ID] = r.Title
	}
	l := noticeLetter(to, notices, m.Composer.Marking, titles)
	l.Foot = fmt.Sprintf("You get this from Waymark since this is an address of %s. To change that, answer to %s.", oneLine(to.Name), m.Composer.From.Address)
	body, err := l.Render()
	if err != nil {
		return err
	}
	told := make([]graphstore.NewMessage, 0, len(addresses))
	for _, address := range addresses {
		told = append(told, graphstore.NewMessage{
			Key: "notices:" + noticesKey(notices) + ":" + address, Domain: domainOf(m.Composer.From.Address), To: address, Subject: l.Subject,
			Cause: "notices for " + oneLine(to.ID), At: now, Body: body,
		})
	}
	_, err = m.Store.TellNotices(ctx, notices, told)
	return err
}

// noticesKey is the same for the same notices, in whatever order.
func noticesKey(notices []graphstore.Notice) string {
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.ID
	}
	slices.Sort(ids)
	sum := sha256.Sum256(fmt.Append(nil, ids))
	return hex.EncodeToString(sum[:])
}

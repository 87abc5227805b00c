package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"time"

	"golang.org/x/time/rate"
	"waymark/graphstore"
)

// Outbox is where messages wait; a [graphstore.Store] is one.
type Outbox interface {
	ClaimMessages(ctx context.Context, c graphstore.Claim) ([]graphstore.Claimed, error)
	MessageBodies(ctx context.Context, scope graphstore.Scope, sums []string) (map[string]*graphstore.MessageBody, error)
	MarkMessages(ctx context.Context, by string, now time.Time, outcomes []graphstore.Outcome) (int, error)
}

const (
	// batchMessages are claimed together and sent over one connection.
	batchMessages = 100
	// claimFor is how long a claimed message is nobody else's. A message is not
	// begun when it might not end in that time.
	claimFor = 10 * time.Minute
	// bodiesBytes bounds the bodies that are in memory together, one at least.
	bodiesBytes = 32 << 20
)

// markPatience is how long marking is tried when the database does not answer.
var markPatience = 20 * time.Second

// Delivery sends what waits in the outbox.
type Delivery struct {
	Outbox Outbox
	Sender *Sender
	From   *mail.Address
	// Rate is the most messages a second; nil means no limit.
	Rate *rate.Limiter
	// By names this sender, unlike any other.
	By     string
	Now    func() time.Time
	Logger *slog.Logger
	// ClaimFor is how long a claim holds; 0 takes ten minutes.
	ClaimFor time.Duration
}

// Tally counts what became of messages.
type Tally struct {
	Sent     int `json:"sent"`
	Retrying int `json:"retrying"`
	Dead     int `json:"dead"`
	// Problem is what keeps mail from being sent at all; blank when nothing does.
	Problem string `json:"problem,omitempty"`
}

// Flush sends what is due until nothing is left, the server fails, or ctx ends.
// It fails only where the outbox does; what the server does is in the tally.
func (d *Delivery) Flush(ctx context.Context) (Tally, error) {
	var total Tally
	b := d.claim(ctx)
	for b.err == nil && len(b.claimed) > 0 {
		next := d.claimAhead(ctx)
		more, err := b.send(ctx)
		total.Sent, total.Retrying, total.Dead = total.Sent+b.tally.Sent, total.Retrying+b.tally.Retrying, total.Dead+b.tally.Dead
		total.Problem = b.tally.Problem
		b = <-next
		if err != nil || !more || ctx.Err() != nil {
			return total, errors.Join(err, b.giveBack(ctx))
		}
		if b.err == nil && len(b.claimed) == 0 {
			// More may have become due since the batch before began.
			b = d.claim(ctx)
		}
	}
	return total, b.err
}

// claim claims a batch.
func (d *Delivery) claim(ctx context.Context) *batch {
	b := &batch{d: d, began: time.Now()}
	b.claimed, b.err = d.Outbox.ClaimMessages(ctx, graphstore.Claim{By: d.By, Now: d.Now(), For: b.claimFor(), Limit: batchMessages})
	return b
}

// claimAhead claims a batch while the one before is sent, which would wait for it
// otherwise. It goes on for a while when ctx ends, or a claim might be made that
// nobody knows of.
func (d *Delivery) claimAhead(ctx context.Context) <-chan *batch {
	claimed := make(chan *batch, 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), markPatience)
		defer cancel()
		defer func() {
			if p := recover(); p != nil {
				claimed <- &batch{d: d, err: fmt.Errorf("claim messages: panic: %v", p)}
			}
		}()
		claimed <- d.claim(ctx)
	}()
	return claimed
}

// batch is a number of messages that were claimed together.
type batch struct {
	d *Delivery
	// began is when claimed were claimed, or err kept them from it.
	began   time.Time
	claimed []graphstore.Claimed
	err     error
	conn    *Connection
	// done waits to be marked.
	done   []graphstore.Outcome
	tally  Tally
	bodies map[string]*graphstore.MessageBody
	// stopped says that no message of it can be sent now.
	stopped bool
}

// send sends one batch, and tells whether there may be more. Each message is
// marked before the next is sent, so that a crash repeats one at most.
func (b *batch) send(ctx context.Context) (more bool, err error) {
	defer b.hangUp()
	for i, m := range b.claimed {
		if b.stopped || ctx.Err() != nil || !b.mayBegin() {
			b.release(b.claimed[i:])
			break
		}
		usable, err := b.loadBody(ctx, b.claimed[i:])
		if err != nil {
			b.release(b.claimed[i:])
			return false, errors.Join(err, b.mark(ctx))
		}
		if !usable {
			continue
		}
		if !b.one(ctx, m) {
			b.release(b.claimed[i : i+1])
		}
		if err := b.mark(ctx); err != nil {
			b.release(b.claimed[i+1:])
			return false, errors.Join(err, b.mark(ctx))
		}
	}
	// Fewer than asked for need not be the last: some may have been claimed by others, or be dead.
	return !b.stopped, b.mark(ctx)
}

// loadBody loads the body of the first message. One that is damaged is dead; then
// it is not usable.
func (b *batch) loadBody(ctx context.Context, next []graphstore.Claimed) (usable bool, err error) {
	err = b.load(ctx, next)
	var damaged *graphstore.DamagedBodyError
	if errors.As(err, &damaged) {
		// Perhaps that of a later one: this one alone decides.
		err = b.load(ctx, next[:1])
	}
	if errors.As(err, &damaged) {
		b.failed(ctx, next[0], &SendError{Verdict: Refused, Reply: reply(err), err: err})
		return false, nil
	}
	return err == nil, err
}

func (b *batch) claimFor() time.Duration {
	if b.d.ClaimFor > 0 {
		return b.d.ClaimFor
	}
	return claimFor
}

// mayBegin tells whether a message that is begun now ends while its claim holds.
func (b *batch) mayBegin() bool {
	return time.Since(b.began) < b.claimFor()-min(2*b.d.Sender.timeout, b.claimFor()/2)
}

// load reads the body of the first message, unless it is there, and with it those
// of the next ones as far as memory allows.
func (b *batch) load(ctx context.Context, next []graphstore.Claimed) error {
	if b.bodies[next[0].Body] != nil {
		return nil
	}
	var sums []string
	room := int64(bodiesBytes)
	for _, m := range next {
		if room -= m.BodyBytes; room < 0 && len(sums) > 0 {
			break
		}
		sums = append(sums, m.Body)
	}
	var err error
	b.bodies, err = b.d.Outbox.MessageBodies(ctx, graphstore.Everything, sums)
	return err
}

// one sends one message and notes what became of it; false says that it was not tried.
func (b *batch) one(ctx context.Context, m graphstore.Claimed) bool {
	if b.d.Rate != nil {
		if err := b.d.Rate.Wait(ctx); err != nil {
			b.stopped = true
			return false
		}
	}
	if b.conn == nil {
		conn, err := b.d.Sender.Connect(ctx)
		if err != nil {
			b.stopped = true
			return b.failed(ctx, m, err)
		}
		b.conn = conn
	}
	err := b.conn.Send(Envelope{From: b.d.From, To: m.To[0], MessageID: m.MessageID, Subject: m.Subject, Date: m.CreatedAt, Body: b.bodies[m.Body]})
	if err != nil {
		return b.failed(ctx, m, err)
	}
	b.tally.Sent++
	b.note(graphstore.Outcome{Claimed: m, State: graphstore.MessageSent, NextAt: b.d.Now()})
	return true
}

// failed notes what a failure means for the message.
func (b *batch) failed(ctx context.Context, m graphstore.Claimed, err error) bool {
	var judged *SendError
	if !errors.As(err, &judged) {
		judged = &SendError{Verdict: Later, Lost: true, Reply: reply(err)}
	}
	if judged.Lost {
		b.hangUp()
	}
	if ctx.Err() != nil && judged.Verdict == Later {
		// Stopped, not failed.
		b.stopped = true
		return false
	}
	now := b.d.Now()
	o := graphstore.Outcome{Claimed: m, NextAt: now, Reply: judged.Reply, Bounced: judged.Verdict == Bounced}
	switch {
	case judged.Verdict == Misconfigured:
		b.stopped, b.tally.Problem = true, judged.Reply
		b.d.Logger.ErrorContext(ctx, "mail cannot be sent until a setting is mended; it stays queued", "reply", judged.Reply)
		return false
	case judged.Verdict == Later && now.Sub(m.FirstAt) < giveUpAfter:
		b.tally.Retrying++
		o.State, o.NextAt = graphstore.MessageRetrying, now.Add(backOff(m.Attempts, chance))
		b.d.Logger.WarnContext(ctx, "message is tried again later", "message_id", m.MessageID, "attempts", m.Attempts, "next", o.NextAt, "reply", judged.Reply)
	default:
		b.tally.Dead++
		o.State = graphstore.MessageDead
		if judged.Verdict == Later {
			o.Reply = fmt.Sprintf("given up after %d attempts: %s", m.Attempts, judged.Reply)
		}
		b.d.Logger.ErrorContext(ctx, "message is dead", "message_id", m.MessageID, "attempts", m.Attempts, "reply", o.Reply)
	}
	b.note(o)
	return true
}

func (b *batch) note(o graphstore.Outcome) { b.done = append(b.done, o) }

// release notes that messages were not tried: they are as they were.
func (b *batch) release(messages []graphstore.Claimed) {
	for _, m := range messages {
		b.note(graphstore.Outcome{Claimed: m, State: m.State, NextAt: m.NextAt, Reply: m.Reply, Unused: true})
	}
}

// mark records what is done. It goes on when ctx has ended, and tries again for
// a while: what was sent and is not marked is sent twice.
func (b *batch) mark(ctx context.Context) error {
	if len(b.done) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), markPatience)
	defer cancel()
	var err error
	for wait := 100 * time.Millisecond; ctx.Err() == nil; wait *= 2 {
		var marked int
		if marked, err = b.d.Outbox.MarkMessages(ctx, b.d.By, b.d.Now(), b.done); err == nil {
			if marked < len(b.done) {
				b.d.Logger.WarnContext(ctx, "the claim on messages ended before they were marked", "lost", len(b.done)-marked)
			}
			b.done = nil
			return nil
		}
		b.d.Logger.WarnContext(ctx, "messages not marked", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return fmt.Errorf("mark %d messages: %w", len(b.done), err)
}

// giveBack releases all of a batch that is not sent.
func (b *batch) giveBack(ctx context.Context) error {
	b.release(b.claimed)
	return errors.Join(b.err, b.mark(ctx))
}

func (b *batch) hangUp() {
	if b.conn != nil {
		b.conn.Close()
		b.conn = nil
	}
}

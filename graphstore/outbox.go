package graphstore

import (
	"context"
	"fmt"
	"time"
)

var (
	pickMessages  = statement("pick_messages")
	claimMessages = statement("claim_messages")
	markMessages  = statement("mark_messages")
	listMessages  = statement("list_messages")
	countMessages = statement("count_messages")
	resendMessage = statement("resend_message")
)

// bouncesAllowed is how often in a row an address may be refused for good
// before it is suspended.
const bouncesAllowed = 3

// Message is mail to one recipient in the outbox.
type Message struct {
	ID string `json:"id"`
	// MessageID is the Message-ID header without its brackets, the same whenever it is sent.
	MessageID string   `json:"messageId"`
	To        []string `json:"to"`
	Subject   string   `json:"subject"`
	Cause     string   `json:"cause"`
	// State is one of the MessageStates; Attempts counts how often sending was tried.
	State    string `json:"state"`
	Attempts int64  `json:"attempts"`
	// NextAt is when it is tried next, or when it was tried last if it is sent or dead.
	NextAt time.Time `json:"nextAt"`
	// Reply is what the server, or the way to it, last answered.
	Reply     string    `json:"reply,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
	// FirstAt is when it was tried first; zero before that.
	FirstAt time.Time  `json:"-"`
	SentAt  *time.Time `json:"sentAt,omitempty"`
}

// Claimed is a message that one sender may send until its claim ends.
type Claimed struct {
	Message
	// Body names its body for [Store.MessageBodies], and BodyBytes is its size.
	Body      string
	BodyBytes int64
	// claim grows with every claim (a fencing token).
	claim int64
}

// Claim asks for messages to send.
type Claim struct {
	// By names the sender, unlike any other.
	By string
	// Now is the time up to which messages are due.
	Now time.Time
	// For is how long nobody else may send them, by the database's clock.
	For   time.Duration
	Limit int
}

// ClaimMessages gives the sender messages that are due, in one write; each is
// one attempt more. Nobody else gets them until they are marked or the claim ends.
func (s *Store) ClaimMessages(ctx context.Context, c Claim) ([]Claimed, error) {
	for {
		picked, err := s.read(ctx, Everything, pickMessages, map[string]any{"now": c.Now.UTC(), "limit": c.Limit})
		if err != nil || len(picked) == 0 {
			return nil, err
		}
		// None of those picked may be left, when all wait for suspended recipients: others may be due after them.
		if out, err := s.claim(ctx, c, picked); err != nil || len(out) > 0 {
			return out, err
		}
	}
}

func (s *Store) claim(ctx context.Context, c Claim, picked []row) ([]Claimed, error) {
	ids := make([]string, len(picked))
	for i, r := range picked {
		ids[i] = r.text("id")
	}
	var out []Claimed
	err := s.write(ctx, "claim messages", func(tx *transaction) error {
		out = nil
		rows, err := tx.run(ctx, claimMessages, map[string]any{"ids": ids, "now": c.Now.UTC(), "by": c.By, "seconds": int64(c.For / time.Second)})
		for _, r := range rows {
			m := asRow(r.value("message"))
			out = append(out, Claimed{Message: toMessage(m), Body: r.text("body"), BodyBytes: r.number("size"), claim: m.number("claim")})
		}
		return err
	})
	return out, err
}

func toMessage(r row) Message {
	return Message{
		ID: r.text("id"), MessageID: r.text("messageId"), To: []string{r.text("to")}, Subject: r.text("subject"), Cause: r.text("cause"), State: r.text("state"),
		Attempts: r.number("attempts"), NextAt: r.moment("nextAt"), Reply: r.text("reply"), CreatedAt: r.moment("createdAt"), FirstAt: r.moment("firstAt"),
		SentAt: r.momentIfAny("sentAt"),
	}
}

// Outcome is what became of a claimed message.
type Outcome struct {
	Claimed
	// State, NextAt and Reply are the message's from now on.
	State  string
	NextAt time.Time
	Reply  string
	// Bounced says that the server refused the address for good; Unused that
	// nothing was tried.
	Bounced, Unused bool
}

// MarkMessages records outcomes, in one write, and suspends recipients that were
// refused three times in a row. A message whose claim was lost stays as it is;
// the answer counts those that were marked. It is not tried again when Neo4j asks
// for that: the caller does so, as when there is no answer.
func (s *Store) MarkMessages(ctx context.Context, by string, now time.Time, outcomes []Outcome) (int, error) {
	params := make([]any, len(outcomes))
	for i, o := range outcomes {
		var sentAt any
		if o.State == MessageSent {
			sentAt = now.UTC()
		}
		unused := 0
		if o.Unused {
			unused = 1
		}
		params[i] = map[string]any{
			"id": o.ID, "claim": o.claim, "state": o.State, "nextAt": o.NextAt.UTC(), "reply": fromText(o.Reply), "sentAt": sentAt,
			"bounced": o.Bounced, "unused": unused,
		}
	}
	rows, err := s.writeOnce(ctx, "mark messages", markMessages, map[string]any{"outcomes": params, "by": by, "now": now.UTC(), "most": bouncesAllowed})
	return len(rows), err
}

// Messages returns messages, the newest first, from the one after the id given,
// and how many there are in all. A blank state lets all pass.
func (s *Store) Messages(ctx context.Context, scope Scope, state, after string, limit int) ([]Message, int64, error) {
	counted, err := s.read(ctx, scope, countMessages, map[string]any{"state": state})
	if err != nil {
		return nil, 0, err
	}
	rows, err := s.read(ctx, scope, listMessages, map[string]any{"id": "", "state": state, "after": after, "limit": limit})
	out := make([]Message, 0, len(rows))
	for _, r := range rows {
		out = append(out, toMessage(asRow(r.value("message"))))
	}
	return out, counted[0].number("total"), err
}

// Message returns one message; ErrNotFound if there is none.
func (s *Store) Message(ctx context.Context, scope Scope, id string) (Message, error) {
	if id == "" {
		return Message{}, fmt.Errorf("message: %w", ErrNotFound)
	}
	rows, err := s.read(ctx, scope, listMessages, map[string]any{"id": id, "state": "", "after": "", "limit": 1})
	if err == nil && len(rows) == 0 {
		err = fmt.Errorf("message %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return Message{}, err
	}
	return toMessage(asRow(rows[0].value("message"))), nil
}

// ResendMessage queues a message again, whatever its state, under the same
// Message-ID, and lifts the suspension of its recipient. It fails with
// ErrNotFound when there is none, and as *InputError while it is being sent.
func (s *Store) ResendMessage(ctx context.Context, scope Scope, id string, now time.Time) (Message, error) {
	if _, err := s.Message(ctx, scope, id); err != nil {
		return Message{}, err
	}
	err := s.write(ctx, "resend a message", func(tx *transaction) error {
		rows, err := tx.run(ctx, resendMessage, map[string]any{"id": id, "now": now.UTC()})
		if err != nil {
			return err
		}
		if rows[0].truth("claimed") {
			return &InputError{Code: "being-sent", Message: "the message is being sent at this moment", Hint: "look at it again in a few minutes"}
		}
		return nil
	})
	if err != nil {
		return Message{}, err
	}
	return s.Message(ctx, scope, id)
}

package mail_test

import (
	"context"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports/mail"
)

// shelf is an outbox in memory for conversations with a server. What the real
// one does about claims is tested on the graph.
type shelf struct {
	mu       sync.Mutex
	messages []graphstore.Claimed
	outcomes map[string][]graphstore.Outcome
	claimed  map[string]bool
	marks    int
	// onMark fails marking.
	onMark func() error
}

func fill(n int, to func(int) string, at time.Time) *shelf {
	s := &shelf{outcomes: map[string][]graphstore.Outcome{}, claimed: map[string]bool{}}
	for i := range n {
		id := fmt.Sprintf("m%05d", i)
		s.messages = append(s.messages, graphstore.Claimed{Body: "b", BodyBytes: 10, Message: graphstore.Message{
			ID: id, MessageID: id + "@waymark.example", To: []string{to(i)}, Subject: "Subject " + id, State: graphstore.MessageQueued, CreatedAt: at, NextAt: at,
		}})
	}
	return s
}

func anyone(i int) string { return fmt.Sprintf("r%d@example.com", i) }

func (s *shelf) ClaimMessages(_ context.Context, c graphstore.Claim) ([]graphstore.Claimed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []graphstore.Claimed
	for i := range s.messages {
		m := &s.messages[i]
		if len(out) == c.Limit || s.claimed[m.ID] || m.NextAt.After(c.Now) || m.State == graphstore.MessageSent || m.State == graphstore.MessageDead {
			continue
		}
		s.claimed[m.ID] = true
		if m.Attempts == 0 {
			m.FirstAt = c.Now
		}
		m.Attempts++
		out = append(out, *m)
	}
	return out, nil
}

func (s *shelf) MessageBodies(_ context.Context, _ graphstore.Scope, sums []string) (map[string]*graphstore.MessageBody, error) {
	out := map[string]*graphstore.MessageBody{}
	for _, sum := range sums {
		out[sum] = &graphstore.MessageBody{Text: "Grüße\n.\nend", HTML: "<p>Grüße</p>"}
	}
	return out, nil
}

func (s *shelf) MarkMessages(_ context.Context, _ string, _ time.Time, outcomes []graphstore.Outcome) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.onMark != nil {
		if err := s.onMark(); err != nil {
			return 0, err
		}
	}
	s.marks++
	for _, o := range outcomes {
		i := slices.IndexFunc(s.messages, func(m graphstore.Claimed) bool { return m.ID == o.ID })
		m := &s.messages[i]
		m.State, m.NextAt, m.Reply = o.State, o.NextAt, o.Reply
		if o.Unused {
			m.Attempts--
		}
		s.claimed[o.ID] = false
		s.outcomes[o.ID] = append(s.outcomes[o.ID], o)
	}
	return len(outcomes), nil
}

func (s *shelf) states() map[string]int {
	out := map[string]int{}
	for _, m := range s.messages {
		out[m.State]++
	}
	return out
}

// clock is a time that tests set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

var from = &netmail.Address{Name: "Waymark", Address: "waymark@waymark.example"}

func delivery(t testing.TB, url, caFile string, box mail.Outbox, c *clock) *mail.Delivery {
	t.Helper()
	server, err := mail.ParseServer(url, caFile)
	require.NoError(t, err)
	sender, err := mail.NewSender(server, 3*time.Second)
	require.NoError(t, err)
	return &mail.Delivery{Outbox: box, Sender: sender, From: from, By: "test", Now: c.now, Logger: slog.New(slog.DiscardHandler)}
}

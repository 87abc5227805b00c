//go:build bench

package mail_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
	"waymark/reports/mail"
)

// writes counts the write transactions of a store, by the line that it logs for each.
type writes struct{ n atomic.Int64 }

func (*writes) Enabled(context.Context, slog.Level) bool { return true }

func (w *writes) Handle(_ context.Context, r slog.Record) error {
	if r.Message == "transaction" {
		w.n.Add(1)
	}
	return nil
}
func (w *writes) WithAttrs([]slog.Attr) slog.Handler { return w }
func (w *writes) WithGroup(string) slog.Handler      { return w }

// TestOutboxFigures prints how fast the outbox is emptied to an SMTP sink in this
// process, and how often it writes to the graph, from composing to marking.
func TestOutboxFigures(t *testing.T) {
	n := neo4jtest.Cleared(t, "SchemaMigration")
	counted := &writes{}
	s, err := graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: n.Password, Database: n.Database, Logger: slog.New(counted)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.Background())) })
	_, err = s.Migrate(t.Context())
	require.NoError(t, err)
	p, c := startPeer(t, plain), newClock()
	queue(t, s, 6000, c.now())
	d := delivery(t, "smtp://"+p.address+"?tls=off", "", s, c)
	_, err = d.Flush(t.Context()) // warm
	require.NoError(t, err)

	// Each of these has a body of its own, as digests of different parties have.
	const messages = 2000
	counted.n.Store(0)
	for i := range messages / 2 {
		body := &graphstore.MessageBody{Text: fmt.Sprintf("text %d", i), HTML: "<p>text</p>"}
		var pair []graphstore.NewMessage
		for _, to := range []string{"a", "b"} {
			pair = append(pair, graphstore.NewMessage{Key: fmt.Sprint("figure ", i, to), Domain: "waymark.example", To: fmt.Sprintf("%s%d@example.com", to, i), Subject: "s", At: c.now(), Body: body})
		}
		require.NoError(t, s.Enqueue(t.Context(), pair))
	}
	made := counted.n.Load()
	began := time.Now()
	tally, err := d.Flush(t.Context())
	took := time.Since(began)
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Sent: messages}, tally)
	rate, each := messages/took.Seconds(), float64(counted.n.Load())/messages
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	require.NoError(t, out.Encode(map[string]any{"outboxFigures": map[string]any{
		"messages": messages, "messagesPerSecond": rate, "messagesPerSecondAtLeast": 200, "graphWritesPerMessage": each, "graphWritesPerMessageAtMost": 2,
		"graphWrites": map[string]int64{"composing": made, "sending": counted.n.Load() - made},
	}}))
	require.GreaterOrEqual(t, rate, 200.0)
	require.LessOrEqual(t, each, 2.0)
}

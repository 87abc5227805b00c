//go:build integration || bench

package mail_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
	"waymark/reports/mail"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

func graph(t testing.TB) *graphstore.Store {
	t.Helper()
	n := neo4jtest.Cleared(t, "SchemaMigration")
	s, err := graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: n.Password, Database: n.Database})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close(context.Background())) })
	_, err = s.Migrate(t.Context())
	require.NoError(t, err)
	return s
}

func queue(t testing.TB, s *graphstore.Store, n int, at time.Time) {
	t.Helper()
	body := &graphstore.MessageBody{Text: "text", HTML: "<p>text</p>"}
	messages := make([]graphstore.NewMessage, n)
	for i := range messages {
		messages[i] = graphstore.NewMessage{Key: fmt.Sprint(i), Domain: "waymark.example", To: fmt.Sprintf("r%d@example.com", i), Subject: "s", At: at, Body: body}
	}
	require.NoError(t, s.Enqueue(t.Context(), messages))
}

func TestTwoSendersAtOnceSendNothingTwice(t *testing.T) {
	s, p, c := graph(t), startPeer(t, plain), newClock()
	queue(t, s, 600, c.now())
	var working sync.WaitGroup
	for i := range 2 {
		working.Go(func() {
			d := delivery(t, "smtp://"+p.address+"?tls=off", "", s, c)
			d.By = fmt.Sprint("sender ", i)
			for range 50 {
				_, err := d.Flush(t.Context())
				require.NoError(t, err)
				_, left, err := s.Messages(t.Context(), graphstore.Everything, graphstore.MessageQueued, "", 1)
				require.NoError(t, err)
				if left == 0 {
					return
				}
			}
		})
	}
	working.Wait()
	// On a busy machine one may have been refused for a time; it is due again later.
	last := delivery(t, "smtp://"+p.address+"?tls=off", "", s, c)
	for range 5 {
		c.add(time.Hour)
		_, err := last.Flush(t.Context())
		require.NoError(t, err)
	}
	times := p.times(t)
	require.Len(t, times, 600)
	for id, n := range times {
		require.Equal(t, 1, n, id)
	}
}

// forgetful is a store whose process dies before it marks what was sent.
type forgetful struct{ *graphstore.Store }

func (forgetful) MarkMessages(context.Context, string, time.Time, []graphstore.Outcome) (int, error) {
	return 0, errors.New("killed")
}

func TestKilledBetweenSendingAndMarkingOnTheGraph(t *testing.T) {
	s, p, c := graph(t), startPeer(t, plain), newClock()
	queue(t, s, 1, c.now())
	t.Run("killed", func(t *testing.T) {
		mail.ShortenPatience(t)
		_, err := delivery(t, "smtp://"+p.address+"?tls=off", "", forgetful{s}, c).Flush(t.Context())
		require.Error(t, err)
	})
	require.Len(t, p.messages(), 1)
	other := delivery(t, "smtp://"+p.address+"?tls=off", "", s, c)
	tally, err := other.Flush(t.Context())
	require.NoError(t, err)
	require.Zero(t, tally.Sent, "the claim still holds")
	neo4jtest.Query(t, "MATCH (m:Message) SET m.claimedUntil = datetime.realtime() - duration('PT1S') RETURN 1 AS a", nil)
	tally, err = other.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, tally.Sent)
	require.Len(t, p.times(t), 1, "one Message-ID")
	require.Len(t, p.messages(), 2)
	tally, err = other.Flush(t.Context())
	require.NoError(t, err)
	require.Zero(t, tally.Sent)
}

// Mail that waited for a setting to be mended has as long as any other from its
// first try.
func TestMailThatWaitedLongIsTriedForThreeDaysFromItsFirstTry(t *testing.T) {
	notNow := func(p *peer) {
		p.onRcpt = func(string) error {
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.NoEnhancedCode, Message: "not now"}
		}
	}
	s, p, c := graph(t), startPeer(t, plain, notNow), newClock()
	queue(t, s, 1, c.now())
	misconfigured := delivery(t, "smtp://"+p.address, "", s, c)
	tally, err := misconfigured.Flush(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, tally.Problem)
	c.add(100 * time.Hour)
	d := delivery(t, "smtp://"+p.address+"?tls=off", "", s, c)
	for range 2 {
		tally, err = d.Flush(t.Context())
		require.NoError(t, err)
		require.Equal(t, mail.Tally{Retrying: 1}, tally)
		c.add(71 * time.Hour)
	}
	tally, err = d.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Dead: 1}, tally)
	sent, _, err := s.Messages(t.Context(), graphstore.Everything, "", "", 1)
	require.NoError(t, err)
	_, err = s.ResendMessage(t.Context(), graphstore.Everything, sent[0].ID, c.now())
	require.NoError(t, err)
	c.add(100 * time.Hour)
	tally, err = d.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Retrying: 1}, tally, "a resend begins anew")
}

func TestWhatIsDueAndWhatWasChangedArrivesByMail(t *testing.T) {
	s, p, c := graph(t), startPeer(t, plain), newClock()
	load(t, s, cpl.KindParties, "Party,Category,Manufacturer Identifiers,Contact,E-mail\nAcme,manufacturer,A0C1,,fw@acme.example\n")
	list := "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Previous Firmware CPL Entry IDs\n"
	load(t, s, cpl.KindCPL, list+"V1,ESME,A0C1,00000001,00000001,Current,N/A\nV2,ESME,A0C1,00000001,00000002,Current,V1\n")
	loadWith(t, s, cpl.KindCPL, list+"V1,ESME,A0C1,00000001,00000001,Current,N/A\n", graphstore.ImportOptions{Complete: true, Force: "test"})
	comp := composer(before(), after())
	comp.Graph = s
	sub, err := comp.Check(t.Context(), graphstore.Subscription{Audience: "panel", Pack: "digest", Schedule: "0 * * * *", To: []string{"a@example.com", "b@example.com"}})
	require.NoError(t, err)
	_, err = s.AddSubscription(t.Context(), graphstore.Everything, sub, c.now())
	require.NoError(t, err)
	london, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	c.add(time.Hour)
	mailers := make([]*mail.Mailer, 2)
	for i := range mailers {
		mailers[i] = &mail.Mailer{Store: s, Composer: comp, Zone: london, Now: c.now, Logger: slog.New(slog.DiscardHandler), Delivery: delivery(t, "smtp://"+p.address+"?tls=off", "", s, c)}
		mailers[i].Delivery.By = fmt.Sprint("replica ", i)
		mailers[i].Start(t.Context())
	}
	require.Eventually(t, func() bool {
		_, waiting, err := s.Messages(t.Context(), graphstore.Everything, "", "", 1)
		return err == nil && waiting == 3
	}, 20*time.Second, 50*time.Millisecond)
	for _, m := range mailers {
		require.NoError(t, m.Stop(t.Context()))
		_, err := m.Delivery.Flush(t.Context())
		require.NoError(t, err)
	}
	got := map[string]string{}
	for _, m := range p.messages() {
		require.Empty(t, got[m.to], "one each")
		got[m.to] = m.parse(t).Header.Get("Subject")
	}
	require.Equal(t, map[string]string{
		"a@example.com": "Waymark for the SEC Panel: 8 findings stand", "b@example.com": "Waymark for the SEC Panel: 8 findings stand",
		"fw@acme.example": "Waymark for Acme: 1 entry was taken off the list",
	}, got)
}

func load(t testing.TB, s *graphstore.Store, kind cpl.Kind, text string) {
	t.Helper()
	loadWith(t, s, kind, text, graphstore.ImportOptions{})
}

func loadWith(t testing.TB, s *graphstore.Store, kind cpl.Kind, text string, o graphstore.ImportOptions) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	o.Today, o.Vocabulary = "2026-11-25", cpl.DefaultVocabulary()
	f, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: kind, Today: o.Today, TempDir: t.TempDir()})
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	_, err = s.Import(t.Context(), f, kind, o)
	require.NoError(t, err)
}

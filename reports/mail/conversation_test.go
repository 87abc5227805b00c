package mail_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"
	"waymark/graphstore"
	"waymark/reports/mail"
)

func TestMailArrivesOncePlainOverSTARTTLSAndOverImplicitTLS(t *testing.T) {
	for mode, form := range map[string]string{plain: "smtp://%s?tls=off", starttls: "smtp://user@%s", implicit: "smtps://user@%s"} {
		t.Run(mode, func(t *testing.T) {
			p := startPeer(t, mode)
			address := strings.Replace(form, "%s", p.address, 1)
			address = strings.Replace(address, "user", url.UserPassword(peerUser, peerPassword).String(), 1)
			c, box := newClock(), fill(3, anyone, newClock().at)
			d := delivery(t, address, p.caFile, box, c)
			tally, err := d.Flush(t.Context())
			require.NoError(t, err)
			require.Equal(t, mail.Tally{Sent: 3}, tally)
			require.Equal(t, map[string]int{"sent": 3}, box.states())
			require.Equal(t, map[string]int{plain: 1, starttls: 2, implicit: 1}[mode], p.opened(), "one connection for the batch; STARTTLS begins a session anew")
			if mode != plain {
				require.Equal(t, 3, p.encrypted())
			}
			got := p.messages()[0]
			require.Equal(t, "r0@example.com", got.to)
			require.Equal(t, from.Address, got.from)
			m := got.parse(t)
			require.Equal(t, "<m00000@waymark.example>", m.Header.Get("Message-Id"))
			require.Equal(t, "auto-generated", m.Header.Get("Auto-Submitted"))
			require.Equal(t, map[string]string{"text/plain": "Grüße\r\n.\r\nend", "text/html": "<p>Grüße</p>"}, alternatives(t, m.Header.Get("Content-Type"), m.Body))
			again, err := d.Flush(t.Context())
			require.NoError(t, err)
			require.Zero(t, again)
		})
	}
}

func TestALocalServerMayAskForAPasswordWithoutTLS(t *testing.T) {
	p := startPeer(t, plain, func(p *peer) { p.AllowInsecureAuth = true })
	for user, want := range map[*url.Userinfo]mail.Tally{url.UserPassword(peerUser, peerPassword): {Sent: 1}, url.UserPassword(peerUser, "wrong"): {}} {
		tally, err := delivery(t, "smtp://"+user.String()+"@"+p.address+"?tls=off", "", fill(1, anyone, newClock().at), newClock()).Flush(t.Context())
		require.NoError(t, err)
		require.Equal(t, want.Sent, tally.Sent, tally)
		require.Equal(t, want.Sent == 0, tally.Problem != "", "a wrong password is a setting to mend")
	}
	require.Len(t, p.messages(), 1)
}

// alternatives reads a multipart/alternative, by media type.
func alternatives(t *testing.T, contentType string, body io.Reader) map[string]string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	out := map[string]string{}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		require.NoError(t, err)
		require.Equal(t, "quoted-printable", part.Header.Get("Content-Transfer-Encoding"))
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		require.NoError(t, err)
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		require.NoError(t, err)
		out[kind] = string(text)
	}
}

func TestWhatIsASettingToMendKeepsMailQueued(t *testing.T) {
	trusted := startPeer(t, starttls)
	plainOnly := startPeer(t, plain)
	overTLS := startPeer(t, implicit)
	wrong := startPeer(t, starttls)
	for name, address := range map[string][2]string{
		"unknown authority":       {"smtp://" + trusted.address, ""},
		"another's authority":     {"smtp://" + wrong.address, trusted.caFile},
		"untrusted implicit":      {"smtps://" + overTLS.address, ""},
		"wrong password":          {"smtp://waymark:wrong@" + trusted.address, trusted.caFile},
		"no STARTTLS":             {"smtp://" + plainOnly.address, ""},
		"no TLS from the start":   {"smtps://" + plainOnly.address, ""},
		"no authentication there": {"smtps://a:b@" + startPeer(t, implicit, func(p *peer) { p.AllowInsecureAuth = false }).address, overTLS.caFile},
	} {
		t.Run(name, func(t *testing.T) {
			box := fill(150, anyone, newClock().at)
			tally, err := delivery(t, address[0], address[1], box, newClock()).Flush(t.Context())
			require.NoError(t, err)
			require.NotEmpty(t, tally.Problem)
			require.NotContains(t, tally.Problem, "\n")
			require.Equal(t, map[string]int{"queued": 150}, box.states())
			for _, m := range box.messages {
				require.Zero(t, m.Attempts)
			}
		})
	}
	require.Empty(t, trusted.messages())
	require.Empty(t, plainOnly.messages())
}

func TestServersThatAreNotWell(t *testing.T) {
	reply := func(code int, text string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
	}
	for name, c := range map[string]struct {
		settle func(*peer)
		want   map[string]int
		reply  string
	}{
		"slow":               {func(p *peer) { p.wait = 4 * time.Second }, map[string]int{"retrying": 1}, "timeout"},
		"dropped after DATA": {func(p *peer) { p.onData = func(string) error { return errDrop } }, map[string]int{"retrying": 1}, ""},
		"421":                {func(p *peer) { p.onRcpt = func(string) error { return reply(421, "closing") } }, map[string]int{"retrying": 1}, "421"},
		"421 at greeting":    {func(p *peer) { p.greet = func() error { return reply(421, "too busy") } }, map[string]int{"retrying": 1}, "421"},
		"451 greylisted":     {func(p *peer) { p.onRcpt = func(string) error { return reply(451, "greylisted") } }, map[string]int{"retrying": 1}, "451"},
		"452 after DATA":     {func(p *peer) { p.onData = func(string) error { return reply(452, "full") } }, map[string]int{"retrying": 1}, "452"},
		"550":                {func(p *peer) { p.onRcpt = func(string) error { return reply(550, "no such user") } }, map[string]int{"dead": 1}, "no such user"},
		"554 after DATA":     {func(p *peer) { p.onData = func(string) error { return reply(554, "spam") } }, map[string]int{"dead": 1}, "spam"},
	} {
		t.Run(name, func(t *testing.T) {
			p := startPeer(t, plain, c.settle)
			box, at := fill(1, anyone, newClock().at), newClock()
			_, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, at).Flush(t.Context())
			require.NoError(t, err)
			require.Equal(t, c.want, box.states())
			require.Contains(t, box.messages[0].Reply, c.reply)
			require.NotEmpty(t, box.messages[0].Reply)
			require.Equal(t, name == "550", box.outcomes["m00000"][0].Bounced)
			if c.want["retrying"] == 1 {
				wait := box.messages[0].NextAt.Sub(at.at)
				require.GreaterOrEqual(t, wait, time.Minute)
				require.LessOrEqual(t, wait, 90*time.Second)
			}
		})
	}
}

func TestGreylistedMailArrivesOnTheSecondTry(t *testing.T) {
	seen := map[string]bool{}
	p := startPeer(t, plain, func(p *peer) {
		p.onRcpt = func(to string) error {
			if !seen[to] {
				seen[to] = true
				return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "come back later"}
			}
			return nil
		}
	})
	box, c := fill(5, anyone, newClock().at), newClock()
	d := delivery(t, "smtp://"+p.address+"?tls=off", "", box, c)
	tally, err := d.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Retrying: 5}, tally)
	require.Equal(t, 1, p.opened(), "a 451 to one message does not end the connection")
	c.add(30 * time.Second)
	tally, err = d.Flush(t.Context())
	require.NoError(t, err)
	require.Zero(t, tally, "it is not tried before its time")
	c.add(2 * time.Minute)
	tally, err = d.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Sent: 5}, tally)
}

func TestServerGoneForAnHour(t *testing.T) {
	unused, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := unused.Addr().String()
	require.NoError(t, unused.Close())
	box, c := fill(250, anyone, newClock().at), newClock()
	gone := delivery(t, "smtp://"+address+"?tls=off", "", box, c)
	for range 120 {
		tally, err := gone.Flush(t.Context())
		require.NoError(t, err)
		require.Zero(t, tally.Sent+tally.Dead)
		c.add(30 * time.Second)
	}
	back := startPeer(t, plain)
	again := delivery(t, "smtp://"+back.address+"?tls=off", "", box, c)
	sent := 0
	for range 240 {
		tally, err := again.Flush(t.Context())
		require.NoError(t, err)
		sent += tally.Sent
		c.add(30 * time.Second)
	}
	require.Equal(t, 250, sent)
	for id, n := range back.times(t) {
		require.Equal(t, 1, n, id)
	}
	require.Len(t, back.times(t), 250)
}

func TestMailIsGivenUpAfterThreeDays(t *testing.T) {
	p := startPeer(t, plain, func(p *peer) {
		p.onRcpt = func(string) error {
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.NoEnhancedCode, Message: "not now"}
		}
	})
	box, c := fill(1, anyone, newClock().at), newClock()
	d := delivery(t, "smtp://"+p.address+"?tls=off", "", box, c)
	for range 80 {
		_, err := d.Flush(t.Context())
		require.NoError(t, err)
		if box.messages[0].State == graphstore.MessageDead {
			break
		}
		require.LessOrEqual(t, box.messages[0].NextAt.Sub(c.now()), 6*time.Hour)
		c.add(time.Hour)
	}
	require.Equal(t, graphstore.MessageDead, box.messages[0].State)
	require.Contains(t, box.messages[0].Reply, "given up after")
	require.Contains(t, box.messages[0].Reply, "451")
	require.GreaterOrEqual(t, c.now().Sub(newClock().at), 72*time.Hour)
	require.Greater(t, box.messages[0].Attempts, int64(12))
}

func TestOneBadAddressHoldsUpNoOther(t *testing.T) {
	p := startPeer(t, plain, func(p *peer) {
		p.onRcpt = func(to string) error {
			if strings.HasPrefix(to, "r3@") {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "unknown"}
			}
			if strings.HasPrefix(to, "r5@") {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "policy"}
			}
			return nil
		}
	})
	box := fill(10, anyone, newClock().at)
	tally, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock()).Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Sent: 8, Dead: 2}, tally)
	require.True(t, box.outcomes["m00003"][0].Bounced)
	require.False(t, box.outcomes["m00005"][0].Bounced, "policy says nothing about the address")
}

func TestConnectionThatDropsIsOpenedAgain(t *testing.T) {
	var n atomic.Int64
	p := startPeer(t, plain, func(p *peer) {
		p.onData = func(string) error {
			if n.Add(1) == 3 {
				return errDrop
			}
			return nil
		}
	})
	box := fill(10, anyone, newClock().at)
	tally, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock()).Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Sent: 9, Retrying: 1}, tally)
	require.Equal(t, 2, p.opened())
}

func TestWhatWasClaimedAheadIsGivenBackWhenTheServerIsAway(t *testing.T) {
	box := fill(250, anyone, newClock().at)
	tally, err := delivery(t, "smtp://127.0.0.1:1?tls=off", "", box, newClock()).Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Retrying: 1}, tally)
	for i, m := range box.messages {
		require.False(t, box.claimed[m.ID], m.ID)
		require.Equal(t, i == 0, m.Attempts == 1, m.ID)
	}
}

func TestWhatBecomesDueWhileTheLastIsSentIsSentToo(t *testing.T) {
	p, c := startPeer(t, plain), newClock()
	box := fill(7, anyone, c.now())
	box.messages[5].NextAt, box.messages[6].NextAt = c.now().Add(time.Hour), c.now().Add(time.Hour)
	p.mu.Lock()
	p.after = func() { c.add(time.Hour) }
	p.mu.Unlock()
	tally, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, c).Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Sent: 7}, tally)
}

// brittle is an outbox whose second claim panics.
type brittle struct {
	*shelf
	claims atomic.Int64
}

func (b *brittle) ClaimMessages(ctx context.Context, c graphstore.Claim) ([]graphstore.Claimed, error) {
	if b.claims.Add(1) == 2 {
		panic("out of order")
	}
	return b.shelf.ClaimMessages(ctx, c)
}

func TestAPanicWhileClaimingAheadIsAnError(t *testing.T) {
	p, c := startPeer(t, plain), newClock()
	tally, err := delivery(t, "smtp://"+p.address+"?tls=off", "", &brittle{shelf: fill(3, anyone, c.now())}, c).Flush(t.Context())
	require.ErrorContains(t, err, "out of order")
	require.Equal(t, mail.Tally{Sent: 3}, tally)
}

func TestTenThousandQueuedMessagesAllArriveOnce(t *testing.T) {
	p := startPeer(t, plain)
	box := fill(10_000, anyone, newClock().at)
	began := time.Now()
	tally, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock()).Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, mail.Tally{Sent: 10_000}, tally)
	t.Logf("%.0f messages a second", 10_000/time.Since(began).Seconds())
	times := p.times(t)
	require.Len(t, times, 10_000)
	require.Len(t, p.messages(), 10_000)
	require.LessOrEqual(t, p.opened(), 101)
}

func TestKilledBetweenSendingAndMarkingSendsOneDuplicateAtMost(t *testing.T) {
	p := startPeer(t, plain)
	box := fill(1, anyone, newClock().at)
	box.onMark = func() error { return context.Canceled }
	ctx, kill := context.WithCancel(t.Context())
	p.mu.Lock()
	p.after = kill
	p.mu.Unlock()
	killed := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock())
	mail.ShortenPatience(t)
	_, err := killed.Flush(ctx)
	require.Error(t, err)
	require.Len(t, p.messages(), 1)

	// The claim ends, and another process goes on.
	box.claimed, box.onMark = map[string]bool{}, nil
	tally, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock()).Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, tally.Sent)
	require.Equal(t, map[string]int{"<m00000@waymark.example>": 2}, p.times(t), "twice at most, under one Message-ID")
}

func TestKilledAmongManyRepeatsOneAndNoOther(t *testing.T) {
	p := startPeer(t, plain)
	box := fill(90, anyone, newClock().at)
	box.onMark = func() error {
		if box.marks == 30 {
			return context.Canceled
		}
		return nil
	}
	mail.ShortenPatience(t)
	_, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock()).Flush(t.Context())
	require.Error(t, err)
	require.Len(t, p.messages(), 31)
	require.Equal(t, 30, box.states()[graphstore.MessageSent])

	box.claimed, box.onMark = map[string]bool{}, nil
	_, err = delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock()).Flush(t.Context())
	require.NoError(t, err)
	times := p.times(t)
	require.Len(t, times, 90)
	for id, n := range times {
		want := 1
		if id == "<m00030@waymark.example>" {
			want = 2
		}
		require.Equal(t, want, n, id)
	}
}

func TestStoppedWhileSendingMarksWhatWasSentAndReleasesTheRest(t *testing.T) {
	p := startPeer(t, plain)
	ctx, stop := context.WithCancel(t.Context())
	var n atomic.Int64
	p.mu.Lock()
	p.after = func() {
		if n.Add(1) == 5 {
			stop()
		}
	}
	p.mu.Unlock()
	box := fill(50, anyone, newClock().at)
	_, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock()).Flush(ctx)
	require.NoError(t, err)
	require.Equal(t, map[string]int{"sent": 5, "queued": 45}, box.states())
	for _, m := range box.messages[5:] {
		require.Zero(t, m.Attempts)
		require.False(t, box.claimed[m.ID])
	}
}

func TestRateIsKept(t *testing.T) {
	p := startPeer(t, plain)
	box := fill(6, anyone, newClock().at)
	d := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock())
	d.Rate = rate.NewLimiter(20, 1)
	began := time.Now()
	tally, err := d.Flush(t.Context())
	require.NoError(t, err)
	require.Equal(t, 6, tally.Sent)
	require.GreaterOrEqual(t, time.Since(began), 240*time.Millisecond)
}

func TestExpiredOrWeakTLSIsRefused(t *testing.T) {
	certificate, _ := certify(t)
	p := startPeer(t, starttls, func(p *peer) {
		p.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}
	})
	box := fill(1, anyone, newClock().at)
	_, err := delivery(t, "smtp://"+p.address, p.caFile, box, newClock()).Flush(t.Context())
	require.NoError(t, err)
	require.Zero(t, box.states()["sent"])
	require.Empty(t, p.messages())
}

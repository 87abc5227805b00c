package mail_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
	"waymark/reports/mail"
)

func TestSubscriptionsThatFitAreCompleted(t *testing.T) {
	sub := subscription("manufacturer", makerOne, "manufacturer")
	sub.Zone, sub.Format, sub.To = "", "", []string{"Ann Other <ann@example.com>", "ANN@example.com", "b@example.com"}
	got, err := composer().Check(t.Context(), sub)
	require.NoError(t, err)
	require.Equal(t, "Europe/London", got.Zone)
	require.True(t, reports.KnownFormat(got.Format))
	require.Equal(t, []string{"ann@example.com", "b@example.com"}, got.To)
}

// Every audience with every pack, with and without a party: what is not theirs is refused.
func TestNobodySubscribesToWhatIsNotTheirs(t *testing.T) {
	allowed := map[string]bool{}
	for _, audience := range mail.Audiences {
		for _, pack := range mail.Packs {
			for _, party := range []string{"", supplierOne, makerOne} {
				if _, err := composer().Check(t.Context(), subscription(audience, party, pack)); err == nil {
					allowed[audience+" "+pack+" "+party] = true
				} else {
					require.Contains(t, []string{"pack-not-for-audience", "party-missing", "party-of-another-category"}, inputError(t, err))
				}
			}
		}
	}
	want := map[string]bool{"manufacturer digest " + makerOne: true, "manufacturer manufacturer " + makerOne: true, "supplier digest " + supplierOne: true, "supplier supplier " + supplierOne: true, "supplier fir " + supplierOne: true}
	for _, audience := range []string{"panel", "operator"} {
		for _, pack := range []string{"panel", "fir", "quality", "ledger", "digest"} {
			want[audience+" "+pack+" "] = true
		}
		want[audience+" manufacturer "+makerOne], want[audience+" supplier "+supplierOne] = true, true
	}
	require.Equal(t, want, allowed)
}

func TestSubscriptionsThatCannotWorkAreRefused(t *testing.T) {
	for code, spoil := range map[string]func(*graphstore.Subscription){
		"unknown-audience":          func(s *graphstore.Subscription) { s.Audience = "auditor" },
		"unknown-pack":              func(s *graphstore.Subscription) { s.Pack = "all" },
		"unknown-party":             func(s *graphstore.Subscription) { s.Audience, s.Party = "supplier", "Unheard of" },
		"party-without-identifiers": func(s *graphstore.Subscription) { s.Audience, s.Party = "manufacturer", "Nobody" },
		"unknown-format":            func(s *graphstore.Subscription) { s.Format = "docx" },
		"unknown-zone":              func(s *graphstore.Subscription) { s.Zone = "Europe/Londres" },
		"bad-schedule":              func(s *graphstore.Subscription) { s.Schedule = "0 0 31 2 *" },
		"unknown-severity":          func(s *graphstore.Subscription) { s.Severities = []string{"worst"} },
		"unknown-rule":              func(s *graphstore.Subscription) { s.Rules = []string{"no-such"} },
		"bad-model":                 func(s *graphstore.Subscription) { s.Models = []string{""} },
		"bad-recipients":            func(s *graphstore.Subscription) { s.To = nil },
		"bad-address":               func(s *graphstore.Subscription) { s.To = []string{"a@example.com\r\nBcc: b@example.com"} },
	} {
		sub := subscription("panel", "", "digest")
		spoil(&sub)
		_, err := composer().Check(t.Context(), sub)
		require.Equal(t, code, inputError(t, err))
	}
	for _, spec := range []string{"every monday", "@every 5m", "* * * * * *", "", "0 7 1 */3 *", "0 7 1 1 *", "0 7 31 * *"} {
		sub := subscription("panel", "", "digest")
		sub.Schedule = spec
		_, err := composer().Check(t.Context(), sub)
		require.Equal(t, "bad-schedule", inputError(t, err))
	}
}

func TestAddressesThatCouldAddAHeaderAreRefused(t *testing.T) {
	for _, text := range []string{
		"", "a", "a@", "@b", "a@b\nBcc: c@d", "a@b\r\n\r\nbody", "a@b\x00", "a b@c", `"a\r\n"@b` + "\n", "a@b, c@d", "ä@example.com", "a@b>\r\nRCPT TO:<c@d", "\u2028a@b\u0085",
		"a@" + strings.Repeat("a.", 200) + "b",
	} {
		_, err := mail.ParseAddress(text)
		require.Error(t, err, "%q", text)
		require.Equal(t, "bad-address", inputError(t, err))
	}
	a, err := mail.ParseAddress(`"Other, Ann" <ann@example.com>`)
	require.NoError(t, err)
	require.Equal(t, "ann@example.com", a.Address)
}

func TestHeadersHoldNoLineOfOthers(t *testing.T) {
	p := startPeer(t, plain)
	box := fill(1, anyone, newClock().at)
	evil := "x\r\nBcc: evil@example.com\r\n\r\nbody\u0085\u2028é"
	box.messages[0].Subject = evil
	box.messages[0].MessageID = "id@x\r\nX-Evil: 1"
	d := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock())
	from := *from
	from.Name = evil
	d.From = &from
	_, err := d.Flush(t.Context())
	require.NoError(t, err)
	require.Len(t, p.messages(), 1)
	m := p.messages()[0].parse(t)
	require.Empty(t, m.Header.Get("Bcc"))
	require.Empty(t, m.Header.Get("X-Evil"))
	for name := range m.Header {
		require.Contains(t, []string{"Message-Id", "Date", "From", "To", "Subject", "Mime-Version", "Content-Type", "Auto-Submitted", "X-Auto-Response-Suppress"}, name)
	}
	require.Equal(t, "r0@example.com", p.messages()[0].to)
}

func TestServerAddresses(t *testing.T) {
	for _, good := range []string{"smtp://u:p%2F@mail.example:2525", "smtps://u:p@mail.example", "smtp://mail.example", "smtp://127.0.0.1:25?tls=off", "smtp://[::1]:25?tls=off", "smtp://localhost?tls=off", "smtp://u:p@127.0.0.1?tls=off"} {
		_, err := mail.ParseServer(good, "")
		require.NoError(t, err, good)
	}
	for _, bad := range []string{
		"mail.example", "http://mail.example", "smtp://u:hunter2@mail.example:port", "smtp://u:hunter2@mail.example?tls=off", "smtp://mail.example?tls=off", "smtps://127.0.0.1?tls=off", "smtp://u@mail.example",
		"smtp://u:hunter2@mail.example?insecure=1", "smtp://u:hunter2@mail.example/path", "smtp://127.0.0.1.example?tls=off", "smtp://u:hunter2@mail .example",
	} {
		_, err := mail.ParseServer(bad, "")
		require.Error(t, err, bad)
		require.NotContains(t, err.Error(), "hunter2")
		require.Equal(t, "bad-smtp-url", inputError(t, err))
	}
	s, err := mail.ParseServer("smtp://u:hunter2@mail.example", "")
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, sprintf(verb, s), "hunter2")
	}
}

package mail_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// onlyParty is the one party that there is.
type onlyParty string

func (p onlyParty) Parties(context.Context, graphstore.Scope) ([]graphstore.Party, error) {
	return []graphstore.Party{{ID: string(p), Name: string(p), Category: "supplier"}}, nil
}

// RFC 5322 allows a line 998 characters, and a name without a space cannot be folded.
func TestNoNameMakesALineOfAHeaderTooLong(t *testing.T) {
	for _, name := range []string{strings.Repeat("x", 3000), strings.Repeat("é", 3000), strings.Repeat("名", 3000)} {
		sub := subscription("supplier", name, "digest")
		subjects := map[string]string{}
		letter := func(kind string, panels ...*reports.Panel) {
			c := composer(panels...)
			c.Graph = onlyParty(name)
			subjects[kind] = compose(t, c, sub).Letter.Subject
		}
		letter("no run yet")
		letter("change", before(), after())
		sub.LastRunID = "run-12"
		letter("heartbeat", after())
		sub.LastRunID = ""
		letter("first", after())
		sub.Pack, sub.Format = "supplier", reports.FormatHTML
		letter("report", after())
		party := &graphstore.Party{ID: name, Name: name, Category: "supplier", Email: "a@example.com"}
		subjects["notice"] = tell(t, graphstore.Notice{ID: "n", Kind: "waiver-lapsed", Party: party, Subject: "s", Rule: "install-orphaned", On: "2026-11-24"})[0].Subject
		for kind, subject := range subjects {
			require.True(t, utf8.ValidString(subject), kind)
			p, box := startPeer(t, plain), fill(1, anyone, newClock().at)
			box.messages[0].Subject = "Test: " + subject
			_, err := delivery(t, "smtp://"+p.address+"?tls=off", "", box, newClock()).Flush(t.Context())
			require.NoError(t, err)
			require.Len(t, p.messages(), 1, "%s: the server takes it", kind)
			header, _, _ := bytes.Cut(p.messages()[0].data, []byte("\r\n\r\n"))
			for line := range bytes.SplitSeq(header, []byte("\r\n")) {
				require.LessOrEqual(t, len(line), 998, "%s: %s", kind, line)
			}
			require.Contains(t, subject, "…: ", kind)
		}
	}
}

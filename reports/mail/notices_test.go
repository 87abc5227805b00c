package mail_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports/mail"
)

// board is a desk with notices.
type board struct {
	*desk
	notices []graphstore.Notice
	told    []graphstore.NewMessage
}

func (b *board) UntoldNotices(context.Context, graphstore.Scope) ([]graphstore.Notice, error) {
	return b.notices, nil
}

func (b *board) TellNotices(_ context.Context, _ []graphstore.Notice, messages []graphstore.NewMessage) (bool, error) {
	b.told = append(b.told, messages...)
	return true, nil
}

func tell(t *testing.T, notices ...graphstore.Notice) []graphstore.NewMessage {
	t.Helper()
	b := &board{desk: &desk{shelf: fill(0, anyone, at(25))}, notices: notices}
	b.sub = subscription("panel", "", "digest")
	b.sub.Paused = true
	m := &mail.Mailer{Store: b, Composer: composer(), Zone: time.UTC, Now: newClock().now, Logger: slog.New(slog.DiscardHandler)}
	require.NoError(t, m.Compose(t.Context()))
	return b.told
}

func TestEachPartyGetsOneMailAboutAllOfTheirs(t *testing.T) {
	maker := &graphstore.Party{ID: makerOne, Name: makerOne, Category: "manufacturer", Email: "fw@maker.example"}
	supplier := &graphstore.Party{ID: supplierOne, Name: supplierOne, Category: "supplier", Email: "ops@supplier.example"}
	var notices []graphstore.Notice
	for i, kind := range []string{"waiver-lapsed", "waiver-drifted", "waiver-followed", "finding-reopened", "entry-retired", "waiver-ending"} {
		n := graphstore.Notice{ID: fmt.Sprint(i), Kind: kind, Party: maker, Subject: "B0B0 entry", SubjectKind: "version", Severity: "high", Rule: "predecessor-undeclared", Reference: "REF-9", On: "2026-12-01"}
		if kind == "entry-retired" {
			n.Rule, n.Reference = "", ""
		}
		notices = append(notices, n)
	}
	notices = append(notices, graphstore.Notice{ID: "s", Kind: "waiver-lapsed", Party: supplier, Supplier: supplierOne, Subject: supplierOne + "|ESME|B0B0", Rule: "install-orphaned", Severity: "high", On: "2026-11-24"})
	told := tell(t, notices...)
	require.Len(t, told, 2)
	require.Equal(t, "fw@maker.example", told[0].To)
	require.Equal(t, "Waymark for "+makerOne+": 1 entry was taken off the list, 1 waiver has lapsed, 1 waiver was outgrown, 1 finding is no longer waived, 1 finding has come back, 1 waiver ends soon", told[0].Subject)
	for _, words := range []string{"REF-9", "off the list from 1 December 2026", "the waiver's last day is 1 December 2026", "OFFICIAL – test"} {
		require.Contains(t, told[0].Body.Text, words)
	}
	require.NotContains(t, told[0].Body.Text+told[0].Body.HTML, supplierOne)
	require.NotContains(t, told[1].Body.Text+told[1].Body.HTML, makerOne)
	require.Contains(t, told[1].Body.Text, "Installs that match no listed entry")
	require.NotEqual(t, told[0].Key, told[1].Key)
}

func TestAPartyIsToldAtEachOfItsAddresses(t *testing.T) {
	party := &graphstore.Party{ID: makerOne, Name: makerOne, Email: "fw@maker.example, desk@maker.example"}
	told := tell(t, graphstore.Notice{ID: "1", Kind: "entry-retired", Party: party, Subject: "x", On: "2026-12-01"})
	require.Len(t, told, 2)
	require.Equal(t, []string{"fw@maker.example", "desk@maker.example"}, []string{told[0].To, told[1].To})
	require.NotEqual(t, told[0].Key, told[1].Key)
	require.Equal(t, told[0].Body, told[1].Body)
}

func TestTheOperatorIsToldOfMailThatCannotBeMade(t *testing.T) {
	operator := &graphstore.Party{ID: "SECAS", Name: "SECAS", Category: "operator", Email: "ops@secas.example"}
	told := tell(t, graphstore.Notice{ID: "1", Kind: "subscription-failing", Owner: "operator", Party: operator, Subject: "digest for Acme, subscription s1", Why: "there is no party Acme: load it"})
	require.Len(t, told, 1)
	require.Equal(t, "Waymark for SECAS: 1 subscription makes no mail", told[0].Subject)
	for _, words := range []string{"Mail that cannot be made", "digest for Acme, subscription s1", "there is no party Acme: load it", "within ten minutes"} {
		require.Contains(t, told[0].Body.Text, words)
		require.Contains(t, told[0].Body.HTML, words)
	}
}

func TestManyNoticesNameTwenty(t *testing.T) {
	party := &graphstore.Party{ID: makerOne, Name: makerOne, Email: "fw@maker.example"}
	var notices []graphstore.Notice
	for i := range 300 {
		notices = append(notices, graphstore.Notice{ID: fmt.Sprint(i), Kind: "entry-retired", Party: party, Subject: fmt.Sprint("entry ", i), On: "2026-12-01"})
	}
	told := tell(t, notices...)
	require.Len(t, told, 1)
	require.Contains(t, told[0].Body.Text, "And 280 more.")
	require.Contains(t, told[0].Subject, "300 entries were taken off the list")
}

func TestAnAddressThatIsNoneIsLeftAndHoldsUpNoOther(t *testing.T) {
	b := &board{desk: &desk{shelf: fill(0, anyone, at(25))}, notices: []graphstore.Notice{
		{ID: "1", Kind: "entry-retired", Party: &graphstore.Party{ID: "A", Name: "A", Email: "a@b\r\nBcc: c@d"}, Subject: "x"},
		{ID: "2", Kind: "entry-retired", Party: &graphstore.Party{ID: "B", Name: "B\r\nBcc: c@d", Email: "b@example.com"}, Subject: "y"},
	}}
	b.sub = subscription("panel", "", "digest")
	b.sub.Paused = true
	m := &mail.Mailer{Store: b, Composer: composer(), Zone: time.UTC, Now: newClock().now, Logger: slog.New(slog.DiscardHandler)}
	require.Error(t, m.Compose(t.Context()))
	require.Len(t, b.told, 1)
	require.Equal(t, "Waymark for B Bcc: c@d: 1 entry was taken off the list", b.told[0].Subject)
}

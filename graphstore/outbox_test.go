//go:build integration

package graphstore_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

var mailTime = time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)

func letter(key, to string) graphstore.NewMessage {
	return graphstore.NewMessage{
		Key: key, Domain: "waymark.example", To: to, Subject: "Subject", Cause: "test", At: mailTime,
		Body: &graphstore.MessageBody{Text: "Grüße", HTML: "<p>", Attachments: []graphstore.Attachment{{Name: "a.bin", MediaType: "application/octet-stream", Data: []byte{0, 1, 2}}}},
	}
}

func (g graph) subscribe() graphstore.Subscription {
	g.t.Helper()
	sub, err := g.AddSubscription(g.t.Context(), graphstore.Everything, graphstore.Subscription{
		Audience: "panel", Pack: "digest", Schedule: "0 7 * * *", Zone: "Europe/London", To: []string{"a@example.com"}, Severities: []string{"high"}, CreatedBy: "me",
	}, mailTime)
	require.NoError(g.t, err)
	return sub
}

func TestSubscriptionsAreKeptChangedAndRemoved(t *testing.T) {
	g := newGraph(t)
	sub := g.subscribe()
	require.EqualValues(t, 1, sub.Revision)
	require.Equal(t, mailTime, sub.LastDueAt)
	require.Nil(t, sub.LastSentAt)
	changed := sub
	changed.Paused = true
	changed, err := g.ChangeSubscription(t.Context(), graphstore.Everything, changed, nil, mailTime)
	require.NoError(t, err)
	require.EqualValues(t, 2, changed.Revision)
	_, err = g.ChangeSubscription(t.Context(), graphstore.Everything, sub, nil, mailTime)
	require.ErrorIs(t, err, graphstore.ErrConflict, "of an older revision")
	changed.Paused = false
	changed, err = g.ChangeSubscription(t.Context(), graphstore.Everything, changed, nil, mailTime.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, mailTime.Add(time.Hour), changed.LastDueAt, "what was due during the pause is not made up")
	_, err = g.RemoveSubscription(t.Context(), graphstore.Everything, sub.ID, "me", nil, mailTime)
	require.NoError(t, err)
	_, err = g.Subscription(t.Context(), graphstore.Everything, sub.ID)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	none, err := g.Subscriptions(t.Context(), graphstore.OfSupplier("S1"))
	require.NoError(t, err)
	require.Empty(t, none, "another scope than everything sees none")
}

func TestADueTimeAndItsMessagesAreCommittedTogetherAndOnce(t *testing.T) {
	g := newGraph(t)
	sub := g.subscribe()
	var advanced [8]bool
	var working sync.WaitGroup
	for i := range advanced {
		working.Go(func() {
			ok, err := g.AdvanceSubscription(t.Context(), graphstore.Advance{
				Subscription: sub, Until: mailTime.Add(time.Hour), RunID: "r", Fingerprint: "f", Messages: []graphstore.NewMessage{letter(fmt.Sprintf("k%d", i), "a@example.com")},
			})
			require.NoError(t, err)
			advanced[i] = ok
		})
	}
	working.Wait()
	n := 0
	for _, ok := range advanced {
		if ok {
			n++
		}
	}
	require.Equal(t, 1, n, "one of eight processes makes the mail")
	require.EqualValues(t, 1, g.one("MATCH (m:Message) RETURN count(m)"))
	now, err := g.Subscription(t.Context(), graphstore.Everything, sub.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"r", "f"}, []string{now.LastRunID, now.LastFingerprint})
	require.EqualValues(t, 1, now.Revision, "a due time is no change by a person")

	now.Paused = true
	now, err = g.ChangeSubscription(t.Context(), graphstore.Everything, now, nil, mailTime)
	require.NoError(t, err)
	ok, err := g.AdvanceSubscription(t.Context(), graphstore.Advance{Subscription: now, Until: mailTime, Messages: []graphstore.NewMessage{letter("late", "a@example.com")}})
	require.NoError(t, err)
	require.False(t, ok, "paused meanwhile")
	require.EqualValues(t, 1, g.one("MATCH (m:Message) RETURN count(m)"))
}

func TestTwoSendersNeverHoldTheSameMessage(t *testing.T) {
	g := newGraph(t)
	const n = 300
	var all []graphstore.NewMessage
	for i := range n {
		all = append(all, letter(fmt.Sprint(i), fmt.Sprintf("r%d@example.com", i)))
	}
	require.NoError(t, g.Enqueue(t.Context(), all))
	require.NoError(t, g.Enqueue(t.Context(), all[:10]), "a key that is there adds nothing")
	require.EqualValues(t, 1, g.one("MATCH (b:MessageBody) RETURN count(b)"), "the same body is kept once")
	var mu sync.Mutex
	held := map[string]int{}
	var working sync.WaitGroup
	for sender := range 4 {
		working.Go(func() {
			by := fmt.Sprint(sender)
			for range 200 {
				claimed, err := g.ClaimMessages(t.Context(), graphstore.Claim{By: by, Now: mailTime, For: time.Minute, Limit: 20})
				require.NoError(t, err)
				var outcomes []graphstore.Outcome
				mu.Lock()
				for _, m := range claimed {
					held[m.ID]++
					outcomes = append(outcomes, graphstore.Outcome{Claimed: m, State: graphstore.MessageSent, NextAt: mailTime})
				}
				done := len(held) == n
				mu.Unlock()
				marked, err := g.MarkMessages(t.Context(), by, mailTime, outcomes)
				require.NoError(t, err)
				require.Equal(t, len(claimed), marked)
				if done {
					return
				}
			}
		})
	}
	working.Wait()
	require.Len(t, held, n)
	for id, times := range held {
		require.Equal(t, 1, times, id)
	}
	require.EqualValues(t, n, g.one("MATCH (m:Message {state: 'sent'}) RETURN count(m)"))
}

func TestAClaimThatEndedMarksNothing(t *testing.T) {
	g := newGraph(t)
	require.NoError(t, g.Enqueue(t.Context(), []graphstore.NewMessage{letter("k", "a@example.com")}))
	first, err := g.ClaimMessages(t.Context(), graphstore.Claim{By: "one", Now: mailTime, For: time.Minute, Limit: 5})
	require.NoError(t, err)
	require.Len(t, first, 1)
	require.EqualValues(t, 1, first[0].Attempts)
	held, err := g.ClaimMessages(t.Context(), graphstore.Claim{By: "two", Now: mailTime, For: time.Minute, Limit: 5})
	require.NoError(t, err)
	require.Empty(t, held)
	_, err = g.ResendMessage(t.Context(), graphstore.Everything, first[0].ID, mailTime)
	require.ErrorIs(t, err, graphstore.ErrInvalid, "while it is being sent")
	g.all("MATCH (m:Message) SET m.claimedUntil = datetime.realtime() - duration('PT1S') RETURN 1 AS a")
	second, err := g.ClaimMessages(t.Context(), graphstore.Claim{By: "two", Now: mailTime, For: time.Minute, Limit: 5})
	require.NoError(t, err)
	require.Len(t, second, 1)
	require.Equal(t, first[0].MessageID, second[0].MessageID)
	marked, err := g.MarkMessages(t.Context(), "one", mailTime, []graphstore.Outcome{{Claimed: first[0], State: graphstore.MessageDead, NextAt: mailTime, Bounced: true}})
	require.NoError(t, err)
	require.Zero(t, marked)
	require.EqualValues(t, 0, g.one("MATCH (r:Recipient) RETURN count(r)"))
	marked, err = g.MarkMessages(t.Context(), "two", mailTime, []graphstore.Outcome{{Claimed: second[0], State: graphstore.MessageSent, NextAt: mailTime}})
	require.NoError(t, err)
	require.Equal(t, 1, marked)

	bodies, err := g.MessageBodies(t.Context(), graphstore.Everything, []string{second[0].Body})
	require.NoError(t, err)
	require.Equal(t, letter("", "").Body, bodies[second[0].Body])
}

func TestARecipientThatKeepsBouncingIsSuspendedUntilAResend(t *testing.T) {
	g := newGraph(t)
	send := func(key string, o graphstore.Outcome) graphstore.Message {
		require.NoError(t, g.Enqueue(t.Context(), []graphstore.NewMessage{letter(key, "gone@example.com")}))
		claimed, err := g.ClaimMessages(t.Context(), graphstore.Claim{By: "s", Now: mailTime, For: time.Minute, Limit: 5})
		require.NoError(t, err)
		for _, m := range claimed {
			o.Claimed, o.NextAt = m, mailTime
			_, err := g.MarkMessages(t.Context(), "s", mailTime, []graphstore.Outcome{o})
			require.NoError(t, err)
		}
		page, _, err := g.Messages(t.Context(), graphstore.Everything, "", "", 1)
		require.NoError(t, err)
		return page[0]
	}
	bounced := graphstore.Outcome{State: graphstore.MessageDead, Bounced: true, Reply: "550 5.1.1 no such user"}
	send("1", bounced)
	send("2", bounced)
	send("3", graphstore.Outcome{State: graphstore.MessageSent})
	send("4", bounced)
	send("5", bounced)
	suspended, err := g.SuspendedRecipients(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Empty(t, suspended, "never three in a row")
	send("6", bounced)
	suspended, err = g.SuspendedRecipients(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, suspended, 1)
	require.Equal(t, "550 5.1.1 no such user", suspended[0].Why)
	dead := send("7", graphstore.Outcome{State: graphstore.MessageSent})
	require.Equal(t, graphstore.MessageDead, dead.State)
	require.Contains(t, dead.Reply, "suspended since 2026-11-25")
	again, err := g.ResendMessage(t.Context(), graphstore.Everything, dead.ID, mailTime)
	require.NoError(t, err)
	require.Equal(t, dead.MessageID, again.MessageID)
	require.Equal(t, graphstore.MessageQueued, again.State)
	require.Zero(t, again.Attempts)
	suspended, err = g.SuspendedRecipients(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Empty(t, suspended)
	all, total, err := g.Messages(t.Context(), graphstore.Everything, graphstore.MessageDead, again.ID, 2)
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.EqualValues(t, 5, total)
}

func TestWhatWaitsForASuspendedRecipientIsNotSent(t *testing.T) {
	g := newGraph(t)
	claim := func(limit int) []graphstore.Claimed {
		claimed, err := g.ClaimMessages(t.Context(), graphstore.Claim{By: "s", Now: mailTime, For: time.Minute, Limit: limit})
		require.NoError(t, err)
		return claimed
	}
	for _, key := range []string{"1", "2", "3", "4", "5"} {
		require.NoError(t, g.Enqueue(t.Context(), []graphstore.NewMessage{letter(key, "gone@example.com")}))
	}
	for _, m := range claim(3) {
		_, err := g.MarkMessages(t.Context(), "s", mailTime, []graphstore.Outcome{{Claimed: m, State: graphstore.MessageDead, NextAt: mailTime, Bounced: true, Reply: "550 5.1.1 no such user"}})
		require.NoError(t, err)
	}
	require.NoError(t, g.Enqueue(t.Context(), []graphstore.NewMessage{letter("6", "here@example.com")}))
	claimed := claim(2)
	require.Len(t, claimed, 1, "the first two due are dead, which is not the end of what is due")
	require.Equal(t, []string{"here@example.com"}, claimed[0].To)
	dead, total, err := g.Messages(t.Context(), graphstore.Everything, graphstore.MessageDead, "", 5)
	require.NoError(t, err)
	require.EqualValues(t, 5, total)
	require.Contains(t, dead[0].Reply, "suspended since")
	require.Zero(t, dead[0].Attempts)
}

const partyHeader = "Party,Category,Manufacturer Identifiers,Contact,E-mail\n"

func TestWhatTheSystemChangesIsToldToItsOwnerOnce(t *testing.T) {
	g := newGraph(t)
	g.cpl("V1,ESME,A0C1,00000001,00000001,Current,N/A\n" + "V2,ESME,A0C1,00000001,00000002,Current,V1\n" + "W1,ESME,B0C1,00000001,00000001,Current,N/A\n")
	g.load(cpl.KindCPL, shortHeader+"V1,ESME,A0C1,00000001,00000001,Current,N/A\n", graphstore.ImportOptions{Complete: true, Force: "test"})
	require.EqualValues(t, 2, g.one("MATCH (n:Notice {kind: 'entry-retired', told: false}) RETURN count(n)"))
	notices, err := g.UntoldNotices(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Empty(t, notices, "nobody to tell")
	waiting, err := g.Undeliverable(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, waiting, 2)
	require.Contains(t, waiting[0].Why, "no party represents")

	g.load(cpl.KindParties, partyHeader+"Acme,manufacturer,A0C1,,fw@acme.example\nBolt,manufacturer,B0C1,,\n", graphstore.ImportOptions{})
	waiting, err = g.Undeliverable(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	require.Equal(t, "Bolt", waiting[0].Party)
	require.Contains(t, waiting[0].Why, "no e-mail address")
	notices, err = g.UntoldNotices(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, notices, 1)
	require.Equal(t, []string{"V2", "A0C1", "Acme"}, []string{notices[0].Subject, notices[0].ManufacturerID, notices[0].Party.ID})
	require.Equal(t, today, notices[0].On)
	told, err := g.TellNotices(t.Context(), notices, []graphstore.NewMessage{letter("n", "fw@acme.example"), letter("n:2", "two@acme.example")})
	require.NoError(t, err)
	require.True(t, told)
	told, err = g.TellNotices(t.Context(), notices, []graphstore.NewMessage{letter("n2", "fw@acme.example")})
	require.NoError(t, err)
	require.False(t, told)
	require.EqualValues(t, 2, g.one("MATCH (m:Message) RETURN count(m)"), "the message of the second call is not kept")
}

func TestMailThatCannotBeMadeIsToldOnceAMonthUntilItCan(t *testing.T) {
	g := newGraph(t)
	g.load(cpl.KindParties, partyHeader+"SECAS,operator,,,secas@example.com\n", graphstore.ImportOptions{})
	sub := g.subscribe()
	fail := func(days int) (failing string, notices []graphstore.Notice) {
		require.NoError(t, g.FailSubscription(t.Context(), sub, "digest for Acme", fmt.Sprintf("why %d", days), mailTime.AddDate(0, 0, days)))
		notices, err := g.UntoldNotices(t.Context(), graphstore.Everything)
		require.NoError(t, err)
		now, err := g.Subscription(t.Context(), graphstore.Everything, sub.ID)
		require.NoError(t, err)
		return now.Failing, notices
	}
	failing, notices := fail(0)
	require.Equal(t, "why 0", failing)
	require.Len(t, notices, 1)
	require.Equal(t, []string{"subscription-failing", "digest for Acme", "why 0", "SECAS"}, []string{notices[0].Kind, notices[0].Subject, notices[0].Why, notices[0].Party.ID})
	failing, notices = fail(31)
	require.Equal(t, "why 31", failing)
	require.Len(t, notices, 1, "it is still the same month")
	_, notices = fail(32)
	require.Len(t, notices, 2)
	before := sub
	advanced, err := g.AdvanceSubscription(t.Context(), graphstore.Advance{Subscription: sub, Until: mailTime.AddDate(0, 0, 32), Skipped: "nothing has changed"})
	require.NoError(t, err)
	require.True(t, advanced)
	sub, err = g.Subscription(t.Context(), graphstore.Everything, sub.ID)
	require.NoError(t, err)
	require.Empty(t, sub.Failing, "it can be made again")
	require.NoError(t, g.FailSubscription(t.Context(), before, "digest for Acme", "of before it was made", mailTime.AddDate(0, 0, 90)))
	again, err := g.Subscription(t.Context(), graphstore.Everything, sub.ID)
	require.NoError(t, err)
	require.Empty(t, again.Failing, "another process made it meanwhile")
	_, notices = fail(33)
	require.Len(t, notices, 3, "and then it cannot")
	was := sub
	sub.Party = "Acme"
	sub, err = g.ChangeSubscription(t.Context(), graphstore.Everything, sub, nil, mailTime.AddDate(0, 0, 33))
	require.NoError(t, err)
	require.Empty(t, sub.Failing, "what was changed is tried anew")
	require.NoError(t, g.FailSubscription(t.Context(), was, "digest for Acme", "of how it was", mailTime.AddDate(0, 0, 33)))
	notices, err = g.UntoldNotices(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, notices, 3)
}

func TestWaiversWarnThirtyAndSevenDaysAhead(t *testing.T) {
	g := newGraph(t)
	g.load(cpl.KindParties, partyHeader+"SEC Panel,panel,,,panel@example.com\nSECAS,operator,,,secas@example.com\nAcme,manufacturer,A0C1,,fw@acme.example\n", graphstore.ImportOptions{})
	g.all(`CREATE (w:Waiver {id: 'w', reason: 'r', reference: 'REF-1', until: date('2026-12-25'), grantedAt: datetime(), share: 20, exposure: 0})-[:WAIVES]->
		(:Finding {fingerprint: 'f', rule: 'predecessor-undeclared', subject: 'V1', subjectKind: 'version', state: 'waived', owner: 'manufacturer', severity: 'high', manufacturerId: 'A0C1', toldTo: 'A0C1', supplier: '', modelKey: 'm', waiver: 'w', installs: 0}) RETURN 1 AS a`)
	steps := map[cpl.Date]int{}
	for _, day := range []cpl.Date{"2026-11-24", "2026-11-25", "2026-11-25", "2026-12-01", "2026-12-17", "2026-12-18", "2026-12-19", "2026-12-25", "2026-12-26"} {
		n, err := g.WarnOfWaivers(t.Context(), day)
		require.NoError(t, err)
		if n > 0 {
			steps[day] += n
		}
	}
	require.Equal(t, map[cpl.Date]int{"2026-11-25": 1, "2026-12-18": 1}, steps)
	notices, err := g.UntoldNotices(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	told := map[string]int{}
	for _, n := range notices {
		require.Equal(t, "waiver-ending", n.Kind)
		require.Equal(t, "REF-1", n.Reference)
		told[n.Party.ID]++
	}
	require.Equal(t, map[string]int{"SEC Panel": 2, "SECAS": 2, "Acme": 2}, told)
}

func TestALapsedAndAnOutgrownWaiverLeaveNotices(t *testing.T) {
	g := newGraph(t)
	g.all(`UNWIND [{id: 'lapsed', until: date('2026-11-01'), installs: 5}, {id: 'grown', until: date('2027-01-01'), installs: 50}, {id: 'stands', until: date('2027-01-01'), installs: 5}] AS w
		CREATE (:Waiver {id: w.id, reason: 'r', reference: 'REF', until: w.until, grantedAt: datetime(), share: 20, exposure: 5})-[:WAIVES]->
		(:Finding {fingerprint: w.id, rule: 'install-orphaned', subject: w.id, subjectKind: 'cohort', state: 'waived', owner: 'supplier', severity: 'high', class: 'enforced', manufacturerId: 'A0C1', supplier: 'Acme', modelKey: 'm', waiver: w.id, waivedBy: 'waiver', installs: w.installs}) RETURN count(*) AS a`)
	require.NoError(t, g.WithLease(t.Context(), graphstore.LeaseWriter, "test", graphstore.Wait{}, func(ctx context.Context, lease *graphstore.Lease) error {
		return g.SettleFindings(ctx, lease, graphstore.Settlement{RunID: "none", Today: today})
	}))
	require.Equal(t, []string{"waiver-drifted grown", "waiver-lapsed lapsed"}, g.texts("MATCH (n:Notice) RETURN n.kind + ' ' + n.subject AS a ORDER BY a"))
	waiting, err := g.Undeliverable(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Equal(t, "Acme", waiting[0].Party)
	require.Equal(t, 2, waiting[0].Notices)
}

// An earlier version loaded addresses that mail cannot be sent to.
func TestAPartyWhoseAddressCannotBeReadIsUndeliverable(t *testing.T) {
	g := newGraph(t)
	g.one("CREATE (:Party {partyId: 'Acme', name: 'Acme', category: 'manufacturer', email: 'a..b@example.com'})-[:REPRESENTS]->(:ManufacturerIdentifier {manufacturerId: 'A0C1'}), " +
		"(:Notice {id: 'n', told: false, at: datetime(), kind: 'entry-retired', owner: 'manufacturer', manufacturerId: 'A0C1', supplier: '', subject: 'V1'}) RETURN 1")
	untold, err := g.UntoldNotices(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Empty(t, untold)
	waiting, err := g.Undeliverable(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	require.Equal(t, "Acme", waiting[0].Party)
	require.Contains(t, waiting[0].Why, "cannot be sent")
	g.one("MATCH (p:Party) SET p.email = 'a@example.com' RETURN p.email")
	untold, err = g.UntoldNotices(t.Context(), graphstore.Everything)
	require.NoError(t, err)
	require.Len(t, untold, 1)
}

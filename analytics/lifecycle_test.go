//go:build integration

package analytics_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const meter = "ESME|A0C1|00000001"

// life is how one finding of a rule comes about, and how its cause is mended;
// both are loaded twice.
type life struct {
	rule, subject string
	// before is loaded once; a full run follows it.
	before []file
	broken []file
	mended []file
	// why is the reason of the resolution that mending brings.
	why string
	// mend changes the settings instead of the data; nil where data mends it.
	mend func(*analytics.Settings)
}

func list(entries ...entry) file    { return file{entries: entries} }
func returned(counts ...count) file { return file{isCounts: true, counts: counts} }

// on is an entry of the meter; its firmware is numbered, so that codings cannot meet.
func on(id, firmware, added, declaration string) entry {
	return entry{id: id, model: meter, firmware: firmware, status: "Current", added: added, declaration: declaration}
}

// maintained gives an entry the pair of versions that applicable is about.
func maintained(e entry) entry { e.smets, e.gbcs = "SMETS2 v5.1", "GBCS v4.1"; return e }

// applicable is a table in which that pair ends on a day.
func applicable(ends string) file {
	return file{isTable: true, pairs: []pair{{"SMETS2 v5.1", "GBCS v4.1", ends, false}, {"SMETS2 v6.0", "GBCS v4.1", "", false}}}
}

func copied(entries ...entry) file { return file{isCopy: true, entries: entries} }

func running(firmware, asOf string, devices int) count {
	return count{supplier: "S1", model: meter, firmware: firmware, asOf: asOf, devices: devices}
}

func lives(today time.Time) []life {
	day := func(days int) string { return string(cpl.DateOf(today.AddDate(0, 0, days))) }
	certificate := func(expiry, renewal string) []file {
		e := on("A", "00000001", "2023-05-01", "N/A")
		e.expiry, e.renewal = expiry, renewal
		return []file{list(e)}
	}
	a, b := on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2025-05-01", "A")
	declares := func(e entry, declaration string) []file { e.declaration = declaration; return []file{list(e)} }
	ring, hashed, repeated, delisted, coded, broken := a, b, b, b, b, a
	ring.declaration = "B"
	hashed.hash = strings.Repeat("AB", 32)
	repeated.firmware, delisted.firmware, delisted.status = a.firmware, a.firmware, "Removed"
	coded.firmware, broken.broken = "00000010", "added"
	original, tens := a, a
	original.hash, tens.firmware = hashed.hash, "0000000A"
	foreign := entry{id: "F", model: "CHF|A0C1|00000002", firmware: "00000001", status: "Current", added: "2023-05-01", declaration: "N/A"}
	otherModel := count{supplier: "S1", model: "ESME|A0C1|00000009", firmware: "00000001", asOf: day(-1), devices: 1}
	inService := []file{list(a), returned(running("00000001", day(-2), 5))}
	return []life{
		{rule: "predecessor-undeclared", why: "declared", subject: "A", broken: declares(a, ""), mended: declares(a, "N/A")},
		{rule: "predecessor-invalid", why: "declared", subject: "A", broken: declares(a, ";"), mended: declares(a, "N/A")},
		{rule: "predecessor-unknown", why: "declared", subject: "A", broken: declares(a, "GHOST1"), mended: declares(a, "N/A")},
		{rule: "predecessor-self", why: "declared", subject: "B", broken: declares(b, "A,B"), mended: declares(b, "A")},
		{rule: "predecessor-foreign", why: "declared", subject: "A", before: []file{list(foreign)}, broken: declares(a, "F"), mended: declares(a, "N/A")},
		{rule: "predecessor-suspect-root", why: "declared", subject: "B", before: inService, broken: declares(b, "N/A"), mended: declares(b, "A")},
		{rule: "predecessor-later", why: "declared", subject: "A", before: []file{list(b)}, broken: declares(a, "B"), mended: declares(a, "N/A")},
		{rule: "declaration-withdrawn", why: "declared", subject: "B", before: append([]file{list(b)}, inService...), broken: declares(b, "N/A"), mended: declares(b, "A")},
		{rule: "pathway-cycle", why: "declared", subject: "A|B", broken: []file{list(ring, b)}, mended: []file{list(a)}},
		{rule: "version-unreachable", why: "declared", subject: "A", broken: declares(a, "GHOST1"), mended: declares(a, "N/A")},
		{rule: "version-unrooted", why: "declared", subject: "A", broken: declares(a, "GHOST1"), mended: declares(a, "N/A")},
		{rule: "version-dead-end", why: "declared", subject: "A", before: inService, broken: declares(b, "N/A"), mended: declares(b, "A")},
		{rule: "install-stranded", why: "declared", subject: "S1|" + meter + "|00000001", before: inService, broken: declares(b, "N/A"), mended: declares(b, "A")},
		{rule: "install-orphaned", why: "basis-changed", subject: "S1|" + meter + "|00000007", broken: []file{returned(running("00000007", day(-2), 5))}, mended: []file{returned(running("00000007", day(-2), 0))}},
		{rule: "install-stale", why: "basis-changed", subject: "S1|ESME", broken: []file{returned(running("00000001", day(-46), 5))}, mend: func(s *analytics.Settings) { s.StaleDays = 46 }},
		{
			rule: "install-vanished", why: "basis-changed", subject: "S1|" + meter, broken: []file{returned(running("00000001", day(-2), 5), otherModel)},
			mended: []file{returned(running("00000001", day(-2), 0))},
		},
		{rule: "certificate-expiring", why: "data-corrected", subject: "A", broken: certificate(day(10), ""), mended: certificate("2099-01-01", "")},
		{rule: "certificate-expired", why: "data-corrected", subject: "A", broken: certificate(day(-10), ""), mended: certificate("", day(-10))},
		{rule: "certificate-renewal-overdue", why: "data-corrected", subject: "A", broken: certificate("", day(-10)), mended: certificate("", day(500))},
		{rule: "hash-reused", why: "data-corrected", subject: hashed.hash, before: []file{list(original)}, broken: []file{list(hashed)}, mended: []file{list(b)}},
		{rule: "tuple-repeated", why: "delisted", subject: meter + "|00000001", before: []file{list(a)}, broken: []file{list(repeated)}, mended: []file{list(delisted)}},
		{rule: "version-coding-twin", why: "data-corrected", subject: "A", before: []file{list(tens)}, broken: []file{list(coded)}, mended: []file{list(b)}},
		{
			rule: "install-past-end-date", why: "basis-changed", subject: "S1|" + meter + "|00000001", before: []file{list(maintained(a)), inService[1]},
			broken: []file{applicable(day(-1))}, mended: []file{applicable(day(0))},
		},
		{rule: "list-drift", why: "basis-changed", subject: "A", before: []file{list(a)}, broken: []file{copied(tens)}, mended: []file{copied(a)}},
		{rule: "row-rejected", why: "data-corrected", subject: "A", before: []file{list(a)}, broken: []file{list(broken)}, mended: []file{list(a)}},
	}
}

// TestEachRulesFindingAppearsStaysGoesAndComesBack follows one finding of every rule.
func TestEachRulesFindingAppearsStaysGoesAndComesBack(t *testing.T) {
	l := newLab(t)
	now := time.Now().In(labZone)
	l.today = cpl.DateOf(now)
	followed := map[string]bool{}
	for _, c := range lives(now) {
		followed[c.rule] = true
		t.Run(c.rule, func(t *testing.T) { l.follow(t, c) })
	}
	for _, rule := range l.engine.Registry.All() {
		require.True(t, followed[rule.ID], "%s is not followed", rule.ID)
	}
}

func (l *lab) follow(t *testing.T, c life) {
	l.clear(t)
	defer func() { l.engine.Settings = labSettings() }()
	l.loadAll(t, c.before)
	l.fullRun(t)

	l.loadAll(t, c.broken)
	require.EqualValues(t, 1, l.runRule(t, c.rule).Opened, "it appears")
	first, _ := l.finding(t, c)
	require.Equal(t, graphstore.StateOpen, first.State)
	about := neo4jtest.Query(t, "MATCH (:Finding {fingerprint: $f})-[:ABOUT]->(s) RETURN count(s) AS n", map[string]any{"f": first.Fingerprint})
	if c.rule != "install-vanished" { // no entry of the list is of that model, so there is no node of it
		require.NotZero(t, about[0]["n"], "it is tied to what it is about")
	}

	second := l.runRule(t, c.rule)
	require.Zero(t, second.Opened+second.Reopened+second.Resolved, "nothing changed")
	again, _ := l.finding(t, c)
	require.Equal(t, first.Fingerprint, again.Fingerprint)
	require.Equal(t, first.FirstSeen, again.FirstSeen)

	if c.mend != nil {
		c.mend(&l.engine.Settings)
	}
	l.loadAll(t, c.mended)
	require.EqualValues(t, 1, l.runRule(t, c.rule).Resolved, "it goes with its cause")
	gone, trail := l.finding(t, c)
	require.Equal(t, c.why, gone.ResolvedWhy, "%+v", trail)
	require.Equal(t, c.why, trail[len(trail)-1].Code)
	require.Greater(t, gone.Revision, first.Revision)

	l.engine.Settings = labSettings()
	l.loadAll(t, c.broken)
	require.EqualValues(t, 1, l.runRule(t, c.rule).Reopened, "it comes back")
	back, trail := l.finding(t, c)
	require.Equal(t, first.FirstSeen, back.FirstSeen)
	require.Empty(t, back.ResolvedWhy)
	var kinds []string
	for _, e := range trail {
		kinds = append(kinds, e.Kind)
	}
	require.Equal(t, []string{"opened", "resolved", "reopened"}, kinds)
}

func (l *lab) loadAll(t *testing.T, files []file) {
	t.Helper()
	for _, f := range files {
		l.loadFile(t, f)
	}
}

func (l *lab) runRule(t *testing.T, id string) graphstore.RuleResult {
	t.Helper()
	run, err := l.engine.Run(t.Context(), analytics.RunOptions{Rules: []string{id}, Trigger: "test"})
	require.NoError(t, err)
	require.Equal(t, graphstore.RunOK, run.Status, "%+v", run.Rules)
	require.Len(t, run.Rules, 1)
	return run.Rules[0]
}

// finding is the one finding of the case's rule about its subject.
func (l *lab) finding(t *testing.T, c life) (graphstore.Finding, []graphstore.FindingEvent) {
	t.Helper()
	all, err := l.AllFindings(context.Background(), graphstore.Everything, graphstore.FindingFilter{Rule: c.rule})
	require.NoError(t, err)
	for _, f := range all {
		if f.Subject == c.subject {
			found, trail, err := l.Finding(t.Context(), graphstore.Everything, f.Fingerprint)
			require.NoError(t, err)
			return found, trail
		}
	}
	require.Failf(t, "no such finding", "%s %s among %v", c.rule, c.subject, all)
	return graphstore.Finding{}, nil
}

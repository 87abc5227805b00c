//go:build integration

package analytics_test

import (
	"slices"
	"strings"
	"time"

	"waymark/analytics"
	"waymark/cpl"
)

const meter = "ESME|A0C1|00000001"

// life is how one finding of a rule comes about, and each reason for which it may go.
type life struct {
	rule, subject string
	// before is loaded once; a full run follows it.
	before []file
	broken []file
	mends  []mend
}

// mend takes a cause away, by data or by the settings, which brings a resolution
// with the reason why; again breaks it once more, as it was broken first if it is nil.
type mend struct {
	why      string
	files    []file
	again    []file
	settings func(*analytics.Settings)
}

func by(why string, files ...file) mend { return mend{why: why, files: files} }

func (m mend) then(again ...file) mend { m.again = again; return m }

func setting(change func(*analytics.Settings)) mend {
	return mend{why: "basis-changed", settings: change}
}

func list(entries ...entry) file    { return file{entries: entries} }
func returned(counts ...count) file { return file{isCounts: true, counts: counts} }

// on is an entry of the meter; its firmware is numbered, so that codings cannot meet.
func on(id, firmware, added, declaration string) entry {
	return entry{id: id, model: meter, firmware: firmware, status: "Current", added: added, declaration: declaration}
}

func (e entry) declaring(declaration string) entry { e.declaration = declaration; return e }
func (e entry) since(added string) entry           { e.added = added; return e }
func (e entry) running(firmware string) entry      { e.firmware = firmware; return e }
func (e entry) hashed(hash string) entry           { e.hash = hash; return e }
func (e entry) of(model string) entry              { e.model = model; return e }
func (e entry) removed() entry                     { e.status = "Removed"; return e }
func (e entry) certified(expiry, renewal string) entry {
	e.expiry, e.renewal = expiry, renewal
	return e
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
	return slices.Concat(declarationLives(day), pathwayLives(day), installLives(day), recordLives(day))
}

// declarationLives are of the rules that read one version's declaration.
func declarationLives(day func(int) string) []life {
	a, b := on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2025-05-01", "A")
	foreign := entry{id: "F", model: "CHF|A0C1|00000002", firmware: "00000003", status: "Current", added: "2023-05-01", declaration: "N/A"}
	ghost := on("GHOST1", "00000009", "2022-05-01", "N/A")
	devices := func(n int) file { return returned(running("00000001", day(-2), n)) }
	// of is the life of a finding about an entry that declares what it should not, or has it taken off the list.
	of := func(rule string, right entry, wrong string, more ...mend) life {
		return life{
			rule: rule, subject: right.id, broken: []file{list(right.declaring(wrong))},
			mends: append([]mend{by("declared", list(right)), by("delisted", list(right.declaring(wrong).removed()))}, more...),
		}
	}
	out := []life{
		of("predecessor-undeclared", a, ""),
		of("predecessor-invalid", a, ";"),
		of("predecessor-unknown", a, "GHOST1", by("data-corrected", list(ghost)).then(list(a.declaring("GHOST2")))),
		of("predecessor-self", b, "A,B"),
	}
	foreigner := of("predecessor-foreign", a, "F", by("data-corrected", list(foreign.of(meter))).then(list(foreign)))
	foreigner.before = []file{list(foreign)}
	suspect := of("predecessor-suspect-root", b, "N/A", by("data-corrected", list(b.declaring("N/A").since("2022-05-01"))))
	suspect.before = []file{list(a)}
	later := of("predecessor-later", a, "B", by("data-corrected", list(a.declaring("B").since("2026-05-01"))))
	later.before = []file{list(b)}
	withdrawn := of("declaration-withdrawn", b, "N/A", by("basis-changed", devices(0)).then(devices(5)), by("data-corrected", list(a.running("00000008"))).then(list(a)))
	withdrawn.before = []file{list(a, b), devices(5)}
	return append(out, foreigner, suspect, later, withdrawn)
}

// pathwayLives are of the rules that follow declarations from version to version.
// One finding goes through several causes, of which each is gone for its own reason.
func pathwayLives(day func(int) string) []life {
	a, b := on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2025-05-01", "A")
	m := on("M", "00000003", "2024-05-01", "A")
	ghost := on("GHOST1", "00000009", "2022-05-01", "N/A")
	devicesOf := func(e entry, n int) file { return returned(running(e.firmware, day(-2), n)) }
	edge := &restriction{from: "A", to: "B", starts: day(0)}
	restricted, lifted := file{restricts: edge}, file{lifts: edge}
	cited := b.declaring("GHOST1")
	reached := []mend{
		by("declared", list(b)),
		by("delisted", list(cited.removed())),
		by("data-corrected", list(ghost)).then(list(a.removed(), b)),
		by("relisted", list(a)).then(restricted),
		by("restriction-lifted", lifted).then(restricted),
	}
	alone := b.declaring("N/A")
	led := []mend{
		by("declared", list(b)),
		by("delisted", list(alone.removed())),
		by("data-corrected", list(alone.since("2022-05-01"))),
		by("basis-changed", devicesOf(a, 0)).then(devicesOf(a, 5), list(b), restricted),
		by("restriction-lifted", lifted).then(list(m.removed(), b.declaring("M"))),
		by("relisted", list(m)).then(list(m.removed())),
	}
	inService := []file{list(a), devicesOf(a, 5)}
	return []life{
		{rule: "pathway-cycle", subject: "A|B", broken: []file{list(a.declaring("B"), b)}, mends: []mend{
			by("declared", list(a)), by("delisted", list(a.declaring("B").removed(), b.removed())), by("data-corrected", list(b.of("ESME|A0C1|00000009"))),
		}},
		{rule: "version-unreachable", subject: "B", before: []file{list(a)}, broken: []file{list(cited)}, mends: append([]mend{
			by("basis-changed", devicesOf(b, 5)).then(devicesOf(b, 0)),
		}, reached...)},
		{rule: "version-unrooted", subject: "B", before: []file{list(a)}, broken: []file{list(cited)}, mends: reached},
		{rule: "version-dead-end", subject: "A", before: inService, broken: []file{list(alone)}, mends: led},
		{rule: "install-stranded", subject: "S1|" + meter + "|00000001", before: inService, broken: []file{list(alone)}, mends: led},
	}
}

// installLives are of the rules that read returns.
func installLives(day func(int) string) []life {
	a := on("A", "00000001", "2023-05-01", "N/A")
	devices := func(n int) file { return returned(running("00000001", day(-2), n)) }
	orphan := on("O", "00000007", "2023-05-01", "N/A")
	otherModel := count{supplier: "S1", model: "ESME|A0C1|00000009", firmware: "00000001", asOf: day(-1), devices: 1}
	renewed := maintained(a)
	renewed.smets = "SMETS2 v6.0"
	return []life{
		{rule: "install-orphaned", subject: "S1|" + meter + "|00000007", broken: []file{returned(running("00000007", day(-2), 5))}, mends: []mend{
			by("basis-changed", returned(running("00000007", day(-2), 0))),
			by("data-corrected", list(orphan)).then(list(orphan.removed())),
			by("relisted", list(orphan)).then(list(orphan.removed())),
		}},
		{rule: "install-stale", subject: "S1|ESME", broken: []file{returned(running("00000001", day(-46), 5))}, mends: []mend{
			setting(func(s *analytics.Settings) { s.StaleDays = 46 }),
		}},
		{rule: "install-vanished", subject: "S1|" + meter, broken: []file{devices(5), returned(otherModel)}, mends: []mend{by("basis-changed", devices(0))}},
		{
			rule: "install-past-end-date", subject: "S1|" + meter + "|00000001", before: []file{list(maintained(a)), devices(5)}, broken: []file{applicable(day(-1))},
			mends: []mend{
				by("basis-changed", applicable(day(0))),
				by("basis-changed", devices(0)).then(devices(5)),
				by("data-corrected", list(renewed)).then(list(maintained(a))),
			},
		},
	}
}

// recordLives are of the rules that read the other columns of the list.
func recordLives(day func(int) string) []life {
	a, b := on("A", "00000001", "2023-05-01", "N/A"), on("B", "00000002", "2025-05-01", "A")
	hash := strings.Repeat("AB", 32)
	tens, unreadable := a.running("0000000A"), a
	unreadable.broken = "added"
	// of is the life of a finding about a certificate's dates.
	of := func(rule string, wrong, right entry, change func(*analytics.Settings)) life {
		return life{rule: rule, subject: "A", broken: []file{list(wrong)}, mends: []mend{
			by("data-corrected", list(right)), by("delisted", list(wrong.removed())), setting(change),
		}}
	}
	unconcerned := func(s *analytics.Settings) { s.CertificateTypes = []string{"GSME"} }
	return []life{
		of("certificate-expiring", a.certified(day(10), ""), a.certified("2099-01-01", ""), func(s *analytics.Settings) { s.CertificateDays = 9 }),
		of("certificate-expired", a.certified(day(-10), ""), a.certified("", day(-10)), unconcerned),
		of("certificate-renewal-overdue", a.certified("", day(-10)), a.certified("", day(500)), unconcerned),
		{rule: "hash-reused", subject: hash, broken: []file{list(a.hashed(hash), b.hashed(hash))}, mends: []mend{
			by("data-corrected", list(b)), by("delisted", list(a.hashed(hash).removed(), b.hashed(hash).removed())),
		}},
		{rule: "tuple-repeated", subject: a.tuple(), before: []file{list(a)}, broken: []file{list(b.running(a.firmware))}, mends: []mend{
			by("delisted", list(b.running(a.firmware).removed())), by("data-corrected", list(b)),
		}},
		{rule: "version-coding-twin", subject: "A", broken: []file{list(tens, b.running("00000010"))}, mends: []mend{
			by("data-corrected", list(b)), by("delisted", list(tens.removed())),
		}},
		{rule: "list-drift", subject: "A", before: []file{list(a)}, broken: []file{copied(tens)}, mends: []mend{
			by("basis-changed", copied(a)),
			by("data-corrected", list(tens)).then(list(a), copied(a.removed())),
			by("delisted", list(a.removed())).then(copied(a)),
			by("relisted", list(a)),
		}},
		{rule: "row-rejected", subject: "A", before: []file{list(a)}, broken: []file{list(unreadable)}, mends: []mend{by("data-corrected", list(a))}},
	}
}

package mail

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"waymark/analytics"
	"waymark/graphstore"
	"waymark/reports"
)

// PackDigest is a digest: a mail without a report.
const PackDigest = "digest"

// Packs are what can be subscribed to, in the order in which help texts name them.
var Packs = append(slices.Clone(reports.Packs), PackDigest)

// Audiences are for whom.
var Audiences = []string{reports.AudiencePanel, reports.AudienceManufacturer, reports.AudienceSupplier, reports.AudienceOperator}

// packNames begin the subject of a mail with the pack.
var packNames = map[string]string{
	reports.PackPanel: "Panel report", reports.PackManufacturer: "Manufacturer report", reports.PackSupplier: "Supplier report",
	reports.PackFIR: "FIR view", reports.PackQuality: "Data-quality report", reports.PackLedger: "Obligation ledger",
}

// aboutFindings are the packs that have nothing new to say while no finding changes.
var aboutFindings = map[string]bool{PackDigest: true, reports.PackPanel: true, reports.PackManufacturer: true, reports.PackSupplier: true}

// mayHave are the packs that an audience may have: nobody gets what is about others.
var mayHave = map[string][]string{
	reports.AudiencePanel:        Packs,
	reports.AudienceOperator:     Packs,
	reports.AudienceManufacturer: {reports.PackManufacturer, PackDigest},
	reports.AudienceSupplier:     {reports.PackSupplier, reports.PackFIR, PackDigest},
}

const (
	maxRecipients = 100
	maxText       = 1000
)

func refuse(code, hint, format string, args ...any) error {
	return &graphstore.InputError{Code: code, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// Check completes a subscription with defaults and refuses, as *InputError, one
// that cannot work or would show somebody what is not theirs.
func (c *Composer) Check(ctx context.Context, sub graphstore.Subscription) (graphstore.Subscription, error) {
	if sub.Zone == "" {
		sub.Zone = analytics.Zone
	}
	if sub.Format == "" {
		sub.Format = DefaultFormat(sub.Pack)
	}
	if err := checkPack(sub); err != nil {
		return sub, err
	}
	if err := c.checkTimes(sub); err != nil {
		return sub, err
	}
	if err := c.checkFilter(sub); err != nil {
		return sub, err
	}
	if sub.Party != "" {
		parties, err := c.Graph.Parties(ctx, graphstore.Everything)
		if err != nil {
			return sub, err
		}
		if _, err := checkParty(parties, sub); err != nil {
			return sub, err
		}
	}
	var err error
	sub.To, err = Recipients(sub.To)
	return sub, err
}

// DefaultFormat is the format of a pack where none is asked for: the one that
// its readers work in, of those that there are.
func DefaultFormat(pack string) string {
	wanted := []string{"pdf", reports.FormatHTML}
	switch pack {
	case PackDigest:
		return ""
	case reports.PackManufacturer:
		wanted = []string{"xlsx", reports.FormatHTML}
	}
	return wanted[slices.IndexFunc(wanted, reports.KnownFormat)]
}

func checkPack(sub graphstore.Subscription) error {
	packs, known := mayHave[sub.Audience]
	switch {
	case !known:
		return refuse("unknown-audience", "give "+strings.Join(Audiences, ", "), "there is no audience %q", sub.Audience)
	case !slices.Contains(Packs, sub.Pack):
		return refuse("unknown-pack", "give "+strings.Join(Packs, ", "), "there is no pack %q", sub.Pack)
	case !slices.Contains(packs, sub.Pack):
		return refuse("pack-not-for-audience", "give "+strings.Join(packs, ", "), "a %s may not have the pack %q", sub.Audience, sub.Pack)
	case sub.Pack != PackDigest && !reports.KnownFormat(sub.Format):
		return refuse("unknown-format", "give "+strings.Join(reports.Formats, ", "), "there is no format %q", sub.Format)
	case sub.Pack == PackDigest && sub.Format != "":
		return refuse("unknown-format", "leave the format out: every mail is text and HTML", "a digest has no format")
	case needsParty(sub) && sub.Party == "":
		return refuse("party-missing", "give the party; import parties adds one", "a subscription of the pack %q for the audience %q is for one party", sub.Pack, sub.Audience)
	}
	return nil
}

func needsParty(sub graphstore.Subscription) bool {
	return sub.Audience == reports.AudienceManufacturer || sub.Audience == reports.AudienceSupplier || reports.ForParty(sub.Pack)
}

// readsAs is the audience as which the mail is made, and the category of its
// party: a pack for one party is about it; of any other, the party is the one
// that reads it.
func readsAs(sub graphstore.Subscription) string {
	if reports.ForParty(sub.Pack) {
		return sub.Pack
	}
	return sub.Audience
}

// checkParty finds the subscription's party and refuses one of another category.
func checkParty(parties []graphstore.Party, sub graphstore.Subscription) (graphstore.Party, error) {
	i := slices.IndexFunc(parties, func(p graphstore.Party) bool { return p.ID == sub.Party })
	if i < 0 {
		return graphstore.Party{}, refuse("unknown-party", "import parties first, or check the name", "there is no party %q", sub.Party)
	}
	category := readsAs(sub)
	if parties[i].Category != category {
		return graphstore.Party{}, refuse("party-of-another-category", "give a party of the category "+category, "the party %q is a %s", sub.Party, parties[i].Category)
	}
	if category == reports.AudienceManufacturer && len(parties[i].ManufacturerIDs) == 0 {
		return graphstore.Party{}, refuse("party-without-identifiers", "import parties with its manufacturer identifiers", "the party %q represents no manufacturer identifier", sub.Party)
	}
	return parties[i], nil
}

func (c *Composer) checkTimes(sub graphstore.Subscription) error {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil || strings.EqualFold(sub.Zone, "local") {
		return refuse("unknown-zone", "give one like Europe/London", "there is no time zone %q", sub.Zone)
	}
	schedule, err := analytics.ParseSchedule(sub.Schedule, zone)
	if err != nil {
		return refuse("bad-schedule", "", "%v", err)
	}
	if schedule.Next(time.Now()).IsZero() {
		return refuse("bad-schedule", "give days that there are", "the schedule %q never comes", sub.Schedule)
	}
	if sparse(schedule, time.Now()) {
		return refuse("bad-schedule", "give one that comes at least once a month, such as 0 7 1 * *", "the schedule %q leaves its readers without mail for over a month", sub.Schedule)
	}
	return nil
}

// sparse tells whether a schedule leaves out more than a month of the next year.
func sparse(schedule interface{ Next(time.Time) time.Time }, now time.Time) bool {
	for day := range 366 {
		from := now.AddDate(0, 0, day)
		// A day more than the longest silence, for months of 31 days and the hour that changes.
		if schedule.Next(from).Sub(from) > longestSilence+24*time.Hour {
			return true
		}
	}
	return false
}

func (c *Composer) checkFilter(sub graphstore.Subscription) error {
	if len(sub.Severities) > 0 && readsAs(sub) == reports.AudienceManufacturer {
		return refuse("severity-not-for-audience", "leave the severities out, and choose by rule or model", "a manufacturer is not told severities, since they depend on installs")
	}
	for _, s := range sub.Severities {
		if !slices.Contains(severities, s) {
			return refuse("unknown-severity", "give "+strings.Join(severities, ", "), "there is no severity %q", s)
		}
	}
	for _, id := range sub.Rules {
		if !slices.ContainsFunc(c.Rules, func(r reports.RuleText) bool { return r.ID == id }) {
			return refuse("unknown-rule", "see waymark rules list", "there is no rule %q that feeds reports", id)
		}
	}
	for _, m := range sub.Models {
		if m == "" || len(m) > maxText {
			return refuse("bad-model", "give a model key such as ESME|A0C1|0C1A0001", "a model is blank or too long")
		}
	}
	return nil
}

// Recipients reads addresses, each once, as they are kept: without names.
func Recipients(to []string) ([]string, error) {
	var out []string
	for _, text := range to {
		a, err := ParseAddress(text)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, a.Address) }) {
			out = append(out, a.Address)
		}
	}
	if len(out) == 0 || len(out) > maxRecipients {
		return nil, refuse("bad-recipients", "give 1 to 100 addresses", "there are %d recipients", len(out))
	}
	return out, nil
}

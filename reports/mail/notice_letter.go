package mail

import (
	"fmt"
	"strings"

	"waymark/graphstore"
	"waymark/reports"
)

// noticeWords says in words what a kind of notice is; never with figures or
// names of others, since what was recorded may hold some. Why a subscription makes
// no mail is told, to the operator alone.
var noticeWords = map[string]struct{ one, many, text string }{
	graphstore.NoticeWaiverLapsed:    {"waiver has lapsed", "waivers have lapsed", "The waiver has lapsed, and the finding is open again."},
	graphstore.NoticeWaiverDrifted:   {"waiver was outgrown", "waivers were outgrown", "More devices are affected than the waiver allowed for, and the finding is open again."},
	graphstore.NoticeWaiverFollowed:  {"finding is no longer waived", "findings are no longer waived", "It was waived together with what causes it; a cause is no longer waived, and the finding is open again."},
	graphstore.NoticeFindingReopened: {"finding has come back", "findings have come back", "It was resolved, and the rules find it again."},
	graphstore.NoticeEntryRetired:    {"entry was taken off the list", "entries were taken off the list", "A complete list was loaded that no longer holds the entry, so it counts as not listed. If that is a mistake, ask for it to be listed again."},
	graphstore.NoticeSubscription:    {"subscription makes no mail", "subscriptions make no mail", "Who is subscribed hears nothing. When the cause is mended, the mail that is due is made within ten minutes. You are told once a month while it lasts."},
	graphstore.NoticeWaiverEnding:    {"waiver ends soon", "waivers end soon", "When the waiver ends, the finding is open again. Mend it before, or ask for another waiver."},
}

var noticeOrder = []string{
	graphstore.NoticeEntryRetired, graphstore.NoticeWaiverLapsed, graphstore.NoticeWaiverDrifted, graphstore.NoticeWaiverFollowed,
	graphstore.NoticeFindingReopened, graphstore.NoticeSubscription, graphstore.NoticeWaiverEnding,
}

// noticeLetter tells one party what the system did to what is theirs.
func noticeLetter(to *graphstore.Party, notices []graphstore.Notice, marking reports.Marking, titles map[string]string) Letter {
	l := Letter{Marking: marking, Title: "What the system has changed for " + oneLine(to.Name)}
	byKind := map[string][]graphstore.Notice{}
	for _, n := range notices {
		byKind[n.Kind] = append(byKind[n.Kind], n)
	}
	var words []string
	shown := findingsShown
	for _, kind := range noticeOrder {
		of := byKind[kind]
		if len(of) == 0 {
			continue
		}
		w := noticeWords[kind]
		words = append(words, counted(len(of), w.one, w.many))
		s := Section{Heading: upperFirst(counted(len(of), w.one, w.many)), Lines: []string{w.text}}
		for _, n := range of[:min(len(of), shown)] {
			s.Items = append(s.Items, noticeItem(to, n, titles))
		}
		if more := len(of) - len(s.Items); more > 0 {
			s.More = fmt.Sprintf("And %s more.", number(more))
		}
		shown -= len(s.Items)
		l.Sections = append(l.Sections, s)
	}
	l.Subject = fmt.Sprintf("Waymark for %s: %s", shortName(to.Name), strings.Join(words, ", "))
	l.Lead = "Nobody asked for this by hand: it follows from the rules, from dates and schedules, or from a list that was loaded. You are told since it concerns what you answer for."
	switch {
	case len(byKind) != 1:
	case len(byKind[graphstore.NoticeWaiverEnding]) > 0:
		l.Title, l.Lead = "Waivers that end soon", "You are told 30 and 7 days before a waiver ends."
	case len(byKind[graphstore.NoticeSubscription]) > 0:
		l.Title, l.Lead = "Mail that cannot be made", "You are told since you run Waymark for those who wait for it."
	}
	return l
}

func noticeItem(to *graphstore.Party, n graphstore.Notice, titles map[string]string) Item {
	item := Item{Title: oneLine(n.Subject)}
	if n.Rule != "" {
		title := titles[n.Rule]
		if title == "" {
			title = n.Rule
		}
		item.Title = title + ": " + item.Title
		// A severity depends on installs, which a manufacturer may not know.
		if n.Owner != reports.AudienceManufacturer && to.Category != reports.AudienceManufacturer {
			item.Tags = severityTag(n.Severity)
		}
	}
	if n.On.Stated() {
		word := map[string]string{
			graphstore.NoticeEntryRetired: "off the list from ", graphstore.NoticeWaiverEnding: "the waiver's last day is ", graphstore.NoticeWaiverLapsed: "the waiver's last day was ",
			graphstore.NoticeWaiverDrifted: "the waiver would have run until ",
		}[n.Kind]
		item.Facts = append(item.Facts, word+dayInWords(n.On))
	}
	if n.Why != "" {
		item.Facts = append(item.Facts, oneLine(n.Why))
	}
	if n.Reference != "" {
		item.Facts = append(item.Facts, "reference "+oneLine(n.Reference))
	}
	return item
}

func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

package reports

import (
	"cmp"
	"fmt"
	"strings"

	"waymark/cpl"
)

// Reasons for a break of which a manufacturer is told less than others.
const (
	reasonDelisted   = "delisted-on-path"
	reasonRestricted = "restricted"
)

// breaks are the places in the evidence where the chains break, in its order.
func (s subject) breaks() []Break {
	list, _ := s.f.Evidence["breaks"].([]any)
	out := make([]Break, 0, len(list))
	for _, item := range list {
		e, ok := item.(map[string]any)
		if !ok {
			continue
		}
		b := Break{Reason: textIn(e, "reason"), At: textIn(e, "at"), From: textIn(e, "from"), Duty: textIn(e, "duty"), Members: textsIn(e, "members"), Reference: textIn(e, "reference"), Until: textIn(e, "until")}
		text := s.rule.reason(b.Reason)
		b.Says, b.Fix, b.WhoActs = text.Says, text.Fix, s.actor(cmp.Or(text.Actor, s.rule.Addressee))
		out = append(out, b)
	}
	return out
}

// whereItBreaks tells the first few breaks.
func (s subject) whereItBreaks() string {
	if len(s.f.Breaks) == 0 {
		return s.says()
	}
	return placesOf(s.f.Breaks, Break.where)
}

// placesOf tells the first few breaks, each in the words of where.
func placesOf(breaks []Break, where func(Break) string) string {
	parts := make([]string, 0, toldBreaks)
	for _, b := range breaks[:min(len(breaks), toldBreaks)] {
		parts = append(parts, where(b))
	}
	text := "The chain breaks " + strings.Join(parts, "; ") + "."
	if more := len(breaks) - toldBreaks; more > 0 {
		text += " The evidence names " + counted(more, "more break.", "more breaks.")
	}
	return text
}

// where says in half a sentence what is wrong at a break.
func (b Break) where() string {
	switch b.Reason {
	case "unknown-id":
		return fmt.Sprintf("at %s, which cites %s, an entry that is on no list", b.At, b.From)
	case "self":
		return fmt.Sprintf("at %s, which cites itself as its own predecessor", b.At)
	case "foreign":
		return fmt.Sprintf("at %s, which cites %s, a version of another device model", b.At, b.From)
	case "loop":
		return fmt.Sprintf("in the ring %s, whose versions cite each other and which nothing outside leads into", strings.Join(b.Members, " → "))
	case "undeclared":
		return fmt.Sprintf("at %s, whose predecessors were not stated", b.At)
	case "invalid":
		return fmt.Sprintf("at %s, whose declaration cannot be read", b.At)
	case reasonRestricted:
		return fmt.Sprintf("at %s, since the upgrade from %s is restricted%s", b.At, b.From, b.restriction())
	case reasonDelisted:
		return fmt.Sprintf("at %s, which is no longer listed and which no device runs", b.At)
	}
	return "at " + b.At + inBrackets(b.Reason)
}

// restriction says until when and by what reference an upgrade is restricted.
func (b Break) restriction() string {
	text := ""
	if day := cpl.Date(b.Until); day.Stated() {
		text = " until " + dateInWords(day)
	}
	return text + inBrackets(b.Reference)
}

// mends says what to correct, entry by entry.
func (s subject) mends() string {
	parts := make([]string, 0, toldBreaks)
	for _, b := range s.f.Breaks[:min(len(s.f.Breaks), toldBreaks)] {
		if b.Fix != "" {
			parts = append(parts, fmt.Sprintf("At entry %s: %s", b.At, b.Fix))
		}
	}
	if len(parts) == 0 {
		return s.rule.Fix
	}
	if len(s.f.Breaks) > 1 {
		parts = append(parts, "These are alternatives: mending one may be enough.")
	}
	return strings.Join(parts, " ")
}

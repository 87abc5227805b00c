package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
)

// subject puts one finding into plain English, with the words that its rule
// has for its reasons.
type subject struct {
	g    *graphstore.PanelFinding
	f    *Finding
	rule RuleText
}

const (
	declarationField = `"Previous Firmware CPL Entry IDs"`
	// toldBreaks is how many breaks a sentence names; all are in the list beside it.
	toldBreaks = 3
)

// what says what is wrong.
func (s subject) what() string {
	switch s.f.Rule {
	case "predecessor-undeclared":
		return fmt.Sprintf("%s is on the list, but its field %s is blank. So nobody can tell which earlier firmware it may be installed over. %s",
			s.version(), declarationField, s.duty())
	case ruleUnreachable:
		return s.unreachable(s.whereItBreaks())
	case ruleUnrooted:
		return s.unrooted(s.whereItBreaks())
	case "install-orphaned":
		return s.orphaned()
	}
	if s.rule.Title == "" {
		return s.untitled()
	}
	return strings.TrimSpace(fmt.Sprintf("%s: %s. %s", s.named(), s.rule.Title, s.says()))
}

func (s subject) unreachable(where string) string {
	return strings.TrimSpace(fmt.Sprintf("%s is on the list, but no chain of declared upgrades leads to it from any version that devices run or may start from. %s",
		s.version(), where))
}

func (s subject) unrooted(where string) string {
	return strings.TrimSpace(fmt.Sprintf("%s is on the list, but no chain of declared upgrades leads to it from firmware that needs none before it. %s", s.version(), where))
}

// untitled says what is wrong where the report has no words of the rule.
func (s subject) untitled() string {
	text := fmt.Sprintf("%s: found by the rule %s", s.named(), s.f.Rule)
	switch len(s.f.Reasons) {
	case 0:
		return text + "."
	case 1:
		return text + ", for the reason " + s.f.Reasons[0] + "."
	}
	return text + ", for the reasons " + enumerated(s.f.Reasons) + "."
}

// fix says what to do about it.
func (s subject) fix() string {
	switch s.f.Rule {
	case "predecessor-undeclared":
		return fmt.Sprintf("In the field %s of entry %s, type the CPL Entry IDs of every firmware version that can be upgraded straight to it, with commas between them; or N/A if there is no earlier firmware.",
			declarationField, s.f.Subject)
	case ruleUnreachable, ruleUnrooted:
		return s.mends()
	}
	var fixes []string
	for _, reason := range s.f.Reasons {
		if text := s.rule.reason(reason).Fix; text != "" {
			fixes = append(fixes, text)
		}
	}
	return cmp.Or(strings.Join(fixes, " "), s.rule.Fix)
}

// says joins what the rule says of the finding's reasons.
func (s subject) says() string {
	var out []string
	for _, reason := range s.f.Reasons {
		out = append(out, cmp.Or(s.rule.reason(reason).Says, reason+"."))
	}
	return strings.Join(out, " ")
}

// whoActs names who can end the finding.
func (s subject) whoActs() string {
	var out []string
	for _, b := range s.f.Breaks {
		if b.WhoActs != "" && !slices.Contains(out, b.WhoActs) {
			out = append(out, b.WhoActs)
		}
	}
	if len(out) == 0 {
		return s.actor(s.rule.Addressee)
	}
	return strings.Join(out, ", ")
}

func (s subject) actor(role string) string {
	switch role {
	case "manufacturer":
		return s.maker()
	case "supplier":
		return cmp.Or(s.f.Supplier, "the supplier")
	case "operator":
		return "the operator of the list"
	case "dcc":
		return "the DCC"
	}
	return role
}

func (s subject) maker() string {
	switch {
	case s.f.ManufacturerName != "":
		return s.f.ManufacturerName + inBrackets(s.f.ManufacturerID)
	case s.f.ManufacturerID != "":
		return "manufacturer " + s.f.ManufacturerID
	}
	return "the manufacturer"
}

func (s subject) version() string {
	detail := s.f.Model
	if s.f.Firmware != "" {
		detail = "firmware " + s.f.Firmware + " of " + s.f.Model
	}
	return "Version " + s.f.Subject + inBrackets(detail)
}

func (s subject) named() string {
	if s.f.SubjectKind == "version" {
		return s.version()
	}
	return s.f.Subject
}

func (s subject) duty() string {
	switch s.f.Duty {
	case "breach":
		return fmt.Sprintf("It was added to the list on %s, on or after the date from which a declaration is required.", dateInWords(s.g.AddedOn))
	case "gap":
		return fmt.Sprintf("It was added to the list on %s, before the date from which a declaration is required; for such entries it is asked for on a best-endeavours basis.", dateInWords(s.g.AddedOn))
	}
	return "Whether a declaration is required cannot be told, because the in-force date or the entry's Date Added is missing."
}

func (s subject) orphaned() string {
	firmware := cmp.Or(s.f.Firmware, firmwareOf(s.f.Subject), "of a version that was not given")
	text := fmt.Sprintf("%s reports %s of %s on firmware %s", cmp.Or(s.f.Supplier, "A supplier"), counted(s.f.Installs, "device", "devices"), s.f.Model, firmware)
	if s.g.AsOf.Stated() {
		text += ", as of " + dateInWords(s.g.AsOf)
	}
	if matched := s.matched(); len(matched) > 0 {
		return text + ". " + strings.Join(matched, " ")
	}
	return strings.TrimSpace(text + ". " + s.says())
}

// matched names the entries, no longer listed, that the installs match.
func (s subject) matched() []string {
	list, _ := s.f.Evidence["matched"].([]any)
	var out []string
	for _, item := range list {
		e, ok := item.(map[string]any)
		if !ok {
			continue
		}
		text := fmt.Sprintf("Entry %s matches, but is no longer listed (%s", textIn(e, "entryId"), cmp.Or(textIn(e, "status"), "status unknown"))
		if removed := cpl.Date(textIn(e, "dateRemoved")); removed.Stated() {
			text += ", removed on " + dateInWords(removed)
		}
		out = append(out, text+").")
	}
	return out
}

// firmwareOf reads the firmware version from the subject of a cohort.
func firmwareOf(subject string) string {
	if parts := splitKey(subject); len(parts) == 5 {
		return parts[4]
	}
	return ""
}

func textIn(m map[string]any, key string) string {
	text, _ := m[key].(string)
	return text
}

func textsIn(m map[string]any, key string) []string {
	list, _ := m[key].([]any)
	out := make([]string, 0, len(list))
	for _, item := range list {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

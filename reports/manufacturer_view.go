package reports

import (
	"cmp"
	"fmt"
	"strings"

	"waymark/graphstore"
)

// forManufacturer is the finding with nothing in it of what others hold: no
// count of installs, no severity, which follows from counts, no due date, which
// follows from severity, nothing that the rule recorded, no reasons that follow
// from installs, and words that say nothing of installs or of what a restriction
// rests on; and in the state that it is told. The finding itself stays as it is.
func (f Finding) forManufacturer(rule RuleText) Finding {
	f.Installs, f.Severity, f.Evidence, f.DueOn, f.Overdue = 0, "", map[string]any{}, "", false
	if told := f.Withheld; told != nil {
		f.State, f.Change, f.OpenedOn, f.Withheld = told.State, told.Change, told.OpenedOn, nil
	}
	if f.ByInstalls == graphstore.ByInstallsReasons {
		return f.withoutReasons(rule)
	}
	breaks := make([]Break, 0, len(f.Breaks))
	for _, b := range f.Breaks {
		breaks = append(breaks, b.forManufacturer())
	}
	f.Breaks = breaks
	if f.Rule != ruleUnrooted {
		return f
	}
	where := ""
	if len(breaks) > 0 {
		where = placesOf(breaks, Break.whereForManufacturer)
	}
	s := subject{f: &f, rule: RuleText{Fix: f.Fix}}
	what, fix := s.unrooted(where), s.mends()
	f.What, f.Fix = what, fix
	return f
}

func (f Finding) withoutReasons(rule RuleText) Finding {
	f.Reasons, f.Breaks = []string{}, []Break{}
	s := subject{f: &f, rule: rule}
	f.What, f.Fix, f.WhoActs = fmt.Sprintf("%s: %s.", s.named(), cmp.Or(strings.TrimSuffix(rule.Title, "."), "found by the rule "+f.Rule)), rule.Fix, s.actor(rule.Addressee)
	return f
}

func (b Break) forManufacturer() Break {
	switch b.Reason {
	case reasonDelisted:
		b.Says = "The chain leads back to a version that is no longer listed."
	case reasonRestricted:
		b.Reference = ""
		b.Fix = "Wait until the upgrade may be done again, or declare another version from which this one can be upgraded as well."
	}
	return b
}

// whereForManufacturer says where it breaks, without whether devices run what is delisted.
func (b Break) whereForManufacturer() string {
	if b.Reason == reasonDelisted {
		return fmt.Sprintf("at %s, which is no longer listed", b.At)
	}
	return b.where()
}

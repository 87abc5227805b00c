package reports

import "fmt"

// forManufacturer is the finding with nothing in it of what others hold: no
// count of installs, no severity, which follows from counts, nothing that the
// rule recorded, and words that say nothing of installs or of what a
// restriction rests on. The finding itself stays as it is.
func (f Finding) forManufacturer() Finding {
	f.Installs, f.Severity, f.Evidence = 0, "", map[string]any{}
	breaks := make([]Break, 0, len(f.Breaks))
	for _, b := range f.Breaks {
		breaks = append(breaks, b.forManufacturer())
	}
	f.Breaks = breaks
	if f.Rule != ruleUnreachable {
		return f
	}
	where := ""
	if len(breaks) > 0 {
		where = placesOf(breaks, Break.whereForManufacturer)
	}
	s := subject{f: &f, rule: RuleText{Fix: f.Fix}}
	what, fix := s.unreachable(where), s.mends()
	f.What, f.Fix = what, fix
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

package reports

import "slices"

// ownWords are the rules that the first page has sentences of its own for.
var ownWords = []string{"predecessor-undeclared", "version-unreachable", "install-orphaned"}

// pressing says that the first page speaks of a rule by itself: it has
// sentences of its own, or a finding that somebody has to act on. The others
// are worth knowing, and stand under "Rule by rule".
func pressing(p *Panel, r Rule) bool {
	if slices.Contains(ownWords, r.ID) {
		return true
	}
	return slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Rule == r.ID && f.Class == "enforced" })
}

// quiet counts the rules with findings that the first page leaves out, and
// their findings.
func quiet(p *Panel) (rules, findings int) {
	for _, r := range p.Rules {
		if r.Findings > 0 && !pressing(p, r) {
			rules++
			findings += r.Findings
		}
	}
	return rules, findings
}

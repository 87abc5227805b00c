package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// toDecisions turns the findings into the questions they put to the Panel. It
// asks; what the Panel may do about an answer is not for this report to say.
func toDecisions(p *Panel) []Decision {
	out := []Decision{}
	for _, r := range p.Rules {
		if d, asks := decisionOn(p, r); asks && pressing(p, r) {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b Decision) int {
		return worstOf(p, a.Rule) - worstOf(p, b.Rule)
	})
	return append(out, dataDecisions(p)...)
}

// worstOf ranks a rule by the worst severity among its findings, then by how
// much is enforced.
func worstOf(p *Panel, rule string) int {
	worst := len(severities)
	for i := range p.Findings {
		if p.Findings[i].Rule == rule {
			worst = min(worst, severityRank(p.Findings[i].Severity))
		}
	}
	return worst
}

func decisionOn(p *Panel, r Rule) (Decision, bool) {
	findings := waiting(p, r.ID)
	if len(findings) == 0 {
		return Decision{}, false
	}
	d := Decision{Rule: r.ID, Findings: len(findings), Devices: devicesAffected(findings), Addressee: addressees(findings, r.Addressee)}
	enforced := 0
	for _, f := range findings {
		if f.Class == "enforced" {
			enforced++
		}
	}
	switch r.ID {
	case "install-orphaned":
		d.Question = fmt.Sprintf("What should suppliers be asked to do about %s on firmware that is not on the list?", counted(d.Devices, "device", "devices"))
		d.Because = reasonCounts(findings, map[string]string{"delisted": "on firmware that was taken off the list", "unlisted": "on firmware that matches no entry"})
	case "version-unreachable":
		d.Question = fmt.Sprintf("By when must manufacturers mend the pathways to %s that no device can reach?", counted(len(findings), "listed version", "listed versions"))
		d.Because = "They are on the list, but by what is declared no device can be brought to them."
		if d.Devices > 0 {
			d.Because += fmt.Sprintf(" It concerns the %s of their models.", counted(d.Devices, "device", "devices"))
		}
	case "predecessor-undeclared":
		d.Question = fmt.Sprintf("Should manufacturers be chased for %s?", counted(len(findings), "missing predecessor declaration", "missing predecessor declarations"))
		d.Because = dutyCounts(findings)
	default:
		d.Question = fmt.Sprintf("What should be done about “%s” (%s)?", r.Title, counted(len(findings), "finding", "findings"))
		d.Because = fmt.Sprintf("%s enforced. %s", counted(enforced, "is", "are"), affected(d.Devices))
	}
	return d, true
}

// waiting are the findings of a rule that nobody has waived.
func waiting(p *Panel, rule string) []*Finding {
	var out []*Finding
	for i := range p.Findings {
		if f := &p.Findings[i]; f.Rule == rule && f.State != "waived" {
			out = append(out, f)
		}
	}
	return out
}

func affected(devices int64) string {
	if devices == 0 {
		return "No reported device is affected."
	}
	return "At least " + counted(devices, "device is", "devices are") + " affected."
}

func reasonCounts(findings []*Finding, words map[string]string) string {
	devices := map[string]int64{}
	for _, f := range findings {
		for _, reason := range f.Reasons {
			devices[reason] += f.Installs
		}
	}
	var parts []string
	for _, reason := range []string{"delisted", "unlisted"} {
		if devices[reason] > 0 {
			parts = append(parts, counted(devices[reason], "device is ", "devices are ")+words[reason])
		}
	}
	return strings.Join(parts, "; ") + "."
}

func dutyCounts(findings []*Finding) string {
	counts := map[string]int{}
	for _, f := range findings {
		counts[f.Duty]++
	}
	var parts []string
	for _, d := range []struct{ duty, one, many string }{
		{"breach", "is a breach (listed on or after the in-force date)", "are breaches (listed on or after the in-force date)"},
		{"gap", "is a best-endeavours gap (listed before it)", "are best-endeavours gaps (listed before it)"},
		{"unknown", "may be a breach or a gap: the data do not say", "may be breaches or gaps: the data do not say"},
	} {
		if n := counts[d.duty]; n > 0 {
			parts = append(parts, counted(n, d.one, d.many))
		}
	}
	return strings.Join(parts, "; ") + "."
}

// addressees names up to three of those who would act, most devices
// affected first.
func addressees(findings []*Finding, role string) string {
	byName := map[string]*actor{}
	var actors []*actor
	for _, f := range findings {
		a := byName[f.WhoActs]
		if a == nil {
			a = &actor{name: f.WhoActs}
			byName[f.WhoActs] = a
			actors = append(actors, a)
		}
		a.findings = append(a.findings, f)
	}
	for _, a := range actors {
		a.devices = devicesAffected(a.findings)
	}
	slices.SortFunc(actors, func(a, b *actor) int {
		return cmp.Or(cmp.Compare(b.devices, a.devices), cmp.Compare(len(b.findings), len(a.findings)), cmp.Compare(a.name, b.name))
	})
	const named = 3
	var parts []string
	for i, a := range actors {
		if i == named {
			parts = append(parts, counted(len(actors)-named, "other "+role, "other "+role+"s"))
			break
		}
		parts = append(parts, a.name+inBrackets(a.load()))
	}
	return strings.Join(parts, ", ")
}

// actor is somebody who can act, with the findings that wait for it.
type actor struct {
	name     string
	findings []*Finding
	devices  int64
}

// load says how much waits for the actor. Devices are said of suppliers alone:
// those of two versions of a manufacturer may be the same ones.
func (a *actor) load() string {
	text := counted(len(a.findings), "finding", "findings")
	if a.findings[0].SubjectKind == "cohort" {
		text += ", " + counted(a.devices, "device", "devices")
	}
	return text
}

// dataDecisions are what the Panel, or its secretariat, has to settle before
// the figures say all they could.
func dataDecisions(p *Panel) []Decision {
	var out []Decision
	if !isSet(p.Method.Settings, settingInForceDate) {
		out = append(out, Decision{
			Question:  "From which date is a predecessor declaration required?",
			Because:   "The in-force date is not set. Until it is, this report cannot tell a breach from a best-endeavours gap.",
			Addressee: "the operator of Waymark, who sets " + settingInForceDate,
		})
	}
	if stale := staleSuppliers(p); len(stale) > 0 {
		out = append(out, Decision{
			Question:  fmt.Sprintf("Should %s be asked for a newer install return?", counted(len(stale), "supplier", "suppliers")),
			Because:   "Their latest return is older than the limit.",
			Addressee: strings.Join(stale, ", "),
		})
	}
	return out
}

func staleSuppliers(p *Panel) []string {
	var out []string
	for _, r := range p.Data.Returns {
		if r.Stale && !slices.Contains(out, r.Supplier) {
			out = append(out, r.Supplier)
		}
	}
	return out
}

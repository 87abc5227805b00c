package reports

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"waymark/graphstore"
)

const (
	settingInForceDate = "rules.in-force-date"
	settingStaleDays   = "rules.stale-days"
)

// toMethod says how the figures came about. It claims nothing about the Code
// beyond what the rules state as their basis.
func toMethod(f *facts, p *Panel, settings Settings) Method {
	m := Method{Settings: toSettings(f.run.Settings, settings.StaleDays)}
	m.Counting = []string{
		"A finding is one rule broken by one subject: a version on the list, or one supplier's installs of one firmware version. It counts once in every total, whatever its state.",
		"A finding counts under one manufacturer, the one whose device model it is about, whoever has to act on it. Only findings about installs count under a supplier.",
		"Devices are counts from the suppliers' latest returns; no device is identified. A communications hub is two devices in a return, its hub function and its gas proxy. A device that changed supplier may be in two returns for a while.",
		"“At least” stands before device totals because two findings about one device model may concern the same devices. Within a model only the largest figure of any finding about a version counts, or the sum of its installs that are in findings if that is larger; models are then added up.",
		"Examined is passing, failing and unknown together. Unknown is what the data cannot decide; it is neither a pass nor a failure.",
		"What changed is measured from the run of the last report that was published to the Panel or, while there is none, from the previous full run that ended, complete or partial.",
	}
	m.NotKnown = notKnown(p, m.Settings, settings.StaleDays)
	return m
}

func notKnown(p *Panel, given []Setting, staleDays int) []string {
	out := []string{}
	if !isSet(given, settingInForceDate) {
		out = append(out, "The in-force date is not set, so every duty is unknown: no missing declaration can be called a breach or a gap.")
	}
	if p.Data.List == nil {
		out = append(out, "No list was loaded.")
	}
	if len(p.Data.Returns) == 0 {
		out = append(out, "No install return was loaded, so it is not known which versions devices run.")
	}
	stale := 0
	var carried int64
	for _, r := range p.Data.Returns {
		if r.Stale {
			stale++
		}
		carried += r.Carried
	}
	if stale > 0 {
		out = append(out, fmt.Sprintf("%s older than %d days; the figures of those suppliers may be out of date.", counted(stale, "install return is", "install returns are"), staleDays))
	}
	if carried > 0 {
		out = append(out, fmt.Sprintf("%s carried over from an earlier return, because the latest one did not report their model or their row could not be read.", counted(carried, "device count is", "devices are counts")))
	}
	for _, r := range p.Rules {
		switch {
		case r.Status != "ok":
			out = append(out, fmt.Sprintf("The rule “%s” could not be carried out in this run (%s). %s from before, neither confirmed nor resolved, and not in this report's totals.",
				r.Title, r.Error, counted(r.Unconfirmed, "finding of it stands", "findings of it stand")))
		case r.Lacks != "":
			out = append(out, fmt.Sprintf("The rule “%s” had nothing to examine: %s.", r.Title, r.Lacks))
		case r.Unknown > 0:
			out = append(out, fmt.Sprintf("The rule “%s” could not decide %s of the %s it examined.", r.Title, number(r.Unknown), number(r.Examined)))
		}
	}
	return append(out, "The install returns say what suppliers reported, which may differ from what devices run.")
}

func isSet(settings []Setting, name string) bool {
	for _, s := range settings {
		if s.Name == name {
			return s.Value != notSet
		}
	}
	return false
}

const notSet = "not set"

// toSettings flattens the JSON object that the run recorded, and adds the
// report's own; the in-force date is named even when the object lacks it.
func toSettings(text string, staleDays int) []Setting {
	given := map[string]any{}
	if text != "" {
		given = decodeEvidence(text)
	}
	if _, there := given[settingInForceDate]; !there {
		given[settingInForceDate] = nil
	}
	given[settingStaleDays] = staleDays
	out := make([]Setting, 0, len(given))
	for _, name := range slices.Sorted(maps.Keys(given)) {
		out = append(out, Setting{Name: name, Value: settingValue(given[name])})
	}
	return out
}

func settingValue(value any) string {
	switch v := value.(type) {
	case nil:
		return notSet
	case string:
		if v == "" {
			return notSet
		}
		return v
	case []any:
		parts := make([]string, 0, len(v))
		for _, x := range v {
			parts = append(parts, fmt.Sprint(x))
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(text)
	}
	return fmt.Sprint(value)
}

// isSynthetic says whether the estate calls itself synthetic, which it does in
// its manufacturers' names.
func isSynthetic(manufacturers []graphstore.PanelManufacturer) bool {
	return slices.ContainsFunc(manufacturers, func(m graphstore.PanelManufacturer) bool {
		return strings.Contains(strings.ToLower(m.Name), "synthetic")
	})
}

func toNotes(p *Panel) []string {
	notes := []string{}
	if p.Synthetic {
		notes = append(notes, "The data are synthetic: the manufacturers' names say so. No figure here is about a real device.")
	}
	if p.Run.Status == "partial" {
		notes = append(notes, "The run is partial: at least one rule could not be carried out. See what is not known, under Method.")
	}
	if p.Data.List != nil && p.Data.List.AgeDays > staleListDays {
		notes = append(notes, fmt.Sprintf("The list that was loaded is %d days old.", p.Data.List.AgeDays))
	}
	return notes
}

// staleListDays is when a report warns that its list is old: the Panel meets monthly.
const staleListDays = 31

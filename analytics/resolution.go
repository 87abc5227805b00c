package analytics

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
)

// basis is what a run stands on beside the data: what it was given, and its date.
type basis struct {
	settings, ruleVersion string
	date                  cpl.Date
}

// readsDeclarations are the rules that a changed declaration can satisfy; the
// other rules of the catalogue read other columns.
func readsDeclarations(rule string) bool {
	return strings.HasPrefix(rule, "predecessor-") || slices.Contains([]string{
		"declaration-withdrawn", "pathway-cycle", "version-unreachable", ruleUnrooted, "version-dead-end", "install-stranded",
	}, rule)
}

// anyStatus are the rules that do not ask whether their subject is listed, so
// that its delisting does not end their finding.
var anyStatus = []string{"version-dead-end", "install-stranded", "install-orphaned", "install-past-end-date", "row-rejected"}

// whyResolved says why a finding is no longer found, by what changed since the
// run that last saw it. Of several changes the nearest decides: first what the
// finding is about, then what its evidence names, then what the run was given,
// then the rest of its device model.
func whyResolved(v graphstore.Vanished, rule Rule, now basis) (why, sentence string) {
	c := changes{v: v, declarations: readsDeclarations(v.Rule)}
	for _, decide := range []func() (string, string){
		c.installsGone, c.ofSubject, c.ofNamed, c.restrictions, c.correctedNear, func() (string, string) { return given(v, rule, now) },
		c.inService, c.ofModel, c.correctedFar, c.returns,
	} {
		if why, sentence = decide(); why != "" {
			return why, sentence
		}
	}
	if v.Date.Stated() && v.Date != now.date {
		return graphstore.ResolvedBasisChanged, fmt.Sprintf("nothing that it stands on was changed; it was last found on %s, and the day is now %s", v.Date, now.date)
	}
	return graphstore.ResolvedBasisChanged, "what it stood on beside the list's text was changed"
}

// changes sorts what changed by how near it is to the finding.
type changes struct {
	v            graphstore.Vanished
	declarations bool
}

// installsGone: a finding about devices ends with them, whatever else changed.
func (c changes) installsGone() (why, sentence string) {
	switch {
	case c.v.Cohort && c.v.Devices == 0:
		return graphstore.ResolvedBasisChanged, "the supplier no longer reports devices on it"
	case c.v.Rule == "version-dead-end" && !c.v.InService:
		return graphstore.ResolvedBasisChanged, "no device runs it any more"
	case c.v.SubjectKind == "return" || c.v.SubjectKind == "model-return":
		if c.v.ReturnsLoaded {
			return graphstore.ResolvedBasisChanged, "the supplier's install returns have changed"
		}
	}
	return "", ""
}

func (c changes) ofSubject() (why, sentence string) {
	if c.v.Rule == "row-rejected" {
		return graphstore.ResolvedDataCorrected, "a later row of the entry was accepted"
	}
	if c.v.Cohort && c.v.Rule != "install-orphaned" {
		return "", "" // what a cohort runs is named by its evidence
	}
	return c.first(c.v.About, !slices.Contains(anyStatus, c.v.Rule))
}

func (c changes) ofNamed() (why, sentence string) { return c.first(c.named, true) }

func (c changes) ofModel() (why, sentence string) { return c.first(c.far, true) }

func (c changes) named(x graphstore.ChangedVersion) bool {
	return !c.v.About(x) && slices.Contains(c.v.Named(), x.Now.EntryID)
}

func (c changes) far(x graphstore.ChangedVersion) bool { return !c.v.About(x) && !c.named(x) }

// correctedNear and correctedFar come after all that says more than that a cell
// was changed.
func (c changes) correctedNear() (why, sentence string) {
	if why, sentence = c.search(c.v.About, corrected); why != "" {
		return why, sentence
	}
	return c.search(c.named, corrected)
}

func (c changes) correctedFar() (why, sentence string) { return c.search(c.far, corrected) }

// first is the most telling change of the versions chosen.
func (c changes) first(chosen func(graphstore.ChangedVersion) bool, delisting bool) (why, sentence string) {
	for _, kind := range []func(graphstore.ChangedVersion) (string, string){
		func(x graphstore.ChangedVersion) (string, string) { return c.delisted(x, delisting) }, c.relisted, c.declared, c.arrived,
	} {
		if why, sentence = c.search(chosen, kind); why != "" {
			return why, sentence
		}
	}
	return "", ""
}

func (c changes) search(chosen func(graphstore.ChangedVersion) bool, kind func(graphstore.ChangedVersion) (string, string)) (why, sentence string) {
	for _, x := range c.v.Changed {
		if !chosen(x) {
			continue
		}
		if why, sentence = kind(x); why != "" {
			return why, sentence
		}
	}
	return "", ""
}

func (c changes) delisted(x graphstore.ChangedVersion, counts bool) (why, sentence string) {
	if !counts || x.Then == nil || !x.Then.Listed || x.Now.Listed {
		return "", ""
	}
	return graphstore.ResolvedDelisted, fmt.Sprintf("%s is no longer listed: its status is %s", x.Now.EntryID, x.Now.Status)
}

func (c changes) relisted(x graphstore.ChangedVersion) (why, sentence string) {
	if x.Then == nil || x.Then.Listed || !x.Now.Listed {
		return "", ""
	}
	return graphstore.ResolvedRelisted, fmt.Sprintf("%s is listed again: its status is %s", x.Now.EntryID, x.Now.Status)
}

func (c changes) declared(x graphstore.ChangedVersion) (why, sentence string) {
	if !c.declarations || x.Then == nil || x.Then.Declaration.Same(x.Now.Declaration) {
		return "", ""
	}
	return graphstore.ResolvedDeclared, fmt.Sprintf("the declaration of %s was changed: it %s", x.Now.EntryID, declares(x.Now))
}

// arrived: a new entry of the list. One that the evidence named was missing; of
// others it is what they declare that opens a way.
func (c changes) arrived(x graphstore.ChangedVersion) (why, sentence string) {
	if x.Then != nil {
		return "", ""
	}
	if c.declarations && !slices.Contains(c.v.Named(), x.Now.EntryID) {
		return graphstore.ResolvedDeclared, fmt.Sprintf("entry %s was added to the list and %s", x.Now.EntryID, declares(x.Now))
	}
	return graphstore.ResolvedDataCorrected, fmt.Sprintf("entry %s is on the list now", x.Now.EntryID)
}

func corrected(x graphstore.ChangedVersion) (why, sentence string) {
	if x.Then == nil {
		return "", ""
	}
	then, now := *x.Then, x.Now
	for _, v := range []*cpl.Version{&then, &now} {
		v.Declaration, v.Status, v.Listed = cpl.Declaration{}, "", false
	}
	if reflect.DeepEqual(then, now) {
		return "", ""
	}
	return graphstore.ResolvedDataCorrected, fmt.Sprintf("what the list says of %s was changed", x.Now.EntryID)
}

func declares(v cpl.Version) string {
	switch v.Declaration.State {
	case cpl.DeclaredNone:
		return "declares that there is no earlier firmware"
	case cpl.DeclaredList:
		const told = 3
		if n := len(v.Declaration.IDs); n > told {
			return fmt.Sprintf("declares %s and %d more", strings.Join(v.Declaration.IDs[:told], ", "), n-told)
		}
		return "declares " + strings.Join(v.Declaration.IDs, ", ")
	case cpl.DeclaredInvalid:
		return "cannot be read"
	}
	return "states no predecessors"
}

func (c changes) restrictions() (why, sentence string) {
	if !c.declarations || len(c.v.Lifted) == 0 {
		return "", ""
	}
	edge := c.v.Lifted[0]
	return graphstore.ResolvedRestrictionLifted, fmt.Sprintf("the upgrade from %s to %s is no longer restricted", edge[0], edge[1])
}

// inService: devices may make a version a place to start from.
func (c changes) inService() (why, sentence string) {
	if c.v.Rule == "version-unreachable" && c.v.InService && c.v.ReturnsLoaded {
		return graphstore.ResolvedBasisChanged, "devices run it now, so that a pathway may start from it"
	}
	return "", ""
}

func (c changes) returns() (why, sentence string) {
	if !c.v.ReturnsLoaded {
		return "", ""
	}
	return graphstore.ResolvedBasisChanged, "install returns were loaded since"
}

// given says what the run was given differently than the one that last saw the finding.
func given(v graphstore.Vanished, rule Rule, now basis) (why, sentence string) {
	if v.RuleVersion != "" && v.RuleVersion != now.ruleVersion {
		return graphstore.ResolvedBasisChanged, fmt.Sprintf("the rule was changed from version %s to %s", v.RuleVersion, now.ruleVersion)
	}
	var was, is map[string]any
	if json.Unmarshal([]byte(v.Settings), &was) != nil || json.Unmarshal([]byte(now.settings), &is) != nil {
		return "", ""
	}
	var changed []string
	for _, parameter := range rule.Parameters {
		setting := parameter.Setting
		before, recorded := was[setting]
		if recorded && !reflect.DeepEqual(before, is[setting]) {
			changed = append(changed, setting)
		}
	}
	if len(changed) == 0 {
		return "", ""
	}
	slices.Sort(changed)
	return graphstore.ResolvedBasisChanged, "the setting " + strings.Join(changed, ", ") + " was changed"
}

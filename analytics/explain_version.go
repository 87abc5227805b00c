package analytics

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"waymark/graphstore"
)

// VersionPathway is a version's place in the pathways of its model.
type VersionPathway struct {
	// EntryPoint says that pathways may start here, Reached that one leads here.
	EntryPoint bool `json:"entryPoint"`
	Reached    bool `json:"reached"`
	// HopsFromEntryPoint counts the upgrades from the nearest entry point, along Walk.
	HopsFromEntryPoint *int     `json:"hopsFromEntryPoint,omitempty"`
	Walk               []string `json:"walk,omitempty"`
	// Newest are the model's newest versions; none where that is unknown.
	Newest       []string `json:"newest"`
	HopsToNewest *int     `json:"hopsToNewest,omitempty"`
	WalkToNewest []string `json:"walkToNewest,omitempty"`
	// MustCross are the versions that every pathway from here to the newest passes.
	MustCross []string `json:"mustCross"`
	// Unreachable says why no pathway leads here, DeadEnd why none leads on.
	Unreachable *Gap `json:"unreachable,omitempty"`
	DeadEnd     *Gap `json:"deadEnd,omitempty"`
}

func (x *explainer) version(ctx context.Context, out *Explanation) error {
	v, err := x.store.Version(ctx, x.scope, out.Subject)
	if err != nil {
		return err
	}
	out.Version = &v
	if err := x.entry(ctx, out); err != nil {
		return err
	}
	if out.Installs, err = x.store.CohortsOf(ctx, x.scope, out.Subject, "", ""); err != nil {
		return err
	}
	pathways, err := x.store.Pathways(ctx, x.scope, []string{v.ModelKey})
	if err != nil {
		return err
	}
	x.introduce(out)
	return x.pathway(ctx, out, one(pathways))
}

// entry is what is known of an entry, whether or not a version has it.
func (x *explainer) entry(ctx context.Context, out *Explanation) (err error) {
	if out.History, err = x.store.History(ctx, x.scope, out.Subject); err != nil {
		return err
	}
	if out.EdgesIn, out.EdgesOut, err = x.store.Edges(ctx, x.scope, out.Subject); err != nil {
		return err
	}
	rejected, err := x.store.RejectedEntry(ctx, x.scope, out.Subject)
	if err != nil {
		return err
	}
	if rejected != nil {
		out.Rejected = append(out.Rejected, *rejected)
	}
	out.Findings, err = x.findings(ctx, out.Subject, "", "")
	return err
}

func (x *explainer) introduce(out *Explanation) {
	v := out.Version
	listed := "listed"
	if !v.Listed {
		listed = "not listed"
	}
	out.say("%s is firmware %s of device model %s, status %s (%s).", v.EntryID, v.FirmwareVersion, v.ModelKey, v.Status, listed)
	switch v.Declaration.State {
	case "list":
		out.say("Its manufacturer declared that it can be upgraded from: %s.", strings.Join(v.Declaration.IDs, ", "))
	case "none":
		out.say("Its manufacturer declared that there is no earlier firmware (N/A).")
	case "invalid":
		out.say("Its declaration of predecessors cannot be read: %q.", v.Declaration.Text)
	default:
		out.say("Its manufacturer did not state its predecessors.")
	}
	x.sayInstalls(out)
	for _, r := range out.Rejected {
		out.say("Its latest row, %s, was rejected; what is known is from before.", placeOf(r))
	}
}

// sayInstalls says who runs a version, as far as the reader may know.
func (x *explainer) sayInstalls(out *Explanation) {
	switch n := out.Version.Installs; {
	case n == nil:
	case x.scope.All():
		out.say("%s it.", devicesRun(*n))
	default:
		out.say("Of your own devices: %s it.", strings.ToLower(devicesRun(*n)))
	}
}

func devicesRun(n int64) string {
	switch n {
	case 0:
		return "No device runs"
	case 1:
		return "1 device runs"
	}
	return fmt.Sprintf("%d devices run", n)
}

func (x *explainer) pathway(ctx context.Context, out *Explanation, w *walks) (err error) {
	at, known := w.place[out.Subject]
	if !known {
		return nil
	}
	newest := w.newest()
	p := &VersionPathway{EntryPoint: slices.Contains(w.starts, at), Newest: w.ids(newest), MustCross: []string{}}
	out.Pathway = p
	if walk := w.shortest(w.starts, []int{at}); walk != nil {
		hops := len(walk) - 1
		p.Reached, p.HopsFromEntryPoint, p.Walk = true, &hops, w.ids(walk)
	} else if out.Version.Listed {
		if p.Unreachable, err = x.unreachable(ctx, out.Version, w, at); err != nil {
			return err
		}
	}
	if walk := w.shortest([]int{at}, newest); walk != nil {
		hops := len(walk) - 1
		p.HopsToNewest, p.WalkToNewest = &hops, w.ids(walk)
		p.MustCross = w.ids(w.mustCross([]int{at}, newest))
	} else if len(newest) > 0 && w.versions[at].AddedOn < w.versions[newest[0]].AddedOn {
		if p.DeadEnd, err = x.deadEnd(ctx, w, []int{at}, newest); err != nil {
			return err
		}
	}
	p.say(out)
	return nil
}

// deadEnd is the gap between a version and the newest. The rule names the broken
// links of what is in service: for a reader that knows of no device there, that
// it names them would tell it of somebody else's.
func (x *explainer) deadEnd(ctx context.Context, w *walks, from, newest []int) (*Gap, error) {
	links := []MissingLink{}
	if len(from) > 0 && (x.scope.All() || w.versions[from[0]].Devices > 0) {
		var err error
		if links, err = x.links(ctx, "version-dead-end", w.model, w.versions[from[0]].EntryID); err != nil {
			return nil, err
		}
	}
	return w.gap(from, newest, links), nil
}

// unreachable is the gap before a listed version that nothing leads to. Where the
// reader does not know of all devices, the rule is asked that looks at none.
func (x *explainer) unreachable(ctx context.Context, v *graphstore.VersionDetail, w *walks, at int) (*Gap, error) {
	id := "version-unreachable"
	if !x.scope.All() {
		id = ruleUnrooted
	}
	links, err := x.links(ctx, id, v.ModelKey, v.EntryID)
	if err != nil {
		return nil, err
	}
	rule, _ := x.engine.Registry.Rule(id)
	for state, code := range map[string]string{"not-stated": "undeclared", "invalid": "invalid"} {
		if v.Declaration.State == state {
			words := rule.Reasons[code]
			links = append(links, MissingLink{Reason: code, At: v.EntryID, Says: words.Says, WhoCanAct: words.Actor, Fix: words.Fix})
		}
	}
	return w.gap(w.starts, []int{at}, links), nil
}

// say puts the pathway into sentences.
func (p *VersionPathway) say(out *Explanation) {
	switch {
	case p.EntryPoint:
		out.say("Pathways may start here.")
	case p.Reached:
		out.say("%s from the nearest entry point: %s.", upgrades(*p.HopsFromEntryPoint), strings.Join(p.Walk, " -> "))
	case p.Unreachable != nil:
		out.say("It cannot be reached: no pathway leads to it from any entry point.")
		p.Unreachable.say(out, "to it")
	}
	switch {
	case p.HopsToNewest != nil && *p.HopsToNewest == 0:
		out.say("It is the newest firmware of its model.")
	case p.HopsToNewest != nil:
		out.say("%s to the newest: %s.", upgrades(*p.HopsToNewest), strings.Join(p.WalkToNewest, " -> "))
		if len(p.MustCross) > 0 {
			out.say("Every pathway to the newest must cross %s.", strings.Join(p.MustCross, ", "))
		}
	case p.DeadEnd != nil:
		out.say("No pathway leads from it to the newest, %s.", strings.Join(p.Newest, ", "))
		p.DeadEnd.say(out, "to the newest")
	case len(p.Newest) == 0:
		out.say("Which version of its model is newest is unknown: a listed one has no date, or none is listed.")
	}
}

func (g *Gap) say(out *Explanation, goal string) {
	out.say("What is reached ends at %s; walks %s begin at %s.", orNothing(g.Reached), goal, orNothing(g.Leads))
	for _, l := range g.Links {
		about := l.At
		if l.From != "" && l.From != l.At {
			about += ", which cites " + l.From
		}
		if len(l.Members) > 0 {
			about = "the ring " + strings.Join(l.Members, ", ")
		}
		out.say("Missing link at %s: %s The %s can mend it: %s", about, l.Says, l.WhoCanAct, l.Fix)
		switch {
		case l.CouldCite != "" && l.DevicesFreed == 0:
			out.say("If %s can be upgraded from %s, declaring that would close the gap.", l.At, l.CouldCite)
		case l.CouldCite != "":
			out.say("If %s can be upgraded from %s, declaring that would let %s.", l.At, l.CouldCite, wouldReach(l.DevicesFreed, goal))
		}
	}
}

func wouldReach(n int64, goal string) string {
	if n == 1 {
		return "1 device get " + goal
	}
	return fmt.Sprintf("%d devices get %s", n, goal)
}

func upgrades(n int) string {
	if n == 1 {
		return "1 upgrade"
	}
	return fmt.Sprintf("%d upgrades", n)
}

func orNothing(ids []string) string {
	if len(ids) == 0 {
		return "nothing"
	}
	return strings.Join(ids, ", ")
}

package analytics

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"waymark/graphstore"
)

// CohortExplanation is a cohort, what it runs and the way out.
type CohortExplanation struct {
	graphstore.CohortState
	// Matched is own, hub-pair or none: whose versions have its device tuple.
	Matched string `json:"matched"`
	// WayOut is a shortest walk from a version that it runs to the newest.
	WayOut []string `json:"wayOut,omitempty"`
	// CodingTwins are versions of the model with the same firmware in the other
	// coding: a hint, and no match.
	CodingTwins []string `json:"codingTwins,omitempty"`
	// DeadEnd says why no walk leads on from what it runs.
	DeadEnd *Gap `json:"deadEnd,omitempty"`
}

func (x *explainer) placeholder(ctx context.Context, out *Explanation) error {
	if err := x.entry(ctx, out); err != nil {
		return err
	}
	out.say("%s is on no list.", out.Subject)
	for _, edge := range out.EdgesOut {
		if edge.State == "ended" {
			out.say("%s cited it as a predecessor until %s.", edge.EntryID, edge.Until)
			continue
		}
		out.say("%s cites it as a predecessor. Nothing can pass here until it is listed.", edge.EntryID)
	}
	for _, r := range out.Rejected {
		out.say("It stands in a row that was rejected: %s.", placeOf(r))
		for _, f := range r.Faults {
			out.say("Column %s holds %q (%s): %s.", f.Column, f.Value, f.Code, strings.TrimSuffix(f.Hint, "."))
		}
	}
	if len(out.Rejected) == 0 {
		out.say("No file that was loaded has a row of that id. Whoever cites it can correct the id, or its manufacturer can submit the entry.")
	}
	return nil
}

// placeOf is where a rejected row stands; which file that is, not every reader is told.
func placeOf(r graphstore.RejectedEntry) string {
	if r.FileName == "" {
		return fmt.Sprintf("line %d of the file", r.Line)
	}
	return fmt.Sprintf("line %d of %s", r.Line, r.FileName)
}

func (x *explainer) cohort(ctx context.Context, out *Explanation) error {
	cohorts, err := x.store.CohortsOf(ctx, x.scope, "", "", out.Subject)
	if err != nil {
		return err
	}
	c := &CohortExplanation{CohortState: cohorts[0], Matched: "none"}
	out.Cohort = c
	out.say("%s operates %d devices of %s with firmware %s, by its return of %s.", c.Supplier, c.Devices, c.ModelKey, orBlank(c.FirmwareVersion), c.AsOf)
	if c.Carried {
		out.say("That count is carried over: the supplier's latest return of the device type is newer and does not have this model.")
	}
	if out.Rejected, err = x.store.RejectedFor(ctx, x.scope, c.CohortState); err != nil {
		return err
	}
	c.say(out)
	if out.Findings, err = x.findings(ctx, "", "", out.Subject); err != nil {
		return err
	}
	if len(c.Runs) == 0 {
		return x.twins(ctx, out)
	}
	return x.wayOut(ctx, out)
}

func orBlank(firmware string) string {
	if firmware == "" {
		return "not stated"
	}
	return firmware
}

// say puts into sentences what the cohort matches, or why it matches nothing.
func (c *CohortExplanation) say(out *Explanation) {
	for _, v := range c.Runs {
		c.Matched = "own"
		how := "the entry of its device tuple"
		if v.ModelKey != c.ModelKey {
			c.Matched, how = "hub-pair", "the entry of the other half of the communications hub, since its own half has none"
		}
		out.say("It runs %s, %s: status %s.", v.EntryID, how, v.Status)
	}
	switch {
	case len(c.Runs) > 0 && !slices.ContainsFunc(c.Runs, func(v graphstore.VersionRuns) bool { return v.Listed }):
		out.say("None of these is listed any more.")
	case len(c.Runs) == 0 && c.FirmwareVersion == "":
		out.say("The return does not state its firmware version, so nothing can be matched.")
	case len(c.Runs) == 0:
		out.say("No version of any status has its device tuple.")
	}
	for _, r := range out.Rejected {
		out.say("A row with its device tuple was rejected: %s, entry %s. If that row is mended, the cohort is matched.", placeOf(r), r.EntryID)
	}
}

// twins looks whether the firmware is known in the other coding.
func (x *explainer) twins(ctx context.Context, out *Explanation) error {
	_, rows, err := x.rows(ctx, "install-orphaned", out.Cohort.ModelKey)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row["subject"] != out.Subject {
			continue
		}
		evidence, _ := row["evidence"].(map[string]any)
		out.Cohort.CodingTwins = textsOf(evidence["codingTwins"])
	}
	for _, id := range out.Cohort.CodingTwins {
		out.say("%s is the same firmware version written in the other coding (hex or binary-coded decimal): the return may have to be corrected.", id)
	}
	return nil
}

// wayOut looks for a walk from what the cohort runs to the newest.
func (x *explainer) wayOut(ctx context.Context, out *Explanation) error {
	c := out.Cohort
	model := c.Runs[0].ModelKey
	pathways, err := x.store.Pathways(ctx, x.scope, []string{model})
	if err != nil {
		return err
	}
	w := one(pathways)
	var from []int
	for _, v := range c.Runs {
		if at, ok := w.place[v.EntryID]; ok {
			from = append(from, at)
		}
	}
	newest := w.newest()
	if walk := w.shortest(from, newest); walk != nil {
		c.WayOut = w.ids(walk)
		if len(walk) == 1 {
			out.say("It is on the newest firmware of its model.")
		} else {
			out.say("The way to the newest: %s.", strings.Join(c.WayOut, " -> "))
		}
		return nil
	}
	if len(newest) == 0 {
		out.say("Which version of the model is newest is unknown: a listed one has no date, or none is listed.")
		return nil
	}
	out.say("No pathway leads from there to the newest, %s.", strings.Join(w.ids(newest), ", "))
	if c.DeadEnd, err = x.deadEnd(ctx, w, from, newest); err != nil {
		return err
	}
	c.DeadEnd.say(out, "to the newest")
	return nil
}

func (x *explainer) finding(ctx context.Context, out *Explanation) error {
	found, trail, err := x.store.Finding(ctx, x.scope, out.Subject)
	if err != nil {
		return err
	}
	words := x.engine.inWords(found)
	out.Finding, out.Trail = &words, trail
	rule, ok := x.engine.Registry.Rule(found.Rule)
	if ok {
		out.Rule = &RuleWords{
			Rule: rule.ID, Version: rule.Version, Title: rule.Title, Definition: strings.TrimSpace(rule.Definition), Basis: strings.TrimSpace(rule.Basis),
			Why: strings.TrimSpace(rule.Why), Fix: strings.TrimSpace(rule.Fix), Addressee: rule.Addressee,
		}
		out.say("%s. It is about %s, and it is %s.", strings.TrimSuffix(rule.Title, "."), found.Subject, found.State)
		out.say("Why it matters: %s", out.Rule.Why)
	}
	for _, w := range words.Words {
		out.say("%s The %s can mend it: %s", w.Says, w.WhoCanAct, w.Fix)
	}
	about := found.Subject
	if found.SubjectKind != "version" && found.SubjectKind != "cohort" && found.SubjectKind != "entry" {
		about = found.ModelKey
	}
	kind, err := x.store.Resolve(ctx, x.scope, about)
	if err != nil || kind == "" || kind == graphstore.SubjectFinding {
		return err
	}
	out.About, err = x.engine.Explain(ctx, x.store, x.scope, about, x.today)
	return err
}

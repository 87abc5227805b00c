package main

import (
	"context"
	"slices"
	"strings"

	"waymark/graphstore"
)

// askable is what becomes of the findings of a rule: requests, each to the party
// that has to act, and what is left out of them.
type askable struct {
	requests []graphstore.AskRequest
	leftOut  []leftOut
}

// leftOut is the subject of a finding about which nobody is asked, and why.
type leftOut struct {
	Subject string `json:"subject"`
	Why     string `json:"why"`
}

// Why nobody is asked about a finding.
const (
	noEntry    = "the finding is about no single entry of the list"
	noParty    = "no responsible party is known: import parties, or give --party"
	isAwaited  = "an answer is awaited already: use --chase to chase it"
	notAwaited = "nobody waits for an answer, so there is none to chase"
)

// askFromFindings asks about the entries of all findings of a rule that stand, and
// says which it leaves out.
func (c *command) askFromFindings(ctx context.Context, f askedFlags) error {
	registry, _, err := c.loadRules()
	if err != nil {
		return err
	}
	if err := knownRule(registry, f.fromRule); err != nil {
		return err
	}
	return c.withStore(ctx, func(store *graphstore.Store) error { return c.askAbout(ctx, store, f) })
}

func (c *command) askAbout(ctx context.Context, store *graphstore.Store, f askedFlags) error {
	found, err := findAskable(ctx, store, f)
	if err != nil {
		return err
	}
	if f.dryRun {
		return c.sayAskable(found)
	}
	made, err := store.Ask(ctx, graphstore.Everything, found.requests)
	if err != nil {
		return err //nolint:wrapcheck // worded by graphstore
	}
	if c.asJSON {
		return writeJSON(c.stdout, map[string]any{"asked": made, "total": len(made), "leftOut": found.leftOut, "totalLeftOut": len(found.leftOut)})
	}
	c.say("Recorded: %s.", counted(int64(len(made)), "request"))
	c.sayLeftOut(found.leftOut)
	return nil
}

func findAskable(ctx context.Context, store *graphstore.Store, f askedFlags) (askable, error) {
	findings, err := store.AllFindings(ctx, graphstore.Everything, graphstore.FindingFilter{
		Rule: f.fromRule, States: []string{graphstore.StateOpen, graphstore.StateAcknowledged, graphstore.StateFixProposed},
	})
	if err != nil {
		return askable{}, err //nolint:wrapcheck // worded by graphstore
	}
	known, err := store.Asked(ctx, graphstore.Everything, graphstore.AskedFilter{})
	if err != nil {
		return askable{}, err //nolint:wrapcheck // worded by graphstore
	}
	return sortOut(findings, known, f.request), nil
}

// sortOut makes requests like the given one, about every entry about which it may
// be made. Entries about which an answer is awaited are left out, or are all that
// is chased.
func sortOut(findings []graphstore.Finding, known []graphstore.Asked, like graphstore.AskRequest) askable {
	waiting := map[[2]string]bool{}
	for i := range known {
		if known[i].Answer == graphstore.AnswerSilent {
			waiting[[2]string{known[i].EntryID, known[i].Party}] = true
		}
	}
	out := askable{requests: []graphstore.AskRequest{}, leftOut: []leftOut{}}
	for i := range findings {
		found := &findings[i]
		q := like
		q.EntryID = found.Subject
		if q.Party == "" && found.Party != nil {
			q.Party = found.Party.ID
		}
		why := ""
		switch awaited := waiting[[2]string{q.EntryID, q.Party}]; {
		case found.SubjectKind != "version":
			why = noEntry
		case q.Party == "":
			why = noParty
		case awaited && !q.Chase:
			why = isAwaited
		case q.Chase && !awaited:
			why = notAwaited
		}
		if why != "" {
			out.leftOut = append(out.leftOut, leftOut{Subject: found.Subject, Why: why})
			continue
		}
		out.requests = append(out.requests, q)
	}
	return out
}

func (c *command) sayAskable(found askable) error {
	if c.asJSON {
		rows := []map[string]any{}
		for _, q := range found.requests {
			rows = append(rows, map[string]any{"entryId": q.EntryID, "party": q.Party, "on": q.On, "reference": q.Reference})
		}
		return writeJSON(c.stdout, map[string]any{"asked": rows, "total": len(rows), "leftOut": found.leftOut, "totalLeftOut": len(found.leftOut), "dryRun": true})
	}
	t := newTable("Entry", "Party")
	for _, q := range found.requests {
		t.AppendRow([]any{q.EntryID, q.Party})
	}
	c.say("%s", t.render(c.stdout))
	c.say("Dry run: nothing was written. %s would be recorded.", counted(int64(len(found.requests)), "request"))
	c.sayLeftOut(found.leftOut)
	return nil
}

// sayLeftOut counts what was left out, reason by reason, and names the first of each.
func (c *command) sayLeftOut(all []leftOut) {
	const named = 20
	subjects := map[string][]string{}
	for _, l := range all {
		subjects[l.Why] = append(subjects[l.Why], l.Subject)
	}
	for _, why := range []string{noParty, noEntry, isAwaited, notAwaited} {
		list := subjects[why]
		if len(list) == 0 {
			continue
		}
		names := strings.Join(slices.Sorted(slices.Values(list))[:min(named, len(list))], ", ")
		more := ""
		if len(list) > named {
			more = ", and " + counted(int64(len(list)-named), "other") + " that --json names"
		}
		c.say("Left out: %s%s (%s); %s.", names, more, counted(int64(len(list)), "finding"), why)
	}
}

package analytics

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
)

const (
	// foreignNamed is how many rows that are not its sender's a refusal names.
	foreignNamed = 5
	// foreignAtOnce is how many entries are looked up at once.
	foreignAtOnce = 5000
)

// ownRows refuses a file in which a manufacturer states what is another's: a row
// with an identifier that is not its own, or with the CPL Entry ID of an entry
// that is on the list under another. To try such a row would tell of the other.
func ownRows(ctx context.Context, store Rehearsals, scope graphstore.Scope, file *cpl.File) error {
	own := scope.ManufacturerIDs()
	var foreign []string
	lines := map[string]int64{}
	for row, err := range file.Rows(ctx, nil) {
		if err != nil {
			return err
		}
		if id := row.Version.Tuple.ManufacturerID; id != "" && !slices.Contains(own, id) {
			foreign = append(foreign, fmt.Sprintf("line %d has the manufacturer identifier %s", row.Line, id))
		} else if row.Key != "" {
			lines[row.Key] = row.Line
		}
	}
	ids := make([]string, 0, len(lines))
	for id := range lines {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return int(lines[a] - lines[b]) })
	for batch := range slices.Chunk(ids, foreignAtOnce) {
		known, err := store.RecordEntries(ctx, graphstore.Everything, batch)
		if err != nil {
			return err
		}
		for i := range known {
			if !slices.Contains(own, known[i].ManufacturerID) {
				foreign = append(foreign, fmt.Sprintf("line %d has the CPL Entry ID %s, which is another manufacturer's", lines[known[i].EntryID], known[i].EntryID))
			}
		}
	}
	if len(foreign) == 0 {
		return nil
	}
	more := ""
	if n := len(foreign) - foreignNamed; n > 0 {
		more = fmt.Sprintf("; and %d more", n)
	}
	return &graphstore.InputError{
		Code: "foreign-rows", Message: strings.Join(foreign[:min(len(foreign), foreignNamed)], "; ") + more,
		Hint: "leave those rows out; you represent " + strings.Join(own, ", "),
	}
}

// rulesFor are the rules that a rehearsal asks for a reader, and the ids of those
// that it cannot. A manufacturer's are those whose findings it is told. Faulty ones are neither.
func (e *Engine) rulesFor(scope graphstore.Scope, faulty []RuleFault) (asked []Rule, leftOut []string) {
	leftOut = []string{}
	for _, rule := range e.Registry.All() {
		kept := rule.Audience == ""
		if scope.Manufacturer() {
			kept = graphstore.Told("", rule.ByInstalls())
		}
		switch {
		case rule.Maturity != Live || !kept || slices.ContainsFunc(faulty, func(f RuleFault) bool { return f.Rule == rule.ID }):
		case rule.CanScope():
			asked = append(asked, rule)
		default:
			leftOut = append(leftOut, rule.ID)
		}
	}
	return asked, leftOut
}

// toldFaults are the faulty rules as a reader is told of them: the reasons, which
// may quote data, are for those who see everything.
func toldFaults(scope graphstore.Scope, faulty []RuleFault) []RuleFault {
	out := []RuleFault{}
	for _, f := range faulty {
		if !scope.All() {
			f.Why = ""
		}
		out = append(out, f)
	}
	return out
}

// toldTo leaves of a rehearsal's findings what a reader is told. The rules look at
// whole models, and at those that are joined to them: what is about another
// manufacturer's is left out here.
func (e *Engine) toldTo(scope graphstore.Scope, found []RehearsedFinding, as map[string]graphstore.Finding) []RehearsedFinding {
	if scope.All() {
		return found
	}
	out := []RehearsedFinding{}
	for _, f := range found {
		rule, ok := e.Registry.Rule(f.Rule)
		if !ok || !graphstore.Told(f.Supplier, rule.ByInstalls()) || !slices.Contains(scope.ManufacturerIDs(), f.ManufacturerID) {
			continue
		}
		told := graphstore.Finding{
			Fingerprint: f.Fingerprint, Rule: f.Rule, Subject: f.Subject, SubjectKind: f.SubjectKind, State: cmp.Or(f.ToldState, f.State), Class: f.Class, Duty: f.Duty, Reasons: f.Reasons,
			ManufacturerID: f.ManufacturerID, ModelKey: f.ModelKey, Revision: f.Revision - f.Untold, Owner: f.Owner, Maturity: f.Maturity, Audience: f.Audience,
			Causes: []graphstore.Cause{}, Evidence: as[f.Fingerprint].ToldEvidence,
		}
		if len(told.Evidence) == 0 {
			told.Evidence = json.RawMessage(`{}`)
		}
		if rule.ByInstalls() == graphstore.ByInstallsReasons {
			told.Reasons = []string{}
		}
		words := e.inWords(told)
		words.FirstSeen, words.LastSeen = f.FirstSeen, f.LastSeen
		out = append(out, words)
	}
	return out
}

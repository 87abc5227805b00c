package analytics

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"waymark/cpl"
	"waymark/graphstore"
)

// Lint is what a submission would do if it were imported now.
type Lint struct {
	// Rows = Created + Updated + Unchanged + Rejected, as for an import.
	Rows      int64 `json:"rows"`
	Created   int64 `json:"created"`
	Updated   int64 `json:"updated"`
	Unchanged int64 `json:"unchanged"`
	Rejected  int64 `json:"rejected"`
	// Blanked counts declarations that the file turns from a list or N/A to blank.
	Blanked int64 `json:"declarationsBlanked"`
	// Faults are what is wrong with rows that an import would reject.
	Faults          []cpl.Fault `json:"faults"`
	FaultsTruncated bool        `json:"faultsTruncated"`
	Difference
}

// Refused tells whether the submission should not be sent in as it is: it has
// faults, or opens a finding that is enforced.
func (l *Lint) Refused() bool {
	return len(l.Faults) > 0 || slices.ContainsFunc(l.Opens, func(f RehearsedFinding) bool { return f.Class == "enforced" })
}

// Lint tries an opened cpl file, says what an import of it would do, and undoes
// it: nothing is ever written. It fails as [graphstore.Store.Rehearse] and
// [graphstore.Rehearsal.ReadFile] do.
func (e *Engine) Lint(ctx context.Context, store Rehearsals, file *cpl.File, o graphstore.ImportOptions) (*Lint, error) {
	return e.LintFor(ctx, store, graphstore.Everything, file, o)
}

// LintFor is [Engine.Lint] for a reader. A manufacturer is told what becomes of
// its own entries, and nothing that follows from what devices run: all versions
// count among the longer pathways. A file with rows of another's is refused, with
// an *graphstore.InputError; it makes way for imports and runs. Other parties have no such question: ErrNoScope.
func (e *Engine) LintFor(ctx context.Context, store Rehearsals, scope graphstore.Scope, file *cpl.File, o graphstore.ImportOptions) (*Lint, error) {
	if !scope.All() && !scope.Manufacturer() {
		return nil, graphstore.ErrNoScope
	}
	// What is refused, or takes long to read, keeps no import waiting.
	if _, err := graphstore.CheckRehearsed(ctx, file, nil); err != nil {
		return nil, err //nolint:wrapcheck // worded by cpl and graphstore
	}
	if scope.Manufacturer() {
		if err := ownRows(ctx, store, scope, file); err != nil {
			return nil, err
		}
		o.Wait.Yield = true
	}
	var out *Lint
	err := aroundFaulty(ctx, func(faulty []RuleFault) error {
		return store.Rehearse(ctx, graphstore.Everything, o.Wait, func(ctx context.Context, r *graphstore.Rehearsal) error {
			read, err := r.ReadFile(ctx, file, o)
			if err != nil {
				return err //nolint:wrapcheck // worded by graphstore
			}
			difference, err := e.rehearse(ctx, store, scope, r, o.Today, faulty)
			if err != nil {
				return err
			}
			out = &Lint{
				Rows: read.Rows, Created: read.Created, Updated: read.Updated, Unchanged: read.Unchanged, Rejected: read.Rejected,
				Blanked: read.Blanked, Faults: read.Rejects, FaultsTruncated: read.RejectsTruncated, Difference: *difference,
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return out, out.findLines(ctx, file)
}

// findLines notes of each finding which rows of the file it is about.
func (l *Lint) findLines(ctx context.Context, file *cpl.File) error {
	if len(l.Opens)+len(l.Closes) == 0 {
		return nil
	}
	lines := map[string][]int64{}
	for row, err := range file.Rows(ctx, nil) {
		if err != nil {
			return err
		}
		lines["entry "+row.Key] = append(lines["entry "+row.Key], row.Line)
		lines["tuple "+row.Version.Tuple.Key()] = append(lines["tuple "+row.Version.Tuple.Key()], row.Line)
		if hash := row.Version.ImageHash; hash != "" {
			lines["hash "+hash] = append(lines["hash "+hash], row.Line)
		}
	}
	for _, found := range [][]RehearsedFinding{l.Opens, l.Closes} {
		for i := range found {
			found[i].Lines = linesOf(found[i].Finding, lines)
		}
	}
	return nil
}

func linesOf(f graphstore.Finding, lines map[string][]int64) []int64 {
	var out []int64
	switch f.SubjectKind {
	case "version", "entry":
		out = lines["entry "+f.Subject]
	case "tuple", "hash":
		out = lines[f.SubjectKind+" "+f.Subject]
	case "cycle":
		var evidence struct{ Breaks []struct{ Members []string } }
		_ = json.Unmarshal(f.Evidence, &evidence)
		for _, b := range evidence.Breaks {
			for _, id := range b.Members {
				out = append(out, lines["entry "+id]...)
			}
		}
	}
	out = slices.Clone(out)
	slices.Sort(out)
	return out
}

func cmpText(a, b string) int { return cmp.Compare(a, b) }

package graphstore

import (
	"context"
	"fmt"
)

var (
	listUnlinked   = statement("list_unlinked")
	endEdges       = statement("end_edges")
	createEdges    = statement("create_edges")
	restrictEdges  = statement("restrict_edges")
	clearUnlinked  = statement("clear_unlinked")
	listUnderived  = statement("list_underived")
	deriveCounts   = statement("derive_counts")
	deriveRuns     = statement("derive_runs")
	deleteWalks    = statement("delete_walks")
	createWalks    = statement("create_walks")
	deleteBarred   = statement("delete_barred")
	createBarred   = statement("create_barred")
	deleteStarts   = statement("delete_starts")
	createStarts   = statement("create_starts")
	deriveNames    = statement("derive_names")
	deriveService  = statement("derive_in_service")
	clearUnderived = statement("clear_underived")
	listUnmatched  = statement("list_unmatched")
	markMatched    = statement("mark_matched")
	listUnnamed    = statement("list_unnamed")
	clearUnnamed   = statement("clear_unnamed")
	countUnsettled = statement("count_unsettled")
)

// linkSteps bring the declared edges of some versions in line with their
// declarations. matchSteps count and match the cohorts of some device models,
// of all of them before deriveSteps work out the facts that rest on cohorts: a
// hub model's entry points rest on its pair's. nameSteps are for manufacturers.
// Each list ends by striking its work off what is left to do.
var (
	linkSteps   = []Statement{endEdges, createEdges, restrictEdges, clearUnlinked}
	matchSteps  = []Statement{deriveCounts, deriveRuns, markMatched}
	deriveSteps = []Statement{deleteWalks, createWalks, deleteBarred, createBarred, deleteStarts, createStarts, deriveService, clearUnderived}
	nameSteps   = []Statement{deriveNames, clearUnnamed}
)

// edgesPerTransaction bounds a transaction's work, in declared edges.
// It is a variable for the tests, which cut work where it would hurt.
var edgesPerTransaction int64 = 20_000

// pageRows bounds how much of what is left to do is held in memory.
const pageRows = 20_000

// CompleteDerivation does what imports left to do: declared edges first, then
// the derived facts of the device models that were touched. Every piece is one
// transaction, so it can be interrupted and taken up again; done twice it
// changes nothing.
func (s *Store) CompleteDerivation(ctx context.Context, lease *Lease, progress func(Progress)) error {
	for _, w := range []work{
		{phase: "link", list: listUnlinked, parameter: "ids", steps: linkSteps},
		{phase: "match", list: listUnmatched, parameter: "keys", steps: matchSteps},
		{phase: "derive", list: listUnderived, parameter: "keys", steps: deriveSteps},
		{phase: "name", list: listUnnamed, parameter: "ids", steps: nameSteps},
	} {
		if err := s.workOff(ctx, lease, w, progress); err != nil {
			return err
		}
	}
	return nil
}

// work is one kind of unfinished business: where it is listed, and the steps
// that settle a portion of it.
type work struct {
	phase     string
	list      Statement
	parameter string
	steps     []Statement
}

// workOff settles page after page until nothing is listed.
func (s *Store) workOff(ctx context.Context, lease *Lease, w work, progress func(Progress)) error {
	counted, err := s.read(ctx, Everything, countUnsettled, nil)
	if err != nil {
		return err
	}
	now := Progress{Phase: w.phase, Total: counted[0].number(w.phase)}
	for {
		page, err := s.read(ctx, Everything, w.list, map[string]any{"limit": pageRows})
		if err != nil || len(page) == 0 {
			return err
		}
		if now.Done >= now.Total {
			return fmt.Errorf("%s: %d were to be settled, and %q still is: this is a mistake in Waymark", w.phase, now.Total, page[0].text("key"))
		}
		for _, portion := range portions(page) {
			if err := s.settle(ctx, lease, w, portion); err != nil {
				return err
			}
			now.Done += int64(len(portion))
			if progress != nil {
				progress(now)
			}
		}
	}
}

// portions cuts a page into pieces that fit a transaction each.
func portions(page []row) [][]string {
	var out [][]string
	var portion []string
	size := int64(0)
	for i, r := range page {
		portion = append(portion, r.text("key"))
		size += r.number("size")
		if size >= edgesPerTransaction || len(portion) == batchRows || i+1 == len(page) {
			out = append(out, portion)
			portion, size = nil, 0
		}
	}
	return out
}

func (s *Store) settle(ctx context.Context, lease *Lease, w work, portion []string) error {
	return s.guarded(ctx, lease, w.phase, func(tx *transaction) error {
		for _, st := range w.steps {
			if _, err := tx.run(ctx, st, map[string]any{w.parameter: portion}); err != nil {
				return err
			}
		}
		return nil
	})
}

package graphstore

import (
	"context"
)

var (
	listUnlinked   = statement("list_unlinked")
	endEdges       = statement("end_edges")
	createEdges    = statement("create_edges")
	clearUnlinked  = statement("clear_unlinked")
	listUnderived  = statement("list_underived")
	deriveCounts   = statement("derive_counts")
	deriveRuns     = statement("derive_runs")
	deleteWalks    = statement("delete_walks")
	createWalks    = statement("create_walks")
	deleteStarts   = statement("delete_starts")
	createStarts   = statement("create_starts")
	deriveNames    = statement("derive_names")
	deriveService  = statement("derive_in_service")
	clearUnderived = statement("clear_underived")
	listUnnamed    = statement("list_unnamed")
	clearUnnamed   = statement("clear_unnamed")
)

// linkSteps bring the declared edges of some versions in line with their
// declarations; deriveSteps work out the derived facts of some device models,
// nameSteps the names of some manufacturers. Each list ends by striking its work off what is left to do.
var (
	linkSteps   = []Statement{endEdges, createEdges, clearUnlinked}
	deriveSteps = []Statement{deriveCounts, deriveRuns, deleteWalks, createWalks, deleteStarts, createStarts, deriveService, clearUnderived}
	nameSteps   = []Statement{deriveNames, clearUnnamed}
)

// edgesPerTransaction bounds a transaction's work, in declared edges.
const edgesPerTransaction = 20_000

// CompleteDerivation does what imports left to do: declared edges first, then
// the derived facts of the device models that were touched. Every piece is one
// transaction, so it can be interrupted and taken up again; done twice it
// changes nothing.
func (s *Store) CompleteDerivation(ctx context.Context, lease *Lease, progress func(Progress)) error {
	for _, w := range []work{
		{phase: "link", list: listUnlinked, key: "entryId", size: "cited", parameter: "ids", steps: linkSteps},
		{phase: "derive", list: listUnderived, key: "key", size: "size", parameter: "keys", steps: deriveSteps},
		{phase: "name", list: listUnnamed, key: "id", size: "size", parameter: "ids", steps: nameSteps},
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
	key, size string
	parameter string
	steps     []Statement
}

func (s *Store) workOff(ctx context.Context, lease *Lease, w work, progress func(Progress)) error {
	rows, err := s.read(ctx, Everything, w.list, nil)
	if err != nil {
		return err
	}
	total := int64(len(rows))
	var portion []string
	size := int64(0)
	for i, r := range rows {
		portion = append(portion, r.text(w.key))
		size += r.number(w.size)
		if size < edgesPerTransaction && len(portion) < batchRows && i+1 < len(rows) {
			continue
		}
		if err := s.settle(ctx, lease, w, portion); err != nil {
			return err
		}
		if progress != nil {
			progress(Progress{Phase: w.phase, Done: int64(i) + 1, Total: total})
		}
		portion, size = nil, 0
	}
	return nil
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

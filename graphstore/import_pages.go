package graphstore

import "context"

var (
	listImports  = statement("list_imports")
	countImports = statement("count_imports")
)

// ImportFilter selects imports; empty members let everything pass.
type ImportFilter struct {
	Kind, Status string
}

// Imports lists at most limit imports that came before the one with the given
// id, the newest first, without their rejects, and how many match in all. A blank
// id begins at the newest.
func (s *Store) Imports(ctx context.Context, scope Scope, f ImportFilter, before string, limit int) ([]ImportResult, int64, error) {
	params := map[string]any{"kind": f.Kind, "status": f.Status, "before": before, "limit": limit}
	counted, err := s.read(ctx, scope, countImports, params)
	if err != nil {
		return nil, 0, err
	}
	rows, err := s.read(ctx, scope, listImports, params)
	out := make([]ImportResult, 0, len(rows))
	for _, r := range rows {
		result := toImportResult(r.value("import"))
		result.RejectsTruncated = result.FaultCount > 0
		out = append(out, result)
	}
	return out, counted[0].number("total"), err
}

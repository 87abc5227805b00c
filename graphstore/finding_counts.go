package graphstore

import "context"

var countFindingsByState = statement("count_findings_by_state")

// FindingCount is how many findings of a rule are in a state.
type FindingCount struct {
	Rule, State string
	Total       int64
}

// FindingCounts counts all findings, by rule and state; a pair that no finding
// has is left out.
func (s *Store) FindingCounts(ctx context.Context, scope Scope) ([]FindingCount, error) {
	rows, err := s.read(ctx, scope, countFindingsByState, nil)
	if err != nil {
		return nil, err
	}
	out := make([]FindingCount, 0, len(rows))
	for _, r := range rows {
		out = append(out, FindingCount{Rule: r.text("rule"), State: r.text("state"), Total: r.number("total")})
	}
	return out, nil
}

package graphstore

import (
	"context"

	"waymark/cpl"
)

var readBasis = statement("read_basis")

// Basis is what answers rest on.
type Basis struct {
	// RunID is the newest full run that ended ok or partial; blank if there was none.
	RunID string
	// DataDate is the newest date of which a loaded list was true, if one was loaded.
	DataDate cpl.Date
}

// Basis returns what answers rest on now.
func (s *Store) Basis(ctx context.Context, scope Scope) (Basis, error) {
	rows, err := s.read(ctx, scope, readBasis, nil)
	if err != nil || len(rows) == 0 {
		return Basis{}, err
	}
	return Basis{RunID: rows[0].text("run"), DataDate: rows[0].date("dataDate")}, nil
}

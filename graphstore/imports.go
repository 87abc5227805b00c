package graphstore

import (
	"context"
	"fmt"

	"waymark/cpl"
)

var (
	readImport  = statement("read_import")
	listRejects = statement("list_rejects")
)

// The states of an import. One whose process died stays "running" in the graph;
// the next import completes what it began.
const (
	ImportRunning = "running"
	ImportDone    = "done"
	ImportFailed  = "failed"
)

// ImportResult returns the reconciliation of an import that loaded rows, with
// its first cpl.MaxFaults faults; ErrNotFound if there is none. An import that
// was refused, or a dry run, loaded nothing and is not found; see [Store.FollowImport].
func (s *Store) ImportResult(ctx context.Context, scope Scope, id string) (ImportResult, error) {
	rows, err := s.read(ctx, scope, readImport, map[string]any{"id": id})
	if err != nil {
		return ImportResult{}, err
	}
	if len(rows) == 0 {
		return ImportResult{}, fmt.Errorf("import %s: %w", id, ErrNotFound)
	}
	result := toImportResult(rows[0].value("import"))
	err = s.addFaults(ctx, scope, &result)
	return result, err
}

// addFaults adds the first faults to the result of an import that has ended.
func (s *Store) addFaults(ctx context.Context, scope Scope, r *ImportResult) (err error) {
	r.Rejects, _, err = s.Rejects(ctx, scope, r.ID, 0, cpl.MaxFaults)
	r.RejectsTruncated = r.FaultCount > int64(len(r.Rejects))
	return err
}

// Rejects lists at most limit faults of an import, or of an upload of which nothing
// was loaded, that come after the given place, in file order, and the place of the
// last one for the next call. The first call gives 0. An import without faults, or
// none of that id, has an empty list.
func (s *Store) Rejects(ctx context.Context, scope Scope, id string, after int64, limit int) (faults []cpl.Fault, last int64, err error) {
	rows, err := s.read(ctx, scope, listRejects, map[string]any{"id": id, "after": after, "limit": limit})
	if err != nil {
		return nil, after, err
	}
	faults, last = make([]cpl.Fault, 0, len(rows)), after
	for _, r := range rows {
		faults = append(faults, cpl.Fault{Line: r.number("line"), Column: r.text("column"), Code: r.text("code"), Value: r.text("value"), Hint: r.text("hint")})
		last = r.number("ordinal")
	}
	return faults, last, nil
}

func toImportResult(value any) ImportResult {
	r := asRow(value)
	result := ImportResult{
		ID: r.text("id"), Kind: r.text("kind"), FileName: r.text("fileName"), SHA256: r.text("sha256"), Status: r.text("status"), Loaded: true,
		EffectiveOn: r.date("effectiveOn"), Rows: r.number("rows"), Created: r.number("created"), Updated: r.number("updated"),
		Unchanged: r.number("unchanged"), Rejected: r.number("rejected"), Retired: r.number("retired"), Removed: r.number("removed"), Blanked: r.number("blanked"),
		FaultCount: r.number("faults"), Rejects: []cpl.Fault{}, Error: r.text("error"),
	}
	if r.value("receivedAt") != nil {
		at := r.moment("receivedAt")
		result.ReceivedAt = &at
	}
	if r.value("finishedAt") != nil {
		at := r.moment("finishedAt")
		result.FinishedAt = &at
	}
	return result
}

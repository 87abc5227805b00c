package graphstore

import (
	"context"
	"strings"

	"waymark/cpl"
)

var (
	putRejectedRows     = statement("put_rejected_rows")
	clearRejectedRows   = statement("clear_rejected_rows")
	appendRejects       = statement("append_rejects")
	putRejectedCounts   = statement("put_rejected_counts")
	clearRejectedCounts = statement("clear_rejected_counts")
)

// rejectSteps keep a batch's faults with the import, and which entries and
// counts stand rejected after it: of several rows of one key, the last decides.
// The second result is how many faults the import has after the batch.
func (im *importer) rejectSteps(batch []*cpl.Row) ([]step, int64) {
	var faults []any
	rejected, accepted := map[string]any{}, map[string]bool{}
	ordinal := im.faultOrdinal
	for _, r := range batch {
		for _, f := range r.Faults {
			ordinal++
			faults = append(faults, map[string]any{"ordinal": ordinal, "line": f.Line, "column": f.Column, "code": f.Code, "value": f.Value, "hint": f.Hint})
		}
		switch {
		case r.Key == "":
		case r.Outcome == cpl.Rejected:
			delete(accepted, r.Key)
			if row := im.rejectedRow(r); row != nil {
				rejected[r.Key] = row
			}
		default:
			delete(rejected, r.Key)
			accepted[r.Key] = true
		}
	}
	put, cleared, parameter := putRejectedRows, clearRejectedRows, "rows"
	if im.kind == cpl.KindInstalls {
		put, cleared, parameter = putRejectedCounts, clearRejectedCounts, "keys"
	}
	var rows []any
	for _, key := range sortedNames(rejected) {
		rows = append(rows, rejected[key])
	}
	return []step{
		{appendRejects, "faults", faults},
		{cleared, "keys", anySlice(sortedNames(accepted))},
		{put, parameter, rows},
	}, ordinal
}

// rejectedRow is what is kept of a rejected row beside its faults; nil if it
// holds nothing that a rule asks for.
func (im *importer) rejectedRow(r *cpl.Row) any {
	if im.kind == cpl.KindInstalls {
		if !r.TupleRead || !r.Cohort.AsOf.Stated() {
			return nil
		}
		return map[string]any{"key": r.Key, "cohortKey": r.Cohort.Key(), "modelKey": r.Cohort.Tuple.DeviceModel.Key()}
	}
	codes := make([]string, 0, len(r.Faults))
	for _, f := range r.Faults {
		codes = append(codes, f.Code)
	}
	row := map[string]any{
		"entryId": r.Key, "importId": im.result.ID, "line": r.Line, "codes": strings.Join(codes, ","), "raw": r.Raw(), "tupleKey": nil,
	}
	if r.TupleRead {
		row["tupleKey"] = r.Version.Tuple.Key()
	}
	return row
}

// runSteps runs the statements of a batch that have rows, in order.
func (im *importer) runSteps(ctx context.Context, tx *transaction, steps []step) error {
	for _, st := range steps {
		if len(st.rows) == 0 {
			continue
		}
		params := map[string]any{st.parameter: st.rows, "importId": im.result.ID, "effectiveOn": fromDate(im.o.AsOf)}
		if _, err := tx.run(ctx, st.statement, params); err != nil {
			return err
		}
	}
	return nil
}

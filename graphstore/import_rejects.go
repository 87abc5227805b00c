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
	rejected, accepted := map[string]any{}, map[string]bool{}
	faults, ordinal := faultRows(batch, im.faultOrdinal)
	for _, r := range batch {
		key := im.rejectKey(r)
		switch {
		case key == "":
		case r.Outcome == cpl.Rejected:
			delete(accepted, key)
			if row := im.rejectedRow(r, key); row != nil {
				rejected[key] = row
			}
		default:
			delete(rejected, key)
			accepted[key] = true
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

// faultRows are a batch's faults, numbered on from the last one of the import.
func faultRows(batch []*cpl.Row, last int64) ([]any, int64) {
	var faults []any
	for _, r := range batch {
		for _, f := range r.Faults {
			last++
			faults = append(faults, map[string]any{"ordinal": last, "line": f.Line, "column": f.Column, "code": f.Code, "value": f.Value, "hint": f.Hint})
		}
	}
	return faults, last
}

// rejectKey is the key under which a row stands rejected or is accepted. A count
// whose date cannot be right stands rejected in whatever return its file is of.
func (im *importer) rejectKey(r *cpl.Row) string {
	if im.kind == cpl.KindInstalls && im.undatedCount(r) {
		return r.Cohort.Key() + "|" + im.result.SHA256
	}
	return r.Key
}

// rejectedRow is what is kept of a rejected row beside its faults; nil if it
// holds nothing that a rule asks for.
func (im *importer) rejectedRow(r *cpl.Row, key string) any {
	if im.kind == cpl.KindInstalls {
		if !r.TupleRead {
			return nil
		}
		row := map[string]any{
			"key": key, "cohortKey": r.Cohort.Key(), "modelKey": r.Cohort.Tuple.DeviceModel.Key(), "supplier": r.Cohort.Supplier, "asOf": nil,
			"pairModelKey": im.pairModelKey(r.Cohort.Tuple.DeviceModel),
		}
		if !im.undatedCount(r) {
			row["asOf"] = fromDate(r.Cohort.AsOf)
		}
		return row
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
		params := map[string]any{st.parameter: st.rows, "importId": im.result.ID, "sha256": im.result.SHA256, "effectiveOn": fromDate(im.o.AsOf)}
		if _, err := tx.run(ctx, st.statement, params); err != nil {
			return err
		}
	}
	return nil
}

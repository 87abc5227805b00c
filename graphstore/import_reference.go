package graphstore

import (
	"context"

	"waymark/cpl"
)

var (
	readReferenceTable   = statement("read_reference_table")
	readReferenceRows    = statement("read_reference_rows")
	listReferenceKeys    = statement("list_reference_keys")
	writeReferenceRows   = statement("write_reference_rows")
	rejectReferenceRows  = statement("reject_reference_rows")
	switchReferenceTable = statement("switch_reference_table")
	clearReferenceRows   = statement("clear_reference_rows")
)

// referenceKind is a kind of file of which each import replaces the one before:
// what is kept of a row, what is kept of a key whose row was rejected, and
// whether a row says what is held.
type referenceKind struct {
	properties func(*importer, *cpl.Row) map[string]any
	mention    func(key string) map[string]any
	same       func(im *importer, r *cpl.Row, held map[string]any) bool
}

var referenceKinds = map[cpl.Kind]referenceKind{
	cpl.KindApplicability: {applicabilityProperties, func(string) map[string]any { return map[string]any{} }, sameApplicability},
	cpl.KindDCC:           {copyProperties, func(key string) map[string]any { return map[string]any{"entryId": key} }, sameCopy},
}

func applicabilityProperties(_ *importer, r *cpl.Row) map[string]any {
	a := r.Applicability
	return map[string]any{"smetsVersion": a.SMETSVersion, "gbcsVersion": a.GBCSVersion, "endsOn": fromDate(a.EndsOn), "line": r.Line}
}

func sameApplicability(_ *importer, r *cpl.Row, held map[string]any) bool {
	return toDate(held["endsOn"]) == r.Applicability.EndsOn
}

// copyProperties are those of a version, so that the two can be compared.
func copyProperties(im *importer, r *cpl.Row) map[string]any {
	p := statedProperties(r.Version, im.file.Has)
	p["entryId"], p["tupleKey"], p["modelKey"], p["line"] = r.Version.EntryID, r.Version.Tuple.Key(), r.Version.Tuple.DeviceModel.Key(), r.Line
	return p
}

// sameCopy compares whole rows: a column that this file lacks is gone.
func sameCopy(im *importer, r *cpl.Row, held map[string]any) bool {
	before := overlay(cpl.Version{}, toStoredVersion(held).version, func(cpl.Column) bool { return true })
	return sameVersion(before, overlay(cpl.Version{}, r.Version, im.file.Has))
}

// referenceChange is what a file does to a table, worked out as it is read.
type referenceChange struct {
	// current is the import whose rows are in force; blank if there is none.
	current string
	// absent are the keys of rows in force that the file has not mentioned yet,
	// rejected those that stand rejected, and before those that stood so.
	absent, rejected, before map[string]bool
}

// replaceTable loads a table beside the one in force, if it differs, and then
// switches to it in one transaction. An import that is killed before leaves the
// former table in force; the next one of its kind clears up.
func (im *importer) replaceTable(ctx context.Context) error {
	change, err := im.compareTable(ctx)
	if err != nil {
		return err
	}
	if err := im.clearTable(ctx, change.current); err != nil {
		return err
	}
	differs := change.current == "" || im.result.Created+im.result.Updated+im.result.Removed > 0 || !sameKeys(change.rejected, change.before)
	err = im.eachBatch(ctx, "load", func(ctx context.Context, batch []*cpl.Row) error {
		return im.loadReferenceRows(ctx, batch, differs)
	})
	if err != nil || !differs {
		return err
	}
	err = im.store.guarded(ctx, im.lease, "replace table", func(tx *transaction) error {
		_, err := tx.run(ctx, switchReferenceTable, map[string]any{"kind": string(im.kind), "importId": im.result.ID, "columns": im.columns()})
		return err
	})
	if err != nil {
		return err
	}
	return im.clearTable(ctx, im.result.ID)
}

func sameKeys(a, b map[string]bool) bool {
	for key := range a {
		if !b[key] {
			return false
		}
	}
	return len(a) == len(b)
}

// compareTable counts what the file does to the table in force, and writes nothing.
func (im *importer) compareTable(ctx context.Context) (*referenceChange, error) {
	change, err := im.tableInForce(ctx)
	if err != nil {
		return nil, err
	}
	err = im.eachBatch(ctx, "compare", func(ctx context.Context, batch []*cpl.Row) error {
		return im.compareReferenceRows(ctx, change, batch)
	})
	im.result.Removed = int64(len(change.absent))
	return change, err
}

func (im *importer) tableInForce(ctx context.Context) (*referenceChange, error) {
	change := &referenceChange{absent: map[string]bool{}, rejected: map[string]bool{}, before: map[string]bool{}}
	rows, err := im.store.read(ctx, Everything, readReferenceTable, map[string]any{"kind": string(im.kind)})
	if err != nil || len(rows) == 0 {
		return change, err
	}
	change.current = rows[0].text("importId")
	keys, err := im.store.read(ctx, Everything, listReferenceKeys, map[string]any{"importId": change.current})
	if err != nil {
		return nil, err
	}
	for _, r := range keys {
		if r.truth("held") {
			change.absent[r.text("key")] = true
		}
		if r.truth("rejected") {
			change.before[r.text("key")] = true
		}
	}
	return change, nil
}

func (im *importer) compareReferenceRows(ctx context.Context, change *referenceChange, batch []*cpl.Row) error {
	var keys []string
	for _, r := range batch {
		if r.Outcome == cpl.Accepted {
			keys = append(keys, r.Key)
		}
	}
	rows, err := im.store.read(ctx, Everything, readReferenceRows, map[string]any{"importId": change.current, "keys": keys})
	if err != nil {
		return err
	}
	held := make(map[string]map[string]any, len(rows))
	for _, r := range rows {
		held[r.text("key")], _ = r.value("held").(map[string]any)
	}
	for _, r := range batch {
		change.meet(r)
		if r.Outcome != cpl.Accepted {
			continue
		}
		switch before, existed := held[r.Key]; {
		case !existed:
			im.result.Created++
		case referenceKinds[im.kind].same(im, r, before):
			im.result.Unchanged++
		default:
			im.result.Updated++
		}
	}
	return nil
}

// meet notes that the file mentions a key: of several rows of one key, the last
// decides whether it stands rejected.
func (c *referenceChange) meet(r *cpl.Row) {
	if r.Key == "" {
		return
	}
	delete(c.absent, r.Key)
	if r.Outcome == cpl.Rejected {
		c.rejected[r.Key] = true
		return
	}
	delete(c.rejected, r.Key)
}

// loadReferenceRows writes one batch in one transaction: its faults and, if the
// table differs from the one in force, its rows.
func (im *importer) loadReferenceRows(ctx context.Context, batch []*cpl.Row, differs bool) error {
	faults, last := faultRows(batch, im.faultOrdinal)
	steps := []step{{appendRejects, "faults", faults}}
	if differs {
		steps = append(steps, im.referenceSteps(batch)...)
	}
	err := im.store.guarded(ctx, im.lease, "load table", func(tx *transaction) error {
		return im.runSteps(ctx, tx, steps)
	})
	if err == nil {
		im.faultOrdinal = last
	}
	return err
}

func (im *importer) referenceSteps(batch []*cpl.Row) []step {
	kind := referenceKinds[im.kind]
	var rows, mentions []any
	rejected := map[string]bool{}
	for _, r := range batch {
		switch {
		case r.Key == "":
		case r.Outcome == cpl.Rejected:
			rejected[r.Key] = true
		default:
			// A repeated row is written again, since a rejected one may stand between.
			rows = append(rows, map[string]any{"key": r.Key, "props": kind.properties(im, r)})
			delete(rejected, r.Key)
		}
	}
	for _, key := range sortedNames(rejected) {
		mentions = append(mentions, map[string]any{"key": key, "props": kind.mention(key)})
	}
	return []step{{writeReferenceRows, "rows", rows}, {rejectReferenceRows, "rows", mentions}}
}

// clearTable removes, a batch at a time, the rows that imports of the kind left
// and that are not those of the import to keep.
func (im *importer) clearTable(ctx context.Context, keep string) error {
	for removed := int64(1); removed > 0; {
		err := im.store.guarded(ctx, im.lease, "clear former table", func(tx *transaction) error {
			rows, err := tx.run(ctx, clearReferenceRows, map[string]any{"kind": string(im.kind), "keep": keep, "limit": batchRows})
			if err == nil {
				removed = rows[0].number("removed")
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package graphstore

import (
	"context"

	"waymark/cpl"
)

var (
	readCounts        = statement("read_counts")
	writeParties      = statement("write_parties")
	writeReturns      = statement("write_returns")
	writeModelReturns = statement("write_model_returns")
	writeCohorts      = statement("write_cohorts")
	writeCounts       = statement("write_counts")
)

// undatedCount says that the row was rejected, names a supplier and a tuple, and
// that its date is unreadable or to come: it belongs to a return, but not to say which.
func (im *importer) undatedCount(r *cpl.Row) bool {
	c := r.Cohort
	return r.Outcome == cpl.Rejected && r.TupleRead && c.Supplier != "" && (!c.AsOf.Stated() || c.AsOf > im.o.Today)
}

// findUndated notes of which suppliers' device models the file has such rows:
// its return of them does not tell every tuple that it leaves out.
func (im *importer) findUndated(ctx context.Context) error {
	if im.result.Rejected == 0 {
		return nil
	}
	for r, err := range im.file.Rows(ctx, im.tell("compare")) {
		if err != nil {
			return err
		}
		if im.undatedCount(r) {
			im.undated[supplierModel(r.Cohort)] = true
		}
	}
	return nil
}

func supplierModel(c cpl.Cohort) string { return cpl.JoinKey(c.Supplier, c.Tuple.DeviceModel.Key()) }

// countOutcome is what a batch of an install return comes to, before anything
// is written.
type countOutcome struct {
	changed                     []*cpl.Row
	created, updated, unchanged int64
}

type storedCount struct{ count, gained int64 }

// compareCounts reads what is stored under the batch's keys and says which rows
// change it.
func (im *importer) compareCounts(ctx context.Context, batch []*cpl.Row) (countOutcome, error) {
	var out countOutcome
	keys := make([]string, 0, len(batch))
	for _, r := range batch {
		if r.Outcome == cpl.Accepted {
			keys = append(keys, r.Key)
		}
	}
	rows, err := im.store.read(ctx, Everything, readCounts, map[string]any{"keys": keys})
	if err != nil {
		return out, err
	}
	stored := make(map[string]storedCount, len(rows))
	for _, r := range rows {
		stored[r.text("key")] = storedCount{r.number("count"), r.number("gained")}
	}
	for _, r := range batch {
		if r.Outcome != cpl.Accepted {
			continue
		}
		was, existed := stored[r.Key]
		if !im.file.Has(cpl.ColGained) {
			// A column that the file lacks leaves what is stored, as far as it still can be true.
			r.Cohort.Gained = min(was.gained, r.Cohort.Count)
		}
		switch {
		case !existed:
			out.created++
		case was == storedCount{r.Cohort.Count, r.Cohort.Gained}:
			out.unchanged++
			continue
		default:
			out.updated++
		}
		out.changed = append(out.changed, r)
	}
	return out, nil
}

// loadCounts writes one batch of an install return in one transaction.
func (im *importer) loadCounts(ctx context.Context, batch []*cpl.Row) error {
	outcome, err := im.compareCounts(ctx, batch)
	if err != nil {
		return err
	}
	rejects, faults := im.rejectSteps(batch)
	steps := append(im.countSteps(batch, outcome.changed), rejects...)
	err = im.store.guarded(ctx, im.lease, "load install counts", func(tx *transaction) error {
		return im.runSteps(ctx, tx, steps)
	})
	if err != nil {
		return err
	}
	im.faultOrdinal = faults
	for _, r := range outcome.changed {
		remember(im.knownParties, r.Cohort.Supplier)
	}
	im.count(outcome.created, outcome.updated, outcome.unchanged)
	return nil
}

// countSteps lists the passes over a batch. Rows that change no count still say
// of which dates their supplier returned what.
func (im *importer) countSteps(batch, changed []*cpl.Row) []step {
	parties, cohorts, underived := map[string]bool{}, map[string]any{}, map[string]bool{}
	var rows []any
	for _, r := range changed {
		c := r.Cohort
		if !im.knownParties[c.Supplier] {
			parties[c.Supplier] = true
		}
		cohorts[c.Key()] = map[string]any{"key": c.Key(), "props": im.cohortProperties(c)}
		rows = append(rows, map[string]any{"key": r.Key, "cohortKey": c.Key(), "props": map[string]any{
			"asOf": fromDate(c.AsOf), "count": c.Count, "gained": c.Gained, "line": r.Line, "raw": r.Raw(),
		}})
		im.touch(underived, c.Tuple.DeviceModel)
	}
	var cohortRows []any
	for _, key := range sortedNames(cohorts) {
		cohortRows = append(cohortRows, cohorts[key])
	}
	returns, modelReturns := im.returnRows(batch)
	return []step{
		{writeParties, "names", anySlice(sortedNames(parties))},
		{writeCohorts, "cohorts", cohortRows},
		{writeCounts, "rows", rows},
		{writeReturns, "returns", returns},
		{writeModelReturns, "returns", modelReturns},
		{markUnderived, "keys", anySlice(sortedNames(underived))},
	}
}

func (im *importer) cohortProperties(c cpl.Cohort) map[string]any {
	t := c.Tuple
	props := map[string]any{
		"supplier": c.Supplier, "tupleKey": t.Key(), "modelKey": t.DeviceModel.Key(), "returnKey": returnKey(c),
		"deviceType": t.DeviceType, "manufacturerId": t.ManufacturerID, "modelId": t.ModelID, "firmwareVersion": t.FirmwareVersion,
		"twinTupleKey": twinTupleKey(t),
	}
	if pair, ok := im.o.Vocabulary.Pair(t.DeviceType); ok {
		t.DeviceType = pair
		props["pairTupleKey"] = t.Key()
	}
	return props
}

func returnKey(c cpl.Cohort) string { return cpl.JoinKey(c.Supplier, c.Tuple.DeviceType) }

// returnRows are the returns that the batch's accepted rows belong to: per
// supplier and device type, and per device model.
func (im *importer) returnRows(batch []*cpl.Row) (returns, modelReturns []any) {
	newest, models := map[string]cpl.Cohort{}, map[string]cpl.Cohort{}
	for _, r := range batch {
		if r.Outcome == cpl.Rejected {
			continue
		}
		c := r.Cohort
		if was, ok := newest[returnKey(c)]; !ok || was.AsOf < c.AsOf {
			newest[returnKey(c)] = c
		}
		models[cpl.JoinKey(c.Supplier, c.Tuple.DeviceModel.Key(), string(c.AsOf))] = c
	}
	for _, key := range sortedNames(newest) {
		c := newest[key]
		returns = append(returns, map[string]any{"key": key, "supplier": c.Supplier, "deviceType": c.Tuple.DeviceType, "asOf": fromDate(c.AsOf), "full": !im.o.Partial})
	}
	for _, key := range sortedNames(models) {
		c := models[key]
		modelReturns = append(modelReturns, map[string]any{
			"key": key, "supplier": c.Supplier, "modelKey": c.Tuple.DeviceModel.Key(), "pairModelKey": im.pairModelKey(c.Tuple.DeviceModel), "asOf": fromDate(c.AsOf),
			"full": !im.o.Partial && !im.undated[supplierModel(c)], "doubtful": !im.o.Partial && im.undated[supplierModel(c)],
		})
	}
	return returns, modelReturns
}

package graphstore

import (
	"context"
	"fmt"
	"slices"

	"waymark/cpl"
)

var (
	readTouched = statement("read_touched")
	barEdges    = statement("bar_edges")
)

// whatIf is the id of the restriction that a rehearsal puts on an edge.
const whatIf = "what-if"

// bookkeeping are an import's statements that no rule sees the effect of: what
// is left to do, which is done at once here, the history of statements and
// faults, and counts, which no list changes. A rehearsal leaves them out.
var bookkeeping = []Statement{markUnderived, appendStatements, appendRejects, clearUnlinked, deriveCounts, markMatched, clearUnderived}

func isBookkeeping(st Statement) bool {
	return slices.ContainsFunc(bookkeeping, func(b Statement) bool { return b.Name == st.Name })
}

// change is what a rehearsal is about to do, worked out before anything is written.
type change struct {
	// begin and steps write the entries; changed are those whose edges follow.
	begin func(ctx context.Context, tx *transaction) error
	steps []func(ctx context.Context, tx *transaction) error
	// entries are all that the change mentions, changed those that it changes.
	entries, changed []string
	// derived are the models whose derived facts change, models those and others
	// that a row names.
	derived, models map[string]bool
	// cited are ids that a changed entry is to cite, hashes what entries give up.
	cited, hashes []string
	restricted    []Change
	vocabulary    *cpl.Vocabulary
}

// Touched is the part of the graph that a rehearsed change may concern.
type Touched struct {
	// Derived are the keys of the device models whose pathways may change. Models
	// are those, what is joined to them by an edge in either direction, and the
	// other halves of communications hubs. Entries are CPL Entry IDs.
	Derived, Models, Entries []string
}

// CheckRehearsed reads a file that is to be tried, and refuses one of more than
// MaxRehearsedRows rows with an *InputError. Before a rehearsal it keeps nobody waiting.
func CheckRehearsed(ctx context.Context, f *cpl.File, progress func(done, total int64)) (*cpl.Checked, error) {
	checked, err := f.Check(ctx, progress)
	if err != nil {
		return nil, err //nolint:wrapcheck // a file fault is already in words for its sender
	}
	if checked.Rows > MaxRehearsedRows {
		return nil, &InputError{
			Code:    "too-many-rows",
			Message: fmt.Sprintf("the file has %d rows, and at most %d are tried at once", checked.Rows, MaxRehearsedRows),
			Hint:    "give the rows of some device models only; for what a whole list would change row by row, use import cpl --dry-run",
		}
	}
	return checked, nil
}

// ReadFile works out what an import of the file would come to, row by row, and
// writes nothing yet; see [Rehearsal.Apply]. The result's Rejects are the faults.
// It fails with *cpl.FileFault as an import does, and refuses a file of more than
// MaxRehearsedRows rows with an *InputError.
func (r *Rehearsal) ReadFile(ctx context.Context, f *cpl.File, o ImportOptions) (*ImportResult, error) {
	if err := o.Validate(cpl.KindCPL); err != nil {
		return nil, err
	}
	im, err := r.store.newImporter(f, cpl.KindCPL, o)
	if err != nil {
		return nil, err
	}
	im.reads = r
	checked, err := CheckRehearsed(ctx, f, im.tell("check"))
	if err != nil {
		return nil, err
	}
	im.takeOver(checked)
	r.change = change{begin: im.record, derived: map[string]bool{}, models: map[string]bool{}, vocabulary: o.Vocabulary}
	return im.result, im.eachBatch(ctx, "compare", func(ctx context.Context, batch []*cpl.Row) error {
		outcome, err := im.compareVersions(ctx, batch)
		if err != nil {
			return err
		}
		im.count(int64(len(outcome.created)), int64(len(outcome.updated)), outcome.unchanged)
		im.result.Blanked += outcome.blanked
		r.stage(im, batch, outcome)
		return nil
	})
}

// stage notes what a batch of an import writes and whom it may concern.
func (r *Rehearsal) stage(im *importer, batch []*cpl.Row, outcome versionOutcome) {
	changed := slices.Concat(outcome.created, outcome.updated)
	rejects, faults := im.rejectSteps(batch)
	im.faultOrdinal = faults
	steps := append(im.versionSteps(changed), step{confirmVersions, "ids", outcome.confirmed})
	steps = append(steps, rejects...)
	steps = slices.DeleteFunc(steps, func(st step) bool { return isBookkeeping(st.statement) })
	r.steps = append(r.steps, func(ctx context.Context, tx *transaction) error { return im.runSteps(ctx, tx, steps) })
	for _, c := range changed {
		im.touch(r.derived, c.now.Tuple.DeviceModel)
		if c.existed {
			im.touch(r.derived, c.before.version.Tuple.DeviceModel)
		}
		r.note(c)
	}
	for _, row := range batch {
		if row.Key != "" && !slices.Contains(r.entries, row.Key) {
			r.entries = append(r.entries, row.Key)
		}
		if row.Outcome == cpl.Rejected && row.TupleRead {
			im.touch(r.models, row.Version.Tuple.DeviceModel)
		}
	}
}

// note takes down whom the change of one version concerns beside its own model.
func (r *Rehearsal) note(c versionChange) {
	r.changed = append(r.changed, c.now.EntryID)
	r.cited = append(r.cited, c.now.Declaration.IDs...)
	if before := c.before.version.ImageHash; c.existed && before != "" && before != c.now.ImageHash {
		r.hashes = append(r.hashes, before)
	}
}

// Touched works out whom the change concerns, from what is committed and what is
// about to be written; it is the same before and after [Rehearsal.Apply].
func (r *Rehearsal) Touched(ctx context.Context) (Touched, error) {
	rows, err := r.read(ctx, r.scope, readTouched, map[string]any{"entries": notNil(r.entries), "cited": notNil(r.cited), "hashes": notNil(r.hashes)})
	if err != nil {
		return Touched{}, err
	}
	models := map[string]bool{}
	for key := range r.derived {
		models[key] = true
	}
	for key := range r.models {
		models[key] = true
	}
	for _, found := range rows {
		models[found.text("key")] = true
	}
	for _, key := range sortedNames(models) {
		if pair := pairKey(r.vocabulary, key); pair != "" {
			models[pair] = true
		}
	}
	return Touched{Derived: sortedNames(r.derived), Models: sortedNames(models), Entries: notNil(r.entries)}, nil
}

// Apply writes the change into the rehearsal's transaction, draws its edges and
// derives the models that it changes, by the steps that an import takes.
func (r *Rehearsal) Apply(ctx context.Context) error {
	if len(r.changed) == 0 && len(r.restricted) == 0 && len(r.entries) == 0 {
		return nil
	}
	steps := r.steps
	if r.begin != nil {
		steps = slices.Insert(slices.Clone(steps), 0, r.begin)
	}
	for _, do := range steps {
		if err := do(ctx, r.tx); err != nil {
			return translate("rehearse the change", err)
		}
	}
	if err := r.settle(ctx, linkSteps, "ids", r.changed); err != nil {
		return err
	}
	if err := r.restrict(ctx); err != nil {
		return err
	}
	if err := r.settle(ctx, matchSteps, "keys", sortedNames(r.derived)); err != nil {
		return err
	}
	return r.settle(ctx, deriveSteps, "keys", sortedNames(r.derived))
}

func (r *Rehearsal) settle(ctx context.Context, steps []Statement, parameter string, portion []string) error {
	if len(portion) == 0 {
		return nil
	}
	for _, st := range steps {
		if isBookkeeping(st) {
			continue
		}
		if _, err := r.tx.run(ctx, st, map[string]any{parameter: portion}); err != nil {
			return translate("rehearse the change", err)
		}
	}
	return nil
}

func notNil(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

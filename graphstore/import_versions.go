package graphstore

import (
	"context"
	"maps"
	"slices"

	"waymark/cpl"
)

var (
	readVersions     = statement("read_versions")
	readStatements   = statement("read_statements")
	writeModels      = statement("write_models")
	createVersions   = statement("create_versions")
	fillPlaceholders = statement("fill_placeholders")
	updateVersions   = statement("update_versions")
	moveVersions     = statement("move_versions")
	confirmVersions  = statement("confirm_versions")
	appendStatements = statement("append_statements")
	markUnderived    = statement("mark_underived")
)

// versionChange is what one row does to a version.
type versionChange struct {
	row     *cpl.Row
	now     cpl.Version
	before  storedVersion
	existed bool
	// cited says that the graph knew the entry as a placeholder.
	cited bool
	// stillRetired says that the entry was retired later than this row was true.
	stillRetired bool
	// effectiveOn is the date of the newest statement, this one included.
	effectiveOn cpl.Date
}

// versionOutcome is what a batch of rows comes to, before anything is written.
type versionOutcome struct {
	created, updated   []versionChange
	unchanged, blanked int64
	// confirmed are unchanged versions of which an older date was known.
	confirmed []any
}

// compareVersions reads what is stored of the batch's entries and says what each
// accepted row changes.
func (im *importer) compareVersions(ctx context.Context, batch []*cpl.Row) (versionOutcome, error) {
	var out versionOutcome
	ids := make([]string, 0, len(batch))
	for _, r := range batch {
		if r.Outcome == cpl.Accepted {
			ids = append(ids, r.Version.EntryID)
		}
	}
	stored, cited, err := storedVersions(ctx, im.reads, ids)
	if err != nil {
		return out, err
	}
	older, err := im.olderStatements(ctx, stored)
	if err != nil {
		return out, err
	}
	for _, r := range batch {
		if r.Outcome == cpl.Accepted {
			im.compareVersion(r, stored, older, &out)
		}
	}
	for i, c := range out.created {
		out.created[i].cited = cited[c.now.EntryID]
	}
	return out, nil
}

func (im *importer) compareVersion(r *cpl.Row, stored map[string]storedVersion, older map[string][]pastStatement, out *versionOutcome) {
	before, existed := stored[r.Version.EntryID]
	c := versionChange{row: r, before: before, existed: existed, effectiveOn: im.o.AsOf}
	if !existed {
		c.now = overlay(cpl.Version{}, r.Version, im.file.Has)
		out.created = append(out.created, c)
		return
	}
	same := false
	past, isOlder := older[r.Version.EntryID]
	if isOlder {
		c.effectiveOn = max(before.effectiveOn, im.o.AsOf)
		c.stillRetired = before.retired
		c.now, same = insertStatement(past, pastStatement{effectiveOn: im.o.AsOf, stated: r.Version, has: im.file.Has})
	} else {
		c.now = overlay(before.version, r.Version, im.file.Has)
		same = !before.retired && sameVersion(before.version, c.now)
	}
	if same {
		out.unchanged++
		if !isOlder && before.knownOn < im.o.AsOf {
			out.confirmed = append(out.confirmed, r.Version.EntryID)
		}
		return
	}
	if wasStated(before.version.Declaration) && c.now.Declaration.State == cpl.NotStated {
		out.blanked++
	}
	out.updated = append(out.updated, c)
}

func wasStated(d cpl.Declaration) bool {
	return d.State == cpl.DeclaredList || d.State == cpl.DeclaredNone
}

// storedVersions are the versions among ids that are stored, and which ids are
// known only because another version cites them.
func storedVersions(ctx context.Context, from reader, ids []string) (stored map[string]storedVersion, cited map[string]bool, err error) {
	rows, err := from.read(ctx, Everything, readVersions, map[string]any{"ids": ids})
	if err != nil {
		return nil, nil, err
	}
	stored, cited = make(map[string]storedVersion, len(rows)), map[string]bool{}
	for _, r := range rows {
		if !r.truth("known") {
			cited[r.text("entryId")] = true
			continue
		}
		properties, _ := r.value("version").(map[string]any)
		stored[r.text("entryId")] = toStoredVersion(properties)
	}
	return stored, cited, nil
}

// loadVersions writes one batch of a CPL file in one transaction.
func (im *importer) loadVersions(ctx context.Context, batch []*cpl.Row) error {
	outcome, err := im.compareVersions(ctx, batch)
	if err != nil {
		return err
	}
	changed := slices.Concat(outcome.created, outcome.updated)
	rejects, faults := im.rejectSteps(batch)
	steps := append(im.versionSteps(changed), step{confirmVersions, "ids", outcome.confirmed})
	steps = append(steps, rejects...)
	err = im.store.guarded(ctx, im.lease, "load versions", func(tx *transaction) error {
		return im.runSteps(ctx, tx, steps)
	})
	if err != nil {
		return err
	}
	im.faultOrdinal = faults
	im.count(int64(len(outcome.created)), int64(len(outcome.updated)), outcome.unchanged)
	im.result.Blanked += outcome.blanked
	return nil
}

// step is one statement of a batch and the rows it unwinds.
type step struct {
	statement Statement
	parameter string
	rows      []any
}

// versionSteps lists the passes over a batch, in the order in which they depend
// on one another.
func (im *importer) versionSteps(changed []versionChange) []step {
	var models, created, filled, updated, moved, statements []any
	underived := map[string]bool{}
	for _, c := range changed {
		model := c.now.Tuple.DeviceModel
		properties := versionProperties(c.now, c.effectiveOn)
		if c.stillRetired {
			delete(properties, "retiredOn")
		}
		row := map[string]any{"version": properties, "line": c.row.Line, "raw": c.row.Raw()}
		if key := model.Key(); !im.knownModels[key] {
			remember(im.knownModels, key)
			models = append(models, map[string]any{"key": key, "deviceType": model.DeviceType, "manufacturerId": model.ManufacturerID, "modelId": model.ModelID})
		}
		im.touch(underived, model)
		if !c.existed && !c.cited {
			created = append(created, row)
			continue
		}
		row["statement"] = statedProperties(c.row.Version, im.file.Has)
		statements = append(statements, row)
		if !c.existed {
			filled = append(filled, row)
			continue
		}
		updated = append(updated, row)
		if before := c.before.version.Tuple.DeviceModel; before != model {
			moved = append(moved, row)
			im.touch(underived, before)
		}
	}
	return []step{
		{writeModels, "models", models},
		{createVersions, "rows", created},
		{fillPlaceholders, "rows", filled},
		{updateVersions, "rows", updated},
		{moveVersions, "rows", moved},
		{appendStatements, "rows", statements},
		{markUnderived, "keys", anySlice(sortedNames(underived))},
	}
}

// touch notes that the derived facts of a model, and of its hub pair's model,
// must be worked out again.
func (im *importer) touch(keys map[string]bool, model cpl.DeviceModel) {
	keys[model.Key()] = true
	if pair, ok := im.pairModelKey(model).(string); ok {
		keys[pair] = true
	}
}

// pairModelKey is the key of the other half of a communications hub, or null.
func (im *importer) pairModelKey(model cpl.DeviceModel) any {
	pair, ok := im.o.Vocabulary.Pair(model.DeviceType)
	if !ok {
		return nil
	}
	model.DeviceType = pair
	return model.Key()
}

// remember notes what needs no second MERGE, and forgets all of it rather than
// grow with the file.
func remember(known map[string]bool, key string) {
	const most = 100_000
	if len(known) >= most {
		clear(known)
	}
	known[key] = true
}

// sortedNames are the keys of a map in order, so that batches take their locks in order.
func sortedNames[V any](set map[string]V) []string {
	return slices.Sorted(maps.Keys(set))
}

func anySlice(names []string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = name
	}
	return out
}

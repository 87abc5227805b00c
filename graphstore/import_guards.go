package graphstore

import (
	"context"
	"fmt"
	"slices"

	"waymark/cpl"
)

var (
	readNewestListDate = statement("read_newest_list_date")
	countDeclared      = statement("count_declared")
	listListedIDs      = statement("list_listed_ids")
	retireVersions     = statement("retire_versions")
)

// guardShare is the share, in hundredths, above which blanked declarations and
// retired entries need a reason (contract, section 2).
const guardShare = 5

// guard refuses an import that would quietly undo much of what is known, unless
// it is forced with a reason.
func (im *importer) guard(ctx context.Context, checked *cpl.Checked) error {
	if im.kind == cpl.KindParties && im.lease != nil {
		return im.guardClaims(ctx)
	}
	if im.kind != cpl.KindCPL {
		return nil
	}
	if err := im.guardDate(ctx); err != nil {
		return err
	}
	rows, err := im.store.read(ctx, Everything, countDeclared, nil)
	if err != nil {
		return err
	}
	declared, listed := rows[0].number("declared"), rows[0].number("listed")
	if err := im.guardBlanked(ctx, checked, declared); err != nil {
		return err
	}
	if !im.o.Complete {
		return nil
	}
	absent, err := im.absentees(ctx)
	if err != nil {
		return err
	}
	if n := int64(len(absent)); n*100 > listed*guardShare && im.o.Force == "" {
		return &InputError{
			Code:    "too-many-retired",
			Message: fmt.Sprintf("%d of %d listed entries are not in this file, and --complete would retire them, more than %d in 100", n, listed, guardShare),
			Hint:    `check that the file is whole, or give --force "reason"`,
		}
	}
	return nil
}

func (im *importer) guardDate(ctx context.Context) error {
	rows, err := im.store.read(ctx, Everything, readNewestListDate, nil)
	if err != nil {
		return err
	}
	newest := rows[0].date("effectiveOn")
	if im.o.AsOf >= newest || im.o.Force != "" {
		return nil
	}
	return &InputError{
		Code:    "as-of-older",
		Message: fmt.Sprintf("this list is of %s, and one of %s is loaded already", im.o.AsOf, newest),
		Hint:    `give --force "reason" to record what was true then; nothing newer is changed`,
	}
}

// guardBlanked compares row by row only when the file holds enough blanks to matter.
func (im *importer) guardBlanked(ctx context.Context, checked *cpl.Checked, declared int64) error {
	if im.o.Force != "" || declared == 0 || checked.BlankDeclarations*100 <= declared*guardShare {
		return nil
	}
	blanked := int64(0)
	err := im.eachBatch(ctx, "compare", func(ctx context.Context, batch []*cpl.Row) error {
		outcome, err := im.compareVersions(ctx, batch)
		if err == nil {
			blanked += outcome.blanked
		}
		return err
	})
	if err != nil {
		return err
	}
	if blanked*100 <= declared*guardShare {
		return nil
	}
	return &InputError{
		Code:    "too-many-blanked",
		Message: fmt.Sprintf("this file would blank %d of %d stored declarations, more than %d in 100", blanked, declared, guardShare),
		Hint:    `leave the column out to keep what is stored, or give --force "reason"`,
	}
}

// absentees are the listed entries that the file does not mention, not even in
// a rejected row, and of which nothing newer is known; in order.
func (im *importer) absentees(ctx context.Context) ([]string, error) {
	rows, err := im.store.read(ctx, Everything, listListedIDs, nil)
	if err != nil {
		return nil, err
	}
	absent := make(map[string]bool, len(rows))
	for _, r := range rows {
		if r.date("knownOn") <= im.o.AsOf {
			absent[r.text("entryId")] = true
		}
	}
	for r, err := range im.file.Rows(ctx, im.tell("compare")) {
		if err != nil {
			return nil, err
		}
		delete(absent, r.Version.EntryID)
	}
	ids := make([]string, 0, len(absent))
	for id := range absent {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, nil
}

// retire takes the entries that a complete list leaves out off the list, softly.
func (im *importer) retire(ctx context.Context) error {
	absent, err := im.absentees(ctx)
	if err != nil {
		return err
	}
	for ids := range slices.Chunk(absent, batchRows) {
		err := im.store.guarded(ctx, im.lease, "retire entries", func(tx *transaction) error {
			_, err := tx.run(ctx, retireVersions, map[string]any{"ids": ids, "importId": im.result.ID, "effectiveOn": fromDate(im.o.AsOf)})
			return err
		})
		if err != nil {
			return err
		}
		im.result.Retired += int64(len(ids))
	}
	return nil
}

// compareAll works out what the rows would come to, and writes nothing.
func (im *importer) compareAll(ctx context.Context) error {
	if _, replaces := referenceKinds[im.kind]; replaces {
		_, err := im.compareTable(ctx)
		return err
	}
	err := im.eachBatch(ctx, "compare", func(ctx context.Context, batch []*cpl.Row) error {
		if im.kind == cpl.KindInstalls {
			outcome, err := im.compareCounts(ctx, batch)
			if err == nil {
				im.count(outcome.created, outcome.updated, outcome.unchanged)
			}
			return err
		}
		if im.kind == cpl.KindParties {
			outcome, err := im.compareParties(ctx, batch)
			if err == nil {
				im.count(outcome.created, outcome.updated, outcome.unchanged)
			}
			return err
		}
		outcome, err := im.compareVersions(ctx, batch)
		if err == nil {
			im.count(int64(len(outcome.created)), int64(len(outcome.updated)), outcome.unchanged)
			im.result.Blanked += outcome.blanked
		}
		return err
	})
	if err != nil {
		return err
	}
	if im.o.Complete {
		absent, err := im.absentees(ctx)
		if err != nil {
			return err
		}
		im.result.Retired = int64(len(absent))
	}
	return nil
}

func (im *importer) count(created, updated, unchanged int64) {
	im.result.Created += created
	im.result.Updated += updated
	im.result.Unchanged += unchanged
}

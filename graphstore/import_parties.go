package graphstore

import (
	"context"
	"maps"
	"slices"

	"waymark/cpl"
)

var (
	readParties          = statement("read_parties")
	readClaims           = statement("read_claims")
	releaseIdentifiers   = statement("release_identifiers")
	putParties           = statement("put_parties")
	representIdentifiers = statement("represent_identifiers")
)

// checkClaims rejects rows that claim what another row or party represents.
func (im *importer) checkClaims(ctx context.Context, checked *cpl.Checked) error {
	if im.kind != cpl.KindParties {
		return nil
	}
	var err error
	if im.claims, err = im.store.claims(ctx); err != nil {
		return err
	}
	return im.file.CheckClaims(ctx, checked, im.claims) //nolint:wrapcheck // a file fault is already in words for its sender
}

// guardClaims refuses to load when somebody else changed the claims that the
// rows were checked against.
func (im *importer) guardClaims(ctx context.Context) error {
	now, err := im.store.claims(ctx)
	if err == nil && !maps.Equal(now, im.claims) {
		err = &InputError{Code: "parties-changed", Message: "another import of parties ended meanwhile", Hint: "import the file again"}
	}
	return err
}

// claims are the parties by the manufacturer identifiers that they represent.
func (s *Store) claims(ctx context.Context) (map[string]string, error) {
	rows, err := s.read(ctx, Everything, readClaims, nil)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.text("manufacturerId")] = r.text("party")
	}
	return out, err
}

// partyOutcome is what a batch of parties comes to, before anything is written.
type partyOutcome struct {
	created, updated, unchanged int64
	changed                     []any
}

func (im *importer) compareParties(ctx context.Context, batch []*cpl.Row) (partyOutcome, error) {
	var out partyOutcome
	names := make([]string, 0, len(batch))
	for _, r := range batch {
		if r.Outcome == cpl.Accepted {
			names = append(names, r.Party.Name)
		}
	}
	rows, err := im.store.read(ctx, Everything, readParties, map[string]any{"names": names})
	if err != nil {
		return out, err
	}
	stored := make(map[string]*Party, len(rows))
	for _, r := range rows {
		p := toParty(r.value("party"))
		stored[p.ID] = p
	}
	for _, r := range batch {
		if r.Outcome != cpl.Accepted {
			continue
		}
		was := stored[r.Party.Name]
		now := im.overlayParty(was, r.Party)
		switch {
		case was == nil:
			out.created++
		case samePart(*was, now):
			out.unchanged++
			continue
		default:
			out.updated++
		}
		out.changed = append(out.changed, map[string]any{
			"name": now.ID, "identifiers": now.ManufacturerIDs, "restated": im.file.Has(cpl.ColManufacturerIDs),
			"props": map[string]any{
				"name": now.Name, "category": now.Category, "contact": fromText(now.Contact), "email": fromText(now.Email), "manufacturerIds": now.ManufacturerIDs,
			},
		})
	}
	return out, nil
}

// overlayParty lays what a row states over what is stored: a column that the
// file lacks leaves it, a blank cell replaces it.
func (im *importer) overlayParty(was *Party, stated cpl.Party) Party {
	now := Party{ManufacturerIDs: []string{}}
	if was != nil {
		now = *was
	}
	now.ID, now.Name, now.Category = stated.Name, stated.Name, stated.Category
	if im.file.Has(cpl.ColContact) {
		now.Contact = stated.Contact
	}
	if im.file.Has(cpl.ColEmail) {
		now.Email = stated.Email
	}
	if im.file.Has(cpl.ColManufacturerIDs) {
		now.ManufacturerIDs = append([]string{}, stated.ManufacturerIDs...)
	}
	return now
}

func samePart(a, b Party) bool {
	return a.Category == b.Category && a.Contact == b.Contact && a.Email == b.Email && slices.Equal(a.ManufacturerIDs, b.ManufacturerIDs)
}

// loadParties writes one batch of parties in one transaction.
func (im *importer) loadParties(ctx context.Context, batch []*cpl.Row) error {
	outcome, err := im.compareParties(ctx, batch)
	if err != nil {
		return err
	}
	faults, ordinal := faultRows(batch, im.faultOrdinal)
	steps := []step{
		{appendRejects, "faults", faults},
		{releaseIdentifiers, "parties", outcome.changed},
		{putParties, "parties", outcome.changed},
		{representIdentifiers, "parties", outcome.changed},
	}
	err = im.store.guarded(ctx, im.lease, "load parties", func(tx *transaction) error {
		return im.runSteps(ctx, tx, steps)
	})
	if err == nil {
		im.faultOrdinal = ordinal
		im.count(outcome.created, outcome.updated, outcome.unchanged)
	}
	return err
}

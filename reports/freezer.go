package reports

import (
	"context"

	"waymark/graphstore"
)

// Vault keeps for good what runs freeze, under the lease that the run holds. A
// [graphstore.Store] is one.
type Vault interface {
	SaveFrozenReport(ctx context.Context, lease *graphstore.Lease, of graphstore.Frozen, data []byte) error
	SaveInstallTotals(ctx context.Context, lease *graphstore.Lease, runID string, totals []graphstore.DisclosedTotal) error
}

// Freezer builds the reports of a run that has just ended and keeps them, so that
// the run gives the same reports whatever is imported later.
type Freezer struct {
	Source   Source
	Vault    Vault
	Settings Settings
}

// Freeze builds and keeps the Panel report, the record, the pack of each party and
// the install totals of runID, a full run that ended ok or partial.
func (f *Freezer) Freeze(ctx context.Context, lease *graphstore.Lease, runID string) error {
	panel, err := Build(ctx, f.Source, runID, f.Settings)
	if err != nil {
		return err
	}
	record, err := BuildRecord(ctx, f.Source, panel)
	if err != nil {
		return err
	}
	if err := f.keep(ctx, lease, graphstore.Frozen{RunID: runID, Kind: KindPanel}, panel); err != nil {
		return err
	}
	if err := f.keep(ctx, lease, graphstore.Frozen{RunID: runID, Kind: KindRecord}, record); err != nil {
		return err
	}
	if err := f.Vault.SaveInstallTotals(ctx, lease, runID, record.Shares.Disclosed); err != nil {
		return err
	}
	return f.keepPacks(ctx, lease, &Basis{Panel: panel, Record: record, Source: f.Source})
}

// keepPacks keeps what each party is told, apart from what the others are: a
// reader's query then finds its own and no other.
func (f *Freezer) keepPacks(ctx context.Context, lease *graphstore.Lease, b *Basis) error {
	for i := range b.Record.Parties {
		b.Party = &b.Record.Parties[i]
		name := packOf(b.Party.Category)
		if name == "" {
			continue
		}
		p, err := buildPack(ctx, name, b)
		if err != nil {
			return err
		}
		if err := f.keep(ctx, lease, graphstore.Frozen{RunID: b.Panel.Run.ID, Kind: name, Party: b.Party.ID}, frozenPack{p}); err != nil {
			return err
		}
	}
	return nil
}

// packOf is the pack that is made for each party of a category; blank if none is.
func packOf(category string) string {
	switch category {
	case AudienceManufacturer:
		return PackManufacturer
	case AudienceSupplier:
		return PackSupplier
	}
	return ""
}

type freezable interface {
	Freeze() (data []byte, sum string, err error)
}

type frozenPack struct{ Pack }

func (p frozenPack) Freeze() (data []byte, sum string, err error) { return freezePack(p.Pack) }

func (f *Freezer) keep(ctx context.Context, lease *graphstore.Lease, of graphstore.Frozen, what freezable) error {
	data, _, err := what.Freeze()
	if err != nil {
		return err
	}
	return f.Vault.SaveFrozenReport(ctx, lease, of, data)
}

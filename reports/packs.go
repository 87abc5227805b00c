package reports

import (
	"context"
	"fmt"

	"waymark/graphstore"
)

func unknownPack(name string) error {
	return &graphstore.InputError{Code: "unknown-pack", Message: fmt.Sprintf("there is no pack %q", name), Hint: "take one of panel, manufacturer, supplier, fir, quality, ledger"}
}

// buildPack makes the pack of that name from its basis.
func buildPack(ctx context.Context, name string, b *Basis) (Pack, error) {
	switch name {
	case PackPanel:
		return b.Panel, nil
	case PackManufacturer:
		return NewManufacturerPack(b)
	case PackSupplier:
		return NewSupplierPack(b)
	case PackFIR:
		return NewFIRPack(ctx, b)
	case PackQuality:
		return NewQualityPack(b)
	case PackLedger:
		return NewLedgerPack(b)
	}
	return nil, unknownPack(name)
}

// ThawPack reads the frozen data of a pack. It fails on data of another schema.
func ThawPack(name string, data []byte) (Pack, error) {
	switch name {
	case PackPanel:
		return Thaw(data)
	case PackManufacturer:
		return thawPack(data, &ManufacturerPack{}, ManufacturerSchema)
	case PackSupplier:
		return thawPack(data, &SupplierPack{}, SupplierSchema)
	case PackFIR:
		return thawPack(data, &FIRPack{}, FIRSchema)
	case PackQuality:
		return thawPack(data, &QualityPack{}, QualitySchema)
	case PackLedger:
		return thawPack(data, &LedgerPack{}, LedgerSchema)
	}
	return nil, unknownPack(name)
}

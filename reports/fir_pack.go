package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"waymark/graphstore"
)

// FIRSchema names the shape of [FIRPack] as JSON.
const FIRSchema = "waymark.fir/1"

// firPage is how many entries one read brings.
const firPage = 5000

// FIRPack is the list as a supplier that gained a device needs it: for each entry
// what may come before and after it, and whom to ask. It is about the list as it
// is when the pack is made, not about a run; the run is the newest one then.
type FIRPack struct {
	PackHead
	// Entries are the listed ones, and those from which an upgrade may start, by CPL Entry ID.
	Entries []FIRView `json:"entries"`
}

// FIRView is one entry.
type FIRView struct {
	EntryID          string `json:"entryId"`
	DeviceType       string `json:"deviceType"`
	ManufacturerID   string `json:"manufacturerId"`
	ManufacturerName string `json:"manufacturerName"`
	ModelID          string `json:"modelId"`
	FirmwareVersion  string `json:"firmwareVersion"`
	Status           string `json:"status"`
	Listed           bool   `json:"listed"`
	AddedOn          string `json:"addedOn"`
	RemovedOn        string `json:"removedOn"`
	// Declaration is list, none, not-stated or invalid, DeclarationText the cell as typed.
	Declaration     string `json:"declaration"`
	DeclarationText string `json:"declarationText"`
	// Predecessors may be upgraded straight to this entry. Restricted are those
	// from which a restriction forbids it, Unusable those that are declared and
	// lead nowhere: on no list, of another device model, or the entry itself.
	Predecessors []string `json:"predecessors"`
	Restricted   []string `json:"restricted"`
	Unusable     []string `json:"unusable"`
	// Successors are the entries to which this one may be upgraded straight.
	Successors []string `json:"successors"`
	// Party is who represents the manufacturer, with how to reach it.
	Party   string `json:"party"`
	Contact string `json:"contact"`
	Email   string `json:"email"`
}

// NewFIRPack makes the view of the list, reading it from the basis's source.
func NewFIRPack(ctx context.Context, b *Basis) (*FIRPack, error) {
	if err := needRecord(b, PackFIR); err != nil {
		return nil, err
	}
	p := &FIRPack{PackHead: headOf(b, PackFIR, FIRSchema), Entries: []FIRView{}}
	if err := p.readList(ctx, b.Source); err != nil {
		return nil, fmt.Errorf("read the list for the view of it: %w", err)
	}
	parties, err := b.Source.Parties(ctx, graphstore.Everything)
	if err != nil {
		return nil, fmt.Errorf("read the parties for the view of the list: %w", err)
	}
	makers := map[string]*graphstore.Party{}
	for i := range parties {
		if parties[i].Category == AudienceManufacturer {
			for _, id := range parties[i].ManufacturerIDs {
				makers[id] = &parties[i]
			}
		}
	}
	place := make(map[string]int, len(p.Entries))
	for i := range p.Entries {
		e := &p.Entries[i]
		place[e.EntryID] = i
		if maker := makers[e.ManufacturerID]; maker != nil {
			e.Party, e.Contact, e.Email = maker.Name, maker.Contact, maker.Email
		}
	}
	// In the order of ids, so that each list of successors is in order too.
	for i := range p.Entries {
		for _, id := range p.Entries[i].Predecessors {
			if at, there := place[id]; there {
				p.Entries[at].Successors = append(p.Entries[at].Successors, p.Entries[i].EntryID)
			}
		}
	}
	return p, nil
}

// readList reads the entries page by page, and when the list was true.
func (p *FIRPack) readList(ctx context.Context, src Source) error {
	list, err := src.PanelList(ctx, graphstore.Everything)
	if err != nil {
		return err
	}
	if list != nil {
		p.ListAsOf, p.ListAgeDays = string(list.EffectiveOn), -1
	}
	after := ""
	for {
		page, err := src.FIREntries(ctx, graphstore.Everything, after, firPage)
		if err != nil {
			return err
		}
		for i := range page {
			p.Entries = append(p.Entries, toFIRView(&page[i]))
		}
		if len(page) < firPage {
			return nil
		}
		after = page[len(page)-1].EntryID
	}
}

func toFIRView(e *graphstore.FIREntry) FIRView {
	v := FIRView{
		EntryID: e.EntryID, DeviceType: e.DeviceType, ManufacturerID: e.ManufacturerID, ManufacturerName: e.ManufacturerName, ModelID: e.ModelID,
		FirmwareVersion: e.FirmwareVersion, Status: e.Status, Listed: e.Listed, AddedOn: string(e.AddedOn), RemovedOn: string(cmp.Or(e.RemovedOn, e.RetiredOn)),
		Declaration: e.Declaration.State, DeclarationText: e.Declaration.Text, Predecessors: []string{}, Restricted: []string{}, Unusable: []string{}, Successors: []string{},
	}
	for _, c := range e.Cited {
		switch {
		case c.Walkable:
			v.Predecessors = append(v.Predecessors, c.EntryID)
		case c.Restriction != "":
			v.Restricted = append(v.Restricted, c.EntryID)
		case e.Listed || !c.Known || !c.SameModel:
			v.Unusable = append(v.Unusable, c.EntryID)
		}
	}
	slices.Sort(v.Predecessors)
	return v
}

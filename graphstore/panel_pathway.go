package graphstore

import (
	"context"

	"waymark/cpl"
)

var (
	panelPathwayVersions = statement("panel_pathway_versions")
	panelPathwayLinks    = statement("panel_pathway_links")
)

// PanelPathway is the declared pathways of one device model.
type PanelPathway struct {
	ModelKey string
	// Versions are the versions of the model, by CPL Entry ID.
	Versions []PanelVersion
	// Links are the declared links into them, by both ends. They may start at
	// a placeholder or at a version of another model.
	Links []PanelLink
}

// PanelVersion is a version of a pathway, with the devices that run it.
type PanelVersion struct {
	EntryID, FirmwareVersion, Status string
	Listed                           bool
	AddedOn, RemovedOn               cpl.Date
	Declaration                      cpl.DeclarationState
	Installs                         int64
	// StartsHere says that the version is an entry point.
	StartsHere bool
}

// PanelLink is a current upgrade edge.
type PanelLink struct {
	From, To                   string
	FromModelKey, FromFirmware string // blank for a placeholder
	FromPlaceholder            bool
	Walkable                   bool
	// Restriction is the one that forbids the link, if one does.
	Restriction *LinkRestriction
}

// PanelPathway returns the pathways of one device model; it has no versions
// when no entry of the model is known.
func (s *Store) PanelPathway(ctx context.Context, scope Scope, modelKey string) (*PanelPathway, error) {
	params := map[string]any{"modelKey": modelKey}
	versions, err := s.read(ctx, scope, panelPathwayVersions, params)
	if err != nil {
		return nil, err
	}
	links, err := s.read(ctx, scope, panelPathwayLinks, params)
	if err != nil {
		return nil, err
	}
	out := &PanelPathway{ModelKey: modelKey}
	for _, r := range versions {
		out.Versions = append(out.Versions, PanelVersion{
			EntryID: r.text("entryId"), FirmwareVersion: r.text("firmwareVersion"), Status: r.text("status"), Listed: r.truth("listed"),
			AddedOn: r.date("addedOn"), RemovedOn: r.date("removedOn"), Declaration: cpl.DeclarationState(r.text("declaration")),
			Installs: r.number("installs"), StartsHere: r.truth("startsHere"),
		})
	}
	for _, r := range links {
		out.Links = append(out.Links, PanelLink{
			From: r.text("fromId"), To: r.text("toId"), FromModelKey: r.text("fromModelKey"), FromFirmware: r.text("fromFirmware"),
			FromPlaceholder: r.truth("placeholder"), Walkable: r.truth("walkable"),
			Restriction: toLinkRestriction(r.value("restriction")),
		})
	}
	return out, nil
}

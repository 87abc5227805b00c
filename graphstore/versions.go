package graphstore

import (
	"context"
	"fmt"

	"waymark/cpl"
)

var (
	listVersions  = statement("list_versions")
	countVersions = statement("count_versions")
	readVersion   = statement("read_version")
)

// Version is a CPL entry as the graph holds it: the newest of each column that
// was stated about it.
type Version struct {
	EntryID          string   `json:"entryId"`
	ModelKey         string   `json:"modelKey"`
	DeviceType       string   `json:"deviceType"`
	ManufacturerID   string   `json:"manufacturerId"`
	ManufacturerName string   `json:"manufacturerName"`
	ModelID          string   `json:"modelId"`
	FirmwareVersion  string   `json:"firmwareVersion"`
	SMETSVersion     string   `json:"smetsVersion"`
	GBCSVersion      string   `json:"gbcsVersion"`
	ImageHash        string   `json:"imageHash"`
	CPACertificate   string   `json:"cpaCertificate"`
	CPAExpiry        cpl.Date `json:"cpaExpiry,omitempty"`
	CPARenewal       cpl.Date `json:"cpaRenewal,omitempty"`
	// Status is the status word, Listed what the vocabulary makes of it.
	Status    string   `json:"status"`
	Listed    bool     `json:"listed"`
	AddedOn   cpl.Date `json:"addedOn,omitempty"`
	RemovedOn cpl.Date `json:"removedOn,omitempty"`
	// EffectiveOn is the date of the newest list that says something of it;
	// RetiredOn is of the complete list that left it out.
	EffectiveOn cpl.Date           `json:"effectiveOn,omitempty"`
	RetiredOn   cpl.Date           `json:"retiredOn,omitempty"`
	Declaration VersionDeclaration `json:"declaration"`
}

// VersionDeclaration is the predecessor declaration of a version.
type VersionDeclaration struct {
	// State is list, none, not-stated or invalid.
	State string   `json:"state"`
	IDs   []string `json:"ids"`
	// Text is the cell as typed.
	Text string `json:"text"`
}

// VersionLink is one end of a declared upgrade edge, seen from the other.
type VersionLink struct {
	EntryID string `json:"entryId"`
	// Since is of when the list was that first declared the edge.
	Since cpl.Date `json:"since,omitempty"`
	// Known is false for an id that is cited and on no list. Known, Listed and
	// ModelKey are absent of a version that the reader may not see.
	Known    *bool  `json:"known,omitempty"`
	Listed   *bool  `json:"listed,omitempty"`
	ModelKey string `json:"modelKey,omitempty"`
	// Restriction is the one that forbids the edge, if one does.
	Restriction *LinkRestriction `json:"restriction,omitempty"`
}

// LinkRestriction is a restriction that is in force, as an edge shows it.
type LinkRestriction struct {
	ID        string   `json:"id"`
	Reason    string   `json:"reason"`
	Reference string   `json:"reference"`
	StartsOn  cpl.Date `json:"startsOn"`
	EndsOn    cpl.Date `json:"endsOn,omitempty"`
}

// VersionDetail is a version with its place in the graph.
type VersionDetail struct {
	Version
	// Predecessors and Successors are the ends of the edges declared now, by CPL Entry ID.
	Predecessors []VersionLink `json:"predecessors"`
	Successors   []VersionLink `json:"successors"`
	// Installs is how many devices run it, by the current counts: to a supplier,
	// of its own; to a manufacturer absent.
	Installs *int64 `json:"installs,omitempty"`
	// EntryPoint says that a pathway may start here: it is listed and has no earlier
	// firmware, or devices run it that Installs counts.
	EntryPoint bool `json:"entryPoint"`
}

// VersionFilter selects versions; empty members let everything pass.
type VersionFilter struct {
	// Model is a key: device type|manufacturer|model.
	Model        string
	Manufacturer string
}

// Versions lists at most limit versions whose CPL Entry ID comes after the
// given one, by CPL Entry ID, and how many match in all.
func (s *Store) Versions(ctx context.Context, scope Scope, f VersionFilter, after string, limit int) ([]Version, int64, error) {
	params := map[string]any{"model": f.Model, "manufacturer": f.Manufacturer}
	counted, err := s.read(ctx, scope, countVersions, params)
	if err != nil {
		return nil, 0, err
	}
	params["after"], params["limit"] = after, limit
	rows, err := s.read(ctx, scope, listVersions, params)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Version, 0, len(rows))
	for _, r := range rows {
		out = append(out, toVersion(r.value("version")))
	}
	return out, counted[0].number("total"), nil
}

// Version returns one version and its neighbours; ErrNotFound if no list has
// had an entry of that id, cited or not, or none that is in scope.
func (s *Store) Version(ctx context.Context, scope Scope, entryID string) (VersionDetail, error) {
	rows, err := s.read(ctx, scope, readVersion, map[string]any{"entryId": entryID})
	if err != nil {
		return VersionDetail{}, err
	}
	if len(rows) == 0 {
		return VersionDetail{}, fmt.Errorf("version %s: %w", entryID, ErrNotFound)
	}
	r := rows[0]
	v := VersionDetail{
		Version: toVersion(r.value("version")), Predecessors: toLinks(r.value("predecessors")), Successors: toLinks(r.value("successors")),
		EntryPoint: r.truth("entryPoint"),
	}
	if r.value("installs") != nil {
		installs := r.number("installs")
		v.Installs = &installs
	}
	return v, nil
}

func toVersion(value any) Version {
	properties, _ := value.(map[string]any)
	stored := toStoredVersion(properties)
	v, r := stored.version, asRow(value)
	out := Version{
		EntryID: v.EntryID, ModelKey: r.text("modelKey"), DeviceType: v.Tuple.DeviceType, ManufacturerID: v.Tuple.ManufacturerID,
		ManufacturerName: v.ManufacturerName, ModelID: v.Tuple.ModelID, FirmwareVersion: v.Tuple.FirmwareVersion,
		SMETSVersion: v.SMETSVersion, GBCSVersion: v.GBCSVersion, ImageHash: v.ImageHash, CPACertificate: v.CPACertificate,
		CPAExpiry: v.CPAExpiry, CPARenewal: v.CPARenewal, Status: v.Status, Listed: v.Listed, AddedOn: v.AddedOn, RemovedOn: v.RemovedOn,
		EffectiveOn: stored.effectiveOn, RetiredOn: r.date("retiredOn"),
		Declaration: VersionDeclaration{State: string(v.Declaration.State), IDs: v.Declaration.IDs, Text: v.Declaration.Text},
	}
	if out.Declaration.IDs == nil {
		out.Declaration.IDs = []string{}
	}
	return out
}

func toLinks(value any) []VersionLink {
	list, _ := value.([]any)
	out := make([]VersionLink, 0, len(list))
	for _, v := range list {
		r := asRow(v)
		link := VersionLink{EntryID: r.text("entryId"), Since: r.date("since"), ModelKey: r.text("modelKey"), Restriction: toLinkRestriction(r.value("restriction"))}
		if r.value("known") != nil {
			known, listed := r.truth("known"), r.truth("listed")
			link.Known, link.Listed = &known, &listed
		}
		out = append(out, link)
	}
	return out
}

// toLinkRestriction reads the properties of a restriction, or nil from null.
func toLinkRestriction(value any) *LinkRestriction {
	if value == nil {
		return nil
	}
	r := asRow(value)
	return &LinkRestriction{ID: r.text("id"), Reason: r.text("reason"), Reference: r.text("reference"), StartsOn: r.date("startsOn"), EndsOn: r.date("endsOn")}
}

package graphstore

import (
	"context"
	"strings"

	"waymark/cpl"
)

var (
	readPathways        = statement("read_pathways")
	readSupplierDevices = statement("read_supplier_devices")
	findFindings        = statement("find_findings")
)

// Pathways are one device model's versions and the walkable edges between them.
type Pathways struct {
	ModelKey string
	Versions []PathwayVersion
	// Walks are pairs of CPL Entry IDs, Starts the entry points.
	Walks  [][2]string
	Starts []string
}

// PathwayVersion is a version as far as pathways go.
type PathwayVersion struct {
	EntryID         string
	Listed          bool
	AddedOn         cpl.Date
	Devices         int64
	Declaration     string
	FirmwareVersion string
	Status          string
}

// Pathways returns those of some device models, as they are committed.
func (s *Store) Pathways(ctx context.Context, scope Scope, models []string) ([]Pathways, error) {
	return pathways(ctx, s, scope, models)
}

// Pathways returns those of some device models, as the rehearsal has changed them.
func (r *Rehearsal) Pathways(ctx context.Context, scope Scope, models []string) ([]Pathways, error) {
	return pathways(ctx, r, scope, models)
}

func pathways(ctx context.Context, from reader, scope Scope, models []string) ([]Pathways, error) {
	if len(models) == 0 {
		return nil, nil
	}
	rows, err := from.read(ctx, scope, readPathways, map[string]any{"models": models})
	if err != nil {
		return nil, err
	}
	out := make([]Pathways, 0, len(rows))
	for _, r := range rows {
		p := Pathways{ModelKey: r.text("key"), Starts: r.texts("starts")}
		versions, _ := r.value("versions").([]any)
		for _, v := range versions {
			p.Versions = append(p.Versions, toPathwayVersion(v))
		}
		walks, _ := r.value("walks").([]any)
		for _, w := range walks {
			ends := toTexts(w)
			p.Walks = append(p.Walks, [2]string{ends[0], ends[1]})
		}
		out = append(out, p)
	}
	return out, nil
}

func toPathwayVersion(value any) PathwayVersion {
	list, _ := value.([]any)
	r := row{keys: []string{"entryId", "listed", "addedOn", "devices", "declaration", "firmwareVersion", "status"}, values: list}
	return PathwayVersion{
		EntryID: r.text("entryId"), Listed: r.truth("listed"), AddedOn: r.date("addedOn"), Devices: r.number("devices"),
		Declaration: r.text("declaration"), FirmwareVersion: r.text("firmwareVersion"), Status: r.text("status"),
	}
}

// SupplierDevices returns how many devices of some device models each supplier
// operates, by the current counts.
func (r *Rehearsal) SupplierDevices(ctx context.Context, scope Scope, models []string) (map[string]int64, error) {
	rows, err := r.read(ctx, scope, readSupplierDevices, map[string]any{"models": models})
	if err != nil {
		return nil, err
	}
	out := make(map[string]int64, len(rows))
	for _, found := range rows {
		out[found.text("supplier")] = found.number("devices")
	}
	return out, nil
}

// StoredFindings returns those findings of the given fingerprints that are kept, by fingerprint.
func (r *Rehearsal) StoredFindings(ctx context.Context, scope Scope, fingerprints []string) (map[string]Finding, error) {
	if len(fingerprints) == 0 {
		return nil, nil
	}
	rows, err := r.read(ctx, scope, findFindings, map[string]any{"fingerprints": fingerprints})
	if err != nil {
		return nil, err
	}
	out := make(map[string]Finding, len(rows))
	for _, found := range rows {
		f := toFinding(found)
		out[f.Fingerprint] = f
	}
	return out, nil
}

// pairKey is the key of the other half of a communications hub, or blank. The
// parts of a model's key need no escaping: words of the vocabulary and hex.
func pairKey(vocabulary *cpl.Vocabulary, key string) string {
	kind, rest, _ := strings.Cut(key, "|")
	if pair, ok := vocabulary.Pair(kind); ok {
		return pair + "|" + rest
	}
	return ""
}

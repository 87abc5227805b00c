package reports

import (
	"cmp"
	"context"
	"slices"

	"waymark/graphstore"
)

// modelFindings is a device model and the findings about it.
type modelFindings struct {
	key      string
	findings []*Finding
	devices  int64
}

// toPictures gives the pathways of the device models that are worst off: most
// devices affected first, then worst severity, then by key. Models of which no
// version is known have no pathway and are passed over.
func toPictures(ctx context.Context, src Source, findings []Finding, most int) ([]Picture, error) {
	pictures := []Picture{}
	for _, m := range worstModels(findings) {
		if len(pictures) == most {
			break
		}
		pathway, err := src.PanelPathway(ctx, graphstore.Everything, m.key)
		if err != nil {
			return nil, err
		}
		if len(pathway.Versions) == 0 {
			continue
		}
		pictures = append(pictures, toPicture(pathway, m))
	}
	return pictures, nil
}

func worstModels(findings []Finding) []*modelFindings {
	byKey := map[string]*modelFindings{}
	var out []*modelFindings
	for i := range findings {
		f := &findings[i]
		if f.ModelKey == "" {
			continue
		}
		m := byKey[f.ModelKey]
		if m == nil {
			m = &modelFindings{key: f.ModelKey}
			byKey[f.ModelKey] = m
			out = append(out, m)
		}
		m.findings = append(m.findings, f)
	}
	for _, m := range out {
		m.devices = devicesAffected(m.findings)
	}
	slices.SortFunc(out, func(a, b *modelFindings) int {
		return cmp.Or(
			cmp.Compare(b.devices, a.devices),
			// Findings come worst first, so the first of a model is its worst.
			cmp.Compare(severityRank(a.findings[0].Severity), severityRank(b.findings[0].Severity)),
			cmp.Compare(a.key, b.key))
	})
	return out
}

func toPicture(pathway *graphstore.PanelPathway, m *modelFindings) Picture {
	g := newPathway(pathway, m.findings)
	p := Picture{
		ModelKey: m.key, Model: modelInWords(m.key), ManufacturerName: m.findings[0].ManufacturerName,
		Findings: len(m.findings), Devices: m.devices, Versions: len(pathway.Versions), Links: len(pathway.Links),
	}
	p.LeftOut = g.reduce()
	p.Nodes, p.Edges = g.drawn()
	return p
}

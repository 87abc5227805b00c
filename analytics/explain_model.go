package analytics

import (
	"context"
	"fmt"
	"strings"

	"waymark/graphstore"
)

// ModelExplanation is a device model with its pathways.
type ModelExplanation struct {
	Versions    []ModelVersion `json:"versions"`
	EntryPoints []string       `json:"entryPoints"`
	// Newest are its newest versions; none where that is unknown.
	Newest []string `json:"newest"`
	// Unreachable are listed versions that no pathway leads to, DeadEnds versions in
	// service from which none leads to the newest, as the rules say.
	Unreachable []string `json:"unreachable"`
	DeadEnds    []string `json:"deadEnds"`
	// Cycles are rings of versions that cite each other.
	Cycles [][]string `json:"cycles"`
	// MustCross are the versions that every pathway from an entry point to the newest passes.
	MustCross []string `json:"mustCross"`
	Devices   int64    `json:"devices"`
}

// ModelVersion is a version of a model, by its place in the pathways.
type ModelVersion struct {
	EntryID            string `json:"entryId"`
	FirmwareVersion    string `json:"firmwareVersion"`
	Status             string `json:"status"`
	Listed             bool   `json:"listed"`
	AddedOn            string `json:"addedOn,omitempty"`
	Declaration        string `json:"declaration"`
	Devices            int64  `json:"devices"`
	HopsFromEntryPoint *int   `json:"hopsFromEntryPoint,omitempty"`
	HopsToNewest       *int   `json:"hopsToNewest,omitempty"`
}

func (x *explainer) model(ctx context.Context, out *Explanation) error {
	pathways, err := x.store.Pathways(ctx, x.scope, []string{out.Subject})
	if err != nil {
		return err
	}
	w := one(pathways)
	newest := w.newest()
	m := &ModelExplanation{Versions: []ModelVersion{}, EntryPoints: w.ids(w.starts), Newest: w.ids(newest), Cycles: [][]string{}, MustCross: w.ids(w.mustCross(w.starts, newest))}
	out.Model = m
	from, to := w.distances(w.starts, w.ahead, -1), w.distances(newest, w.behind, -1)
	for i, v := range w.versions {
		m.Versions = append(m.Versions, ModelVersion{
			EntryID: v.EntryID, FirmwareVersion: v.FirmwareVersion, Status: v.Status, Listed: v.Listed, AddedOn: string(v.AddedOn), Declaration: v.Declaration,
			Devices: v.Devices, HopsFromEntryPoint: hopsOf(from[i]), HopsToNewest: hopsOf(to[i]),
		})
	}
	if err := x.troubles(ctx, out.Subject, m, w, from); err != nil {
		return err
	}
	if out.Installs, err = x.store.CohortsOf(ctx, x.scope, "", out.Subject, ""); err != nil {
		return err
	}
	for _, c := range out.Installs {
		m.Devices += c.Devices
	}
	if out.Findings, err = x.findings(ctx, "", out.Subject, ""); err != nil {
		return err
	}
	m.say(out, x.scope)
	return nil
}

func hopsOf(n int) *int {
	if n < 0 {
		return nil
	}
	return &n
}

// troubles asks the rules about pathways what they say of the model. What is out
// of reach for a reader that does not know of all devices follows from where
// pathways start for it, and a dead end is one for it where it has devices.
func (x *explainer) troubles(ctx context.Context, key string, m *ModelExplanation, w *walks, from []int) error {
	m.Unreachable, m.DeadEnds = []string{}, []string{}
	asked := map[string]func(graphstore.Record){
		"version-dead-end": func(r graphstore.Record) {
			id := fmt.Sprint(r["subject"])
			if at, known := w.place[id]; known && w.versions[at].Devices > 0 {
				m.DeadEnds = append(m.DeadEnds, id)
			}
		},
		"pathway-cycle": func(r graphstore.Record) {
			evidence, _ := r["evidence"].(map[string]any)
			breaks, _ := evidence["breaks"].([]any)
			for _, b := range breaks {
				link, _ := b.(map[string]any)
				m.Cycles = append(m.Cycles, textsOf(link["members"]))
			}
		},
	}
	if x.scope.All() {
		asked["version-unreachable"] = func(r graphstore.Record) { m.Unreachable = append(m.Unreachable, fmt.Sprint(r["subject"])) }
	} else {
		for i, v := range w.versions {
			if v.Listed && v.Declaration == "list" && from[i] < 0 {
				m.Unreachable = append(m.Unreachable, v.EntryID)
			}
		}
	}
	for rule, into := range asked {
		_, rows, err := x.rows(ctx, rule, key)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row["unknown"] != true && row["modelKey"] == key {
				into(row)
			}
		}
	}
	return nil
}

func (m *ModelExplanation) say(out *Explanation, reader graphstore.Scope) {
	listed := 0
	for _, v := range m.Versions {
		if v.Listed {
			listed++
		}
	}
	operated := fmt.Sprintf("; suppliers operate %d devices of it", m.Devices)
	switch {
	case reader.Manufacturer():
		operated = ""
	case !reader.All():
		operated = fmt.Sprintf("; you operate %d devices of it", m.Devices)
	}
	out.say("Device model %s has %d versions, %d of them listed%s.", out.Subject, len(m.Versions), listed, operated)
	out.say("Pathways start at %s.", orNothing(m.EntryPoints))
	if len(m.Newest) == 0 {
		out.say("Which version is newest is unknown: a listed one has no date, or none is listed.")
	} else {
		out.say("The newest is %s.", strings.Join(m.Newest, ", "))
	}
	if len(m.MustCross) > 0 {
		out.say("Every pathway to the newest must cross %s.", strings.Join(m.MustCross, ", "))
	}
	if len(m.Unreachable) > 0 {
		out.say("No pathway leads to %s.", strings.Join(m.Unreachable, ", "))
	}
	if len(m.DeadEnds) > 0 {
		out.say("Devices run %s, and no pathway leads from there to the newest.", strings.Join(m.DeadEnds, ", "))
	}
	for _, ring := range m.Cycles {
		out.say("%s cite each other in a ring.", strings.Join(ring, ", "))
	}
}

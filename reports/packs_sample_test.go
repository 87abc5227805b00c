package reports_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

func (f *fakeSource) Run(_ context.Context, _ graphstore.Scope, id string) (graphstore.Run, error) {
	return graphstore.Run{ID: id, Rules: []graphstore.RuleResult{{Rule: "install-orphaned", Unknown: 1, UnknownBy: map[string]int64{"firmware-blank": 1}}, {Rule: "in-the-shadow", UnknownBy: map[string]int64{"x": 1}}}}, nil
}

// Pathways of the sample are its pictures, read otherwise.
func (f *fakeSource) Pathways(_ context.Context, _ graphstore.Scope, models []string) ([]graphstore.Pathways, error) {
	var out []graphstore.Pathways
	for _, key := range models {
		drawn, err := f.pathway(key)
		if err != nil {
			return nil, err
		}
		p := graphstore.Pathways{ModelKey: key}
		for _, v := range drawn.Versions {
			p.Versions = append(p.Versions, graphstore.PathwayVersion{EntryID: v.EntryID, Listed: v.Listed, AddedOn: v.AddedOn, FirmwareVersion: v.FirmwareVersion, Status: v.Status, Declaration: string(v.Declaration)})
		}
		for _, l := range drawn.Links {
			if l.Walkable {
				p.Walks = append(p.Walks, [2]string{l.From, l.To})
			}
		}
		out = append(out, p)
	}
	return out, nil
}

func (f *fakeSource) RecordEntries(_ context.Context, _ graphstore.Scope, ids []string) ([]graphstore.Version, error) {
	p := samplePathwayOf(modelA)
	var out []graphstore.Version
	for _, v := range p.Versions {
		if slices.Contains(ids, v.EntryID) {
			out = append(out, sampleVersion(modelA, v))
		}
	}
	return out, nil
}

func samplePathwayOf(key string) *graphstore.PanelPathway {
	p, _ := samplePathway(key)
	return p
}

func sampleVersion(model string, v graphstore.PanelVersion) graphstore.Version {
	out := graphstore.Version{
		EntryID: v.EntryID, ModelKey: model, DeviceType: model[:4], ManufacturerID: model[5:9], ManufacturerName: "Alder <b>Meters</b>", ModelID: model[10:],
		FirmwareVersion: v.FirmwareVersion, SMETSVersion: "SMETS2 v4.2", Status: v.Status, Listed: v.Listed, AddedOn: v.AddedOn, RemovedOn: v.RemovedOn,
		Declaration: graphstore.VersionDeclaration{State: string(v.Declaration), IDs: []string{}},
	}
	switch v.EntryID {
	case "A-17":
		out.Declaration.IDs, out.Declaration.Text = []string{"A-77"}, "A-77"
	case "A-18":
		out.Declaration.IDs, out.Declaration.Text = []string{"A-18", "B-1", "A-16"}, "A-18; B-1\nA-16"
	}
	return out
}

func (f *fakeSource) RecordHoldings(context.Context, graphstore.Scope) ([]graphstore.Holding, error) {
	return []graphstore.Holding{{ModelKey: modelA, Suppliers: 3, Devices: 98643, Largest: 61234}, {ModelKey: modelB, Suppliers: 2, Devices: 5177, Largest: 5100}}, nil
}

func (f *fakeSource) RecordCohorts(_ context.Context, _ graphstore.Scope, models []string) ([]graphstore.RecordCohort, error) {
	cohort := func(supplier, model, firmware string, n, gained int64, carried bool, entry string) graphstore.RecordCohort {
		c := graphstore.RecordCohort{Key: supplier + "|" + model + "|" + firmware, Supplier: supplier, ModelKey: model, FirmwareVersion: firmware, AsOf: "2026-10-31", Count: n, Gained: gained, Carried: carried}
		if entry != "" {
			c.Matched = []graphstore.MatchedVersion{{EntryID: entry, ModelKey: model}}
		}
		return c
	}
	all := []graphstore.RecordCohort{
		cohort("North Power", modelA, "00000001", 30611, 17, false, "A-01"),
		cohort("North Power", modelA, "00000002", 12345, 0, false, "A-02"),
		cohort("North Power", modelA, "00000013", 9001, 0, false, "A-19"),
		cohort("South & Sons", modelA, "0000000F", 4111, 0, true, "A-15"),
		cohort("South & Sons", modelB, "DEADBEEF", 77, 0, false, ""),
	}
	return slices.DeleteFunc(all, func(c graphstore.RecordCohort) bool { return !slices.Contains(models, c.ModelKey) }), nil
}

func (f *fakeSource) RecordSources(context.Context, graphstore.Scope, time.Time) ([]graphstore.RecordSource, error) {
	return []graphstore.RecordSource{
		{ID: "i2", Kind: "cpl", FileName: "cpl.csv", SHA256: "ab12", Status: "done", EffectiveOn: "2026-11-20", ReceivedAt: at(24, 9), Rows: 23, Rejected: 2},
		{ID: "i1", Kind: "installs", FileName: "north.csv", SHA256: "cd34", Status: "done", ReceivedAt: at(24, 8), Rows: 3},
	}, nil
}

func (f *fakeSource) RecordRejects(context.Context, graphstore.Scope, []string) ([]graphstore.RecordReject, error) {
	return []graphstore.RecordReject{{Kind: "cpl", Code: "unknown-status", Column: "Status", Faults: 2, Examples: []graphstore.RejectExample{{FileName: "cpl.csv", Line: 7, Value: "=Nonsense", Hint: "type Current"}}}}, nil
}

func (f *fakeSource) SuspendedRecipients(context.Context, graphstore.Scope) ([]graphstore.SuspendedRecipient, error) {
	return []graphstore.SuspendedRecipient{{Address: "gone@north.example", Bounces: 3, SuspendedAt: at(20, 9), Why: "550 no such user"}}, nil
}

func (f *fakeSource) Undeliverable(context.Context, graphstore.Scope) ([]graphstore.Undeliverable, error) {
	return []graphstore.Undeliverable{{Owner: "manufacturer", ManufacturerID: "C0C3", Notices: 2, Oldest: at(21, 9), Why: "no party represents the manufacturer identifier: import parties with it"}}, nil
}

func (f *fakeSource) Asked(context.Context, graphstore.Scope, graphstore.AskedFilter) ([]graphstore.Asked, error) {
	asked := func(id, entry, party string, on cpl.Date, answer string, answered cpl.Date, chases ...graphstore.Chase) graphstore.Asked {
		return graphstore.Asked{
			ID: id, EntryID: entry, ManufacturerID: "A0C1", ManufacturerName: "Alder", ModelKey: modelA, Listed: true, Party: party, On: on, Reference: "L-" + id, By: "pat",
			Chases: append([]graphstore.Chase{}, chases...), Answer: answer, AnsweredOn: answered,
		}
	}
	return []graphstore.Asked{
		asked("1", "A-05", "Alder", "2026-10-01", graphstore.AnsweredList, "2026-10-15"),
		asked("2", "A-06", "Alder", "2026-10-02", graphstore.AnsweredNone, "2026-10-03"),
		asked("3", "A-15", "Alder", "2026-10-26", graphstore.AnswerSilent, "", graphstore.Chase{On: "2026-11-10", Reference: "L-9", By: "pat"}),
		asked("4", "B-2", "Birch", "2026-11-15", graphstore.AnswerSilent, ""),
	}, nil
}

func (f *fakeSource) FIREntries(_ context.Context, _ graphstore.Scope, after string, limit int) ([]graphstore.FIREntry, error) {
	var out []graphstore.FIREntry
	for _, key := range []string{modelA, modelB} {
		p := samplePathwayOf(key)
		for _, v := range p.Versions {
			e := graphstore.FIREntry{Version: sampleVersion(key, v)}
			for _, l := range p.Links {
				if l.To == v.EntryID {
					e.Cited = append(e.Cited, graphstore.FIRCited{EntryID: l.From, Known: !l.FromPlaceholder, SameModel: l.FromModelKey == key, Walkable: l.Walkable})
				}
			}
			if v.EntryID > after {
				out = append(out, e)
			}
		}
	}
	return out[:min(limit, len(out))], nil
}

// partySource is the sample with owners of its findings, parties, and more that packs show.
func partySource() *fakeSource {
	src := sampleSource()
	src.parties = []graphstore.Party{
		{ID: "Alder", Name: "Alder", Category: "manufacturer", ManufacturerIDs: []string{"A0C1"}, Contact: "Ann Alder", Email: "ann@alder.example"},
		{ID: "Birch", Name: "Birch", Category: "manufacturer", ManufacturerIDs: []string{"B0B2"}, Contact: "Ben"},
		{ID: "North Power", Name: "North Power", Category: "supplier", ManufacturerIDs: []string{}, Email: "ops@north.example"},
		{ID: "South & Sons", Name: "South & Sons", Category: "supplier", ManufacturerIDs: []string{}},
	}
	src.findings = func() ([]graphstore.PanelFinding, error) {
		all, err := sampleFindings()
		for i := range all {
			f := &all[i]
			f.Owner, f.OpenedOn = "manufacturer", "2026-11-11"
			switch {
			case f.SubjectKind == "cohort":
				f.Owner, f.DueOn = "supplier", "2026-11-20"
			case f.Subject == "A-19":
				f.Consequence = true
			case f.Subject == "A-15":
				f.Consequence = false
			}
		}
		mine := func(fingerprint, rule, subject, reason, evidence string) graphstore.PanelFinding {
			return graphstore.PanelFinding{
				Fingerprint: fingerprint, Rule: rule, Subject: subject, SubjectKind: "version", State: "open", Severity: "medium", Class: "enforced", Duty: "breach", Reasons: []string{reason},
				ManufacturerID: "A0C1", ModelKey: modelA, Installs: 61217, FirstSeen: at(25, 1), LastSeen: at(25, 1), FirmwareVersion: "00000011", Evidence: evidence, Owner: "manufacturer",
			}
		}
		dead := mine("cc03", "version-dead-end", "A-14", "no-way-on", `{"breaks":[{"reason":"no-way-on","at":"A-14","duty":"advice"}],"devicesOnIt":30613}`)
		dead.Duty, dead.FirmwareVersion = "advice", "0000000E"
		stale := graphstore.PanelFinding{
			Fingerprint: "cc05", Rule: "install-stale", Subject: `South & Sons|ESME`, SubjectKind: "return", State: "open", Severity: "low", Class: "advisory", Duty: "advice", Reasons: []string{"stale"},
			Supplier: "South & Sons", Installs: 10003, FirstSeen: at(11, 1), LastSeen: at(25, 1), Evidence: `{}`, Owner: "supplier",
		}
		stranded := graphstore.PanelFinding{
			Fingerprint: "cc06", Rule: "install-stranded", Subject: "South & Sons|" + modelA + "|0000000F", SubjectKind: "cohort", State: "open", Severity: "low", Class: "advisory", Duty: "advice",
			Reasons: []string{"stranded"}, ManufacturerID: "A0C1", Supplier: "South & Sons", ModelKey: modelA, Installs: 4111, FirstSeen: at(25, 1), LastSeen: at(25, 1), FirmwareVersion: "0000000F", Owner: "supplier",
		}
		return append(all, mine("cc01", "predecessor-unknown", "A-17", "unknown-id", `{"breaks":[{"reason":"unknown-id","at":"A-17","from":"A-77","duty":"breach"}],"devicesOnIt":61219}`),
			mine("cc02", "predecessor-self", "A-18", "self", `{"breaks":[{"reason":"self","at":"A-18","from":"A-18","duty":"breach"}]}`), dead, stale, stranded), err
	}
	return src
}

func sampleBasis(t *testing.T, party string) *reports.Basis {
	t.Helper()
	return basisOf(t, partySource(), party)
}

func basisOf(t *testing.T, src *fakeSource, party string) *reports.Basis {
	t.Helper()
	panel, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	record, err := reports.BuildRecord(t.Context(), src, panel)
	require.NoError(t, err)
	b := &reports.Basis{Panel: panel, Record: record, Source: src}
	for i := range src.parties {
		if src.parties[i].ID == party {
			b.Party = &src.parties[i]
		}
	}
	require.Equal(t, party == "", b.Party == nil)
	return b
}

// words are all texts of a document, one a line, numbers too.
func words(d *reports.Document) string {
	out := append([]string{d.Title, d.Subtitle, d.Footer}, d.Notes...)
	for _, f := range d.Facts {
		out = append(out, f.Name+": "+f.Value)
	}
	for _, s := range d.Sections {
		out = append(out, "", "== "+s.Title)
		for _, b := range s.Blocks {
			out = append(out, blockWords(b)...)
		}
	}
	return strings.Join(out, "\n") + "\n"
}

func blockWords(b reports.Block) []string {
	var out []string
	switch x := b.(type) {
	case reports.Heading:
		out = append(out, x.Text)
	case reports.Paragraph:
		out = append(out, x.Text)
	case reports.List:
		for _, i := range x.Items {
			out = append(out, "- "+i.Head+" | "+i.Text+" | "+i.Foot)
		}
	case reports.Tiles:
		for _, i := range x.Items {
			out = append(out, i.Label+" "+i.Value+" "+i.Note)
		}
	case *reports.Table:
		out = append(out, "-- "+x.ID+": "+x.Title)
		for _, r := range x.Rows {
			out = append(out, rowWords(x.Columns, r))
		}
	default:
		panic(fmt.Sprintf("the packs have no %T", b))
	}
	return out
}

func rowWords(columns []reports.Column, r reports.Row) string {
	line := r.Group
	for i, c := range r.Cells {
		text := c.Text
		if columns[i].Kind == reports.ColumnNumber && text == "" {
			text = fmt.Sprint(c.Number)
		}
		if text != "" || c.Remark != "" {
			line += " | " + columns[i].Name + "=" + text
		}
		if c.Remark != "" {
			line += " <" + c.Remark + ">"
		}
	}
	return line
}

package reports_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
)

// wellFormed checks what every renderer relies on.
func wellFormed(t *testing.T, d *reports.Document) {
	t.Helper()
	require.NotEmpty(t, d.Name)
	require.NotEmpty(t, d.Title)
	require.Equal(t, "en-GB", d.Language)
	ids, anchors := map[string]bool{}, map[string]bool{}
	for _, s := range d.Sections {
		require.Regexp(t, `^[A-Za-z0-9-]+$`, s.ID)
		require.False(t, ids[s.ID], "section %s twice", s.ID)
		require.NotEmpty(t, s.Title)
		require.NotEmpty(t, s.Blocks, s.ID)
		ids[s.ID], anchors[s.ID] = true, true
	}
	tables := map[string]bool{}
	for _, table := range d.Tables() {
		require.False(t, tables[table.ID], "table %s twice", table.ID)
		tables[table.ID] = true
		names := map[string]bool{}
		for _, c := range table.Columns {
			require.False(t, names[c.Name], "column %s twice in %s", c.Name, table.ID)
			names[c.Name] = true
		}
		for _, r := range table.Rows {
			require.Len(t, r.Cells, len(table.Columns), table.ID)
			anchors[r.Anchor] = true
		}
	}
	for _, table := range d.Tables() {
		for _, r := range table.Rows {
			for _, c := range r.Cells {
				require.True(t, c.Link == "" || anchors[c.Link], "%s links to %s", table.ID, c.Link)
			}
		}
	}
}

// saidIn is all that a section says outside of tables.
func saidIn(s reports.Section) string {
	var out []string
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case reports.Heading:
			out = append(out, b.Text)
		case reports.Paragraph:
			out = append(out, b.Text)
		case reports.List:
			for _, it := range b.Items {
				out = append(out, it.Head, it.Text, it.Foot)
			}
		case reports.Tiles:
			for _, tile := range b.Items {
				out = append(out, tile.Label+" "+tile.Value, tile.Note)
			}
		case *reports.Chart:
			out = append(out, b.Alt)
		}
	}
	return strings.Join(out, "\n")
}

func sectionOf(t *testing.T, d *reports.Document, id string) reports.Section {
	t.Helper()
	for _, s := range d.Sections {
		if s.ID == id {
			return s
		}
	}
	require.Fail(t, "no section", id)
	return reports.Section{}
}

// followedSource is the sample with waivers, due dates, and a trend, after a published report.
func followedSource() *fakeSource {
	src := sampleSource()
	ended := at(20, 9)
	src.published = &graphstore.PanelRun{ID: "run-10", Number: 10, StartedAt: at(10, 1), FinishedAt: at(10, 2), Status: "ok", Full: true, Today: "2026-11-10"}
	src.waivers = []graphstore.Waiver{
		{ID: "w1", Fingerprint: "aa05", Rule: "predecessor-undeclared", Subject: "A0", Reason: "The model is being retired.", Reference: "PAN-12", By: "the Panel", GrantedAt: at(12, 9), Until: "2027-06-30", Exposure: 100, Installs: 110, Share: 20, Standing: true},
		{ID: "w2", Fingerprint: "aa01", Rule: "version-unreachable", Subject: "A-17", Reason: "A fix is on its way", Reference: "PAN-9", By: "the Panel", GrantedAt: at(1, 9), Until: "2026-12-01", Exposure: 5, Installs: 5, Share: 20, Standing: true},
		{ID: "w3", Fingerprint: "aa02", Rule: "version-unreachable", Subject: "A-18", Reason: "r", Reference: "PAN-8", By: "the Panel", GrantedAt: at(1, 9), Until: "2026-11-19", EndedAt: &ended, EndedWhy: "it lapsed"},
		{ID: "w4", Fingerprint: "zz", Rule: "version-unreachable", Subject: "Z", Reason: "r", Reference: "PAN-1", By: "the Panel", GrantedAt: at(1, 9), Until: "2026-11-05", EndedAt: new(at(5, 9)), EndedWhy: "before the last pack"},
	}
	for i := range 4 {
		src.trend = append(src.trend, graphstore.TrendPoint{RunID: "r", Number: int64(9 + i), Today: "2026-11-25", Failing: int64(10 - i), Enforced: int64(6 - i), Waived: int64(i)})
	}
	findings := src.findings
	src.findings = func() ([]graphstore.PanelFinding, error) {
		out, err := findings()
		for i := range out {
			out[i].Owner, out[i].OpenedOn, out[i].DueOn = "manufacturer", "2026-11-01", "2026-11-20"
		}
		return out, err
	}
	src.parties = []graphstore.Party{{ID: "Alder", Name: "Alder", Category: "manufacturer", ManufacturerIDs: []string{"A0C1"}}}
	return src
}

func followedPanel(t *testing.T) *reports.Panel {
	t.Helper()
	p, err := reports.Build(t.Context(), followedSource(), "run-12", sampleSettings())
	require.NoError(t, err)
	return p
}

func TestPanelDocumentIsWellFormed(t *testing.T) {
	for name, p := range map[string]*reports.Panel{"sample": samplePanel(t), "followed": followedPanel(t)} {
		t.Run(name, func(t *testing.T) {
			wellFormed(t, p.Document())
			again := p.Document()
			require.Equal(t, p.Document(), again, "the same pack is always laid out alike")
		})
	}
}

// What a member reads before the meeting comes first, and has no table.
func TestPanelDocumentSaysFirstWhatTheIssueAsks(t *testing.T) {
	d := followedPanel(t).Document()
	var order []string
	for i, s := range d.Sections {
		order = append(order, s.ID)
		for _, b := range s.Blocks {
			_, table := b.(*reports.Table)
			require.False(t, i < 4 && table, "%s has a table", s.ID)
		}
	}
	require.Equal(t, []string{"changes", "figures", "decisions", "waivers", "changed", "manufacturers", "suppliers", "rules", "pictures", "method", "findings"}, order)

	changes := saidIn(sectionOf(t, d, "changes"))
	require.Contains(t, changes, "Since the last report to the Panel (run 10 of 10 November 2026)")
	require.Contains(t, changes, "Overdue now 6")
	require.Contains(t, changes, "What should suppliers be asked to do", "the questions stand on the first page")
	figures := saidIn(sectionOf(t, d, "figures"))
	require.Contains(t, figures, "all findings went from 10 to 7")
	decisions := saidIn(sectionOf(t, d, "decisions"))
	require.Contains(t, decisions, "Who would act: ")
	require.Regexp(t, `Exposure: \d+ findings?, at least [0-9,]+ devices`, decisions)
}

func TestPanelDocumentTellsEveryWaiver(t *testing.T) {
	p := followedPanel(t)
	var standing []string
	for _, w := range p.Waivers {
		standing = append(standing, w.ID+" "+w.Standing)
	}
	require.Equal(t, []string{"w2 expiring", "w1 granted", "w3 ended"}, standing, "what ended before the last pack is not told again")
	text := saidIn(sectionOf(t, p.Document(), "waivers"))
	require.Contains(t, text, "It ends on 1 December 2026, in 6 days.")
	require.Contains(t, text, "Exposure has grown from 100 to 110 devices; the waiver ends by itself at more than 20 % growth.")
	require.Contains(t, text, "Ended: it lapsed.")
	require.Contains(t, saidIn(sectionOf(t, samplePanel(t).Document(), "waivers")), "No waiver stands")
}

func TestPanelDocumentListsEveryFindingOnce(t *testing.T) {
	p := followedPanel(t)
	var table *reports.Table
	for _, x := range p.Document().Tables() {
		if x.ID == "findings" {
			table = x
		}
	}
	require.Len(t, table.Rows, len(p.Findings))
	seen := map[string]bool{}
	for _, r := range table.Rows {
		require.NotEmpty(t, r.Group)
		seen[r.Anchor] = true
	}
	require.Len(t, seen, len(p.Findings))
	for _, f := range p.Findings {
		require.Equal(t, f.State != "waived", f.Overdue, "a waived finding is not overdue")
		if f.ManufacturerID == "A0C1" {
			require.Equal(t, "Alder", f.Party)
		}
	}
}

func TestPanelDocumentOfAFirstRunComparesWithNothing(t *testing.T) {
	src := sampleSource()
	src.previous = func(int64) (*graphstore.PanelRun, error) { return nil, nil }
	src.resolved = func(time.Time, time.Time) ([]graphstore.PanelResolved, error) { return nil, nil }
	p, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	require.Contains(t, saidIn(sectionOf(t, p.Document(), "changes")), "This is the first full run")
	wellFormed(t, p.Document())
}

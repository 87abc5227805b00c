package reports_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

// hostileTexts try to be formulas, markup, directions and boxes.
var hostileTexts = []string{
	`=HYPERLINK("http://x","y")`, "+1+1", "-2", "@SUM(1)", "\t=1", "＝1", "<script>alert(1)</script>", `"><img src=x onerror=y()>`,
	strings.Repeat("Wordwithoutend", 40), "مرحبا שלום", "bell\a null\x00 esc\x1b", "evil\u202egnp.exe", "📦 box 中文", "line\r\nbreak", "{nb} {{.}} &amp; %d",
	"_x0041_", "\xff\xfe broken",
}

func sampleSeal() reports.Seal {
	return reports.Seal{Pack: "panel", RunID: "run-12", Report: "report-3", DataSHA256: strings.Repeat("ab", 32), Release: "0.5.0", KeyID: "k1", Signature: "c2ln"}
}

// sampleDocument uses every block, every kind of column and every kind of link.
func sampleDocument(t *testing.T) *reports.Document {
	t.Helper()
	return &reports.Document{
		Name: "panel-run-12", Title: "Firmware upgrade pathways: report to the SEC Panel", Subtitle: "Run 12 of 25 November 2026", Language: "en-GB",
		Made:    time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC),
		Marking: reports.Marking{Label: "SEC CONFIDENTIAL (sample)", Handling: "Do not pass on & keep locked"},
		Notes:   []string{"One rule could not be carried out in this run, so its older findings stand unconfirmed."},
		Facts: []reports.Fact{
			{Name: "Run", Value: "number 12, ended 25 November 2026, 02:00 UTC"},
			{Name: "The list", Value: "as of 20 November 2026"},
			{Name: "Install returns", Value: "30 September 2026 to 31 October 2026"},
			{Name: "Recipient", Value: "SEC Panel"},
		},
		Sections: []reports.Section{
			sampleBriefing(), sampleFiguresSection(),
			{ID: "changes", Title: "What changed, one by one", Blocks: []reports.Block{sampleTable(), emptyTable()}},
			{ID: "pictures", Title: "Pathways of the models that are worst off", Blocks: []reports.Block{&reports.Diagram{Picture: samplePicture(t), Legend: true}}},
			{ID: "findings", Title: "Appendix: every finding", Appendix: true, Blocks: []reports.Block{
				reports.Paragraph{Text: "Every finding of the run, worst first."}, sampleCards(),
			}},
		},
		Footer: "Waymark, report report-3 of run run-12. The same run always gives this report.",
		Seal:   sampleSeal(),
	}
}

func sampleBriefing() reports.Section {
	return reports.Section{ID: "first", Title: "What to know first", Blocks: []reports.Block{
		reports.Heading{Text: "What changed"},
		reports.Paragraph{Text: "Since run 11 of 18 November 2026: 3 new findings, 1 came back, 7 resolved. Most of the new ones follow from one entry that was removed from the list while 12,345 devices still run it."},
		reports.Tiles{Items: []reports.Tile{
			{Label: "Findings", Value: "1,204", Note: "7 fewer than in run 11"},
			{Label: "Devices affected, at least", Value: "12,345"},
			{Label: "Overdue", Value: "4", Note: "longest by 31 days"},
			{Label: "Predecessors stated", Value: "91.6 %", Note: "of the listed versions"},
			{Label: "Waived", Value: "2", Note: "one ends on 1 December 2026"},
		}},
		reports.Heading{Text: "What needs a decision"},
		reports.List{Ordered: true, Items: []reports.Item{
			{Head: "Shall devices of Alder Meters on firmware 00000007 stay on the network?", Text: "12,345 devices of two suppliers run a version that was removed on 1 March 2026, and no declared pathway leads from it to a listed one.", Foot: "Who would act: Alder Meters (A0C1)."},
			{Head: "Shall the waiver for A-17 be extended?", Text: "It ends on 1 December 2026; the condition still holds."},
		}},
		reports.List{Items: []reports.Item{{Text: "A point without a head."}, {Head: "Only a head."}}},
	}}
}

func sampleFiguresSection() reports.Section {
	return reports.Section{ID: "trend", Title: "The figures and their trend", Blocks: []reports.Block{
		&reports.Chart{
			ID: "trend-chart", Title: "Findings by severity, the last twelve runs", Kind: reports.ChartLines,
			Alt:    "Critical findings rose from 4 in January to 20 in October and fell to 12 in December 2026; high ones stood between 30 and 52.",
			Labels: []string{"Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026", "Dec 2026"},
			Series: []reports.Series{
				{Name: "critical", Values: []int64{4, 4, 6, 9, 9, 12, 15, 15, 18, 20, 14, 12}},
				{Name: "high", Values: []int64{30, 31, 35, 40, 52, 50, 47, 44, 40, 41, 38, 37}},
				{Name: "medium", Values: []int64{40, 41, 43, 44, 45, 44, 40, 39, 39, 38, 38, 38}},
			},
		},
		&reports.Chart{
			ID: "maker-chart", Title: "Findings by manufacturer", Kind: reports.ChartBars,
			Alt:    "Alder Meters 1,034 (of them 90 new), Birch Gas 120 (4 new), a maker with a very long name 50 (none new).",
			Labels: []string{"Alder Meters", "Birch Gas", "The Company Whose Name Is Far Too Long For A Chart Ltd"},
			Series: []reports.Series{{Name: "all", Values: []int64{1034, 120, 50}}, {Name: "new", Values: []int64{90, 4, 0}}},
		},
	}}
}

// sampleTable has every kind of column and, beside plain rows, one of each hostile text.
func sampleTable() *reports.Table {
	t := &reports.Table{
		ID: "new-findings", Title: "Findings that are new or came back", PageRows: 21, More: "They are marked in the appendix.",
		Columns: []reports.Column{
			{Name: "Subject", Kind: reports.ColumnID},
			{Name: "What is wrong", Kind: reports.ColumnLong},
			{Name: "Severity"},
			{Name: "Devices", Kind: reports.ColumnNumber},
			{Name: "Added", Kind: reports.ColumnDate},
			{Name: "First seen", Kind: reports.ColumnMoment},
			{Name: "As typed", Verbatim: true, Detail: true},
		},
	}
	row := func(group, subject, what string, devices reports.Cell) {
		t.Rows = append(t.Rows, reports.Row{Group: group, Cells: []reports.Cell{
			{Text: subject, Link: "finding-1"}, {Text: what}, {Text: "high"}, devices, {Text: "2026-03-01"}, {Text: "2026-11-25T01:00:00Z"}, {Text: "=as typed"},
		}})
	}
	row("Versions that cannot be reached", "A-17", "A-17 is on the list, but no chain of declared upgrades leads to it.", reports.Cell{Number: 12345})
	row("Versions that cannot be reached", "A-18", "A-18 is on the list, but no chain of declared upgrades leads to it.", reports.Cell{Text: "not shown"})
	t.Rows[1].Cells[2] = reports.Cell{Text: "critical", Mark: true, Remark: "raised by the Panel in October"}
	for i, text := range hostileTexts {
		row("Texts that try things", fmt.Sprintf("H-%02d", i), text, reports.Cell{Number: int64(i) - 1})
	}
	row("Not on the page", "A-19", "one row too many", reports.Cell{Number: 1})
	row("Not on the page", "A-20", "one row too many", reports.Cell{Number: 1})
	row("Not on the page", "A-21", "one row too many", reports.Cell{Number: 1})
	return t
}

func emptyTable() *reports.Table {
	return &reports.Table{ID: "resolved", Title: "Resolved", Columns: []reports.Column{{Name: "Subject", Kind: reports.ColumnID}, {Name: "Why"}}, Empty: "Nothing was resolved since the last report."}
}

// sampleCards is a stacked table of three findings, the second with a long text.
func sampleCards() *reports.Table {
	t := &reports.Table{
		ID: "findings", Title: "All findings", Stacked: true,
		Columns: []reports.Column{
			{Name: "Subject", Kind: reports.ColumnID},
			{Name: "Severity"},
			{Name: "What is wrong", Kind: reports.ColumnLong},
			{Name: "What to do", Kind: reports.ColumnLong},
			{Name: "Devices", Kind: reports.ColumnNumber},
			{Name: "Fingerprint", Kind: reports.ColumnID},
			{Name: "Note"},
		},
	}
	for i := 1; i <= 3; i++ {
		t.Rows = append(t.Rows, reports.Row{Anchor: fmt.Sprintf("finding-%d", i), Group: "Version that no declared pathway leads to", Cells: []reports.Cell{
			{Text: fmt.Sprintf("A-%d", 16+i)},
			{Text: "high", Mark: i == 2, Remark: map[int]string{2: "was medium"}[i]},
			{Text: "The entry is on the list, but no chain of declared upgrades leads to it from any version that devices run or may start from."},
			{Text: "In the field \"Previous Firmware CPL Entry IDs\", type the CPL Entry IDs of every firmware version that can be upgraded straight to it.", Link: "changes"},
			{Number: int64(i) * 1000},
			{Text: strings.Repeat(fmt.Sprintf("%02x", i), 32)},
			{},
		}})
	}
	return t
}

func samplePicture(t *testing.T) *reports.Picture {
	t.Helper()
	panel := samplePanel(t)
	require.NotEmpty(t, panel.Pictures)
	return &panel.Pictures[0]
}

// longDocument has an appendix of n rows.
func longDocument(t *testing.T, n int) *reports.Document {
	t.Helper()
	d := sampleDocument(t)
	table := &reports.Table{ID: "all", Title: "All", Columns: []reports.Column{{Name: "Subject", Kind: reports.ColumnID}, {Name: "Devices", Kind: reports.ColumnNumber}}}
	for i := range n {
		table.Rows = append(table.Rows, reports.Row{Anchor: fmt.Sprintf("finding-%d", i), Cells: []reports.Cell{{Text: fmt.Sprintf("V-%05d", i)}, {Number: int64(i)}}})
	}
	d.Sections[len(d.Sections)-1].Blocks = []reports.Block{table}
	return d
}

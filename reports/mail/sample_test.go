package mail_test

import (
	"context"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/reports"
	"waymark/reports/mail"
)

// The names and counts of the sample are unmistakable: none is part of any word or number of a letter.
const (
	supplierOne, supplierTwo = "Zephyrine Energy", "Quixotic Power"
	makerOne, makerTwo       = "Brontosaur Meters", "Xylophone Devices"
	installsOne, installsTwo = 778_899, 665_544
)

func at(day int) time.Time { return time.Date(2026, 11, day, 6, 0, 0, 0, time.UTC) }

func versionFinding(n int, maker, makerID string, first int) reports.Finding {
	return reports.Finding{
		ByInstalls:  graphstore.ByInstallsNothing,
		Fingerprint: fmt.Sprintf("v-%s-%d", makerID, n), Rule: "predecessor-undeclared", Subject: fmt.Sprintf("%s entry %d", makerID, n), SubjectKind: "version", State: "open",
		Severity: "high", Class: "enforced", Duty: "breach", ManufacturerID: makerID, ManufacturerName: maker, ModelKey: "ESME|" + makerID + "|00000001", Model: "ESME 00000001 of " + maker,
		FirstSeen: at(first), Installs: installsOne, What: "Its field is blank, so nobody can tell which earlier firmware it may be installed over.", Fix: "Type the CPL Entry IDs of every version that can be upgraded straight to it.",
		WhoActs: maker, DueOn: "2026-12-09", Evidence: map[string]any{"supplier": supplierOne, "installs": installsOne},
	}
}

func cohortFinding(n int, supplier, makerID string, installs int64) reports.Finding {
	return reports.Finding{
		Fingerprint: fmt.Sprintf("c-%s-%d", supplier, n), Rule: "install-orphaned", Subject: fmt.Sprintf("%s|ESME|%s|00000001|0000000%d", supplier, makerID, n), SubjectKind: "cohort", State: "open",
		Severity: "critical", Class: "enforced", Duty: "breach", ManufacturerID: makerID, ModelKey: "ESME|" + makerID + "|00000001", Model: "ESME 00000001", Supplier: supplier, FirstSeen: at(3), Installs: installs,
		What: fmt.Sprintf("%s reports %d devices on firmware that no entry matches.", supplier, installs), Fix: "Ask for the entry to be listed, or move the devices.", WhoActs: supplier,
	}
}

func panel(id string, number int64, day int, findings ...reports.Finding) *reports.Panel {
	return &reports.Panel{
		Schema: reports.PanelSchema, Marking: reports.Marking{Label: "OFFICIAL – test", Handling: "Panel only <b>"},
		Run:   reports.Run{ID: id, Number: number, Started: at(day), Finished: at(day), Status: "ok"},
		Rules: []reports.Rule{{RuleText: reports.RuleText{ID: "predecessor-undeclared", Title: "Predecessors not stated"}, Status: "ok"}, {RuleText: reports.RuleText{ID: "install-orphaned", Title: "Installs that match no listed entry"}, Status: "ok"}},
		Notes: []string{supplierOne + " has not returned counts."}, Findings: findings,
	}
}

// before and after are two runs a week apart.
func before() *reports.Panel {
	resolved := versionFinding(1, makerOne, "B0B0", 2)
	waived := versionFinding(2, makerOne, "B0B0", 2)
	waived.State = "waived"
	return panel("run-11", 11, 18, cohortFinding(1, supplierOne, "B0B0", installsOne), cohortFinding(2, supplierTwo, "C0C0", installsTwo), resolved, waived,
		versionFinding(3, makerOne, "B0B0", 2), versionFinding(1, makerTwo, "C0C0", 2))
}

func after() *reports.Panel {
	overdue := versionFinding(3, makerOne, "B0B0", 2)
	overdue.Overdue, overdue.DueOn = true, "2026-11-20"
	back := versionFinding(9, makerOne, "B0B0", 1)
	p := panel("run-12", 12, 25, cohortFinding(1, supplierOne, "B0B0", installsOne), cohortFinding(3, supplierTwo, "C0C0", installsTwo), versionFinding(2, makerOne, "B0B0", 2),
		overdue, back, versionFinding(7, makerOne, "B0B0", 25), versionFinding(1, makerTwo, "C0C0", 2), versionFinding(8, makerTwo, "C0C0", 25))
	p.Changes.Resolved = []reports.Resolved{{Fingerprint: "v-B0B0-1", Why: "declared by " + makerOne}, {Fingerprint: "c-" + supplierTwo + "-2", Why: supplierTwo + " moved its devices"}}
	return p
}

var parties = []graphstore.Party{
	{ID: supplierOne, Name: supplierOne, Category: "supplier", ManufacturerIDs: []string{}},
	{ID: supplierTwo, Name: supplierTwo, Category: "supplier", ManufacturerIDs: []string{}},
	{ID: makerOne, Name: makerOne, Category: "manufacturer", ManufacturerIDs: []string{"B0B0"}},
	{ID: makerTwo, Name: makerTwo, Category: "manufacturer", ManufacturerIDs: []string{"C0C0"}},
	{ID: "Nobody", Name: "Nobody", Category: "manufacturer"},
}

// library gives frozen reports, the last one as the newest.
type library struct {
	panels    []*reports.Panel
	published []reports.Request
	drafted   []reports.Request
	size      int
	// tells is the fingerprint of every report.
	tells string
	// fault keeps everything from being read.
	fault error
}

func (l *library) Fingerprint(context.Context, reports.Request) (string, error) { return l.tells, nil }

func (l *library) Publish(_ context.Context, r reports.Request) (reports.Published, error) {
	l.published = append(l.published, r)
	return reports.Published{Report: graphstore.Report{ID: "report-1", Pack: r.Pack, Party: r.Party, RunID: r.RunID}}, nil
}

func (l *library) Write(_ context.Context, w io.Writer, id, format string) error {
	for range l.size {
		if _, err := io.WriteString(w, id+format+"\n"); err != nil {
			return fmt.Errorf("render: %w", err)
		}
	}
	return nil
}

func (l *library) WriteDraft(ctx context.Context, w io.Writer, r reports.Request, format string) error {
	l.drafted = append(l.drafted, r)
	return l.Write(ctx, w, "draft", format)
}

func (l *library) PanelFor(_ context.Context, runID string, _ reports.Audience) (*reports.Panel, error) {
	if l.fault != nil {
		return nil, l.fault
	}
	if runID == "" && len(l.panels) > 0 {
		return l.panels[len(l.panels)-1], nil
	}
	for _, p := range l.panels {
		if p.Run.ID == runID && p.Schema != reports.PanelSchema {
			data, _, err := p.Freeze()
			if err != nil {
				return nil, err
			}
			return reports.Thaw(data)
		}
		if p.Run.ID == runID {
			return p, nil
		}
	}
	return nil, reports.ErrNoRun
}

type partiesOnly struct{}

func (partiesOnly) Parties(context.Context, graphstore.Scope) ([]graphstore.Party, error) {
	return parties, nil
}

func composer(panels ...*reports.Panel) *mail.Composer {
	return &mail.Composer{
		Graph: partiesOnly{}, Library: &library{panels: panels, size: 1}, From: from, Marking: reports.Marking{Label: "OFFICIAL – test"}, ReadAt: "https://waymark.example",
		Rules: []reports.RuleText{{ID: "predecessor-undeclared", Title: "Predecessors not stated"}, {ID: "install-orphaned", Title: "Installs that match no listed entry"}},
	}
}

func subscription(audience, party, pack string) graphstore.Subscription {
	format := reports.FormatHTML
	if pack == mail.PackDigest {
		format = ""
	}
	return graphstore.Subscription{
		ID: "sub-1", Audience: audience, Party: party, Pack: pack, Schedule: "0 7 * * MON", Zone: "Europe/London", Format: format, Attach: true, To: []string{"a@example.com"},
		CreatedAt: at(1), LastDueAt: at(18), LastRunID: "run-11", Revision: 1,
	}
}

func compose(t *testing.T, c *mail.Composer, sub graphstore.Subscription) mail.Composed {
	t.Helper()
	made, err := c.Compose(t.Context(), sub)
	require.NoError(t, err)
	return made
}

func inputError(t *testing.T, err error) string {
	t.Helper()
	var input *graphstore.InputError
	require.ErrorAs(t, err, &input)
	require.NotContains(t, input.Error(), "\n")
	return input.Code
}

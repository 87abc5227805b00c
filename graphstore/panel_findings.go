package graphstore

import (
	"context"
	"time"

	"waymark/cpl"
)

var (
	panelFindings = statement("panel_findings")
	panelReopened = statement("panel_reopened")
	panelResolved = statement("panel_resolved")
	panelHeld     = statement("panel_held")
)

// PanelFinding is a finding as a run saw it, with what the list or the return
// says of its subject. State and severity are those of the run; Evidence is a
// JSON object as text.
type PanelFinding struct {
	Fingerprint, Rule, Subject, SubjectKind string
	State, Severity, Class, Duty            string
	Reasons                                 []string
	ManufacturerID, Supplier, ModelKey      string
	Installs                                int64
	FirstSeen, LastSeen                     time.Time
	Evidence                                string
	// Baseline says that it has stood since the baseline was taken, Consequence
	// that it follows from another finding that stands.
	Baseline, Consequence bool
	// ByInstalls is what of it follows from what devices run; see Finding.
	ByInstalls string
	// Withheld says that its manufacturer is told that it is waived, ToldOpenedOn
	// when it opened as that one is told, where they differ; see [Finding].ToldState.
	Withheld     bool
	ToldOpenedOn cpl.Date
	// Owner is who has to act, and DueOn by when, counted from OpenedOn.
	Owner           string
	OpenedOn, DueOn cpl.Date

	FirmwareVersion, Status, DeclarationText string
	AddedOn, RemovedOn, AsOf                 cpl.Date
}

// PanelResolved is a finding that was resolved, and why.
type PanelResolved struct {
	Fingerprint, Rule, Subject, SubjectKind string
	Severity                                string
	ManufacturerID, Supplier, Why           string
	Owner                                   string // who had to act, as in Finding
	ByInstalls                              string // what of it follows from what devices run
	FirstSeen, ResolvedAt                   time.Time
}

// PanelFindings returns every finding that the run saw of the rules for an
// audience, or, where that is blank, for everybody, by rule, then subject.
func (s *Store) PanelFindings(ctx context.Context, scope Scope, runID, audience string) ([]PanelFinding, error) {
	return s.findingsOf(ctx, scope, panelFindings, runID, audience)
}

// PanelHeld returns the findings that stand since the run could not decide them, by
// rule, then subject, with nothing of what they say but whom and what they are
// about. It is asked of a run before the next one begins. See PanelFindings for audience.
func (s *Store) PanelHeld(ctx context.Context, scope Scope, runID, audience string) ([]PanelFinding, error) {
	return s.findingsOf(ctx, scope, panelHeld, runID, audience)
}

// findingsOf reads findings; what the statement does not return is zero.
func (s *Store) findingsOf(ctx context.Context, scope Scope, st Statement, runID, audience string) ([]PanelFinding, error) {
	rows, err := s.read(ctx, scope, st, map[string]any{"runId": runID, "audience": audience})
	out := make([]PanelFinding, 0, len(rows))
	for _, r := range rows {
		out = append(out, PanelFinding{
			Fingerprint: r.text("fingerprint"), Rule: r.text("rule"), Subject: r.text("subject"), SubjectKind: r.text("subjectKind"),
			State: r.text("state"), Severity: r.text("severity"), Class: r.text("class"), Duty: r.text("duty"),
			Reasons: r.texts("reasons"), ManufacturerID: r.text("manufacturerId"), Supplier: r.text("supplier"),
			ModelKey: r.text("modelKey"), Installs: r.number("installs"),
			FirstSeen: r.moment("firstSeen"), LastSeen: r.moment("lastSeen"), Evidence: r.text("evidence"),
			Baseline: r.truth("baseline"), Consequence: r.truth("consequence"),
			ByInstalls: r.text("byInstalls"), Withheld: r.truth("withheld"), ToldOpenedOn: r.date("toldOpenedOn"),
			Owner: r.text("owner"), OpenedOn: r.date("openedOn"), DueOn: r.date("dueOn"),
			FirmwareVersion: r.text("firmwareVersion"), Status: r.text("status"), DeclarationText: r.text("declarationText"),
			AddedOn: r.date("addedOn"), RemovedOn: r.date("removedOn"), AsOf: r.date("asOf"),
		})
	}
	return out, err
}

// PanelReopened is a finding that came back, for everybody but its manufacturer
// (Reopened) and for that one (Told).
type PanelReopened struct {
	Fingerprint    string
	Reopened, Told bool
}

// PanelReopened returns the findings that the run saw and that were reopened
// after since, by fingerprint; see PanelFindings for audience.
func (s *Store) PanelReopened(ctx context.Context, scope Scope, runID, audience string, since time.Time) ([]PanelReopened, error) {
	rows, err := s.read(ctx, scope, panelReopened, map[string]any{"runId": runID, "audience": audience, "since": since})
	out := make([]PanelReopened, 0, len(rows))
	for _, r := range rows {
		out = append(out, PanelReopened{Fingerprint: r.text("fingerprint"), Reopened: r.truth("reopened"), Told: r.truth("told")})
	}
	return out, err
}

// PanelResolved returns the findings that stood at since and were resolved
// after it, up to until, by rule, then subject; see PanelFindings for audience.
func (s *Store) PanelResolved(ctx context.Context, scope Scope, audience string, since, until time.Time) ([]PanelResolved, error) {
	rows, err := s.read(ctx, scope, panelResolved, map[string]any{"audience": audience, "since": since, "until": until})
	out := make([]PanelResolved, 0, len(rows))
	for _, r := range rows {
		out = append(out, PanelResolved{
			Fingerprint: r.text("fingerprint"), Rule: r.text("rule"), Subject: r.text("subject"), SubjectKind: r.text("subjectKind"), Severity: r.text("severity"),
			ManufacturerID: r.text("manufacturerId"), Supplier: r.text("supplier"), Owner: r.text("owner"), ByInstalls: r.text("byInstalls"), Why: r.text("why"),
			FirstSeen: r.moment("firstSeen"), ResolvedAt: r.moment("resolvedAt"),
		})
	}
	return out, err
}

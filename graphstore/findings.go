package graphstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

var (
	mergeFindings   = statement("merge_findings")
	holdFindings    = statement("hold_findings")
	resolveFindings = statement("resolve_findings")
	listFindings    = statement("list_findings")
	countFindings   = statement("count_findings")
	readFinding     = statement("read_finding")
)

// The states of a finding (contract, section 4).
const (
	StateOpen         = "open"
	StateAcknowledged = "acknowledged"
	StateFixProposed  = "fix-proposed"
	StateWaived       = "waived"
	StateResolved     = "resolved"
)

// FindingStates are all states, UnresolvedStates those of findings that stand.
var (
	FindingStates    = []string{StateOpen, StateAcknowledged, StateFixProposed, StateWaived, StateResolved}
	UnresolvedStates = []string{StateOpen, StateAcknowledged, StateFixProposed, StateWaived}
)

// Finding is one rule broken by one subject, followed over time.
type Finding struct {
	// Fingerprint is the finding's identity: SHA-256 in hex over rule and identity values.
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	// Subject is the subject as text (contract, section 3); SubjectKind says of what kind.
	Subject     string `json:"subject"`
	SubjectKind string `json:"subjectKind"`
	State       string `json:"state"`
	// Severity is critical, high, medium, low or info; Class enforced or advisory;
	// Duty breach, gap, unknown or advice.
	Severity string   `json:"severity"`
	Class    string   `json:"class"`
	Duty     string   `json:"duty"`
	Reasons  []string `json:"reasons"`

	ManufacturerID string `json:"manufacturerId"`
	Supplier       string `json:"supplier"`
	ModelKey       string `json:"modelKey"`
	// Installs is how many devices the finding affects, by the run that last saw it.
	Installs int64 `json:"installs"`

	FirstSeen  time.Time  `json:"firstSeen"`
	LastSeen   time.Time  `json:"lastSeen"`
	ResolvedAt *time.Time `json:"resolvedAt,omitempty"`
	// Evidence is a JSON object; its members depend on the rule.
	Evidence json.RawMessage `json:"evidence"`
}

// FindingEvent is one entry of a finding's trail.
type FindingEvent struct {
	At    time.Time `json:"at"`
	Kind  string    `json:"kind"`
	RunID string    `json:"runId"`
	By    string    `json:"by"`
	Why   string    `json:"why"`
}

// FindingFilter selects findings; empty members let everything pass.
type FindingFilter struct {
	Rule         string
	States       []string
	Manufacturer string
	Supplier     string
}

// FindingPage is where a page of findings ended; the zero value starts at the beginning.
type FindingPage struct {
	Rule, Subject, Fingerprint string
}

// Findings lists at most limit findings after the given place, by rule, subject
// and fingerprint, and how many match in all.
func (s *Store) Findings(ctx context.Context, scope Scope, f FindingFilter, after FindingPage, limit int) ([]Finding, int64, error) {
	params := f.params()
	counted, err := s.read(ctx, scope, countFindings, params)
	if err != nil {
		return nil, 0, err
	}
	params["afterRule"], params["afterSubject"], params["afterFingerprint"], params["limit"] = after.Rule, after.Subject, after.Fingerprint, limit
	rows, err := s.read(ctx, scope, listFindings, params)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Finding, 0, len(rows))
	for _, r := range rows {
		out = append(out, toFinding(r.value("finding")))
	}
	return out, counted[0].number("total"), nil
}

// AllFindings lists every finding that matches, in the order of Findings.
func (s *Store) AllFindings(ctx context.Context, scope Scope, f FindingFilter) ([]Finding, error) {
	const page = 5000
	var all []Finding
	var after FindingPage
	for {
		got, _, err := s.Findings(ctx, scope, f, after, page)
		if err != nil {
			return nil, err
		}
		all = append(all, got...)
		if len(got) < page {
			return all, nil
		}
		last := got[len(got)-1]
		after = FindingPage{Rule: last.Rule, Subject: last.Subject, Fingerprint: last.Fingerprint}
	}
}

// Finding returns one finding and its trail, oldest first; ErrNotFound if there is none.
func (s *Store) Finding(ctx context.Context, scope Scope, fingerprint string) (Finding, []FindingEvent, error) {
	rows, err := s.read(ctx, scope, readFinding, map[string]any{"fingerprint": fingerprint})
	if err != nil {
		return Finding{}, nil, err
	}
	if len(rows) == 0 {
		return Finding{}, nil, fmt.Errorf("finding %s: %w", fingerprint, ErrNotFound)
	}
	events, _ := rows[0].value("trail").([]any)
	trail := make([]FindingEvent, 0, len(events))
	for _, e := range events {
		r := asRow(e)
		trail = append(trail, FindingEvent{At: r.moment("at"), Kind: r.text("kind"), RunID: r.text("runId"), By: r.text("by"), Why: r.text("why")})
	}
	return toFinding(rows[0].value("finding")), trail, nil
}

func (f FindingFilter) params() map[string]any {
	states := f.States
	if states == nil {
		states = []string{}
	}
	return map[string]any{"rule": f.Rule, "states": states, "manufacturer": f.Manufacturer, "supplier": f.Supplier}
}

// RuleFindings merges what a rule found in a run: new ones are opened, resolved
// ones that came back are reopened, and, once all are in, those that the run no
// longer saw are resolved. A finding whose fingerprint is undecided stands as it
// was: not knowing is no evidence. It is called for successful rules only.
func (s *Store) RuleFindings(ctx context.Context, lease *Lease, runID, rule string, found []Finding, undecided []string) (opened, reopened, resolved int64, err error) {
	for batch := range slices.Chunk(found, 2000) {
		var o, r int64
		err := s.guarded(ctx, lease, "merge findings", func(tx *transaction) error {
			o, r = 0, 0
			rows, err := tx.run(ctx, mergeFindings, map[string]any{"runId": runID, "findings": findingRows(batch)})
			if err != nil {
				return err
			}
			o, r = rows[0].number("opened"), rows[0].number("reopened")
			return linkFindings(ctx, tx, batch)
		})
		if err != nil {
			return opened, reopened, 0, err
		}
		opened, reopened = opened+o, reopened+r
	}
	err = s.guarded(ctx, lease, "resolve findings", func(tx *transaction) error {
		if _, err := tx.run(ctx, holdFindings, map[string]any{"runId": runID, "fingerprints": undecided}); err != nil {
			return err
		}
		rows, err := tx.run(ctx, resolveFindings, map[string]any{"runId": runID, "rule": rule})
		if err == nil {
			resolved = rows[0].number("resolved")
		}
		return err
	})
	return opened, reopened, resolved, err
}

func findingRows(batch []Finding) []any {
	out := make([]any, len(batch))
	for i, f := range batch {
		out[i] = map[string]any{"fingerprint": f.Fingerprint, "props": map[string]any{
			"rule": f.Rule, "subject": f.Subject, "subjectKind": f.SubjectKind, "severity": f.Severity, "class": f.Class, "duty": f.Duty,
			"reasons": f.Reasons, "manufacturerId": f.ManufacturerID, "supplier": f.Supplier, "modelKey": f.ModelKey,
			"installs": f.Installs, "evidence": string(f.Evidence),
		}}
	}
	return out
}

func toFinding(value any) Finding {
	r := asRow(value)
	f := Finding{
		Fingerprint: r.text("fingerprint"), Rule: r.text("rule"), Subject: r.text("subject"), SubjectKind: r.text("subjectKind"),
		State: r.text("state"), Severity: r.text("severity"), Class: r.text("class"), Duty: r.text("duty"), Reasons: r.texts("reasons"),
		ManufacturerID: r.text("manufacturerId"), Supplier: r.text("supplier"), ModelKey: r.text("modelKey"), Installs: r.number("installs"),
		FirstSeen: r.moment("firstSeen"), LastSeen: r.moment("lastSeen"), Evidence: json.RawMessage(r.text("evidence")),
	}
	if at := r.moment("resolvedAt"); !at.IsZero() {
		f.ResolvedAt = &at
	}
	return f
}

package graphstore

import (
	"context"
	"encoding/json"

	"waymark/cpl"
)

var (
	resolveSubject  = statement("resolve_subject")
	nearSubjects    = statement("near_subjects")
	explainInstalls = statement("explain_installs")
	explainFindings = statement("explain_findings")
	explainRejected = statement("explain_rejected")
)

// The kinds of what can be explained (contract, section 6).
const (
	SubjectVersion     = "version"
	SubjectModel       = "model"
	SubjectCohort      = "cohort"
	SubjectFinding     = "finding"
	SubjectPlaceholder = "placeholder"
)

// CohortState is a cohort by its current count, with the versions that it runs.
type CohortState struct {
	Key             string `json:"key"`
	Supplier        string `json:"supplier"`
	ModelKey        string `json:"modelKey"`
	FirmwareVersion string `json:"firmwareVersion"`
	Devices         int64  `json:"devices"`
	Gained          int64  `json:"gained"`
	// Carried says that the count is older than its supplier's latest return.
	Carried bool          `json:"carried"`
	AsOf    cpl.Date      `json:"asOf,omitempty"`
	Runs    []VersionRuns `json:"runs"`

	tupleKey, pairTupleKey string
}

// VersionRuns is a version that a cohort runs.
type VersionRuns struct {
	EntryID   string   `json:"entryId"`
	ModelKey  string   `json:"modelKey"`
	Status    string   `json:"status"`
	Listed    bool     `json:"listed"`
	RemovedOn cpl.Date `json:"removedOn,omitempty"`
}

// RejectedEntry is an entry's latest row while it stands rejected.
type RejectedEntry struct {
	EntryID     string          `json:"entryId"`
	ImportID    string          `json:"importId"`
	FileName    string          `json:"fileName"`
	Line        int64           `json:"line"`
	EffectiveOn cpl.Date        `json:"effectiveOn,omitempty"`
	Faults      []cpl.Fault     `json:"faults"`
	Raw         json.RawMessage `json:"raw,omitempty"`
}

// Resolve says of what kind the graph knows a subject; blank if it knows none.
// A text that fits several kinds is the CPL Entry ID.
func (s *Store) Resolve(ctx context.Context, scope Scope, subject string) (string, error) {
	rows, err := s.read(ctx, scope, resolveSubject, map[string]any{"subject": subject})
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].text("kind"), nil
}

// NearSubjects lists subjects that are spelt somewhat like a text, in no order.
func (s *Store) NearSubjects(ctx context.Context, scope Scope, subject string) ([]string, error) {
	rows, err := s.read(ctx, scope, nearSubjects, map[string]any{"subject": subject})
	if err != nil {
		return nil, err
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.text("subject")
	}
	return out, nil
}

func rawJSON(text string) json.RawMessage {
	if text == "" {
		return nil
	}
	return json.RawMessage(text)
}

// CohortsOf lists the cohorts that run an entry, are of a device model, or have a key; blanks select nothing.
func (s *Store) CohortsOf(ctx context.Context, scope Scope, entryID, modelKey, cohortKey string) ([]CohortState, error) {
	rows, err := s.read(ctx, scope, explainInstalls, map[string]any{"entryId": entryID, "modelKey": modelKey, "cohortKey": cohortKey})
	if err != nil {
		return nil, err
	}
	out := make([]CohortState, 0, len(rows))
	for _, r := range rows {
		c := asRow(r.value("cohort"))
		state := CohortState{
			Key: c.text("key"), Supplier: c.text("supplier"), ModelKey: c.text("modelKey"), FirmwareVersion: c.text("firmwareVersion"), Devices: c.number("count"),
			Gained: c.number("gained"), Carried: c.truth("carried"), AsOf: c.date("asOf"), Runs: []VersionRuns{}, tupleKey: c.text("tupleKey"), pairTupleKey: c.text("pairTupleKey"),
		}
		runs, _ := r.value("runs").([]any)
		for _, v := range runs {
			x := asRow(v)
			state.Runs = append(state.Runs, VersionRuns{EntryID: x.text("entryId"), ModelKey: x.text("modelKey"), Status: x.text("status"), Listed: x.truth("listed"), RemovedOn: x.date("removedOn")})
		}
		out = append(out, state)
	}
	return out, nil
}

// FindingsAbout lists the findings about an entry, a device model and its
// versions, or a cohort, past ones last; blanks select nothing.
func (s *Store) FindingsAbout(ctx context.Context, scope Scope, entryID, modelKey, cohortKey string) ([]Finding, error) {
	rows, err := s.read(ctx, scope, explainFindings, map[string]any{"entryId": entryID, "modelKey": modelKey, "cohortKey": cohortKey})
	if err != nil {
		return nil, err
	}
	out := make([]Finding, 0, len(rows))
	for _, r := range rows {
		out = append(out, toFinding(r))
	}
	return out, nil
}

// RejectedEntry returns the row of an entry that stands rejected; nil if none does.
func (s *Store) RejectedEntry(ctx context.Context, scope Scope, entryID string) (*RejectedEntry, error) {
	found, err := s.rejectedEntries(ctx, scope, entryID, nil)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// RejectedFor lists the rows that stand rejected and name a cohort's device tuple, or its hub pair's.
func (s *Store) RejectedFor(ctx context.Context, scope Scope, c CohortState) ([]RejectedEntry, error) {
	return s.rejectedEntries(ctx, scope, "", []string{c.tupleKey, c.pairTupleKey})
}

func (s *Store) rejectedEntries(ctx context.Context, scope Scope, entryID string, tuples []string) ([]RejectedEntry, error) {
	rows, err := s.read(ctx, scope, explainRejected, map[string]any{"entryId": entryID, "tupleKeys": notNil(tuples)})
	if err != nil {
		return nil, err
	}
	out := make([]RejectedEntry, 0, len(rows))
	for _, found := range rows {
		r := asRow(found.value("row"))
		e := RejectedEntry{
			EntryID: r.text("entryId"), ImportID: r.text("importId"), FileName: found.text("fileName"), Line: r.number("line"), EffectiveOn: r.date("effectiveOn"),
			Raw: rawJSON(r.text("raw")), Faults: []cpl.Fault{},
		}
		faults, _ := found.value("faults").([]any)
		for _, f := range faults {
			x := asRow(f)
			e.Faults = append(e.Faults, cpl.Fault{Line: x.number("line"), Column: x.text("column"), Code: x.text("code"), Value: x.text("value"), Hint: x.text("hint")})
		}
		out = append(out, e)
	}
	return out, nil
}

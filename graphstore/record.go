package graphstore

import (
	"context"
	"time"

	"waymark/cpl"
)

var (
	recordEntries  = statement("record_entries")
	recordHoldings = statement("record_holdings")
	recordCohorts  = statement("record_cohorts")
	recordSources  = statement("record_sources")
	recordRejects  = statement("record_rejects")
)

const (
	// sourcesOfAKind is the most imports of one kind that [Store.RecordSources] returns.
	sourcesOfAKind = 200
	// rejectExamples is how many faults of a code [Store.RecordRejects] returns.
	rejectExamples = 3
)

// Holding is how many devices of a model are in service. It is not for
// manufacturers: see reports for what they may be told of it.
type Holding struct {
	ModelKey string
	// Suppliers is how many report a count above 0, Largest the devices of the
	// one that reports most.
	Suppliers, Devices, Largest int64
}

// RecordCohort is a cohort with a current count.
type RecordCohort struct {
	Key, Supplier, ModelKey, FirmwareVersion string
	AsOf                                     cpl.Date
	Count, Gained                            int64
	Carried                                  bool
	// Matched are the versions that it runs, listed ones first, then by id.
	Matched []MatchedVersion
}

// MatchedVersion is a version that a cohort runs, and its device model: that of
// the hub pair where the cohort's own has none.
type MatchedVersion struct{ EntryID, ModelKey string }

// RecordSource is an import that ended.
type RecordSource struct {
	ID, Kind, FileName, SHA256, Status, Force   string
	EffectiveOn                                 cpl.Date // blank for kinds without a date
	ReceivedAt                                  time.Time
	Rows, Created, Updated, Unchanged, Rejected int64
}

// RecordReject is the faults of one code in one column, with the first few.
type RecordReject struct {
	Kind, Code, Column string
	Faults             int64
	Examples           []RejectExample
}

// RejectExample is a fault.
type RejectExample struct {
	FileName, Value, Hint string
	Line                  int64
}

// RecordEntries returns the versions with these CPL Entry IDs, by id; an id that
// no list has is left out.
func (s *Store) RecordEntries(ctx context.Context, scope Scope, ids []string) ([]Version, error) {
	rows, err := s.read(ctx, scope, recordEntries, map[string]any{"ids": anySlice(ids)})
	out := make([]Version, 0, len(rows))
	for _, r := range rows {
		out = append(out, toVersion(r.value("version")))
	}
	return out, err
}

// RecordHoldings returns the device models in service, by key.
func (s *Store) RecordHoldings(ctx context.Context, scope Scope) ([]Holding, error) {
	rows, err := s.read(ctx, scope, recordHoldings, nil)
	out := make([]Holding, 0, len(rows))
	for _, r := range rows {
		out = append(out, Holding{ModelKey: r.text("modelKey"), Suppliers: r.number("suppliers"), Devices: r.number("devices"), Largest: r.number("largest")})
	}
	return out, err
}

// RecordCohorts returns the cohorts of these device models that have a current
// count, by model, then key.
func (s *Store) RecordCohorts(ctx context.Context, scope Scope, models []string) ([]RecordCohort, error) {
	rows, err := s.read(ctx, scope, recordCohorts, map[string]any{"models": anySlice(models)})
	out := make([]RecordCohort, 0, len(rows))
	for _, r := range rows {
		c := RecordCohort{
			Key: r.text("key"), Supplier: r.text("supplier"), ModelKey: r.text("modelKey"), FirmwareVersion: r.text("firmwareVersion"),
			AsOf: r.date("asOf"), Count: r.number("count"), Gained: r.number("gained"), Carried: r.truth("carried"),
		}
		matched, _ := r.value("matched").([]any)
		for _, m := range matched {
			pair := toTexts(m)
			c.Matched = append(c.Matched, MatchedVersion{EntryID: pair[0], ModelKey: pair[1]})
		}
		out = append(out, c)
	}
	return out, err
}

// RecordSources returns the newest import of each kind and those received after
// since, by kind, newest first; not one that is going on.
func (s *Store) RecordSources(ctx context.Context, scope Scope, since time.Time) ([]RecordSource, error) {
	rows, err := s.read(ctx, scope, recordSources, map[string]any{"since": since, "limit": sourcesOfAKind})
	out := make([]RecordSource, 0, len(rows))
	for _, r := range rows {
		out = append(out, RecordSource{
			ID: r.text("id"), Kind: r.text("kind"), FileName: r.text("fileName"), SHA256: r.text("sha256"), Status: r.text("status"), Force: r.text("force"),
			EffectiveOn: r.date("effectiveOn"), ReceivedAt: r.moment("receivedAt"),
			Rows: r.number("rows"), Created: r.number("created"), Updated: r.number("updated"), Unchanged: r.number("unchanged"), Rejected: r.number("rejected"),
		})
	}
	return out, err
}

// RecordRejects returns the faults of these imports, by kind, most first.
func (s *Store) RecordRejects(ctx context.Context, scope Scope, imports []string) ([]RecordReject, error) {
	rows, err := s.read(ctx, scope, recordRejects, map[string]any{"imports": anySlice(imports), "examples": rejectExamples})
	out := make([]RecordReject, 0, len(rows))
	for _, r := range rows {
		reject := RecordReject{Kind: r.text("kind"), Code: r.text("code"), Column: r.text("column"), Faults: r.number("faults")}
		examples, _ := r.value("examples").([]any)
		for _, e := range examples {
			values, _ := e.([]any)
			example := row{keys: []string{"fileName", "line", "value", "hint"}, values: values}
			reject.Examples = append(reject.Examples, RejectExample{FileName: example.text("fileName"), Line: example.number("line"), Value: example.text("value"), Hint: example.text("hint")})
		}
		out = append(out, reject)
	}
	return out, err
}

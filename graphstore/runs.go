package graphstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"waymark/cpl"
)

var (
	beginRun          = statement("begin_run")
	abandonRuns       = statement("abandon_runs")
	recordResult      = statement("record_result")
	finishRun         = statement("finish_run")
	readRun           = statement("read_run")
	readNewestRun     = statement("read_newest_run")
	readLastFullStart = statement("read_last_full_start")
)

// The states of a run. It is partial when a rule failed, failed when none succeeded.
const (
	RunRunning = "running"
	RunOK      = "ok"
	RunPartial = "partial"
	RunFailed  = "failed"
)

// Run is one pass of the rules over the graph.
type Run struct {
	ID     string `json:"id"`
	Number int64  `json:"number"`
	Status string `json:"status"`
	// Full is false for a run of chosen rules, which feeds no report.
	Full bool `json:"full"`
	// Trigger is who asked: command, schedule, catch-up or api.
	Trigger    string     `json:"trigger"`
	StartedAt  time.Time  `json:"startedAt"`
	FinishedAt *time.Time `json:"finishedAt,omitempty"`
	// Today is the run's date in Europe/London; every age counts from it.
	Today cpl.Date `json:"today"`
	// InputsHash is SHA-256 over the data that the run rests on: the bytes of the
	// imports in the order in which they were loaded, how, as of when, and what
	// became of their rows, without those that load the same again and change
	// nothing; and the restrictions in force on Today. An import that ended early
	// goes in by its id, as nothing says how far it came. Rules and settings have
	// RulesHash and Settings. Neither Today nor earlier runs are in it.
	InputsHash string `json:"inputsHash"`
	// RulesHash is SHA-256 over the rule files that the run used.
	RulesHash string `json:"rulesHash"`
	// ListOf and InstallsOf are the newest dates of list and returns.
	ListOf     cpl.Date `json:"listOf,omitempty"`
	InstallsOf cpl.Date `json:"installsOf,omitempty"`
	// Settings are the rule settings in force, as JSON.
	Settings string       `json:"settings,omitempty"`
	Error    string       `json:"error,omitempty"`
	Rules    []RuleResult `json:"rules"`
}

// RuleResult is what one rule came to in a run: Examined = Passing + Unknown +
// what the findings cover. A finding covers one subject, and Failing is their
// number; but of pathway-cycle Examined counts versions and Failing components,
// each of which covers its members, so there the three do not add up to Examined
// and Passing says what is left.
type RuleResult struct {
	Rule    string `json:"rule"`
	Version string `json:"version"`
	// Maturity is live or shadow; what a rule in the shadow came to is in no report.
	Maturity string `json:"maturity"`
	// Audience is for whom the rule is kept, if not for everybody: then it is in no count.
	Audience string `json:"audience,omitempty"`
	Status   string `json:"status"`
	Examined int64  `json:"examined"`
	Passing  int64  `json:"passing"`
	Failing  int64  `json:"failing"`
	Unknown  int64  `json:"unknown"`
	// Waived is how many of the failing are waived.
	Waived int64 `json:"waived"`
	// UnknownBy counts the unknown subjects by why they are; one may count more than once.
	UnknownBy map[string]int64 `json:"unknownBy,omitempty"`
	Opened    int64            `json:"opened"`
	Reopened  int64            `json:"reopened"`
	Resolved  int64            `json:"resolved"`
	// Notifications are the warnings that the database gave about the rule's queries, as "CODE: text".
	Notifications []string `json:"notifications,omitempty"`
	// MS is the time of the rule's queries and of merging its findings, in milliseconds.
	MS    int64  `json:"ms"`
	Error string `json:"error,omitempty"`
	// Lacks says in words what is not loaded, where the rule therefore examined nothing.
	Lacks string `json:"lacks,omitempty"`
}

// RunStart says what a run is begun with.
type RunStart struct {
	Full      bool
	Trigger   string
	Settings  string
	RulesHash string
	// Zone decides the run's date.
	Zone *time.Location
}

// BeginRun records that a run begins, takes its one clock from the database,
// and notes what it rests on. Runs that another process left unfinished are
// marked failed: the lease proves that nobody works on them.
func (s *Store) BeginRun(ctx context.Context, lease *Lease, start RunStart) (Run, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Run{}, fmt.Errorf("make run id: %w", err)
	}
	run := Run{ID: id.String(), Status: RunRunning, Full: start.Full, Trigger: start.Trigger, Settings: start.Settings, RulesHash: start.RulesHash, Rules: []RuleResult{}}
	err = s.guarded(ctx, lease, "begin run", func(tx *transaction) error {
		for _, abandon := range []Statement{abandonRuns, abandonImports} {
			if _, err := tx.run(ctx, abandon, map[string]any{"id": run.ID}); err != nil {
				return err
			}
		}
		rows, err := tx.run(ctx, beginRun, map[string]any{
			"id": run.ID, "full": start.Full, "trigger": start.Trigger, "settings": start.Settings, "rulesHash": start.RulesHash,
		})
		if err != nil {
			return err
		}
		run.Number, run.StartedAt = rows[0].number("number"), rows[0].moment("startedAt")
		run.Today = cpl.DateOf(run.StartedAt.In(start.Zone))
		return s.noteInputs(ctx, tx, &run)
	})
	return run, err
}

// RecordResult adds what one rule came to.
func (s *Store) RecordResult(ctx context.Context, lease *Lease, runID string, r RuleResult) error {
	return s.guarded(ctx, lease, "record rule result", func(tx *transaction) error {
		_, err := tx.run(ctx, recordResult, map[string]any{"runId": runID, "result": map[string]any{
			"rule": r.Rule, "version": r.Version, "status": r.Status, "examined": r.Examined, "failing": r.Failing, "unknown": r.Unknown,
			"passing": r.Passing, "unknownBy": fromCounts(r.UnknownBy), "opened": r.Opened, "reopened": r.Reopened, "resolved": r.Resolved, "ms": r.MS, "error": fromText(r.Error),
			"notifications": r.Notifications, "maturity": fromText(r.Maturity), "audience": fromText(r.Audience), "lacks": fromText(r.Lacks),
		}})
		return err
	})
}

// FinishRun ends a run with a status and, if it failed, why.
func (s *Store) FinishRun(ctx context.Context, lease *Lease, runID, status, failure string) error {
	return s.guarded(ctx, lease, "finish run", func(tx *transaction) error {
		_, err := tx.run(ctx, finishRun, map[string]any{"id": runID, "status": status, "error": fromText(failure)})
		return err
	})
}

// Run returns a run with its results, by rule; ErrNotFound if there is none.
func (s *Store) Run(ctx context.Context, scope Scope, id string) (Run, error) {
	rows, err := s.read(ctx, scope, readRun, map[string]any{"id": id})
	if err != nil {
		return Run{}, err
	}
	if len(rows) == 0 {
		return Run{}, fmt.Errorf("run %s: %w", id, ErrNotFound)
	}
	run := toRun(rows[0].value("run"))
	results, _ := rows[0].value("rules").([]any)
	for _, v := range results {
		r := asRow(v)
		run.Rules = append(run.Rules, RuleResult{
			Rule: r.text("rule"), Version: r.text("version"), Status: r.text("status"), Examined: r.number("examined"), Failing: r.number("failing"), Passing: r.number("passing"),
			Unknown: r.number("unknown"), Waived: r.number("waived"), UnknownBy: toCounts(r.text("unknownBy")), Opened: r.number("opened"), Reopened: r.number("reopened"), Resolved: r.number("resolved"), MS: r.number("ms"), Error: r.text("error"),
			Notifications: r.texts("notifications"), Maturity: r.text("maturity"), Audience: r.text("audience"), Lacks: r.text("lacks"),
		})
	}
	return run, nil
}

// NewestReportableRun is the newest full run that ended ok or partial; ErrNotFound if there is none.
func (s *Store) NewestReportableRun(ctx context.Context, scope Scope) (Run, error) {
	rows, err := s.read(ctx, scope, readNewestRun, nil)
	if err != nil {
		return Run{}, err
	}
	if len(rows) == 0 {
		return Run{}, fmt.Errorf("no full run has ended yet: %w", ErrNotFound)
	}
	return s.Run(ctx, scope, rows[0].text("id"))
}

// LastFullStart is when the newest full run started, however it ended; zero if there was none.
func (s *Store) LastFullStart(ctx context.Context, scope Scope) (time.Time, error) {
	rows, err := s.read(ctx, scope, readLastFullStart, nil)
	if err != nil {
		return time.Time{}, err
	}
	if rows[0].value("startedAt") == nil {
		return time.Time{}, nil
	}
	return rows[0].moment("startedAt"), nil
}

// fromCounts gives a map of counts as JSON text, since a property holds no map.
func fromCounts(counts map[string]int64) any {
	if len(counts) == 0 {
		return nil
	}
	b, _ := json.Marshal(counts) // a map of numbers always encodes
	return string(b)
}

func toCounts(text string) map[string]int64 {
	var counts map[string]int64
	if json.Unmarshal([]byte(text), &counts) != nil {
		return nil
	}
	return counts
}

func toRun(value any) Run {
	r := asRow(value)
	run := Run{
		ID: r.text("id"), Number: r.number("number"), Status: r.text("status"), Full: r.truth("full"), Trigger: r.text("trigger"),
		StartedAt: r.moment("startedAt"), Today: r.date("today"), InputsHash: r.text("inputsHash"), RulesHash: r.text("rulesHash"), ListOf: r.date("listOf"),
		InstallsOf: r.date("installsOf"), Settings: r.text("settings"), Error: r.text("error"), Rules: []RuleResult{},
	}
	if at := r.moment("finishedAt"); !at.IsZero() && r.value("finishedAt") != nil {
		run.FinishedAt = &at
	}
	return run
}

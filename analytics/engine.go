package analytics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"waymark/cpl"
	"waymark/graphstore"
)

// Graph is what the engine needs of the store; *graphstore.Store is one.
type Graph interface {
	WithLease(ctx context.Context, name, purpose string, wait graphstore.Wait, work func(context.Context, *graphstore.Lease) error) error
	CompleteDerivation(ctx context.Context, lease *graphstore.Lease, progress func(graphstore.Progress)) error
	SettleRestrictions(ctx context.Context, lease *graphstore.Lease, today cpl.Date) error
	BeginRun(ctx context.Context, lease *graphstore.Lease, start graphstore.RunStart) (graphstore.Run, error)
	Query(ctx context.Context, scope graphstore.Scope, q graphstore.Query) ([]graphstore.Record, error)
	RuleFindings(ctx context.Context, lease *graphstore.Lease, o graphstore.RuleOutcome) (opened, reopened, resolved int64, err error)
	SettleFindings(ctx context.Context, lease *graphstore.Lease, o graphstore.Settlement) error
	TallyRun(ctx context.Context, lease *graphstore.Lease, runID string) error
	RecordResult(ctx context.Context, lease *graphstore.Lease, runID string, r graphstore.RuleResult) error
	FinishRun(ctx context.Context, lease *graphstore.Lease, runID, status, failure string) error
	Run(ctx context.Context, scope graphstore.Scope, id string) (graphstore.Run, error)
}

// Freezer keeps the data that reports need of a full run that has just ended,
// so that the same run gives the same report later.
type Freezer interface {
	Freeze(ctx context.Context, lease *graphstore.Lease, runID string) error
}

// Zone is the time zone of the SEC: a run's date and the schedule are in it.
const Zone = "Europe/London"

// Engine runs the rules. It is safe for concurrent use; the lease lets one run
// go on at a time, whichever process asks.
type Engine struct {
	Graph      Graph
	Registry   *Registry
	Severities SeverityTable
	// Deadlines dates findings; nil sets no dates.
	Deadlines *Deadlines
	Settings  Settings
	// Freezer is called for full runs; nil keeps no report.
	Freezer Freezer
	Logger  *slog.Logger
}

// RunOptions say what to run. The zero value runs every rule.
type RunOptions struct {
	// Rules are the ids of chosen rules; such a run feeds no report and does not
	// count as the last run.
	Rules   []string
	Trigger string
	Wait    graphstore.Wait
	// Unless, if set, is asked once the lease is held; if it says so, the run does
	// not take place and Run fails with ErrNotNeeded.
	Unless func(context.Context) (bool, error)
	// Began, if set, is told the run's id as soon as there is one.
	Began func(graphstore.Run)
	// Progress, if set, is told each rule's result as it comes.
	Progress func(graphstore.RuleResult)
}

// ErrNotNeeded says that a run did not take place, since RunOptions.Unless said so.
var ErrNotNeeded = errors.New("run not needed")

// Run runs the rules, merges what they find and freezes the report data. One
// slow or broken rule makes the run partial and resolves nothing; the others go
// on. The run is returned as recorded, also when it is partial or failed; an
// error means that the run itself could not be carried out.
func (e *Engine) Run(ctx context.Context, o RunOptions) (graphstore.Run, error) {
	rules, err := e.choose(o.Rules)
	if err != nil {
		return graphstore.Run{}, err
	}
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return graphstore.Run{}, fmt.Errorf("load time zone: %w", err)
	}
	var run graphstore.Run
	err = e.Graph.WithLease(ctx, graphstore.LeaseWriter, "run of rules", o.Wait, func(ctx context.Context, lease *graphstore.Lease) error {
		if o.Unless != nil {
			needless, err := o.Unless(ctx)
			if err != nil {
				return fmt.Errorf("ask whether a run is needed: %w", err)
			}
			if needless {
				return ErrNotNeeded
			}
		}
		if err := e.Graph.CompleteDerivation(ctx, lease, nil); err != nil {
			return fmt.Errorf("complete an earlier import: %w", err)
		}
		run, err = e.Graph.BeginRun(ctx, lease, graphstore.RunStart{
			Full: len(o.Rules) == 0, Trigger: o.Trigger, Settings: e.Settings.text(), RulesHash: e.Registry.Hash(), Zone: zone,
		})
		if err != nil {
			return fmt.Errorf("begin run: %w", err)
		}
		if o.Began != nil {
			o.Began(run)
		}
		return e.carryOut(ctx, lease, &run, rules, o)
	})
	return run, err
}

func (e *Engine) choose(ids []string) ([]Rule, error) {
	if len(ids) == 0 {
		return e.Registry.All(), nil
	}
	var rules []Rule
	for _, id := range ids {
		rule, ok := e.Registry.Rule(id)
		if !ok {
			return nil, &graphstore.InputError{Code: "unknown-rule", Message: fmt.Sprintf("there is no rule %q", id), Hint: "see the list of rules for their ids"}
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

// carryOut runs each rule, ends the run, and records the end also when ctx did.
func (e *Engine) carryOut(ctx context.Context, lease *graphstore.Lease, run *graphstore.Run, rules []Rule, o RunOptions) error {
	succeeded, failure := e.runRules(ctx, lease, *run, rules, o.Progress)
	if failure == nil {
		failure = e.settle(ctx, lease, *run)
	}
	if failure == nil && run.Full {
		failure = e.Graph.TallyRun(ctx, lease, run.ID)
	}
	status := statusOf(succeeded, len(rules), failure)
	running := ctx
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if err := e.Graph.FinishRun(ctx, lease, run.ID, status, errorText(failure)); err != nil {
		return errors.Join(failure, fmt.Errorf("finish run: %w", err))
	}
	if run.Full && status != graphstore.RunFailed && e.Freezer != nil {
		failure = e.freeze(running, lease, run.ID)
	}
	ended, err := e.Graph.Run(ctx, graphstore.Everything, run.ID)
	if err == nil {
		*run = ended
	}
	return errors.Join(failure, err)
}

// runRules runs each rule in turn and counts those that succeeded. It fails when
// what a rule came to could not be kept.
func (e *Engine) runRules(ctx context.Context, lease *graphstore.Lease, run graphstore.Run, rules []Rule, progress func(graphstore.RuleResult)) (succeeded int, err error) {
	// A restriction that began or ended since the last run counts from the run's date on.
	if err := e.Graph.SettleRestrictions(ctx, lease, run.Today); err != nil {
		return 0, err
	}
	for _, rule := range rules {
		result := e.runRule(ctx, lease, run, rule)
		if err := e.Graph.RecordResult(ctx, lease, run.ID, result); err != nil {
			return succeeded, err
		}
		if result.Status == graphstore.RunOK {
			succeeded++
		}
		if progress != nil {
			progress(result)
		}
	}
	return succeeded, nil
}

// freeze keeps the report's data; without it the run would be one that no
// report can be made of, so it counts as failed.
func (e *Engine) freeze(ctx context.Context, lease *graphstore.Lease, runID string) error {
	err := e.Freezer.Freeze(ctx, lease, runID)
	if err == nil {
		return nil
	}
	err = fmt.Errorf("freeze the report's data: %w", err)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return errors.Join(err, e.Graph.FinishRun(ctx, lease, runID, graphstore.RunFailed, err.Error()))
}

func statusOf(succeeded, rules int, failure error) string {
	switch {
	case failure != nil || succeeded == 0:
		return graphstore.RunFailed
	case succeeded < rules:
		return graphstore.RunPartial
	}
	return graphstore.RunOK
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// runRule runs one rule. Whatever goes wrong inside is the result's, so that
// the other rules still run.
func (e *Engine) runRule(ctx context.Context, lease *graphstore.Lease, run graphstore.Run, rule Rule) graphstore.RuleResult {
	began := time.Now()
	result := graphstore.RuleResult{Rule: rule.ID, Version: rule.Version, Maturity: string(rule.Maturity), Audience: rule.Audience, Status: graphstore.RunOK}
	err := e.evaluate(ctx, lease, run, rule, &result)
	result.MS = time.Since(began).Milliseconds()
	if err != nil {
		e.Logger.ErrorContext(ctx, "rule failed", "rule_id", rule.ID, "run_id", run.ID, "error", err)
		result.Status, result.Error = graphstore.RunFailed, err.Error()
	}
	return result
}

func (e *Engine) evaluate(ctx context.Context, lease *graphstore.Lease, run graphstore.Run, rule Rule, result *graphstore.RuleResult) error {
	evaluation, err := e.Evaluate(ctx, rule, run.Today)
	if err != nil {
		return err
	}
	result.Examined, result.Unknown, result.UnknownBy = evaluation.Examined, evaluation.Unknown, evaluation.UnknownBy
	result.Lacks = evaluation.Lacks
	result.Failing, result.Passing = int64(len(evaluation.Findings)), evaluation.Passing
	result.Notifications = evaluation.Warnings
	result.Opened, result.Reopened, result.Resolved, err = e.Graph.RuleFindings(ctx, lease, e.outcome(run, rule, evaluation))
	if err != nil {
		return fmt.Errorf("keep findings: %w", err)
	}
	return nil
}

package analytics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
	"waymark/graphstore"
)

// leasePatience is how long a scheduled run waits for an import or another
// replica's run to end.
const leasePatience = time.Hour

// clockSkew is how far the service's clock and the database's may differ.
const clockSkew = time.Minute

// Runner runs the rules; *Engine is one.
type Runner interface {
	Run(ctx context.Context, o RunOptions) (graphstore.Run, error)
}

// History tells when the rules last ran.
type History interface {
	LastFullStart(ctx context.Context, scope graphstore.Scope) (time.Time, error)
}

// Scheduler runs the rules at the times of a schedule. A run never overlaps
// itself, here or on another replica, and one that was missed while no service
// was up is caught up once.
type Scheduler struct {
	runner   Runner
	history  History
	schedule cron.Schedule
	log      *slog.Logger
	cron     *cron.Cron
	ctx      context.Context //nolint:containedctx // cron gives its jobs none; Stop ends this one
	cancel   context.CancelFunc
	catchUp  sync.WaitGroup
	stopOnce sync.Once
}

// NewScheduler prepares a scheduler for spec in Europe/London; see [CheckSchedule] for its form.
func NewScheduler(spec string, runner Runner, history History, log *slog.Logger) (*Scheduler, error) {
	zone, err := time.LoadLocation(Zone)
	if err != nil {
		return nil, fmt.Errorf("load time zone: %w", err)
	}
	schedule, err := wallClock(spec, zone)
	if err != nil {
		return nil, err
	}
	s := &Scheduler{runner: runner, history: history, schedule: schedule, log: log}
	logger := cronLogger{log}
	// Recover goes inside: a job that panics must give its token back.
	s.cron = cron.New(cron.WithLocation(zone), cron.WithLogger(logger), cron.WithChain(cron.SkipIfStillRunning(logger), cron.Recover(logger)))
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.cron.Schedule(schedule, cron.FuncJob(func() { s.runOnce("schedule", time.Now()) }))
	return s, nil
}

// Start begins to keep the schedule and, if a time passed since the last run
// without one, catches up once. It does not wait.
func (s *Scheduler) Start(ctx context.Context) error {
	last, err := s.history.LastFullStart(ctx, graphstore.Everything)
	if err != nil {
		return fmt.Errorf("find the last run: %w", err)
	}
	s.cron.Start()
	if missed := s.missed(last, time.Now()); !missed.IsZero() {
		s.log.InfoContext(ctx, "catching up a missed run", "missed", missed, "last_run", last)
		s.catchUp.Go(func() { s.runOnce("catch-up", missed) })
	}
	return nil
}

// missed is the first time of the schedule that passed after the last run;
// zero if none did, or if there never was a run.
func (s *Scheduler) missed(last, now time.Time) time.Time {
	if last.IsZero() {
		return time.Time{}
	}
	next := s.schedule.Next(last)
	if next.IsZero() || next.After(now) {
		return time.Time{}
	}
	return next
}

// Next is when the rules run next; zero if never.
func (s *Scheduler) Next() time.Time { return s.schedule.Next(time.Now()) }

// runOnce runs the rules unless a run began since the time due, on whatever replica.
func (s *Scheduler) runOnce(trigger string, due time.Time) {
	defer func() {
		if p := recover(); p != nil {
			s.log.ErrorContext(s.ctx, "scheduled run panicked", "panic", p)
		}
	}()
	run, err := s.runner.Run(s.ctx, RunOptions{
		Trigger: trigger, Wait: graphstore.Wait{For: leasePatience},
		Unless: func(ctx context.Context) (bool, error) {
			last, err := s.history.LastFullStart(ctx, graphstore.Everything)
			return !last.Before(due.Add(-clockSkew)), err
		},
	})
	switch {
	case errors.Is(err, ErrNotNeeded):
		s.log.InfoContext(s.ctx, "another replica ran the rules", "due", due)
	case err != nil:
		s.log.ErrorContext(s.ctx, "scheduled run failed", "error", err)
	default:
		s.log.InfoContext(s.ctx, "scheduled run ended", "run_id", run.ID, "status", run.Status)
	}
}

// Stop ends the schedule and waits for a run that goes on. When ctx ends first,
// the run is cancelled and recorded as failed. Stopping twice is harmless.
func (s *Scheduler) Stop(ctx context.Context) error {
	var err error
	s.stopOnce.Do(func() {
		done := make(chan struct{})
		go func() {
			<-s.cron.Stop().Done()
			s.catchUp.Wait()
			close(done)
		}()
		select {
		case <-done:
		case <-ctx.Done():
			err = fmt.Errorf("a run was still going on and was cancelled: %w", ctx.Err())
		}
		s.cancel()
		<-done
	})
	return err
}

// cronLogger gives cron's messages to slog.
type cronLogger struct{ log *slog.Logger }

func (l cronLogger) Info(msg string, keysAndValues ...any) {
	l.log.Debug("cron", append([]any{"message", msg}, keysAndValues...)...)
}

func (l cronLogger) Error(err error, msg string, keysAndValues ...any) {
	l.log.Error("cron", append([]any{"message", msg, "error", err}, keysAndValues...)...)
}

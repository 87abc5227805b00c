//go:build integration

package analytics_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

// follower is a lab in which B is unreachable since R, which it cites, states
// no predecessors: predecessor-undeclared of R is the cause.
type follower struct {
	*lab
	t            *testing.T
	cause, after graphstore.Finding
}

func newFollower(t *testing.T) *follower {
	t.Helper()
	l := newLab(t)
	due, err := analytics.LoadDeadlines()
	require.NoError(t, err)
	l.engine.Deadlines = due
	l.today = cpl.DateOf(time.Now().In(labZone))
	l.clear(t)
	f := &follower{lab: l, t: t}
	l.loadAll(t, []file{list(on("R", "00000001", "2023-05-01", ""), on("B", "00000002", "2025-05-01", "R"))})
	f.run()
	f.reload()
	return f
}

func (f *follower) run() graphstore.Run {
	f.t.Helper()
	run, err := f.engine.Run(f.t.Context(), analytics.RunOptions{Trigger: "test"})
	require.NoError(f.t, err)
	require.Equal(f.t, graphstore.RunOK, run.Status, "%+v", run.Rules)
	return run
}

func (f *follower) reload() {
	f.t.Helper()
	f.cause, _ = f.finding(f.t, life{rule: "predecessor-undeclared", subject: "R"})
	f.after, _ = f.finding(f.t, life{rule: "version-unreachable", subject: "B"})
}

func (f *follower) states() [2]string {
	f.t.Helper()
	f.reload()
	return [2]string{f.cause.State, f.after.State}
}

func (f *follower) grant(fingerprint string) graphstore.WaiverGrant {
	return graphstore.WaiverGrant{Fingerprint: fingerprint, Reason: "can wait", Reference: "SECP-1", By: "pat", Until: f.today, Share: 20, Today: f.today}
}

func (f *follower) code(err error) string {
	f.t.Helper()
	var input *graphstore.InputError
	require.ErrorAs(f.t, err, &input)
	require.NotEmpty(f.t, input.Hint)
	return input.Code
}

func TestCausesAndConsequencesAreTied(t *testing.T) {
	f := newFollower(t)
	require.Equal(t, "manufacturer", f.after.Owner)
	require.Equal(t, "live", f.after.Maturity)
	require.True(t, f.after.DueOn.Stated())
	require.Equal(t, &graphstore.Cause{Rule: "predecessor-undeclared", Subject: "R", Fingerprint: f.cause.Fingerprint, State: "open", Consequences: 1}, f.after.PrimaryCause)
	require.True(t, f.after.Consequence)
	require.False(t, f.cause.Consequence)
	require.EqualValues(t, 1, f.cause.Consequences)
	detail, err := f.FindingDetail(t.Context(), graphstore.Everything, f.cause.Fingerprint)
	require.NoError(t, err)
	require.Equal(t, f.after.Fingerprint, detail.Consequences[0].Fingerprint)

	// Another cause replaces the one before; a party that is imported later shows at once.
	f.loadAll(t, []file{list(on("B", "00000002", "2025-05-01", "GHOST"))})
	f.load(t, cpl.KindParties, "Party,Category,Manufacturer Identifiers,Contact,E-mail\nAcme,manufacturer,A0C1,Ann,ann@example.com\n", graphstore.ImportOptions{})
	f.run()
	f.reload()
	require.Len(t, f.after.Causes, 1)
	require.Equal(t, "predecessor-unknown", f.after.PrimaryCause.Rule)
	require.Zero(t, f.cause.Consequences)
	require.Equal(t, &graphstore.Party{ID: "Acme", Name: "Acme", Category: "manufacturer", ManufacturerIDs: []string{"A0C1"}, Contact: "Ann", Email: "ann@example.com"}, f.after.Party)
}

func TestAWaiverCoversItsConsequencesAndLapses(t *testing.T) {
	f := newFollower(t)
	ctx, all := t.Context(), graphstore.Everything
	_, err := f.Waive(ctx, all, f.grant(f.after.Fingerprint))
	require.Equal(t, "causes-stand", f.code(err))
	far, past := f.grant(f.cause.Fingerprint), f.grant(f.cause.Fingerprint)
	far.Until, past.Until = cpl.DateOf(time.Now().AddDate(1, 0, 2)), "2020-01-01"
	_, err = f.Waive(ctx, all, far)
	require.Equal(t, "until-too-far", f.code(err))
	_, err = f.Waive(ctx, all, past)
	require.Equal(t, "until-past", f.code(err))

	waiver, err := f.Waive(ctx, all, f.grant(f.cause.Fingerprint))
	require.NoError(t, err)
	require.Equal(t, [2]string{"waived", "waived"}, f.states(), "with its only cause")
	require.EqualValues(t, 1, result(t, f.run(), "version-unreachable").Waived)
	_, err = f.Waive(ctx, all, f.grant(f.cause.Fingerprint))
	require.Equal(t, "finding-waived", f.code(err))

	_, err = f.Unwaive(ctx, all, graphstore.WaiverEnd{ID: waiver.ID, By: "pat", Why: "a fix is out", Today: f.today})
	require.NoError(t, err)
	require.Equal(t, [2]string{"open", "open"}, f.states())
	_, err = f.Unwaive(ctx, all, graphstore.WaiverEnd{ID: waiver.ID, By: "pat", Why: "again", Today: f.today})
	require.Equal(t, "waiver-ended", f.code(err))

	waiver, err = f.Waive(ctx, all, f.grant(f.cause.Fingerprint))
	require.NoError(t, err)
	neo4jtest.Query(t, "MATCH (w:Waiver {id: $id}) SET w.until = date('2026-01-01')", map[string]any{"id": waiver.ID})
	lapsed := f.run()
	require.Equal(t, [2]string{"open", "open"}, f.states(), "the waiver has lapsed")
	require.Zero(t, result(t, lapsed, "version-unreachable").Waived)
	_, trail := f.finding(t, life{rule: "predecessor-undeclared", subject: "R"})
	require.Equal(t, "reopened", trail[len(trail)-1].Kind)
	require.Contains(t, trail[len(trail)-1].Why, "lapsed")
	saw := neo4jtest.Query(t, "MATCH (:Run {id: $run})-[s:SAW]->(:Finding {fingerprint: $f}) RETURN s.state AS state", map[string]any{"run": lapsed.ID, "f": f.after.Fingerprint})
	require.Equal(t, "open", saw[0]["state"], "the report of the run that reopens it says so")
}

func TestAWaiverEndsWhenExposureGrowsOrEvidenceGoes(t *testing.T) {
	f := newFollower(t)
	ctx, all := t.Context(), graphstore.Everything
	day := func(n int) string { return string(cpl.DateOf(time.Now().AddDate(0, 0, n))) }
	f.loadAll(t, []file{returned(running("00000001", day(-3), 100))})
	f.run()
	f.reload()
	require.EqualValues(t, 100, f.cause.Installs)
	waiver, err := f.Waive(ctx, all, f.grant(f.cause.Fingerprint))
	require.NoError(t, err)
	require.EqualValues(t, 100, waiver.Exposure)
	f.loadAll(t, []file{returned(running("00000001", day(-2), 120))})
	f.run()
	f.reload()
	require.Equal(t, "waived", f.cause.State, "within its share")
	f.loadAll(t, []file{returned(running("00000001", day(-1), 121))})
	f.run()
	f.reload()
	require.Equal(t, "open", f.cause.State)
	_, trail := f.finding(t, life{rule: "predecessor-undeclared", subject: "R"})
	require.Contains(t, trail[len(trail)-1].Why, "affects 121 devices")
	told, err := f.FindingDetail(ctx, graphstore.OfManufacturer("A0C1"), f.cause.Fingerprint)
	require.NoError(t, err)
	require.Equal(t, "waived", told.Finding.State, "its manufacturer would learn that more devices run it")

	waiver, err = f.Waive(ctx, all, f.grant(f.cause.Fingerprint))
	require.NoError(t, err)
	require.EqualValues(t, 121, waiver.Exposure)
	f.loadAll(t, []file{list(on("R", "00000001", "2023-05-01", "N/A"))})
	f.run()
	f.reload()
	require.Equal(t, "resolved", f.cause.State, "evidence alone resolves")
	waiver, err = f.Waiver(ctx, all, waiver.ID)
	require.NoError(t, err)
	require.False(t, waiver.Standing)
	require.Contains(t, waiver.EndedWhy, "resolved")
}

func TestAStaleChangeIsRefusedAndTriageIsCounted(t *testing.T) {
	f := newFollower(t)
	ctx, all := t.Context(), graphstore.Everything
	seen := f.cause.Revision
	change := graphstore.StateChange{To: "acknowledged", Why: "raised", By: "pat", Revisions: []int64{seen - 1, seen}}
	detail, err := f.ChangeState(ctx, all, f.cause.Fingerprint, change)
	require.NoError(t, err)
	last := detail.Trail[len(detail.Trail)-1]
	require.Equal(t, []string{"state", "pat", "open", "acknowledged", "raised"}, []string{last.Kind, last.By, last.From, last.To, last.Why})
	change.To = "fix-proposed"
	_, err = f.ChangeState(ctx, all, f.cause.Fingerprint, change)
	var stale *graphstore.StaleError
	require.ErrorAs(t, err, &stale)
	require.Equal(t, "acknowledged", stale.Finding.State)
	require.Equal(t, seen, stale.Made)
	change.Revisions = nil
	change.To = "acknowledged"
	_, err = f.ChangeState(ctx, all, f.cause.Fingerprint, change)
	require.Equal(t, "state-unchanged", f.code(err))
	for _, to := range []string{"waived", "resolved", "done"} {
		change.To = to
		_, err = f.ChangeState(ctx, all, f.cause.Fingerprint, change)
		require.Equal(t, "state-not-settable", f.code(err))
	}
	detail, err = f.Comment(ctx, all, f.cause.Fingerprint, "sam", "promised for March")
	require.NoError(t, err)
	require.Equal(t, "comment", detail.Trail[len(detail.Trail)-1].Kind)

	// The states that people gave stand at the next run.
	f.run()
	require.Equal(t, [2]string{"acknowledged", "open"}, f.states())

	filter := graphstore.FindingFilter{Manufacturer: "A0C1"}
	change = graphstore.StateChange{To: "fix-proposed", Why: "letter", By: "pat"}
	counted, err := f.Triage(ctx, all, filter, change, nil, false)
	require.NoError(t, err)
	require.EqualValues(t, 0, counted.Changed)
	wrong := counted.Count + 1
	_, err = f.Triage(ctx, all, filter, change, &wrong, false)
	var count *graphstore.CountError
	require.ErrorAs(t, err, &count)
	require.Equal(t, counted.Count, count.Count)
	require.Equal(t, [2]string{"acknowledged", "open"}, f.states(), "nothing was changed")
	done, err := f.Triage(ctx, all, filter, change, &counted.Count, false)
	require.NoError(t, err)
	require.Equal(t, counted.Count, done.Changed)
	require.Equal(t, [2]string{"fix-proposed", "fix-proposed"}, f.states())
}

// TestWhatPeopleDoWhileARunMergesIsNotLost changes a finding back and forth while
// runs merge it: every change that was not refused is in the trail, in order.
func TestWhatPeopleDoWhileARunMergesIsNotLost(t *testing.T) {
	f := newFollower(t)
	stop := make(chan struct{})
	var people sync.WaitGroup
	made := 0
	people.Go(func() {
		to := map[bool]string{true: "acknowledged", false: "open"}
		for acknowledge := true; ; acknowledge = !acknowledge {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := f.ChangeState(t.Context(), graphstore.Everything, f.cause.Fingerprint, graphstore.StateChange{To: to[acknowledge], Why: "to and fro", By: "pat"}); err != nil {
				t.Errorf("a change was refused: %v", err)
				return
			}
			made++
		}
	})
	for range 15 {
		f.runRule(t, "predecessor-undeclared")
	}
	close(stop)
	people.Wait()
	detail, err := f.FindingDetail(t.Context(), graphstore.Everything, f.cause.Fingerprint)
	require.NoError(t, err)
	require.Positive(t, made)
	require.Len(t, detail.Trail, 1+made)
	state := "open"
	for _, e := range detail.Trail[1:] {
		require.Equal(t, state, e.From, "nothing was undone in between")
		state = e.To
	}
	require.Equal(t, state, detail.Finding.State)
	require.EqualValues(t, 1+made, detail.Finding.Revision)
}

func TestTheBaselineIsTakenOnceAndShrinks(t *testing.T) {
	f := newFollower(t)
	ctx := t.Context()
	none, err := f.Baseline(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Nil(t, none)
	b, err := f.TakeBaseline(ctx, graphstore.Wait{}, "pat", "go-live", "SECP-2")
	require.NoError(t, err)
	require.Positive(t, b.Taken)
	require.Equal(t, b.Taken, b.Left)
	_, err = f.TakeBaseline(ctx, graphstore.Wait{}, "pat", "again", "SECP-3")
	require.Equal(t, "baseline-taken", f.code(err))
	f.reload()
	require.True(t, f.cause.Baseline, "it is a gap")

	f.loadAll(t, []file{list(on("R", "00000001", "2023-05-01", "N/A"))})
	f.run()
	f.loadAll(t, []file{list(on("R", "00000001", "2023-05-01", ""))})
	f.run()
	f.reload()
	require.Equal(t, "open", f.cause.State)
	require.False(t, f.cause.Baseline, "what comes back is no part of it")
	after, err := f.Baseline(ctx, graphstore.Everything)
	require.NoError(t, err)
	require.Equal(t, b.Taken, after.Taken)
	require.Less(t, after.Left, b.Left)
}

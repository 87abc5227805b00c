package graphstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

var (
	changeStates   = statement("change_states")
	selectFindings = statement("select_findings")
	lockFinding    = statement("lock_finding")
	commentFinding = statement("comment_finding")
)

// TriageStates are the states that people give findings.
var TriageStates = []string{StateOpen, StateAcknowledged, StateFixProposed}

// triageAtOnce is how many findings one change of many may touch: it is one
// transaction, all or nothing.
const triageAtOnce = 20_000

// mostOwn is how much a party may write in a finding's trail: each reader of the
// finding reads all of it.
const mostOwn = 100

// StateChange is what a person does to a finding.
type StateChange struct {
	// To is one of the TriageStates, Why says why, and By who.
	To, Why, By string
	// Revisions are those on which the change may be made; none takes the finding as it is.
	Revisions []int64
}

// StaleError refuses a change that was made on an older revision of a finding: Made, or the
// newest of those that it was made on.
type StaleError struct {
	Made    int64
	Finding Finding
}

// Error says what to do.
func (e *StaleError) Error() string {
	return fmt.Sprintf("the finding has changed since: you saw revision %d, and it is at %d, %s: look at it again, then repeat the change", e.Made, e.Finding.Revision, e.Finding.State)
}

// Is makes every StaleError an ErrConflict.
func (e *StaleError) Is(target error) bool { return target == ErrConflict }

// errStale is a StaleError before the finding was read.
var errStale = errors.New("stale revision")

// CountError refuses a change of many whose count was not the one expected.
type CountError struct{ Expected, Count int64 }

// Error says what to do.
func (e *CountError) Error() string {
	return fmt.Sprintf("%d findings match now, not %d: look at them again, then repeat the change with that count", e.Count, e.Expected)
}

// Is makes every CountError an ErrConflict.
func (e *CountError) Is(target error) bool { return target == ErrConflict }

func (c StateChange) validate() error {
	if !slices.Contains(TriageStates, c.To) {
		hint := "give one of " + strings.Join(TriageStates, ", ")
		switch c.To {
		case StateWaived:
			hint = "grant a waiver, with reason, reference and end"
		case StateResolved:
			hint = "mend the cause: evidence alone resolves a finding, at the next run"
		}
		return &InputError{Code: "state-not-settable", Message: fmt.Sprintf("a finding cannot be set to %q", c.To), Hint: hint}
	}
	return requireTexts(text{"why", c.Why}, text{"by", c.By})
}

// text is a named text that a person has to give.
type text struct{ name, value string }

func requireTexts(texts ...text) error {
	for _, t := range texts {
		if strings.TrimSpace(t.value) == "" {
			return &InputError{Code: "text-missing", Message: t.name + " is blank", Hint: "say it in a few words; it is kept in the trail"}
		}
		if len(t.value) > 10_000 {
			return &InputError{Code: "text-too-long", Message: t.name + " has over 10,000 characters", Hint: "say it shorter, or give a reference to a document"}
		}
		if strings.ContainsFunc(t.value, unfit) {
			return &InputError{Code: "control-character", Message: t.name + " holds a control character, or one that turns the direction of text", Hint: "leave it out; line ends and tabs may stand"}
		}
	}
	return nil
}

// unfit tells whether a character does something to what shows it rather than
// say something: readers of a trail trust what they see.
func unfit(r rune) bool {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return false
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfffe, r == 0xffff:
		return true
	}
	return unicode.IsControl(r)
}

// ChangeState changes the state of one finding and returns it as it is then. It
// fails with *StaleError when none of the revisions given is the finding's, with
// *InputError when its state does not allow the change, and with ErrNotFound.
func (s *Store) ChangeState(ctx context.Context, scope Scope, fingerprint string, c StateChange) (FindingDetail, error) {
	if err := c.validate(); err != nil {
		return FindingDetail{}, err
	}
	err := s.write(ctx, "change a finding's state", func(tx *transaction) error {
		now, err := tx.lockFinding(ctx, scope, fingerprint, c.Revisions)
		if err != nil {
			return err
		}
		if err := settable(now.text("state"), c.To); err != nil {
			return err
		}
		params := FindingFilter{}.params()
		params["fingerprints"], params["to"], params["why"], params["by"], params["mostOwn"] = []string{fingerprint}, c.To, c.Why, c.By, mostOwn
		_, err = tx.runFor(ctx, scope, changeStates, params)
		return err
	})
	return s.afterChange(ctx, scope, fingerprint, c.Revisions, err)
}

// afterChange reads the finding, also when the change was refused as stale.
func (s *Store) afterChange(ctx context.Context, scope Scope, fingerprint string, revisions []int64, err error) (FindingDetail, error) {
	if err != nil && !errors.Is(err, errStale) {
		return FindingDetail{}, err
	}
	detail, failure := s.FindingDetail(ctx, scope, fingerprint)
	if failure == nil && err != nil {
		return detail, &StaleError{Made: slices.Max(revisions), Finding: detail.Finding}
	}
	return detail, failure
}

// lockFinding takes the lock of a finding in scope and checks its revision, if any are given.
func (t *transaction) lockFinding(ctx context.Context, scope Scope, fingerprint string, revisions []int64) (row, error) {
	rows, err := t.runFor(ctx, scope, lockFinding, map[string]any{"fingerprint": fingerprint})
	switch {
	case err != nil:
		return row{}, err
	case len(rows) == 0:
		return row{}, fmt.Errorf("finding %s: %w", fingerprint, ErrNotFound)
	case len(revisions) > 0 && !slices.Contains(revisions, rows[0].number("revision")):
		return row{}, fmt.Errorf("%w: %w", ErrConflict, errStale)
	case rows[0].number("own") >= mostOwn:
		return row{}, &InputError{Code: "trail-full", Message: fmt.Sprintf("your party has written %d times in this finding's trail", mostOwn), Hint: "tell the operator what else there is to say"}
	}
	return rows[0], nil
}

func settable(from, to string) error {
	switch from {
	case StateResolved:
		return &InputError{Code: "finding-resolved", Message: "the finding is resolved", Hint: "nothing is to be done; it opens again by itself if the rule finds it again"}
	case StateWaived:
		return &InputError{Code: "finding-waived", Message: "the finding is waived", Hint: "end its waiver first, or those of its causes"}
	case to:
		return &InputError{Code: "state-unchanged", Message: "the finding is " + to + " already", Hint: "comment on it instead"}
	}
	return nil
}

// TriageResult is what a change of many came to, or would come to.
type TriageResult struct {
	Count   int64  `json:"count"`
	Changed int64  `json:"changed"`
	To      string `json:"to"`
	DryRun  bool   `json:"dryRun"`
}

// Triage changes the state of every finding that matches: of those that stand,
// are not waived and are not in that state already. Without expect, or as a dry
// run, it only counts them. With it, it changes them in one transaction, all or
// none, and fails with *CountError when their number is not the one expected.
// At most 20,000 can be changed at once.
func (s *Store) Triage(ctx context.Context, scope Scope, f FindingFilter, c StateChange, expect *int64, dryRun bool) (TriageResult, error) {
	if err := c.validate(); err != nil {
		return TriageResult{}, err
	}
	result := TriageResult{To: c.To, DryRun: dryRun || expect == nil}
	params := f.params()
	params["to"], params["why"], params["by"], params["limit"] = c.To, c.Why, c.By, triageAtOnce+1
	params["mostOwn"] = mostOwn
	rows, err := s.read(ctx, scope, selectFindings, params)
	if err != nil {
		return result, err
	}
	result.Count = int64(len(rows))
	switch {
	case result.Count > triageAtOnce:
		return result, &InputError{Code: "too-many-findings", Message: fmt.Sprintf("more than %d findings match", triageAtOnce), Hint: "narrow the choice, for example by rule or manufacturer"}
	case result.DryRun:
		return result, nil
	case result.Count != *expect:
		return result, &CountError{Expected: *expect, Count: result.Count}
	}
	fingerprints := make([]any, len(rows))
	for i, r := range rows {
		fingerprints[i] = r.value("fingerprint")
	}
	params["fingerprints"] = fingerprints
	err = s.write(ctx, "change the state of findings", func(tx *transaction) error {
		changed, err := tx.runFor(ctx, scope, changeStates, params)
		if err != nil {
			return err
		}
		result.Changed = changed[0].number("changed")
		if result.Changed != *expect {
			return &CountError{Expected: *expect, Count: result.Changed}
		}
		return nil
	})
	if err != nil {
		result.Changed = 0
	}
	return result, err
}

// Comment adds to a finding's trail what somebody has to say; its state and
// revision stay. ErrNotFound if there is no such finding.
func (s *Store) Comment(ctx context.Context, scope Scope, fingerprint, by, words string) (FindingDetail, error) {
	if err := requireTexts(text{"the comment", words}, text{"by", by}); err != nil {
		return FindingDetail{}, err
	}
	err := s.write(ctx, "comment on a finding", func(tx *transaction) error {
		if _, err := tx.lockFinding(ctx, scope, fingerprint, nil); err != nil {
			return err
		}
		_, err := tx.runFor(ctx, scope, commentFinding, map[string]any{"fingerprint": fingerprint, "by": by, "text": words})
		return err
	})
	return s.afterChange(ctx, scope, fingerprint, nil, err)
}

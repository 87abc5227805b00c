package graphstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"waymark/cpl"
)

var (
	createWaiver       = statement("create_waiver")
	lockWaiver         = statement("lock_waiver")
	endWaiver          = statement("end_waiver")
	listWaivers        = statement("list_waivers")
	countWaivers       = statement("count_waivers")
	listStandingCauses = statement("list_standing_causes")
)

const (
	// maxWaiverMonths is how far off the end of a waiver may be.
	maxWaiverMonths = 12
	maxShare        = 1000
	// DefaultShare is by how many percent exposure may grow where a waiver does not say.
	DefaultShare = 20
)

// WaiverGrant is what a waiver is asked for with.
type WaiverGrant struct {
	Fingerprint, Reason, Reference, By string
	// Until is the last day of the waiver.
	Until cpl.Date
	// Share is by how many percent the devices affected may grow before the
	// finding opens again.
	Share int64
	// Revisions are those of the finding that will do; none takes it as it is.
	Revisions []int64
	Today     cpl.Date
	// Due dates the consequences that open again; nil sets no date.
	Due DueFunc
}

// Waiver is a decision of the Panel to live with a finding for a time.
type Waiver struct {
	ID          string    `json:"id"`
	Fingerprint string    `json:"fingerprint"`
	Rule        string    `json:"rule"`
	Subject     string    `json:"subject"`
	Reason      string    `json:"reason"`
	Reference   string    `json:"reference"`
	By          string    `json:"by"`
	GrantedAt   time.Time `json:"grantedAt"`
	Until       cpl.Date  `json:"until"`
	// Exposure is how many devices were affected when it was granted, Installs how
	// many are now. Over Share percent more, it ends.
	Exposure int64 `json:"exposure"`
	Installs int64 `json:"installs"`
	Share    int64 `json:"share"`
	// Standing says that it has not ended.
	Standing bool       `json:"standing"`
	EndedAt  *time.Time `json:"endedAt,omitempty"`
	EndedBy  string     `json:"endedBy,omitempty"`
	EndedWhy string     `json:"endedWhy,omitempty"`
}

func (g WaiverGrant) validate() error {
	if err := requireTexts(text{"the reason", g.Reason}, text{"the reference", g.Reference}, text{"by", g.By}); err != nil {
		return err
	}
	until, ok := g.Until.Time()
	today, _ := g.Today.Time()
	switch {
	case !ok:
		return &InputError{Code: "until-missing", Message: "the waiver has no end", Hint: "give the last day, at most 12 months from today"}
	case g.Until < g.Today:
		return &InputError{Code: "until-past", Message: fmt.Sprintf("the waiver would end on %s, before today, %s", g.Until, g.Today), Hint: "give a day to come, at most 12 months from today"}
	case until.After(monthsAfter(today, maxWaiverMonths)):
		return &InputError{Code: "until-too-far", Message: fmt.Sprintf("the waiver would end on %s, more than 12 months from today, %s", g.Until, g.Today), Hint: "give a day within 12 months; it can be granted again then"}
	case g.Share < 0 || g.Share > maxShare:
		return &InputError{Code: "bad-share", Message: fmt.Sprintf("the share %d is not from 0 to %d percent", g.Share, maxShare), Hint: "say by how many percent the devices affected may grow, for example 20"}
	}
	return nil
}

// monthsAfter is the same day of a later month, or its last day if it has none such.
func monthsAfter(day time.Time, months int) time.Time {
	later := day.AddDate(0, months, 0)
	if later.Day() != day.Day() {
		later = later.AddDate(0, 0, -later.Day())
	}
	return later
}

// Waive waives a finding, and with it the consequences of which it is the last
// cause that was not waived. It refuses, as *InputError, a finding that is
// resolved or waived, one of whose causes is a finding that stands unwaived, and
// an end that is past or more than 12 months off.
func (s *Store) Waive(ctx context.Context, scope Scope, g WaiverGrant) (Waiver, error) {
	if err := g.validate(); err != nil {
		return Waiver{}, err
	}
	made, err := uuid.NewV7()
	if err != nil {
		return Waiver{}, fmt.Errorf("make waiver id: %w", err)
	}
	id := made.String()
	err = s.write(ctx, "grant a waiver", func(tx *transaction) error {
		now, err := tx.lockFinding(ctx, scope, g.Fingerprint, g.Revisions)
		if err != nil {
			return err
		}
		if err := tx.waivable(ctx, now); err != nil {
			return err
		}
		_, err = tx.run(ctx, createWaiver, map[string]any{
			"fingerprint": g.Fingerprint, "id": id, "reason": g.Reason, "reference": g.Reference, "by": g.By, "until": fromDate(g.Until), "share": g.Share,
		})
		if err == nil {
			_, err = tx.followCauses(ctx, act{by: g.By, today: g.Today, due: g.Due})
		}
		return err
	})
	if _, err := s.afterChange(ctx, scope, g.Fingerprint, g.Revisions, err); err != nil {
		return Waiver{}, err
	}
	return s.Waiver(ctx, scope, id)
}

func (t *transaction) waivable(ctx context.Context, finding row) error {
	switch finding.text("state") {
	case StateResolved:
		return &InputError{Code: "finding-resolved", Message: "the finding is resolved", Hint: "there is nothing to waive"}
	case StateWaived:
		return &InputError{Code: "finding-waived", Message: "the finding is waived already", Hint: "end that waiver first to grant another"}
	}
	causes, err := t.run(ctx, listStandingCauses, map[string]any{"fingerprint": finding.text("fingerprint"), "everything": true})
	if err != nil || len(causes) == 0 {
		return err
	}
	const named = 3
	var names []string
	for i, c := range causes {
		if i == named {
			names = append(names, fmt.Sprintf("%d more", len(causes)-named))
			break
		}
		names = append(names, fmt.Sprintf("%s of %s (%s)", c.text("rule"), c.text("subject"), c.text("fingerprint")))
	}
	return &InputError{
		Code: "causes-stand", Message: "the finding follows from others that are not waived", Hint: "waive its causes; it is waived with them: " + strings.Join(names, ", "),
	}
}

var errWaiverEnded = &InputError{Code: "waiver-ended", Message: "the waiver has ended already", Hint: "see the trail of its finding for why"}

// WaiverEnd says which waiver ends, and why.
type WaiverEnd struct {
	ID, By, Why string
	// Seen, where it is not nil, is asked about the waiver in the transaction that ends it,
	// whether it is as it was looked at.
	Seen  func(Waiver) bool
	Today cpl.Date
	// Due dates the findings that open again; nil sets no date.
	Due DueFunc
}

// Unwaive ends a waiver; its finding is open again, and so are consequences that
// were waived with it. It returns the waiver as it ended. It fails with ErrNotFound
// where there is none, with *ChangedError where it was not Seen so, and with
// *InputError where it has ended.
func (s *Store) Unwaive(ctx context.Context, scope Scope, e WaiverEnd) (Waiver, error) {
	if err := requireTexts(text{"why", e.Why}, text{"by", e.By}); err != nil {
		return Waiver{}, err
	}
	err := s.write(ctx, "end a waiver", func(tx *transaction) error {
		if err := tx.endable(ctx, scope, e); err != nil {
			return err
		}
		a := act{by: e.By, today: e.Today, due: e.Due}
		reopened, err := tx.reopenBy(ctx, endWaiver, a, map[string]any{"id": e.ID, "why": e.Why})
		if err != nil {
			return err
		}
		if len(reopened) == 0 {
			return errWaiverEnded
		}
		_, err = tx.followCauses(ctx, a)
		return err
	})
	if err != nil {
		return Waiver{}, err
	}
	return s.Waiver(ctx, scope, e.ID)
}

// endable takes the lock of a waiver, and refuses one that cannot be ended so.
func (t *transaction) endable(ctx context.Context, scope Scope, e WaiverEnd) error {
	rows, err := t.runFor(ctx, scope, lockWaiver, map[string]any{"id": e.ID})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return fmt.Errorf("waiver %s: %w", e.ID, ErrNotFound)
	}
	now := toWaiver(rows[0])
	if err := unseen(now, e.Seen); err != nil {
		return err
	}
	if !now.Standing {
		return errWaiverEnded
	}
	return nil
}

// Waiver returns one waiver; ErrNotFound if there is none.
func (s *Store) Waiver(ctx context.Context, scope Scope, id string) (Waiver, error) {
	if id == "" {
		return Waiver{}, fmt.Errorf("waiver: %w", ErrNotFound)
	}
	all, err := s.waivers(ctx, scope, id, true, Place{}, 1)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("waiver %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return Waiver{}, err
	}
	return all[0], nil
}

// Waivers returns the waivers that stand, or all that there ever were, newest first.
func (s *Store) Waivers(ctx context.Context, scope Scope, ended bool) ([]Waiver, error) {
	return s.waivers(ctx, scope, "", ended, Place{}, wholeList)
}

// WaiverPage lists at most limit of the waivers that stand, or of all that there
// ever were, after the place of one, which is when it was granted and its id, newest
// first; and how many there are in all.
func (s *Store) WaiverPage(ctx context.Context, scope Scope, ended bool, after Place, limit int) ([]Waiver, int64, error) {
	counted, err := s.read(ctx, scope, countWaivers, map[string]any{"ended": ended})
	if err != nil {
		return nil, 0, err
	}
	found, err := s.waivers(ctx, scope, "", ended, after, limit)
	return found, counted[0].number("total"), err
}

func (s *Store) waivers(ctx context.Context, scope Scope, id string, ended bool, after Place, limit int) ([]Waiver, error) {
	params := after.params(limit)
	params["id"], params["ended"] = id, ended
	rows, err := s.read(ctx, scope, listWaivers, params)
	out := make([]Waiver, 0, len(rows))
	for _, r := range rows {
		out = append(out, toWaiver(r))
	}
	return out, err
}

func toWaiver(r row) Waiver {
	w := asRow(r.value("waiver"))
	waiver := Waiver{
		ID: w.text("id"), Fingerprint: r.text("fingerprint"), Rule: r.text("rule"), Subject: r.text("subject"), Reason: w.text("reason"),
		Reference: w.text("reference"), By: w.text("by"), GrantedAt: w.moment("grantedAt"), Until: w.date("until"), Exposure: w.number("exposure"),
		Installs: r.number("installs"), Share: w.number("share"), Standing: w.value("endedAt") == nil, EndedBy: w.text("endedBy"), EndedWhy: w.text("endedWhy"),
	}
	if !waiver.Standing {
		at := w.moment("endedAt")
		waiver.EndedAt = &at
	}
	return waiver
}

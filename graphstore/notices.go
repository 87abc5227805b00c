package graphstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"waymark/cpl"
)

var (
	listNotices       = statement("list_notices")
	tellNotices       = statement("tell_notices")
	listEndingWaivers = statement("list_ending_waivers")
	warnWaivers       = statement("warn_waivers")
)

// The kinds of notice. All but [NoticeWaiverEnding] and [NoticeSubscription] are
// left behind by the transaction that makes the change.
const (
	NoticeWaiverLapsed    = "waiver-lapsed"
	NoticeWaiverDrifted   = "waiver-drifted" // to the operator where its owner is a manufacturer
	NoticeWaiverFollowed  = "waiver-followed"
	NoticeFindingReopened = "finding-reopened"
	NoticeEntryRetired    = "entry-retired"
	NoticeWaiverEnding    = "waiver-ending"
	NoticeSubscription    = "subscription-failing" // to the operator, with why
)

// waiverWarnings are how many days ahead waivers warn, the furthest first.
var waiverWarnings = []int{30, 7}

// noticesAtOnce is how many notices are told together; the rest follows.
const noticesAtOnce = 5_000

// Notice is something that the system did, or is about to do, to a finding or an
// entry, or cannot do for a subscription, and that its owner has not been told yet.
type Notice struct {
	ID   string
	Kind string
	At   time.Time
	// Owner is manufacturer, supplier, operator, dcc or panel, and Party the
	// organisation, nil while none is known.
	Owner string
	Party *Party
	// Fingerprint and what follows are the finding's; for an entry that was
	// retired, Subject and the two identifiers alone, and of a subscription what it
	// is called, as Subject.
	Fingerprint, Rule, Subject, SubjectKind, Severity string
	ManufacturerID, Supplier, ModelKey                string
	// Reference is that of the waiver, and On its last day; for an entry, On is
	// the day from which it is off the list.
	Reference string
	On        cpl.Date
	// Why is what keeps the mail of a subscription from being made.
	Why string
}

// UntoldNotices returns notices that were not told yet and whose party has an
// address that mail can be sent to, the oldest first and at most a few thousand at once.
func (s *Store) UntoldNotices(ctx context.Context, scope Scope) ([]Notice, error) {
	unfit, err := s.unfitParties(ctx, scope)
	if err != nil {
		return nil, err
	}
	rows, err := s.read(ctx, scope, listNotices, map[string]any{"limit": noticesAtOnce, "unfit": unfit})
	out := make([]Notice, 0, len(rows))
	for _, r := range rows {
		n := asRow(r.value("notice"))
		out = append(out, Notice{
			ID: n.text("id"), Kind: n.text("kind"), At: n.moment("at"), Owner: r.text("owner"), Party: toParty(r.value("party")),
			Fingerprint: n.text("fingerprint"), Rule: n.text("rule"), Subject: n.text("subject"), SubjectKind: n.text("subjectKind"), Severity: n.text("severity"),
			ManufacturerID: n.text("manufacturerId"), Supplier: n.text("supplier"), ModelKey: n.text("modelKey"), Reference: n.text("reference"), On: n.date("until"), Why: n.text("why"),
		})
	}
	return out, err
}

// unfitParties names the parties with an address that mail cannot be sent to.
func (s *Store) unfitParties(ctx context.Context, scope Scope) ([]string, error) {
	parties, err := s.Parties(ctx, scope)
	unfit := []string{}
	for _, p := range parties {
		if slices.ContainsFunc(cpl.Addresses(p.Email), func(a string) bool { return !cpl.IsAddress(a) }) {
			unfit = append(unfit, p.ID)
		}
	}
	return unfit, err
}

// TellNotices adds the messages that tell notices, one for each address of their
// party, to the outbox and marks them told, in one transaction. It does nothing and answers false when another
// process has told one of them.
func (s *Store) TellNotices(ctx context.Context, notices []Notice, messages []NewMessage) (told bool, err error) {
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.ID
	}
	slices.Sort(ids)
	err = s.write(ctx, "tell notices", func(tx *transaction) error {
		told = false
		rows, err := tx.run(ctx, tellNotices, map[string]any{"ids": ids, "message": messages[0].Key})
		if err != nil {
			return err
		}
		if rows[0].number("told") != int64(len(ids)) {
			return fmt.Errorf("told by another process: %w", ErrConflict)
		}
		told = true
		return tx.addMessages(ctx, messages)
	})
	if errors.Is(err, ErrConflict) {
		return false, nil
	}
	return told, err
}

// WarnOfWaivers leaves a notice for each waiver that ends within 30 days, and
// another within 7, once each: to its finding's owner and to every party of the
// Panel and the operator. It answers how many waivers it warned of.
func (s *Store) WarnOfWaivers(ctx context.Context, today cpl.Date) (int, error) {
	warned := 0
	// The nearest step first: a waiver that has a week left is not warned of twice.
	for _, days := range slices.Backward(waiverWarnings) {
		params := map[string]any{"today": fromDate(today), "days": days}
		rows, err := s.read(ctx, Everything, listEndingWaivers, params)
		if err != nil {
			return warned, err
		}
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.text("id")
		}
		slices.Sort(ids)
		for batch := range slices.Chunk(ids, 500) {
			var n int
			err := s.write(ctx, "warn of waivers", func(tx *transaction) error {
				rows, err := tx.run(ctx, warnWaivers, map[string]any{"ids": batch, "days": days})
				n = len(rows)
				return err
			})
			if err != nil {
				return warned, err
			}
			warned += n
		}
	}
	return warned, nil
}

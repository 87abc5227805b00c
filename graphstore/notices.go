package graphstore

import (
	"cmp"
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

// The kinds of notice. All but [NoticeWaiverEnding] are left behind by the
// transaction that makes the change.
const (
	NoticeWaiverLapsed    = "waiver-lapsed"
	NoticeWaiverDrifted   = "waiver-drifted"
	NoticeWaiverFollowed  = "waiver-followed"
	NoticeFindingReopened = "finding-reopened"
	NoticeEntryRetired    = "entry-retired"
	NoticeWaiverEnding    = "waiver-ending"
	NoticeWaiverOutgrown  = "waiver-outgrown" // to the Panel and the operator: it has not ended by that
)

// waiverWarnings are how many days ahead waivers warn, the furthest first.
var waiverWarnings = []int{30, 7}

const (
	// noticesAtOnce is how many notices are told together; the rest follows.
	noticesAtOnce = 5_000
	// undeliverableCounted is how many that cannot be told are counted.
	undeliverableCounted = 100_000
)

// Notice is something that the system did, or is about to do, to a finding or an
// entry, and that its owner has not been told yet.
type Notice struct {
	ID   string
	Kind string
	At   time.Time
	// Owner is manufacturer, supplier, operator, dcc or panel, and Party the
	// organisation, nil while none is known.
	Owner string
	Party *Party
	// Fingerprint and what follows are the finding's; for an entry that was
	// retired, Subject and the two identifiers alone.
	Fingerprint, Rule, Subject, SubjectKind, Severity string
	ManufacturerID, Supplier, ModelKey                string
	// Reference is that of the waiver, and On its last day; for an entry, On is
	// the day from which it is off the list.
	Reference string
	On        cpl.Date
}

// UntoldNotices returns notices that were not told yet and whose party has an
// address that mail can be sent to, the oldest first and at most a few thousand at once.
func (s *Store) UntoldNotices(ctx context.Context, scope Scope) ([]Notice, error) {
	return s.notices(ctx, scope, true, noticesAtOnce)
}

func (s *Store) notices(ctx context.Context, scope Scope, deliverable bool, limit int) ([]Notice, error) {
	parties, err := s.Parties(ctx, scope)
	if err != nil {
		return nil, err
	}
	unfit := []string{}
	for _, p := range parties {
		if p.Email != "" && !cpl.IsAddress(p.Email) {
			unfit = append(unfit, p.ID)
		}
	}
	rows, err := s.read(ctx, scope, listNotices, map[string]any{"deliverable": deliverable, "limit": limit, "unfit": unfit})
	out := make([]Notice, 0, len(rows))
	for _, r := range rows {
		n := asRow(r.value("notice"))
		out = append(out, Notice{
			ID: n.text("id"), Kind: n.text("kind"), At: n.moment("at"), Owner: r.text("owner"), Party: toParty(r.value("party")),
			Fingerprint: n.text("fingerprint"), Rule: n.text("rule"), Subject: n.text("subject"), SubjectKind: n.text("subjectKind"), Severity: n.text("severity"),
			ManufacturerID: n.text("manufacturerId"), Supplier: n.text("supplier"), ModelKey: n.text("modelKey"), Reference: n.text("reference"), On: n.date("until"),
		})
	}
	return out, err
}

// TellNotices adds the message that tells notices to the outbox and marks them
// told, in one transaction. It does nothing and answers false when another
// process has told one of them.
func (s *Store) TellNotices(ctx context.Context, notices []Notice, message NewMessage) (told bool, err error) {
	ids := make([]string, len(notices))
	for i, n := range notices {
		ids[i] = n.ID
	}
	slices.Sort(ids)
	err = s.write(ctx, "tell notices", func(tx *transaction) error {
		told = false
		rows, err := tx.run(ctx, tellNotices, map[string]any{"ids": ids, "message": message.Key})
		if err != nil {
			return err
		}
		if rows[0].number("told") != int64(len(ids)) {
			return fmt.Errorf("told by another process: %w", ErrConflict)
		}
		told = true
		return tx.addMessages(ctx, []NewMessage{message})
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

// Undeliverable is what there is to tell and nobody to tell it to.
type Undeliverable struct {
	// Owner is the role, and Party the organisation, blank while none is known.
	Owner string `json:"owner"`
	Party string `json:"party"`
	// ManufacturerID is whose party is not known, for a manufacturer without one.
	ManufacturerID string    `json:"manufacturerId,omitempty"`
	Notices        int       `json:"notices"`
	Oldest         time.Time `json:"oldest"`
	// Why says what is missing, and what to do.
	Why string `json:"why"`
}

// Undeliverable returns the notices that wait for an address, by whom they are for.
func (s *Store) Undeliverable(ctx context.Context, scope Scope) ([]Undeliverable, error) {
	notices, err := s.notices(ctx, scope, false, undeliverableCounted)
	if err != nil {
		return nil, err
	}
	found := map[string]*Undeliverable{}
	for _, n := range notices {
		u := Undeliverable{Owner: n.Owner, Oldest: n.At}
		switch {
		case n.Party != nil && n.Party.Email != "":
			u.Party, u.Why = n.Party.ID, "mail cannot be sent to the party's e-mail address: import parties with another"
		case n.Party != nil:
			u.Party, u.Why = n.Party.ID, "the party has no e-mail address: import parties with one"
		case n.Owner == "manufacturer":
			u.ManufacturerID, u.Why = n.ManufacturerID, "no party represents the manufacturer identifier: import parties with it"
		case n.Owner == "supplier":
			u.Party, u.Why = n.Supplier, "the supplier is no party: import parties with it"
		default:
			u.Why = "no party has the category " + n.Owner + ": import parties with one"
		}
		key := u.Owner + "\x00" + u.Party + "\x00" + u.ManufacturerID
		if found[key] == nil {
			found[key] = &u
		}
		found[key].Notices++
	}
	out := make([]Undeliverable, 0, len(found))
	for _, key := range sortedNames(found) {
		out = append(out, *found[key])
	}
	slices.SortStableFunc(out, func(a, b Undeliverable) int { return cmp.Compare(b.Notices, a.Notices) })
	return out, nil
}

package graphstore

import (
	"cmp"
	"context"
	"slices"
	"time"
)

var (
	listUndeliverable  = statement("list_undeliverable")
	countUndeliverable = statement("count_undeliverable")
	listSuspended      = statement("list_suspended")
	countSuspended     = statement("count_suspended")
)

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

// UndeliverablePlace is for whom a page of the undeliverable ended; the zero value is
// before the first.
type UndeliverablePlace struct {
	Owner, Party, ManufacturerID string
}

// Undeliverable returns the notices that wait for an address, by whom they are for:
// most first.
func (s *Store) Undeliverable(ctx context.Context, scope Scope) ([]Undeliverable, error) {
	unfit, err := s.unfitParties(ctx, scope)
	if err != nil {
		return nil, err
	}
	out, err := s.undeliverable(ctx, scope, unfit, UndeliverablePlace{}, wholeList)
	slices.SortStableFunc(out, func(a, b Undeliverable) int { return cmp.Compare(b.Notices, a.Notices) })
	return out, err
}

// UndeliverablePage lists for whom at most limit wait for an address after the given
// place: by role, party and manufacturer identifier, since their numbers change
// between two pages. It also says for how many notices wait in all.
func (s *Store) UndeliverablePage(ctx context.Context, scope Scope, after UndeliverablePlace, limit int) ([]Undeliverable, int64, error) {
	unfit, err := s.unfitParties(ctx, scope)
	if err != nil {
		return nil, 0, err
	}
	counted, err := s.read(ctx, scope, countUndeliverable, map[string]any{"unfit": unfit})
	if err != nil {
		return nil, 0, err
	}
	found, err := s.undeliverable(ctx, scope, unfit, after, limit)
	return found, counted[0].number("total"), err
}

func (s *Store) undeliverable(ctx context.Context, scope Scope, unfit []string, after UndeliverablePlace, limit int) ([]Undeliverable, error) {
	rows, err := s.read(ctx, scope, listUndeliverable, map[string]any{
		"unfit": unfit, "afterOwner": after.Owner, "afterParty": after.Party, "afterManufacturer": after.ManufacturerID, "limit": limit,
	})
	out := make([]Undeliverable, 0, len(rows))
	for _, r := range rows {
		out = append(out, Undeliverable{
			Owner: r.text("owner"), Party: r.text("party"), ManufacturerID: r.text("manufacturerId"), Notices: int(r.number("notices")), Oldest: r.moment("oldest"),
			Why: whyUndeliverable(r),
		})
	}
	return out, err
}

func whyUndeliverable(r row) string {
	switch owner := r.text("owner"); {
	case r.truth("addressed"):
		return "mail cannot be sent to the party's e-mail address: import parties with another"
	case r.truth("known"):
		return "the party has no e-mail address: import parties with one"
	case owner == "manufacturer":
		return "no party represents the manufacturer identifier: import parties with it"
	case owner == "supplier":
		return "the supplier is no party: import parties with it"
	default:
		return "no party has the category " + owner + ": import parties with one"
	}
}

// SuspendedRecipient is an address that gets no more mail, since it was refused
// for good several times in a row.
type SuspendedRecipient struct {
	Address     string    `json:"address"`
	Bounces     int64     `json:"bounces"`
	SuspendedAt time.Time `json:"suspendedAt"`
	// Why is what the server last answered.
	Why string `json:"why"`
}

// SuspendedRecipients returns them all, by address.
func (s *Store) SuspendedRecipients(ctx context.Context, scope Scope) ([]SuspendedRecipient, error) {
	return s.suspended(ctx, scope, "", wholeList)
}

// SuspendedPage lists at most limit suspended recipients whose address comes after
// the given one, by address, and how many there are in all.
func (s *Store) SuspendedPage(ctx context.Context, scope Scope, after string, limit int) ([]SuspendedRecipient, int64, error) {
	counted, err := s.read(ctx, scope, countSuspended, nil)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.suspended(ctx, scope, after, limit)
	return found, counted[0].number("total"), err
}

func (s *Store) suspended(ctx context.Context, scope Scope, after string, limit int) ([]SuspendedRecipient, error) {
	rows, err := s.read(ctx, scope, listSuspended, map[string]any{"after": after, "limit": limit})
	out := make([]SuspendedRecipient, 0, len(rows))
	for _, r := range rows {
		out = append(out, SuspendedRecipient{Address: r.text("address"), Bounces: r.number("bounces"), SuspendedAt: r.moment("suspendedAt"), Why: r.text("why")})
	}
	return out, err
}

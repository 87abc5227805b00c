package graphstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"waymark/cpl"
)

var (
	readRestrictable  = statement("read_restrictable")
	createRestriction = statement("create_restriction")
	liftRestriction   = statement("lift_restriction")
	endRestrictions   = statement("end_restrictions")
	beginRestrictions = statement("begin_restrictions")
)

// Acting says who changes something by hand, when, and how long it may wait for
// an import or a run that goes on.
type Acting struct {
	By    string
	Today cpl.Date
	Wait  Wait
}

// NewRestriction is what a restriction is made of. StartsOn is today if absent;
// EndsOn may be absent.
type NewRestriction struct {
	From, To, Reason, Reference string
	StartsOn, EndsOn            cpl.Date
}

// Restrict forbids a declared edge between two known versions, and derives what
// rests on it. It refuses, as *InputError, an edge that is not declared, a time
// that ends before it starts, and one in which the edge is restricted already.
func (s *Store) Restrict(ctx context.Context, n NewRestriction, a Acting) (Restriction, error) {
	if err := n.complete(a.Today); err != nil {
		return Restriction{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Restriction{}, fmt.Errorf("make restriction id: %w", err)
	}
	return s.changeRestrictions(ctx, "restriction of an edge", a, func(ctx context.Context, tx *transaction) (string, error) {
		if err := n.admissible(ctx, tx, a.Today); err != nil {
			return "", err
		}
		_, err := tx.run(ctx, createRestriction, map[string]any{
			"id": id.String(), "from": n.From, "to": n.To, "reason": n.Reason, "reference": n.Reference,
			"startsOn": fromDate(n.StartsOn), "endsOn": fromDate(n.EndsOn), "by": fromText(a.By),
		})
		return id.String(), err
	})
}

// Lifting says which restriction to lift: the one with the id or, where that is
// blank, the one of the edge that is in force, or else the next to come.
type Lifting struct {
	ID, From, To, Why string
	// Seen, where it is not nil, is asked about the restriction with the id in the transaction
	// that lifts it, whether it is as it was looked at.
	Seen func(Restriction) bool
}

// Unrestrict lifts one restriction before its time, and derives what rests on
// it. It refuses, as *InputError, where none is in force or to come; a given id
// that does not exist is ErrNotFound, and one that was not Seen so *ChangedError.
func (s *Store) Unrestrict(ctx context.Context, l Lifting, a Acting) (Restriction, error) {
	return s.changeRestrictions(ctx, "lifting of a restriction", a, func(ctx context.Context, tx *transaction) (string, error) {
		standing, err := l.find(ctx, tx, a.Today)
		if err != nil {
			return "", err
		}
		_, err = tx.run(ctx, liftRestriction, map[string]any{"id": standing.ID, "by": fromText(a.By), "why": fromText(strings.TrimSpace(l.Why))})
		return standing.ID, err
	})
}

// changeRestrictions runs an act that makes or lifts one, under the lease, and
// derives what follows from it today. The act returns the restriction's id.
func (s *Store) changeRestrictions(ctx context.Context, purpose string, a Acting, act func(context.Context, *transaction) (string, error)) (Restriction, error) {
	var changed string
	err := s.WithLease(ctx, LeaseWriter, purpose, a.Wait, func(ctx context.Context, lease *Lease) error {
		// What is declared is what imports said, also one that was interrupted.
		if err := s.CompleteDerivation(ctx, lease, nil); err != nil {
			return err
		}
		err := s.guarded(ctx, lease, purpose, func(tx *transaction) error {
			var err error
			if changed, err = act(ctx, tx); err != nil {
				return err
			}
			return settleRestrictions(ctx, tx, a.Today)
		})
		if err != nil {
			return err
		}
		return s.CompleteDerivation(ctx, lease, nil)
	})
	if err != nil {
		return Restriction{}, err
	}
	return s.Restriction(ctx, Everything, changed, a.Today)
}

// SettleRestrictions brings edges in line with the restrictions that are in
// force on a day, and derives the facts of the device models concerned. Done
// twice for one day it changes nothing.
func (s *Store) SettleRestrictions(ctx context.Context, lease *Lease, today cpl.Date) error {
	err := s.guarded(ctx, lease, "settle restrictions", func(tx *transaction) error {
		return settleRestrictions(ctx, tx, today)
	})
	if err != nil {
		return err
	}
	return s.CompleteDerivation(ctx, lease, nil)
}

// settleRestrictions ends before it begins: one restriction of an edge may
// follow upon another.
func settleRestrictions(ctx context.Context, tx *transaction, today cpl.Date) error {
	for _, st := range []Statement{endRestrictions, beginRestrictions} {
		if _, err := tx.run(ctx, st, map[string]any{"today": fromDate(today)}); err != nil {
			return err
		}
	}
	return nil
}

// complete fills in what may be left out and refuses what must not be.
func (n *NewRestriction) complete(today cpl.Date) error {
	n.From, n.To = cpl.Trim(n.From), cpl.Trim(n.To)
	n.Reason, n.Reference = cpl.Trim(n.Reason), cpl.Trim(n.Reference)
	if n.StartsOn == "" {
		n.StartsOn = today
	}
	switch {
	case n.Reason == "":
		return &InputError{Code: "reason-missing", Message: "a restriction needs a reason", Hint: "say why the upgrade must not be done"}
	case n.Reference == "":
		return &InputError{Code: "reference-missing", Message: "a restriction needs a reference", Hint: "name the decision, letter or ticket that it rests on"}
	case n.EndsOn.Stated() && n.EndsOn < n.StartsOn:
		return &InputError{
			Code: "ends-before-start", Message: fmt.Sprintf("the restriction would end on %s, before it starts on %s", n.EndsOn, n.StartsOn),
			Hint: "give an end on or after the start, or none",
		}
	case n.From == n.To:
		return &InputError{
			Code: "edge-to-itself", Message: fmt.Sprintf("%s names one version twice; a version's citation of itself can never be followed", n.From),
			Hint: "name the version from which the upgrade starts, then the one that it leads to",
		}
	}
	return nil
}

// admissible refuses an edge that is not declared, and one that is restricted at the time.
func (n *NewRestriction) admissible(ctx context.Context, tx *transaction, today cpl.Date) error {
	params := Everything.params()
	params["from"], params["to"] = n.From, n.To
	rows, err := tx.run(ctx, readRestrictable, params)
	if err != nil {
		return err
	}
	found := rows[0]
	for _, end := range []struct {
		id, known string
	}{{n.From, "fromKnown"}, {n.To, "toKnown"}} {
		if !found.truth(end.known) {
			return &InputError{Code: "unknown-version", Message: fmt.Sprintf("no list has had an entry %q", end.id), Hint: "check the CPL Entry ID, or import the list that has it"}
		}
	}
	if !found.truth("declared") {
		hint := fmt.Sprintf("%s cites nothing, so there is nothing to restrict", n.To)
		if cited := found.texts("cited"); len(cited) > 0 {
			hint = fmt.Sprintf("only what %s cites can be restricted, such as %s", n.To, strings.Join(cited, ", "))
		}
		return &InputError{Code: "edge-not-declared", Message: fmt.Sprintf("no upgrade from %s to %s is declared now", n.From, n.To), Hint: hint}
	}
	standing, err := restrictionsOf(ctx, tx, n.From, n.To, today)
	if err != nil {
		return err
	}
	for _, r := range standing {
		if r.State != RestrictionLifted && r.overlaps(n.StartsOn, n.EndsOn) {
			return &InputError{
				Code:    "already-restricted",
				Message: fmt.Sprintf("the upgrade from %s to %s is restricted %s already (%s)", n.From, n.To, r.time(), r.Reference),
				Hint:    "lift that restriction first, or choose days beside it",
			}
		}
	}
	return nil
}

func (r Restriction) overlaps(from, to cpl.Date) bool {
	return (!to.Stated() || r.StartsOn <= to) && (!r.EndsOn.Stated() || r.EndsOn >= from)
}

// time says in words when the restriction holds.
func (r Restriction) time() string {
	if r.EndsOn.Stated() {
		return fmt.Sprintf("from %s to %s", r.StartsOn, r.EndsOn)
	}
	return fmt.Sprintf("from %s on", r.StartsOn)
}

func restrictionsOf(ctx context.Context, tx *transaction, from, to string, today cpl.Date) ([]Restriction, error) {
	return findRestrictions(ctx, tx, RestrictionFilter{From: from, To: to}, today)
}

func findRestrictions(ctx context.Context, tx *transaction, f RestrictionFilter, today cpl.Date) ([]Restriction, error) {
	params := f.params(today)
	params["after"], params["limit"] = "", pageRows
	rows, err := tx.runFor(ctx, Everything, listRestrictions, params)
	if err != nil {
		return nil, err
	}
	out := make([]Restriction, 0, len(rows))
	for _, r := range rows {
		out = append(out, toRestriction(r))
	}
	return out, nil
}

// find is the restriction to lift.
func (l Lifting) find(ctx context.Context, tx *transaction, today cpl.Date) (Restriction, error) {
	f := RestrictionFilter{ID: l.ID, From: cpl.Trim(l.From), To: cpl.Trim(l.To)}
	found, err := findRestrictions(ctx, tx, f, today)
	if err != nil {
		return Restriction{}, err
	}
	if l.ID != "" && len(found) == 0 {
		return Restriction{}, fmt.Errorf("restriction %s: %w", l.ID, ErrNotFound)
	}
	if l.ID != "" {
		if err := unseen(found[0], l.Seen); err != nil {
			return Restriction{}, err
		}
	}
	var next *Restriction
	for i, r := range found {
		if r.State != RestrictionInForce && r.State != RestrictionFuture {
			continue
		}
		// The one in force starts before any that is to come.
		if next == nil || r.StartsOn < next.StartsOn {
			next = &found[i]
		}
	}
	if next != nil {
		return *next, nil
	}
	what := fmt.Sprintf("no restriction of the upgrade from %s to %s is in force or to come", f.From, f.To)
	if l.ID != "" {
		what = fmt.Sprintf("restriction %s is %s already", l.ID, found[0].State)
	}
	return Restriction{}, &InputError{Code: "not-restricted", Message: what, Hint: "see the list of restrictions"}
}

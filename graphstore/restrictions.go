package graphstore

import (
	"context"
	"fmt"
	"time"

	"waymark/cpl"
)

var (
	listRestrictions  = statement("list_restrictions")
	countRestrictions = statement("count_restrictions")
)

// The states of a restriction, by the day on which it is looked at.
const (
	RestrictionFuture  = "future"
	RestrictionInForce = "in-force"
	RestrictionEnded   = "ended"
	RestrictionLifted  = "lifted"
)

// RestrictionStates are the states of a restriction.
var RestrictionStates = []string{RestrictionFuture, RestrictionInForce, RestrictionEnded, RestrictionLifted}

// Restriction forbids one declared upgrade edge for a time, both days included.
// The declaration stays; a restriction is never deleted.
type Restriction struct {
	ID   string `json:"id"`
	From string `json:"from"`
	To   string `json:"to"`
	// Reason says why the edge must not be used, Reference where that was decided.
	Reason    string   `json:"reason"`
	Reference string   `json:"reference"`
	StartsOn  cpl.Date `json:"startsOn"`
	// EndsOn is the last day; absent while no end is set.
	EndsOn cpl.Date  `json:"endsOn,omitempty"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	// LiftedAt is when it was lifted before its time, if it was.
	LiftedAt  *time.Time `json:"liftedAt,omitempty"`
	LiftedBy  string     `json:"liftedBy,omitempty"`
	LiftedWhy string     `json:"liftedWhy,omitempty"`
	// State is future, in-force, ended or lifted, on the day of the question.
	State string `json:"state"`
}

// RestrictionFilter selects restrictions; empty members let everything pass.
type RestrictionFilter struct {
	ID, From, To string
	States       []string
}

func (f RestrictionFilter) params(today cpl.Date) map[string]any {
	states := f.States
	if states == nil {
		states = []string{}
	}
	return map[string]any{"id": f.ID, "from": f.From, "to": f.To, "states": states, "today": fromDate(today)}
}

// Restrictions lists at most limit restrictions that were made after the one
// with the given id, in the order in which they were made, and how many match in
// all. Their states are those of today.
func (s *Store) Restrictions(ctx context.Context, scope Scope, f RestrictionFilter, today cpl.Date, after string, limit int) ([]Restriction, int64, error) {
	params := f.params(today)
	params["after"], params["limit"] = after, limit
	rows, err := s.read(ctx, scope, listRestrictions, params)
	if err != nil {
		return nil, 0, err
	}
	out := make([]Restriction, 0, len(rows))
	for _, r := range rows {
		out = append(out, toRestriction(r))
	}
	counted, err := s.read(ctx, scope, countRestrictions, f.params(today))
	if err != nil {
		return nil, 0, err
	}
	return out, counted[0].number("total"), nil
}

// AllRestrictions lists every restriction that matches.
func (s *Store) AllRestrictions(ctx context.Context, scope Scope, f RestrictionFilter, today cpl.Date) ([]Restriction, error) {
	out := []Restriction{}
	for after := ""; ; after = out[len(out)-1].ID {
		page, total, err := s.Restrictions(ctx, scope, f, today, after, pageRows)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if len(page) < pageRows || int64(len(out)) >= total {
			return out, nil
		}
	}
}

// Restriction returns one restriction; ErrNotFound if there is none of that id.
func (s *Store) Restriction(ctx context.Context, scope Scope, id string, today cpl.Date) (Restriction, error) {
	params := RestrictionFilter{ID: id}.params(today)
	params["after"], params["limit"] = "", 1
	rows, err := s.read(ctx, scope, listRestrictions, params)
	if err != nil {
		return Restriction{}, err
	}
	if len(rows) == 0 || id == "" {
		return Restriction{}, fmt.Errorf("restriction %s: %w", id, ErrNotFound)
	}
	return toRestriction(rows[0]), nil
}

func toRestriction(found row) Restriction {
	r := asRow(found.value("restriction"))
	out := Restriction{
		ID: r.text("id"), From: r.text("from"), To: r.text("to"), Reason: r.text("reason"), Reference: r.text("reference"),
		StartsOn: r.date("startsOn"), EndsOn: r.date("endsOn"), By: r.text("by"), At: r.moment("at"),
		LiftedBy: r.text("liftedBy"), LiftedWhy: r.text("liftedWhy"), State: found.text("state"),
	}
	if r.value("liftedAt") != nil {
		at := r.moment("liftedAt")
		out.LiftedAt = &at
	}
	return out
}

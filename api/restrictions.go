package api

import (
	"context"
	"net/http"
	"slices"

	"waymark/cpl"
	"waymark/graphstore"
)

const restrictionsPath = apiRoot + "/restrictions"

type restrictionsInput struct {
	Page
	From  string   `query:"from" maxLength:"1000" doc:"Only those of edges that start at this version."`
	To    string   `query:"to" maxLength:"1000" doc:"Only those of edges that lead to this version."`
	State []string `query:"state" maxItems:"4" enum:"future,in-force,ended,lifted" doc:"Only those in these states, with commas; all if left out."`
}

type restrictionsOutput struct {
	Body struct {
		Restrictions []graphstore.Restriction `json:"restrictions" doc:"In the order in which they were made."`
		Paged
	} `nameHint:"RestrictionList"`
}

type restrictionRequest struct {
	From      string `json:"from" minLength:"1" maxLength:"1000" doc:"CPL Entry ID at which the upgrade starts."`
	To        string `json:"to" minLength:"1" maxLength:"1000" doc:"CPL Entry ID to which it leads."`
	Reason    string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why the upgrade must not be done."`
	Reference string `json:"reference" minLength:"1" maxLength:"1000" doc:"Decision, letter or ticket that it rests on."`
	StartsOn  string `json:"startsOn,omitempty" format:"date" doc:"First day, as YYYY-MM-DD; today if left out."`
	EndsOn    string `json:"endsOn,omitempty" format:"date" doc:"Last day, as YYYY-MM-DD; until it is lifted if left out."`
	By        string `json:"by,omitempty" maxLength:"200" doc:"Who restricts."`
}

type restrictionInput struct{ Body restrictionRequest }

type restrictionIDInput struct {
	ID string `path:"id" maxLength:"100" doc:"The restriction's id."`
}

type liftingInput struct {
	Condition
	ID  string `path:"id" maxLength:"100" doc:"The restriction's id."`
	Why string `query:"why" maxLength:"1000" doc:"Why it is lifted."`
	By  string `query:"by" maxLength:"200" doc:"Who lifts it."`
}

type restrictionBody struct {
	Restriction graphstore.Restriction `json:"restriction"`
}

type restrictionOutput struct{ Body restrictionBody }

// restrictionOf is the body with which a restriction is answered.
func restrictionOf(r graphstore.Restriction) any { return restrictionBody{r} }

func (s *Server) addRestrictions() {
	register(s, operation("list-restrictions", http.MethodGet, restrictionsPath, "restrictions", "List restrictions",
		"The restrictions of upgrades, past and lifted ones too, with their state today."), s.listRestrictions)
	op := operation("create-restriction", http.MethodPost, restrictionsPath, "restrictions", "Restrict an upgrade",
		"Forbids a declared upgrade between two known versions for a time; both days are included, in Europe/London. The declaration stays. "+
			"An upgrade that is restricted already in that time is a 409 (already-restricted), and so is an import or run that does not end (busy).",
		http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.DefaultStatus = http.StatusCreated
	register(s, op, s.createRestriction)
	register(s, operation("read-restriction", http.MethodGet, restrictionsPath+"/{id}", "restrictions", "Read a restriction",
		"One restriction with its state today.", http.StatusNotFound), s.readRestriction)
	register(s, operation("lift-restriction", http.MethodDelete, restrictionsPath+"/{id}", "restrictions", "Lift a restriction",
		"Lifts a restriction before its time. It is kept, with who lifted it and why. One that has ended or was lifted is a 409 (not-restricted).",
		http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed), s.liftRestriction)
}

func (s *Server) listRestrictions(ctx context.Context, in *restrictionsInput) (*restrictionsOutput, error) {
	f := graphstore.RestrictionFilter{From: in.From, To: in.To, States: in.State}
	filters := append([]string{f.From, f.To}, slices.Sorted(slices.Values(f.States))...)
	key, err := decodeCursor(in.Cursor, "restrictions", filters, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.Restrictions(ctx, s.scope(ctx), f, s.today(), key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &restrictionsOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: "exact"}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("restrictions", filters, []string{found[in.Limit-1].ID})
	}
	out.Body.Restrictions = found
	return out, nil
}

func (s *Server) createRestriction(ctx context.Context, in *restrictionInput) (*restrictionOutput, error) {
	n := graphstore.NewRestriction{From: in.Body.From, To: in.Body.To, Reason: in.Body.Reason, Reference: in.Body.Reference}
	for _, day := range []struct {
		member, given string
		into          *cpl.Date
	}{{"startsOn", in.Body.StartsOn, &n.StartsOn}, {"endsOn", in.Body.EndsOn, &n.EndsOn}} {
		if day.given == "" {
			continue
		}
		read, err := cpl.ParseISODate(day.given)
		if err != nil {
			return nil, &graphstore.InputError{Code: "not-a-date", Message: day.member + ": " + err.Error(), Hint: "give it as YYYY-MM-DD"}
		}
		*day.into = read
	}
	r, err := s.o.Store.Restrict(ctx, n, s.acting(ctx, in.Body.By))
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	return &restrictionOutput{Body: restrictionBody{r}}, nil
}

func (s *Server) readRestriction(ctx context.Context, in *restrictionIDInput) (*restrictionOutput, error) {
	r, err := s.o.Store.Restriction(ctx, s.scope(ctx), in.ID, s.today())
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	return &restrictionOutput{Body: restrictionBody{r}}, nil
}

func (s *Server) liftRestriction(ctx context.Context, in *liftingInput) (*restrictionOutput, error) {
	looked, err := seen(in.Condition, restrictionOf)
	if err != nil {
		return nil, err
	}
	r, err := s.o.Store.Unrestrict(ctx, graphstore.Lifting{ID: in.ID, Why: in.Why, Seen: looked}, s.acting(ctx, in.By))
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	return &restrictionOutput{Body: restrictionBody{r}}, nil
}

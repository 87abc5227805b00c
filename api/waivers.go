package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
)

const waiversPath = apiRoot + "/waivers"

type waiverRequest struct {
	Fingerprint string `json:"fingerprint" minLength:"1" maxLength:"100" doc:"The finding's fingerprint."`
	Reason      string `json:"reason" minLength:"1" maxLength:"10000" doc:"Why the finding can be lived with."`
	Reference   string `json:"reference" minLength:"1" maxLength:"1000" doc:"Where the decision is recorded."`
	Until       string `json:"until" format:"date" doc:"Last day, as YYYY-MM-DD, at most 12 months off."`
	Share       *int64 `json:"share,omitempty" doc:"By how many percent the devices affected may grow before the finding opens again; 20 if left out."`
	By          string `json:"by,omitempty" maxLength:"200" doc:"Who grants it."`
	Revision    *int64 `json:"revision,omitempty" doc:"The revision of the finding that was looked at."`
}

type waiverInput struct{ Body waiverRequest }

type waiversInput struct {
	Page
	Ended bool `query:"ended" doc:"Also those that have ended."`
}

type waiversOutput struct {
	Body struct {
		Waivers []graphstore.Waiver `json:"waivers" doc:"Newest first."`
		Paged
	} `nameHint:"WaiverList"`
}

type waiverIDInput struct {
	ID string `path:"id" maxLength:"100" doc:"The waiver's id."`
}

type endWaiverInput struct {
	Condition
	ID  string `path:"id" maxLength:"100" doc:"The waiver's id."`
	Why string `query:"why" required:"true" minLength:"1" maxLength:"1000" doc:"Why it ends; kept in the trail."`
	By  string `query:"by" maxLength:"200" doc:"Who ends it."`
}

type waiverOutput struct {
	Body struct {
		Waiver graphstore.Waiver `json:"waiver"`
	} `nameHint:"WaiverAnswer"`
}

func (s *Server) addWaivers() {
	register(s, operation("list-waivers", http.MethodGet, waiversPath, "findings", "List waivers", "The waivers that stand, or all that there ever were."), s.listWaivers)
	op := operation("create-waiver", http.MethodPost, waiversPath, "findings", "Waive a finding",
		"Waives a finding for a time, and with it what follows from it alone. A finding whose causes stand unwaived is a 409 (causes-stand) that names them.",
		http.StatusNotFound, http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.DefaultStatus = http.StatusCreated
	register(s, op, s.createWaiver)
	register(s, operation("read-waiver", http.MethodGet, waiversPath+"/{id}", "findings", "Read a waiver", "One waiver, standing or ended.", http.StatusNotFound), s.readWaiver)
	register(s, operation("end-waiver", http.MethodDelete, waiversPath+"/{id}", "findings", "End a waiver", "Its finding is open again; the waiver is kept, with who ended it and why.",
		http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed), s.endWaiver)
}

func (s *Server) listWaivers(ctx context.Context, in *waiversInput) (*waiversOutput, error) {
	filters := []string{strconv.FormatBool(in.Ended)}
	key, err := decodeCursor(in.Cursor, "waivers", filters, 2)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.WaiverPage(ctx, s.scope(ctx), in.Ended, placeOf(key), in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &waiversOutput{}
	out.Body.Waivers, out.Body.Paged = cutPage(found, in.Limit, total, "waivers", filters, func(w graphstore.Waiver) []string { return placeKey(w.GrantedAt, w.ID) })
	return out, nil
}

func (s *Server) createWaiver(ctx context.Context, in *waiverInput) (*waiverOutput, error) {
	b := in.Body
	until, err := cpl.ParseISODate(b.Until)
	if err != nil {
		return nil, &graphstore.InputError{Code: "not-a-date", Message: "until: " + err.Error(), Hint: "give the last day of the waiver, as YYYY-MM-DD"}
	}
	due, err := dueDates()
	if err != nil {
		return nil, err
	}
	g := graphstore.WaiverGrant{
		Fingerprint: b.Fingerprint, Reason: b.Reason, Reference: b.Reference, By: s.acting(ctx, b.By).By, Until: until, Share: graphstore.DefaultShare,
		Today: s.today(), Due: due,
	}
	if b.Revision != nil {
		g.Revisions = []int64{*b.Revision}
	}
	if b.Share != nil {
		g.Share = *b.Share
	}
	return waiverAnswer(s.o.Store.Waive(ctx, s.scope(ctx), g))
}

func (s *Server) readWaiver(ctx context.Context, in *waiverIDInput) (*waiverOutput, error) {
	return waiverAnswer(s.o.Store.Waiver(ctx, s.scope(ctx), in.ID))
}

func (s *Server) endWaiver(ctx context.Context, in *endWaiverInput) (*waiverOutput, error) {
	looked, err := seen(in.Condition, waiverOf)
	if err != nil {
		return nil, err
	}
	due, err := dueDates()
	if err != nil {
		return nil, err
	}
	return waiverAnswer(s.o.Store.Unwaive(ctx, s.scope(ctx), graphstore.WaiverEnd{
		ID: in.ID, By: s.acting(ctx, in.By).By, Why: in.Why, Seen: looked, Today: s.today(), Due: due,
	}))
}

func waiverAnswer(w graphstore.Waiver, err error) (*waiverOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &waiverOutput{}
	out.Body.Waiver = w
	return out, nil
}

// waiverOf is the body with which a waiver is answered.
func waiverOf(w graphstore.Waiver) any {
	out := waiverOutput{}
	out.Body.Waiver = w
	return out.Body
}

func dueDates() (graphstore.DueFunc, error) {
	d, err := analytics.LoadDeadlines()
	if err != nil {
		return nil, fmt.Errorf("load deadlines: %w", err)
	}
	return d.Due, nil
}

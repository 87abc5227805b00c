package api

import (
	"context"
	"net/http"
	"strconv"

	"waymark/graphstore"
)

type stateChangeRequest struct {
	To       string `json:"to" enum:"open,acknowledged,fix-proposed" doc:"The new state: open, acknowledged or fix-proposed."`
	Why      string `json:"why" minLength:"1" maxLength:"10000" doc:"Why; kept in the trail."`
	By       string `json:"by,omitempty" maxLength:"200" doc:"Who changes it."`
	Revision *int64 `json:"revision,omitempty" doc:"The revision that was looked at, unless If-Match gives it."`
}

type changeInput struct {
	Condition
	Fingerprint string `path:"fingerprint" maxLength:"100" doc:"The finding's fingerprint."`
	Body        stateChangeRequest
}

type commentInput struct {
	Fingerprint string `path:"fingerprint" maxLength:"100" doc:"The finding's fingerprint."`
	Body        struct {
		Text string `json:"text" minLength:"1" maxLength:"10000" doc:"What there is to say."`
		By   string `json:"by,omitempty" maxLength:"200" doc:"Who says it."`
	} `nameHint:"FindingComment"`
}

type triageRequest struct {
	Rule         string   `json:"rule,omitempty" maxLength:"100" doc:"Only those of the rule with this id."`
	State        []string `json:"state,omitempty" maxItems:"5" enum:"open,acknowledged,fix-proposed,waived,resolved,all" doc:"Only those in these states."`
	Manufacturer string   `json:"manufacturer,omitempty" maxLength:"100" doc:"Only those of the manufacturer with this identifier."`
	Supplier     string   `json:"supplier,omitempty" maxLength:"1000" doc:"Only those of the supplier with this name."`
	To           string   `json:"to" enum:"open,acknowledged,fix-proposed" doc:"The new state: open, acknowledged or fix-proposed."`
	Why          string   `json:"why" minLength:"1" maxLength:"10000" doc:"Why; kept in the trail."`
	By           string   `json:"by,omitempty" maxLength:"200" doc:"Who changes them."`
	Expect       *int64   `json:"expect,omitempty" doc:"How many findings match; without it they are only counted."`
	DryRun       bool     `json:"dryRun,omitempty" doc:"Count them and change none."`
}

type triageInput struct{ Body triageRequest }

type triageOutput struct {
	Body struct {
		Triage graphstore.TriageResult `json:"triage"`
	} `nameHint:"TriageAnswer"`
}

func (s *Server) addTriage() {
	stale := []int{
		http.StatusNotFound, http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusPreconditionRequired,
	}
	register(s, operation("change-finding", http.MethodPatch, findingsPath+"/{fingerprint}", "findings", "Change a finding's state",
		"Acknowledges a finding, says that a fix is proposed, or puts it back to open. It says on which revision it was made (If-Match, or revision), or that any will do (If-Match: *); "+
			"a stale one is a 409 (stale-revision) that carries the finding as it is now.", stale...), s.changeFinding)
	op := operation("comment-finding", http.MethodPost, findingsPath+"/{fingerprint}/comments", "findings", "Comment on a finding",
		"Adds to the finding's trail; its state and revision stay.", stale[:5]...)
	op.DefaultStatus = http.StatusCreated
	register(s, op, s.commentFinding)
	register(s, operation("triage-findings", http.MethodPost, findingsPath+"/triage", "findings", "Change the state of many findings",
		"Counts the findings that match, or, with their count in expect, changes them, all or none. Another count is a 409 (count-differs) that says it.", stale[1:5]...), s.triageFindings)
}

func (s *Server) changeFinding(ctx context.Context, in *changeInput) (*findingOutput, error) {
	revisions, err := in.revisions()
	if err != nil {
		return nil, err
	}
	detail, err := s.o.Store.ChangeState(ctx, s.scope(ctx), in.Fingerprint, graphstore.StateChange{
		To: in.Body.To, Why: in.Body.Why, By: s.acting(ctx, in.Body.By).By, Revisions: revisions,
	})
	return findingAnswer(detail, err)
}

// revisions are those on which the change was made, of which one will do; none for any.
// Without a word of that the change is refused.
func (in *changeInput) revisions() ([]int64, error) {
	given, err := in.tags()
	if err != nil {
		return nil, err
	}
	if len(given.list) > 0 {
		revisions := given.revisions()
		if len(revisions) == 0 {
			return nil, &graphstore.InputError{Code: "bad-etag", Message: "If-Match has no ETag of a finding", Hint: "give the ETag that came with the finding"}
		}
		return revisions, nil
	}
	if in.Body.Revision != nil {
		return []int64{*in.Body.Revision}, nil
	}
	if !given.whichever {
		return nil, newProblem(http.StatusPreconditionRequired, "revision-missing", "the change does not say on which revision it was made", "read the finding, and give its ETag as If-Match or its revision")
	}
	return nil, nil
}

func (s *Server) commentFinding(ctx context.Context, in *commentInput) (*findingOutput, error) {
	return findingAnswer(s.o.Store.Comment(ctx, s.scope(ctx), in.Fingerprint, s.acting(ctx, in.Body.By).By, in.Body.Text))
}

func findingAnswer(detail graphstore.FindingDetail, err error) (*findingOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &findingOutput{ETag: strconv.Quote(strconv.FormatInt(detail.Finding.Revision, 10))}
	out.Body = detail
	return out, nil
}

func (s *Server) triageFindings(ctx context.Context, in *triageInput) (*triageOutput, error) {
	b := in.Body
	if err := s.knownRule(b.Rule); err != nil {
		return nil, err
	}
	if err := (FindingFilters{Supplier: b.Supplier}).toldTo(principal(ctx), "rule"); err != nil {
		return nil, err
	}
	f := graphstore.FindingFilter{Rule: b.Rule, Manufacturer: hexText(b.Manufacturer), Supplier: b.Supplier}
	if len(b.State) > 0 {
		var err error
		if f.States, err = statesOf(b.State); err != nil {
			return nil, err
		}
	}
	if f.Rule+f.Manufacturer+f.Supplier == "" && len(b.State) == 0 {
		return nil, &graphstore.InputError{Code: "filter-missing", Message: "nothing says which findings", Hint: "give rule, state, manufacturer or supplier"}
	}
	result, err := s.o.Store.Triage(ctx, s.scope(ctx), f, graphstore.StateChange{To: b.To, Why: b.Why, By: s.acting(ctx, b.By).By}, b.Expect, b.DryRun)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &triageOutput{}
	out.Body.Triage = result
	return out, nil
}

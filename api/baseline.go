package api

import (
	"context"
	"net/http"

	"waymark/graphstore"
)

const baselinePath = apiRoot + "/baseline"

type baselineInput struct {
	Body struct {
		Reason    string `json:"reason" minLength:"1" maxLength:"10000" doc:"Why it is taken."`
		Reference string `json:"reference" minLength:"1" maxLength:"1000" doc:"Where the decision is recorded."`
		By        string `json:"by,omitempty" maxLength:"200" doc:"Who takes it."`
	}
}

type baselineOutput struct {
	Body struct {
		Baseline *graphstore.Baseline `json:"baseline"`
	} `nameHint:"BaselineAnswer"`
}

func (s *Server) addBaseline() {
	register(s, operation("read-baseline", http.MethodGet, baselinePath, "findings", "Read the baseline",
		"The best-endeavours findings that stood on the day on which the baseline was taken, and how many of them are left. It only shrinks.", http.StatusNotFound), s.readBaseline)
	op := operation("take-baseline", http.MethodPost, baselinePath, "findings", "Take the baseline", "It is taken once; a second time is a 409 (baseline-taken).",
		http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.DefaultStatus = http.StatusCreated
	register(s, op, s.takeBaseline)
}

func (s *Server) readBaseline(ctx context.Context, _ *struct{}) (*baselineOutput, error) {
	b, err := s.o.Store.Baseline(ctx, s.scope(ctx))
	if err == nil && b == nil {
		err = &graphstore.InputError{Code: "no-baseline", Message: "no baseline has been taken", Hint: "take it with POST " + baselinePath}
	}
	return baselineAnswer(b, err)
}

func (s *Server) takeBaseline(ctx context.Context, in *baselineInput) (*baselineOutput, error) {
	return baselineAnswer(s.o.Store.TakeBaseline(ctx, graphstore.Wait{For: s.o.BusyWait}, s.acting(ctx, in.Body.By).By, in.Body.Reason, in.Body.Reference))
}

func baselineAnswer(b *graphstore.Baseline, err error) (*baselineOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &baselineOutput{}
	out.Body.Baseline = b
	return out, nil
}

package api

import (
	"context"
	"net/http"

	"waymark/analytics"
)

type explainInput struct {
	Subject string `query:"subject" required:"true" minLength:"1" maxLength:"4000" doc:"A CPL Entry ID, device type|manufacturer|model, supplier|device type|manufacturer|model|firmware, or the fingerprint of a finding. A text that fits several is the CPL Entry ID."`
}

type explainOutput struct {
	Body struct {
		Explain *analytics.Explanation `json:"explain"`
	} `nameHint:"ExplainAnswer"`
}

func (s *Server) addExplain() {
	register(s, operation("explain-subject", http.MethodGet, apiRoot+"/explain", "findings", "Explain a subject",
		"Everything known about a version, a device model, a cohort, a placeholder or a finding: its declaration and history, edges, installs, findings, the imports with file and line, "+
			"its place in the pathways, and, where something cannot be reached, the missing links and who can declare them.", http.StatusNotFound), s.explain)
}

func (s *Server) explain(ctx context.Context, in *explainInput) (*explainOutput, error) {
	out := &explainOutput{}
	var err error
	out.Body.Explain, err = s.o.Engine.Explain(ctx, s.o.Store, s.scope(ctx), in.Subject, s.today())
	return out, err //nolint:wrapcheck // worded by analytics
}

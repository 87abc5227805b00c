package main

import (
	"bytes"
	"context"

	"waymark/analytics"
	"waymark/api/client"
	"waymark/graphstore"
	"waymark/reports"
)

// remotePage is how many a service is asked for at a time.
var remotePage = int64(500)

// findings pages through all that the service tells.
func (s service) findings(ctx context.Context, f graphstore.FindingFilter) ([]graphstore.Finding, error) {
	states := f.States
	if states == nil {
		states = []string{"all"}
	}
	params := &client.ListFindingsParams{Limit: &remotePage, Rule: orNil(f.Rule), State: states, Manufacturer: orNil(f.Manufacturer), Supplier: orNil(f.Supplier)}
	var all []graphstore.Finding
	for {
		page, err := decoded[struct {
			Findings []graphstore.Finding `json:"findings"`
			Next     string               `json:"next"`
		}](s.api.ListFindings(ctx, params))
		if err != nil {
			return nil, err
		}
		all = append(all, page.Findings...)
		if page.Next == "" {
			return all, nil
		}
		params.Cursor = &page.Next
	}
}

// explain asks the service.
func (s service) explain(ctx context.Context, subject string) (*analytics.Explanation, error) {
	out, err := decoded[struct {
		Explain *analytics.Explanation `json:"explain"`
	}](s.api.ExplainSubject(ctx, &client.ExplainSubjectParams{Subject: subject}))
	return out.Explain, err
}

// verify has the service compare a file with what it keeps.
func (s service) verify(ctx context.Context, _ string, file []byte) (*reports.Verification, error) {
	out, err := decoded[struct {
		Verify *reports.Verification `json:"verify"`
	}](s.api.VerifyReportWithBody(ctx, nil, mediaFile, bytes.NewReader(file)))
	return out.Verify, err
}

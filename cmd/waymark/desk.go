package main

import (
	"context"

	"waymark/analytics"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

// desk is where commands that have a remote form get their answers, and the same
// ones: beside the database, or from a service. What is printed is made of them in one place.
type desk interface {
	// load gives the reconciliation as far as there is one, why the import failed, and
	// what went wrong with the file of rejects.
	load(ctx context.Context, kind cpl.Kind, path string, f importFlags, o graphstore.ImportOptions) (result *graphstore.ImportResult, failure, rejects error)
	lint(ctx context.Context, path string, now cpl.Date) (*analytics.Lint, error)
	// findings gives all that match.
	findings(ctx context.Context, f graphstore.FindingFilter) ([]graphstore.Finding, error)
	explain(ctx context.Context, subject string) (*analytics.Explanation, error)
	draft(ctx context.Context, request reports.Request, flags reportFlags) error
	publish(ctx context.Context, request reports.Request) (reports.Published, error)
	// published lists the newest listedReports, and how many there are.
	published(ctx context.Context, filter graphstore.ReportFilter) ([]graphstore.Report, int64, error)
	fetch(ctx context.Context, id string, flags reportFlags) error
	verify(ctx context.Context, name string, file []byte) (*reports.Verification, error)
}

// database is the desk beside the database.
type database struct{ *command }

// desk is the one that the settings name.
func (c *command) desk() (desk, error) {
	if c.config.server == "" {
		return database{c}, nil
	}
	return c.newService()
}

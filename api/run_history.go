package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"waymark/graphstore"
)

type runsOutput struct {
	Body struct {
		Runs []graphstore.RunSummary `json:"runs"`
		Paged
	} `nameHint:"RunList"`
}

type runDiffInput struct {
	From string `path:"id" maxLength:"100" doc:"A run's id."`
	To   string `path:"other" maxLength:"100" doc:"Another run's id; the earlier one counts as before."`
}

type runDiffOutput struct {
	Body struct {
		Diff graphstore.RunDifference `json:"diff"`
	} `nameHint:"RunDiff"`
}

type trendInput struct {
	Rule         string `query:"rule" doc:"Only this rule."`
	Manufacturer string `query:"manufacturer" doc:"Only this manufacturer identifier."`
	DeviceType   string `query:"deviceType" doc:"Only this device type."`
	Limit        int    `query:"limit" default:"100" minimum:"1" maximum:"500" doc:"Of how many of the newest full runs."`
}

type trendOutput struct {
	Body struct {
		Trend []graphstore.TrendPoint `json:"trend"`
	} `nameHint:"Trend"`
}

func (s *Server) addRunHistory() {
	register(s, operation("list-runs", http.MethodGet, runsPath, "runs", "List the runs", "Every run, newest first, with what its rules came to together."), s.listRuns)
	register(s, operation("diff-runs", http.MethodGet, runsPath+"/{id}/diff/{other}", "runs", "Compare two runs",
		"The findings that one of the runs saw and the other did not, or saw in another state or severity, and each rule's results side by side.", http.StatusNotFound), s.diffRuns)
	register(s, operation("read-trend", http.MethodGet, apiRoot+"/trend", "runs", "Follow figures over the full runs",
		"A point for each full run that ended ok or partial, oldest first.", http.StatusNotFound), s.readTrend)
}

func (s *Server) listRuns(ctx context.Context, in *struct{ Page }) (*runsOutput, error) {
	key, err := decodeCursor(in.Cursor, "runs", nil, 1)
	if err != nil {
		return nil, err
	}
	// The cursor of the first page is blank: 0 begins at the newest.
	before, _ := strconv.ParseInt(key[0], 10, 64)
	runs, total, err := s.o.Store.Runs(ctx, s.scope(ctx), before, in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &runsOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: "exact"}
	if len(runs) > in.Limit {
		runs = runs[:in.Limit]
		out.Body.Next = encodeCursor("runs", nil, []string{strconv.FormatInt(runs[in.Limit-1].Number, 10)})
	}
	out.Body.Runs = runs
	return out, nil
}

func (s *Server) diffRuns(ctx context.Context, in *runDiffInput) (*runDiffOutput, error) {
	d, err := s.o.Store.DiffRuns(ctx, s.scope(ctx), in.From, in.To)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &runDiffOutput{}
	out.Body.Diff = d
	return out, nil
}

func (s *Server) readTrend(ctx context.Context, in *trendInput) (*trendOutput, error) {
	if err := s.knownRule(in.Rule); err != nil {
		return nil, err
	}
	points, err := s.o.Store.Trend(ctx, s.scope(ctx), graphstore.TrendFilter{
		Rule: in.Rule, Manufacturer: strings.TrimPrefix(strings.ToUpper(in.Manufacturer), "0X"), DeviceType: strings.ToUpper(in.DeviceType),
	}, in.Limit)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &trendOutput{}
	out.Body.Trend = points
	return out, nil
}

//go:build integration

package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestRunsAreListedComparedAndFollowedOverHTTP(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", ""), "")
	require.Equal(t, http.StatusCreated, c.do(http.MethodPost, "/api/v1/runs", nil).status)
	c.load("cpl", listHeader+row("V1", "00000001", "N/A"), "")
	require.Equal(t, http.StatusCreated, c.do(http.MethodPost, "/api/v1/runs", nil).status)

	type runsDocument struct {
		Runs  []graphstore.RunSummary
		Total int64
		Next  string
	}
	newest := read[runsDocument](t, c.get("/api/v1/runs?limit=1"), http.StatusOK)
	require.EqualValues(t, 2, newest.Total)
	oldest := read[runsDocument](t, c.get("/api/v1/runs?limit=1&cursor="+newest.Next), http.StatusOK)
	require.Empty(t, oldest.Next)
	require.Equal(t, []int64{2, 1}, []int64{newest.Runs[0].Number, oldest.Runs[0].Number})

	diff := read[struct{ Diff graphstore.RunDifference }](t, c.get("/api/v1/runs/"+newest.Runs[0].ID+"/diff/"+oldest.Runs[0].ID), http.StatusOK).Diff
	require.EqualValues(t, 1, diff.Counts[graphstore.ChangeResolved])
	require.Equal(t, "V1", diff.Findings[0].Subject)
	refused(t, c.get("/api/v1/runs/"+newest.Runs[0].ID+"/diff/none"), http.StatusNotFound, "not-found")

	trend := read[struct{ Trend []graphstore.TrendPoint }](t, c.get("/api/v1/trend?rule=predecessor-undeclared&deviceType=esme"), http.StatusOK).Trend
	require.Equal(t, []int64{1, 0}, []int64{trend[0].Failing, trend[1].Failing})
	refused(t, c.get("/api/v1/trend?rule=nope"), http.StatusUnprocessableEntity, "unknown-rule")
}

func TestABaselineIsTakenOnceOverHTTP(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", ""), "")
	require.Equal(t, http.StatusCreated, c.do(http.MethodPost, "/api/v1/runs", nil).status)
	refused(t, c.get("/api/v1/baseline"), http.StatusNotFound, "no-baseline")
	const body = `{"reason":"state at go-live","reference":"P 1","by":"pat"}`
	type document struct{ Baseline graphstore.Baseline }
	taken := read[document](t, c.send(http.MethodPost, "/api/v1/baseline", body), http.StatusCreated).Baseline
	require.Equal(t, taken, read[document](t, c.get("/api/v1/baseline"), http.StatusOK).Baseline)
	refused(t, c.send(http.MethodPost, "/api/v1/baseline", body), http.StatusConflict, "baseline-taken")
}

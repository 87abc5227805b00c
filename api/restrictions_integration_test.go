//go:build integration

package api_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type restrictionAnswer struct {
	ID, From, To, Reason, Reference, StartsOn, EndsOn, By, At, LiftedAt, LiftedBy, LiftedWhy, State string
}

type restrictionDocument struct{ Restriction restrictionAnswer }

func (c *client) restrict(body string) answer {
	c.t.Helper()
	return c.do(http.MethodPost, "/api/v1/restrictions", strings.NewReader(body), "Content-Type", "application/json")
}

func TestRestrictionsOverHTTP(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V/1", "00000001", "N/A")+row("V2", "00000002", "V/1")+row("V3", "00000003", "V2"), "")
	made := read[restrictionDocument](t, c.restrict(`{"from":"V/1","to":"V2","reason":"bricks","reference":"R-1","by":"secas","endsOn":"2199-12-31"}`), http.StatusCreated).Restriction
	require.Equal(t, []string{"V/1", "V2", "bricks", "R-1", "secas", "2199-12-31", "in-force"}, []string{made.From, made.To, made.Reason, made.Reference, made.By, made.EndsOn, made.State})
	read[restrictionDocument](t, c.restrict(`{"from":"V2","to":"V3","reason":"r","reference":"R-2","startsOn":"2198-01-01"}`), http.StatusCreated)

	version := read[struct {
		Version struct {
			Predecessors, Successors []struct {
				Restriction *restrictionAnswer
			}
		}
	}](t, c.get("/api/v1/versions/V2"), http.StatusOK).Version
	require.Equal(t, made.ID, version.Predecessors[0].Restriction.ID)
	require.Nil(t, version.Successors[0].Restriction, "it is to come")

	listed := pages[restrictionAnswer](c, "/api/v1/restrictions", url.Values{"limit": {"1"}})
	require.Len(t, listed, 2)
	require.Equal(t, 2, listed[0].Total)
	require.Equal(t, made, listed[0].Restrictions[0])
	require.Equal(t, "future", listed[1].Restrictions[0].State)
	require.Len(t, pages[restrictionAnswer](c, "/api/v1/restrictions", url.Values{"state": {"future,ended"}})[0].Restrictions, 1)
	require.Len(t, pages[restrictionAnswer](c, "/api/v1/restrictions", url.Values{"to": {"V2"}})[0].Restrictions, 1)

	lifted := read[restrictionDocument](t, c.do(http.MethodDelete, "/api/v1/restrictions/"+made.ID+"?why=mended", nil), http.StatusOK).Restriction
	require.Equal(t, []string{"lifted", "api", "mended"}, []string{lifted.State, lifted.LiftedBy, lifted.LiftedWhy})
	require.NotEmpty(t, lifted.LiftedAt)
	refused(t, c.do(http.MethodDelete, "/api/v1/restrictions/"+made.ID, nil), http.StatusConflict, "not-restricted")
	refused(t, c.do(http.MethodDelete, "/api/v1/restrictions/none", nil), http.StatusNotFound, "not-found")
	for body, want := range map[string]struct {
		status int
		code   string
	}{
		`{"from":"V2","to":"V3","reason":"r","reference":"R-3"}`:                               {http.StatusConflict, "already-restricted"},
		`{"from":"V3","to":"V2","reason":"r","reference":"R-3"}`:                               {http.StatusUnprocessableEntity, "edge-not-declared"},
		`{"from":"V2","to":"V9","reason":"r","reference":"R-3"}`:                               {http.StatusUnprocessableEntity, "unknown-version"},
		`{"from":"V2","to":"V3","reason":" ","reference":"R-3"}`:                               {http.StatusUnprocessableEntity, "reason-missing"},
		`{"from":"V2","to":"V3","reason":"r"}`:                                                 {http.StatusUnprocessableEntity, "validation"},
		`{"from":"V2","to":"V3","reason":"r","reference":"R-3","startsOn":"01/02/2026"}`:       {http.StatusUnprocessableEntity, "validation"},
		`{"from":"V2","to":"V3","reason":"r","reference":"R-3","endsOn":"2001-01-01"}`:         {http.StatusUnprocessableEntity, "ends-before-start"},
		`{"from":"V2","to":"V3","reason":"r","reference":"R-3","until":"2001-01-01"}`:          {http.StatusUnprocessableEntity, "validation"},
		`{"from":"V2","to":"V3","reason":"r","reference":"` + strings.Repeat("f", 1001) + `"}`: {http.StatusUnprocessableEntity, "validation"},
	} {
		refused(t, c.restrict(body), want.status, want.code)
	}
}

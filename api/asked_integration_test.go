//go:build integration

package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestRequestsAreRecordedOverHTTP(t *testing.T) {
	c, _ := serveGraph(t)
	c.load("cpl", listHeader+row("V1", "00000001", "")+row("V2", "00000002", "V1"), "")
	c.load("parties", "Party,Category,Manufacturer Identifiers\nAcme,manufacturer,A0C1\n", "")
	type answer struct{ Asked graphstore.Asked }
	made := read[answer](t, c.send(http.MethodPost, "/api/v1/asked", `{"entry":"V1","on":"2026-01-02","reference":"L-1","by":"pat"}`), http.StatusCreated).Asked
	require.Equal(t, []string{"V1", "Acme", "2026-01-02", "L-1", "pat", "silent"}, []string{made.EntryID, made.Party, string(made.On), made.Reference, made.By, made.Answer})
	chased := read[answer](t, c.send(http.MethodPost, "/api/v1/asked", `{"entry":"V1","reference":"L-2","chase":true}`), http.StatusCreated).Asked
	require.Equal(t, made.ID, chased.ID)
	require.Len(t, chased.Chases, 1)
	type list struct {
		Asked []graphstore.Asked
		Total int
	}
	require.Equal(t, 1, read[list](t, c.get("/api/v1/asked?party=Acme&entry=V1"), http.StatusOK).Total)
	require.Empty(t, read[list](t, c.get("/api/v1/asked?entry=V2"), http.StatusOK).Asked)
	for body, want := range map[string]struct {
		status int
		code   string
	}{
		`{"entry":"V1","reference":"L-3"}`:                   {http.StatusConflict, "already-asked"},
		`{"entry":"V2","reference":"L-3","chase":true}`:      {http.StatusConflict, "not-asked"},
		`{"entry":"V9","reference":"L-3"}`:                   {http.StatusUnprocessableEntity, "unknown-version"},
		`{"entry":"V2","reference":"L-3","on":"02/01/2026"}`: {http.StatusUnprocessableEntity, "validation"},
		`{"entry":"V2","reference":"L-3","on":"2199-01-01"}`: {http.StatusUnprocessableEntity, "on-future"},
		`{"entry":"V2"}`: {http.StatusUnprocessableEntity, "validation"},
		`{"entry":"V2","reference":"L-3","party":"Nobody at all"}`: {http.StatusUnprocessableEntity, "unknown-party"},
	} {
		refused(t, c.send(http.MethodPost, "/api/v1/asked", body), want.status, want.code)
	}
}

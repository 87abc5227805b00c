//go:build integration

package graphstore_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

func askGraph(t *testing.T) graph {
	t.Helper()
	g := newGraph(t)
	list := shortHeader + "v1,ESME,A0C1,0C1A0001,00000001,Current,N/A\nv2,ESME,A0C1,0C1A0001,00000002,Current,\nv3,ESME,A0C1,0C1A0001,00000003,Current,gone\no1,ESME,B0B2,0C1A0001,00000001,Current,\n"
	g.load(cpl.KindCPL, list, graphstore.ImportOptions{AsOf: "2026-10-01"})
	g.load(cpl.KindParties, "Party,Category,Manufacturer Identifiers\nAcme,manufacturer,A0C1\nSECAS,operator,\n", graphstore.ImportOptions{})
	return g
}

func ask(entry string) graphstore.AskRequest {
	return graphstore.AskRequest{EntryID: entry, Reference: "L-1", By: "pat", On: "2026-10-10", Today: today}
}

func TestAskingIsRecordedChasedAndAnsweredByADeclaration(t *testing.T) {
	g, ctx := askGraph(t), t.Context()
	made, err := g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{ask("v3"), ask("v2"), ask("v1")})
	require.NoError(t, err)
	require.Len(t, made, 3)
	require.Equal(t, []string{"v3", "v2", "v1"}, []string{made[0].EntryID, made[1].EntryID, made[2].EntryID}, "in the order given")
	require.Equal(t, "Acme", made[0].Party, "whoever represents the manufacturer")
	require.Equal(t, graphstore.AnswerSilent, made[0].Answer, "what was declared before is no answer")
	require.Equal(t, graphstore.AnswerSilent, made[2].Answer)

	chase := ask("v2")
	chase.Chase, chase.On, chase.Reference = true, "2026-11-01", "L-2"
	chased, err := g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{chase})
	require.NoError(t, err)
	require.Equal(t, made[1].ID, chased[0].ID)
	require.Equal(t, []graphstore.Chase{{On: "2026-11-01", Reference: "L-2", By: "pat"}}, chased[0].Chases)

	// Of v1 the same is said again, of v2 a list, of v3 N/A; a later change does not move the answer.
	g.load(cpl.KindCPL, shortHeader+"v1,ESME,A0C1,0C1A0001,00000001,Suspended,N/A\nv2,ESME,A0C1,0C1A0001,00000002,Current,v1\nv3,ESME,A0C1,0C1A0001,00000003,Current,N/A\n", graphstore.ImportOptions{AsOf: "2026-11-10"})
	g.load(cpl.KindCPL, shortHeader+"v2,ESME,A0C1,0C1A0001,00000002,Current,N/A\n", graphstore.ImportOptions{AsOf: "2026-11-20"})
	all, err := g.Asked(ctx, graphstore.Everything, graphstore.AskedFilter{Party: "Acme"})
	require.NoError(t, err)
	answers := map[string]string{}
	for _, a := range all {
		answers[a.EntryID] = fmt.Sprint(a.Answer, a.AnsweredOn)
	}
	require.Equal(t, map[string]string{"v1": "silent", "v2": "list2026-11-10", "v3": "none2026-11-10"}, answers)
	require.False(t, all[0].Listed, "v1 is suspended")

	again, err := g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{ask("v2")})
	require.NoError(t, err, "an answered request can be made again")
	require.NotEqual(t, made[1].ID, again[0].ID)
	none, err := g.Asked(ctx, graphstore.Everything, graphstore.AskedFilter{Party: "nobody"})
	require.NoError(t, err)
	require.Empty(t, none)
	hidden, err := g.Asked(ctx, graphstore.OfSupplier("S1"), graphstore.AskedFilter{})
	require.NoError(t, err)
	require.Empty(t, hidden)
}

func TestASameDayDeclarationAnswersOnlyWhatWasAskedBefore(t *testing.T) {
	g, ctx := askGraph(t), t.Context()
	q := ask("v2")
	q.On = today
	_, err := g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{q})
	require.NoError(t, err)
	g.cpl("v2,ESME,A0C1,0C1A0001,00000002,Current,v1\n")
	late := ask("v2")
	late.On, late.Party = today, "SECAS"
	_, err = g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{late})
	require.NoError(t, err)
	all, err := g.Asked(ctx, graphstore.Everything, graphstore.AskedFilter{Entries: []string{"v2"}})
	require.NoError(t, err)
	require.Equal(t, []string{"list", "silent"}, []string{all[0].Answer, all[1].Answer})
}

func TestAskingRefusesWhatCannotBe(t *testing.T) {
	g, ctx := askGraph(t), t.Context()
	_, err := g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{ask("v2")})
	require.NoError(t, err)
	for code, change := range map[string]func(*graphstore.AskRequest){
		"unknown-version": func(q *graphstore.AskRequest) { q.EntryID = "gone" },
		"unknown-party":   func(q *graphstore.AskRequest) { q.EntryID, q.Party = "v3", "Nobody" },
		"already-asked":   func(*graphstore.AskRequest) {},
		"not-asked":       func(q *graphstore.AskRequest) { q.EntryID, q.Chase = "v3", true },
		"on-missing":      func(q *graphstore.AskRequest) { q.On = "" },
		"on-future":       func(q *graphstore.AskRequest) { q.On = "2026-11-26" },
		"text-missing":    func(q *graphstore.AskRequest) { q.Reference = " " },
	} {
		q := ask("v2")
		change(&q)
		_, err := g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{ask("v1"), q})
		var refused *graphstore.InputError
		require.ErrorAs(t, err, &refused, code)
		require.Equal(t, code, refused.Code)
		require.NotEmpty(t, refused.Hint)
	}
	unrepresented := ask("o1")
	_, err = g.Ask(ctx, graphstore.Everything, []graphstore.AskRequest{unrepresented})
	require.ErrorContains(t, err, "B0B2")
	require.EqualValues(t, 1, g.one("MATCH (a:Asked) RETURN count(a)"), "all or none")
}

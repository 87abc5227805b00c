package main

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestFindingsAboutWhichNobodyIsAskedAreNamed(t *testing.T) {
	acme := &graphstore.Party{ID: "Acme"}
	findings := []graphstore.Finding{
		{Subject: "V 1", SubjectKind: "version", Party: acme},
		{Subject: "V 2", SubjectKind: "version", Party: acme},
		{Subject: "V 3", SubjectKind: "version"},
		{Subject: "V 4|V 5", SubjectKind: "cycle", Party: acme},
	}
	known := []graphstore.Asked{{EntryID: "V 2", Party: "Acme", Answer: graphstore.AnswerSilent}, {EntryID: "V 1", Party: "Acme", Answer: graphstore.AnsweredNone}}
	entries := func(a askable) []string {
		out := []string{}
		for _, q := range a.requests {
			out = append(out, q.EntryID+" to "+q.Party)
		}
		return out
	}

	asked := sortOut(findings, known, graphstore.AskRequest{})
	require.Equal(t, []string{"V 1 to Acme"}, entries(asked))
	require.Equal(t, []leftOut{{"V 2", isAwaited}, {"V 3", noParty}, {"V 4|V 5", noEntry}}, asked.leftOut)
	chased := sortOut(findings, known, graphstore.AskRequest{Chase: true})
	require.Equal(t, []string{"V 2 to Acme"}, entries(chased))
	require.Equal(t, leftOut{"V 1", notAwaited}, chased.leftOut[0])
	require.Equal(t, []string{"V 1 to Birch", "V 2 to Birch", "V 3 to Birch"}, entries(sortOut(findings, known, graphstore.AskRequest{Party: "Birch"})))

	var out bytes.Buffer
	many := asked.leftOut
	for i := range 20 {
		many = append(many, leftOut{fmt.Sprintf("W %02d", i), noParty})
	}
	(&command{stdout: &out}).sayLeftOut(many)
	require.Contains(t, out.String(), "Left out: V 3, W 00, ")
	require.Contains(t, out.String(), "W 18, and 1 other that --json names (21 findings); no responsible party is known: import parties, or give --party.\n")
	require.Contains(t, out.String(), "Left out: V 4|V 5 (1 finding); the finding is about no single entry of the list.\n")
}

package analytics

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestChangesAreReadAsTheContractSays(t *testing.T) {
	want := []graphstore.Change{
		{Kind: graphstore.ChangeRemove, Entry: "A", At: "line 2"},
		{Kind: graphstore.ChangeSuspend, Entry: "007", At: "line 3"},
		{Kind: graphstore.ChangeRestrict, From: "A", To: "B", Reason: "it fails", At: "line 4"},
		{Kind: graphstore.ChangeDeclare, Entry: "C", Predecessors: []string{"A", "B"}, At: "line 5"},
		{Kind: graphstore.ChangeDeclare, Entry: "D", At: "line 6"},
	}
	got, err := ReadChanges(strings.NewReader("changes:\n- remove: A\n- suspend: 007\n- restrict: {from: A, to: B, reason: it fails}\n- declare: {entry: C, predecessors: [A, B]}\n- declare: {entry: D, predecessors: none}\n"))
	require.NoError(t, err)
	require.Equal(t, want, got)
	asJSON, err := ReadChanges(strings.NewReader("{\"changes\": [\n{\"remove\": \"A\"},\n{\"declare\": {\"entry\": \"D\", \"predecessors\": \"none\"}}]}"))
	require.NoError(t, err)
	require.Equal(t, "line 2", asJSON[0].At)
	require.Equal(t, "D", asJSON[1].Entry)
}

func TestFaultyChangesNameTheLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                    {"", "there is nothing in it"},
		"no YAML":                    {"changes: [", "it is no YAML"},
		"an unknown key":             {"changes:\n- delete: A\n", `line 2: there is no "delete" here`},
		"an unknown key beside":      {"changes:\n- remove: A\nwhen: now\n", `line 3: there is no "when" here`},
		"an unknown key below":       {"changes:\n- restrict:\n    from: A\n    until: B\n", `line 4: there is no "until" here`},
		"no list":                    {"changes: A\n", "it names no changes"},
		"an empty list":              {"changes: []\n", "it names no changes"},
		"two in one":                 {"changes:\n- remove: A\n  suspend: B\n", "line 2: a change is one of"},
		"no id":                      {"changes:\n- remove:\n", "line 2: remove needs one text"},
		"an id that is a list":       {"changes:\n- remove: [A]\n", "line 2: remove needs one text"},
		"a restriction to nowhere":   {"changes:\n- restrict: {from: A}\n", "line 2: restrict needs to"},
		"a declaration of nothing":   {"changes:\n- declare: {entry: A, predecessors: []}\n", "line 2: predecessors is neither"},
		"a declaration of a word":    {"changes:\n- declare: {entry: A, predecessors: B}\n", "line 2: predecessors is neither"},
		"two documents":              {"changes:\n- remove: A\n---\nchanges:\n- remove: B\n", "more than one document"},
		"removed and suspended":      {"changes:\n- remove: A\n- suspend: A\n", `line 3: suspend "A" contradicts or repeats what line 2 says`},
		"declared twice":             {"changes:\n- declare: {entry: A, predecessors: none}\n- declare: {entry: A, predecessors: [B]}\n", `line 3: declare "A" contradicts`},
		"restricted twice":           {"changes:\n- restrict: {from: A, to: B}\n- restrict: {from: A, to: B}\n", `line 3: restrict from "A" to "B" contradicts`},
		"more than is read":          {"changes: # " + strings.Repeat("x", maxChangesBytes), "over 1048576 bytes"},
		"more than is tried at once": {"changes:\n" + strings.Repeat("- remove: A\n", MaxChanges+1), "line 2: it names 1001 changes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadChanges(strings.NewReader(c.text))
			require.ErrorIs(t, err, graphstore.ErrInvalid)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestNearSubjectsAreOrderedByHowTheyAreSpelt(t *testing.T) {
	require.Zero(t, distance("CPL-1", "CPL-1"))
	require.Less(t, distance("cpl-1", "CPL-1"), distance("CPX-2", "CPL-1"))
	require.Equal(t, 2, distance("CPL-12", "CPL-1"))
}

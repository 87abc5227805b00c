package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

func TestOneParserReadsEveryListOfTags(t *testing.T) {
	for given, want := range map[string]struct {
		list      []string
		whichever bool
		malformed bool
	}{
		`*`:                  {whichever: true},
		` * `:                {whichever: true},
		`"a"`:                {list: []string{"a"}},
		`W/"a"`:              {list: []string{"a"}},
		`"a", W/"b" ,"c"`:    {list: []string{"a", "b", "c"}},
		`,"a",, "b",`:        {list: []string{"a", "b"}},
		`"a,b"`:              {list: []string{"a,b"}},
		`7`:                  {list: []string{"7"}},
		`""`:                 {},
		`"a" "b"`:            {malformed: true},
		`"a`:                 {malformed: true},
		`a"`:                 {malformed: true},
		`w/"a"`:              {malformed: true},
		`"a b"`:              {malformed: true},
		`"a", *`:             {malformed: true},
		`*, "a"`:             {malformed: true},
		"\"a\x7f\"":          {malformed: true},
		`"a";q=1`:            {malformed: true},
		`W/ "a"`:             {malformed: true},
		`"3.abc-_", "4.def"`: {list: []string{"3.abc-_", "4.def"}},
	} {
		list, whichever, fit := api.ParseTags(given)
		require.Equal(t, !want.malformed, fit, given)
		require.Equal(t, want.whichever, whichever, given)
		require.Equal(t, want.list, list, given)
	}
}

func TestTheRevisionsOfTags(t *testing.T) {
	require.Equal(t, []int64{3, 4, 5}, api.RevisionsOf(`W/"3.abc", "4", 5, "abc", "x.6"`))
	require.Empty(t, api.RevisionsOf(`"abc"`))
}

package graphstore_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestEveryCypherFileIsUsedAndSaysWhatOneRowIs(t *testing.T) {
	files, err := graphstore.StatementFiles()
	require.NoError(t, err)
	used := graphstore.Statements()
	for _, name := range files {
		s, ok := used[name]
		require.True(t, ok, "cypher/%s.cypher is not used", name)
		require.Regexp(t, `^// (One row|At most one row|No rows)`, s.Text, name)
		require.NotRegexp(t, `(?i)\$\$|%s|%d`, s.Text, name)
	}
	require.Len(t, used, len(files))
}

// Every read enforces its scope in the query itself.
func TestEveryReadEnforcesItsScope(t *testing.T) {
	guarded := regexp.MustCompile(`\$everything`)
	for name, s := range graphstore.Statements() {
		reads := !strings.HasPrefix(s.Text, "// No rows") && !regexp.MustCompile(`(?m)\b(SET|CREATE|MERGE|DELETE)\b`).MatchString(s.Text)
		if reads && name != "list_migrations" {
			require.Regexp(t, guarded, s.Text, name)
		}
	}
}

package graphstore

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

func TestSubjectsOfSeveralPartsComeApartAgain(t *testing.T) {
	for _, parts := range [][]string{{"A"}, {"A", "B"}, {`A|B`, `C\`, `\|`}, {"", "x", ""}, {"é\\|ü", "|"}} {
		require.Equal(t, parts, splitKey(cpl.JoinKey(parts...)), "%q", parts)
	}
}

package analytics

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

func TestOnlyARulesOwnFaultLeavesItOut(t *testing.T) {
	own := Rule{ID: "own", Source: "a directory"}
	broken := errors.New("/ by zero")
	for name, c := range map[string]struct {
		err   error
		tries int
		fails bool
	}{
		"its own":               {ownFault(t.Context(), own, broken), 2, false},
		"a built-in rule's":     {ownFault(t.Context(), Rule{ID: "built", Source: builtIn}, broken), 1, true},
		"an unreachable server": {fmt.Errorf("rehearse: %w: %w", graphstore.ErrUnavailable, ownFault(t.Context(), own, broken)), 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			tries := 0
			err := aroundFaulty(context.Background(), func(faulty []RuleFault) error {
				tries++
				if len(faulty) > 0 {
					require.Equal(t, []RuleFault{{Rule: "own", Why: "/ by zero"}}, faulty)
					return nil
				}
				return c.err
			})
			require.Equal(t, c.tries, tries)
			require.Equal(t, c.fails, err != nil)
		})
	}
}

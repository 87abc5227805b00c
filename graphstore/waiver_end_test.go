package graphstore_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

// Twelve months after 29 February is the end of the next February, not 1 March.
func TestAWaiverOfALeapDayEndsInFebruary(t *testing.T) {
	var store *graphstore.Store
	_, err := store.Waive(t.Context(), graphstore.Everything, graphstore.WaiverGrant{
		Fingerprint: "f", Reason: "r", Reference: "n", By: "b", Today: "2028-02-29", Until: "2029-03-01",
	})
	var refused *graphstore.InputError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "until-too-far", refused.Code)
}

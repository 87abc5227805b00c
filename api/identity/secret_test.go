package identity_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api/identity"
)

func TestADayEndsInItsZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	require.Equal(t, "2026-07-31T23:00:00Z", identity.EndOf("2026-07-31", zone).UTC().Format(time.RFC3339))
	require.Equal(t, "2027-01-01T00:00:00Z", identity.EndOf("2026-12-31", zone).UTC().Format(time.RFC3339))
}

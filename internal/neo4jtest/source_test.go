package neo4jtest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnUnknownSourceIsRefused(t *testing.T) {
	t.Setenv(EnvURI, "")
	t.Setenv(EnvSource, "memory")

	_, err := source(t.Context())

	require.ErrorContains(t, err, `"memory": it must be local or docker`)
}

func TestAServerThatIsNamedIsUsedAndNotStopped(t *testing.T) {
	t.Setenv(EnvURI, "bolt://elsewhere:7687")
	t.Setenv(EnvUsername, "u")
	t.Setenv(EnvPassword, "p")

	s, err := source(t.Context())

	require.NoError(t, err)
	require.Equal(t, Neo4j{URI: "bolt://elsewhere:7687", Username: "u", Password: "p", Database: "neo4j"}, s.Neo4j)
	require.NoError(t, s.stop(t.Context()))
}

func TestTwoProcessesGetTwoSlots(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	first, releaseFirst, err := takeSlot()
	require.NoError(t, err)
	second, releaseSecond, err := takeSlot()
	require.NoError(t, err)
	require.NotEqual(t, first, second)
	require.NoError(t, releaseFirst())

	third, releaseThird, err := takeSlot()

	require.NoError(t, err)
	require.Equal(t, first, third, "a slot is free again once released")
	require.NoError(t, releaseSecond())
	require.NoError(t, releaseThird())
}

//go:build integration

package graphstore_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

func TestTwoStartersRaceAndOneMigrates(t *testing.T) {
	n := neo4jtest.New(t)
	steps, err := graphstore.Migrations()
	require.NoError(t, err)
	applied := make([][]string, 3)
	var wg sync.WaitGroup
	for i := range applied {
		s := connect(t, n)
		wg.Go(func() {
			var err error
			if applied[i], err = s.Migrate(t.Context()); err != nil {
				t.Errorf("starter %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	total := 0
	for _, names := range applied {
		require.Contains(t, []int{0, len(steps)}, len(names), "one does it all")
		total += len(names)
	}
	require.Equal(t, len(steps), total)
	current, err := connect(t, n).SchemaCurrent(t.Context())
	require.NoError(t, err)
	require.True(t, current)
}

func TestSchemaThatIsNotOursIsRefusedByName(t *testing.T) {
	cases := map[string]struct{ change, code, names string }{
		"tampered": {"MATCH (m:SchemaMigration {number: 2}) SET m.checksum = 'other'", "schema-tampered", "0002_lookups"},
		"newer":    {"CREATE (:SchemaMigration {number: 9999, name: '9999_future', checksum: 'x'})", "schema-newer", "9999_future"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			n := neo4jtest.New(t)
			s := connect(t, n)
			_, err := s.Migrate(t.Context())
			require.NoError(t, err)
			neo4jtest.Query(t, c.change, nil)
			_, err = s.Migrate(t.Context())
			var refused *graphstore.InputError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, c.code, refused.Code)
			require.Contains(t, refused.Message, c.names)
			require.NotEmpty(t, refused.Hint)
		})
	}
}

func TestMigratingTwiceDoesNothing(t *testing.T) {
	s := connect(t, neo4jtest.New(t))
	first, err := s.Migrate(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, first)
	second, err := s.Migrate(t.Context())
	require.NoError(t, err)
	require.Empty(t, second)
}

func TestWrongPasswordAndNobodyThereAreUnavailable(t *testing.T) {
	n := neo4jtest.New(t)
	_, err := graphstore.Connect(t.Context(), graphstore.Config{URI: "bolt://127.0.0.1:1"})
	require.ErrorIs(t, err, graphstore.ErrUnavailable)
	require.ErrorContains(t, err, "127.0.0.1:1")
	if n.Username != "" {
		_, err = graphstore.Connect(t.Context(), graphstore.Config{URI: n.URI, Username: n.Username, Password: "wrong-password"})
		require.ErrorIs(t, err, graphstore.ErrUnavailable)
		require.NotContains(t, err.Error(), "wrong-password")
	}
	_, err = graphstore.Connect(t.Context(), graphstore.Config{URI: "http://127.0.0.1"})
	require.ErrorIs(t, err, graphstore.ErrInvalid)
}

func TestFindingsKeptBeforeSayWhoIsToldOfThem(t *testing.T) {
	n := neo4jtest.New(t)
	s := connect(t, n)
	_, err := s.Migrate(t.Context())
	require.NoError(t, err)
	neo4jtest.Query(t, `UNWIND [['told', 'A0C1', '', 'nothing'], ['told in part', 'A0C1', '', 'reasons'], ['of devices', 'A0C1', '', 'all'],
		['of a supplier', 'A0C1', 'S1', 'nothing'], ['of nobody', '', '', 'nothing'], ['unsaid', 'A0C1', '', null]] AS f
		CREATE (:Finding {fingerprint: f[0], manufacturerId: f[1], supplier: f[2], byInstalls: f[3]})`, nil)
	neo4jtest.Query(t, "MATCH (m:SchemaMigration {number: 15}) DELETE m", nil)
	applied, err := s.Migrate(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"0015_told"}, applied)
	told := neo4jtest.Query(t, "MATCH (f:Finding) WHERE f.toldTo IS NOT NULL RETURN f.fingerprint AS f, f.toldTo AS to ORDER BY f", nil)
	require.Equal(t, []map[string]any{{"f": "told", "to": "A0C1"}, {"f": "told in part", "to": "A0C1"}}, told)
}

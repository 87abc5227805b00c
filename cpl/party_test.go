package cpl

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// parties opens and checks a file of parties, with what is known already.
func parties(t *testing.T, text string, known map[string]string) (*Checked, []*Row) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "parties.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	f, err := Open(t.Context(), path, Reading{Kind: KindParties, TempDir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	checked, err := f.Check(t.Context(), nil)
	require.NoError(t, err)
	require.NoError(t, f.CheckClaims(t.Context(), checked, known))
	require.Equal(t, checked.Rows, checked.Accepted+checked.Repeated+checked.Rejected)
	var rows []*Row
	for row, err := range f.Rows(t.Context(), nil) {
		require.NoError(t, err)
		rows = append(rows, row)
	}
	return checked, rows
}

func TestAPartyIsReadAsTyped(t *testing.T) {
	_, rows := parties(t, "party,CATEGORY,Manufacturer identifiers,Contact,Email\n"+
		"Acme, Manufacturer ,\"0xa0c1; A0C2\nA0c1,\",Ann Other,ann@example.com\n", nil)
	require.Len(t, rows, 1)
	require.Equal(t, Party{Name: "Acme", Category: "manufacturer", ManufacturerIDs: []string{"A0C1", "A0C2"}, Contact: "Ann Other", Email: "ann@example.com"}, rows[0].Party)
}

func TestAPartyHasSeveralAddresses(t *testing.T) {
	checked, rows := parties(t, "Party,Category,E-mail\nAcme,manufacturer,\" bob@example.com; Ann@example.com,\nann@EXAMPLE.com \"\nBolt,manufacturer,\"ann@example.com, bob, eve\"\n", nil)
	require.Equal(t, "bob@example.com, Ann@example.com", rows[0].Party.Email)
	require.Len(t, checked.Faults, 1)
	require.Equal(t, "bob", checked.Faults[0].Value)
}

func manyAddresses(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d@example.com;", i)
	}
	return b.String()
}

func TestAPartyAtFaultSaysWhatToType(t *testing.T) {
	for _, c := range []struct{ row, column, code string }{
		{",supplier,,,", "Party", CodeRequired},
		{"Acme,,,,", "Category", CodeRequired},
		{"Acme,friend,,,", "Category", CodeUnknownCategory},
		{"Acme,manufacturer,A0C,,", "Manufacturer Identifiers", CodeWrongWidth},
		{"Acme,manufacturer,A0C1 A0C2,,", "Manufacturer Identifiers", CodeNotHex},
		{"Acme,manufacturer,A0CX,,", "Manufacturer Identifiers", CodeNotHex},
		{"Acme,manufacturer,,,ann", "E-mail", CodeNotAnAddress},
		{"Acme,manufacturer,,,Ann <ann@example.com>", "E-mail", CodeNotAnAddress},
		{"Acme,manufacturer,,,a@b@example.com", "E-mail", CodeNotAnAddress},
		{"Acme,manufacturer,,,jos\u00e9@example.com", "E-mail", CodeNotAnAddress},
		{"Acme,manufacturer,,,a..b@example.com", "E-mail", CodeNotAnAddress},
		{"Acme,manufacturer,,,a@.example.com", "E-mail", CodeNotAnAddress},
		{"Acme,manufacturer,,,ann@example.com;bob", "E-mail", CodeNotAnAddress},
		{"Acme,manufacturer,,,;", "E-mail", CodeNotAnAddress},
		{"Acme,manufacturer,,," + manyAddresses(101), "E-mail", CodeNotAnAddress},
	} {
		checked, _ := parties(t, "Party,Category,Manufacturer Identifiers,Contact,E-mail\n"+c.row+"\n", nil)
		require.Len(t, checked.Faults, 1, c.row)
		require.Equal(t, []any{c.column, c.code}, []any{checked.Faults[0].Column, checked.Faults[0].Code}, c.row)
		require.NotEmpty(t, checked.Faults[0].Hint)
	}
}

func TestAnIdentifierBelongsToOneParty(t *testing.T) {
	const header = "Party,Category,Manufacturer Identifiers\n"
	for _, c := range []struct {
		name, rows string
		known      map[string]string
		rejected   []int64
	}{
		{"two rows", "A,manufacturer,A0C1\nB,manufacturer,A0C1\n", nil, []int64{3}},
		{"a party that is known", "B,manufacturer,A0C1\n", map[string]string{"A0C1": "A"}, []int64{2}},
		{"its own", "A,manufacturer,A0C1\n", map[string]string{"A0C1": "A"}, nil},
		{"handed over", "B,manufacturer,A0C1\nA,manufacturer,\n", map[string]string{"A0C1": "A"}, nil},
		{"handed over by a row that is rejected", "C,manufacturer,A0C2\nA,manufacturer,A0C2\nB,manufacturer,A0C1\n", map[string]string{"A0C1": "A"}, []int64{3, 4}},
		{"by a row at fault", "A,friend,\nB,manufacturer,A0C1\n", map[string]string{"A0C1": "A"}, []int64{2, 3}},
		{"a clashing key holds nothing", "A,manufacturer,A0C1\nA,manufacturer,A0C2\nB,manufacturer,A0C2\n", nil, []int64{3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			checked, rows := parties(t, header+c.rows, c.known)
			var rejected []int64
			for _, row := range rows {
				if row.Outcome == Rejected {
					rejected = append(rejected, row.Line)
				}
			}
			require.Equal(t, c.rejected, rejected)
			require.EqualValues(t, len(rejected), checked.Rejected)
			require.Len(t, checked.Faults, len(rejected))
		})
	}
	checked, _ := parties(t, "Party,Category\nB,manufacturer\n", map[string]string{"A0C1": "A"})
	require.Zero(t, checked.Rejected)
}

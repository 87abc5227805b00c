package api_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/graphstore"
)

func TestCursorComesBackAsItWent(t *testing.T) {
	key := []string{"rule", "a/b|c \\ ü\x01", ""}
	got, err := api.DecodeCursor(api.EncodeCursor("findings", []string{"x", ""}, key), "findings", []string{"x", ""}, 3)
	require.NoError(t, err)
	require.Equal(t, key, got)
	got, err = api.DecodeCursor("", "findings", nil, 3)
	require.NoError(t, err)
	require.Equal(t, []string{"", "", ""}, got, "none is the beginning")
}

func TestForeignCursorIsRefused(t *testing.T) {
	whole := api.EncodeCursor("findings", []string{"x"}, []string{"a", "b", "c"})
	raw, err := base64.RawURLEncoding.DecodeString(whole)
	require.NoError(t, err)
	for i := range raw {
		bent := append([]byte{}, raw...)
		bent[i] ^= 1
		_, err := api.DecodeCursor(base64.RawURLEncoding.EncodeToString(bent), "findings", []string{"x"}, 3)
		require.ErrorIs(t, err, graphstore.ErrInvalid, "byte %d", i)
	}
	for name, tc := range map[string]struct {
		text, list string
		filters    []string
		parts      int
	}{
		"cut short":        {whole[:len(whole)-2], "findings", []string{"x"}, 3},
		"very short":       {"AA", "findings", []string{"x"}, 3},
		"no base64":        {"%%%", "findings", []string{"x"}, 3},
		"another list":     {whole, "versions", []string{"x"}, 3},
		"other filters":    {whole, "findings", []string{"y"}, 3},
		"shifted filters":  {api.EncodeCursor("findings", []string{"a", ""}, []string{"a", "b", "c"}), "findings", []string{"", "a"}, 3},
		"too few in a key": {api.EncodeCursor("findings", []string{"x"}, []string{"a"}), "findings", []string{"x"}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := api.DecodeCursor(tc.text, tc.list, tc.filters, tc.parts)
			require.ErrorIs(t, err, graphstore.ErrInvalid)
		})
	}
}

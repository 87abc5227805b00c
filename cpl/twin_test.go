package cpl_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

func TestCodingTwinWritesOctetsAsDecimals(t *testing.T) {
	for firmware, want := range map[string]string{
		"0002012F": "00020147", "0000000A": "00000010", "00000010": "00000016", "63636363": "99999999",
		"64000000": "", "000000FF": "", "00000009": "", "": "",
	} {
		require.Equal(t, want, cpl.Tuple{FirmwareVersion: firmware}.CodingTwin(), firmware)
	}
}

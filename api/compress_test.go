package api_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

// What says whether an answer will be packed, and what packs it, agree.
func TestItIsKnownBeforeWhetherAnAnswerIsPacked(t *testing.T) {
	for _, coding := range []string{"", "identity", "gzip", "GZip", "br, gzip", "gzip;q=0.5", "gzip; q=0", "gzip;q=0.000", "gzip;q=0, gzip", "*", "x-gzip", "deflate"} {
		for _, media := range []string{"application/json; charset=utf-8", "text/csv", "application/pdf"} {
			for _, size := range []int{0, 1023, 1024, 5000} {
				packed, foretold := api.Pack(t, media, coding, bytes.Repeat([]byte("a"), size))
				require.Equal(t, packed, foretold, "%q, %s, %d bytes", coding, media, size)
			}
		}
	}
	packed, _ := api.Pack(t, "text/csv", "gzip", make([]byte, 5000))
	require.True(t, packed)
}

package analytics

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Fingerprint identifies a finding over time: SHA-256 in hex over the rule id
// and the identity values, each preceded by its length in bytes as a big-endian
// 64-bit number, so that no two lists of values run together.
func Fingerprint(rule string, identity ...string) string {
	sum := sha256.New()
	var length [8]byte
	for _, part := range append([]string{rule}, identity...) {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		_, _ = sum.Write(length[:])
		_, _ = sum.Write([]byte(part))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

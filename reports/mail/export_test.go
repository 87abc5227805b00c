package mail

import (
	"testing"
	"time"
)

// ShortenPatience makes marking give up at once, as a killed process does.
func ShortenPatience(t testing.TB) {
	was := markPatience
	markPatience = 50 * time.Millisecond
	t.Cleanup(func() { markPatience = was })
}

// BackOff is backOff.
func BackOff(attempts int64, chance float64) time.Duration {
	return backOff(attempts, func() float64 { return chance })
}

package mail

import (
	"math/rand/v2"
	"time"
)

const (
	firstBackOff = time.Minute
	maxBackOff   = 6 * time.Hour
	// giveUpAfter is how long a message is tried before it is dead.
	giveUpAfter = 72 * time.Hour
)

// backOff is how long to wait after so many attempts: a minute, then twice as
// long each time, at most six hours; and up to half as much again, so that
// messages that failed together are not all tried together. chance gives
// numbers from 0 to below 1.
func backOff(attempts int64, chance func() float64) time.Duration {
	wait := maxBackOff
	if attempts < 10 {
		wait = min(maxBackOff, firstBackOff<<max(0, attempts-1))
	}
	return min(maxBackOff, wait+time.Duration(chance()*float64(wait)/2))
}

func chance() float64 { return rand.Float64() } //nolint:gosec // it decides a wait

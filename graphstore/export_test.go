package graphstore

import "testing"

// OnePerPortion makes each version and model a transaction of its own, for one test.
func OnePerPortion(t *testing.T) {
	before := edgesPerTransaction
	edgesPerTransaction = 0
	t.Cleanup(func() { edgesPerTransaction = before })
}

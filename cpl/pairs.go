package cpl

import "maps"

// Pairs maps each device type of a communications hub to its twin, both ways.
func (v *Vocabulary) Pairs() map[string]string { return maps.Clone(v.pairs) }

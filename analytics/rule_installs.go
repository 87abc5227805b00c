package analytics

import (
	"encoding/json"

	"waymark/graphstore"
)

// What may stand under the key installs of a rule's front matter.
const (
	installsDecide  = "decide"
	installsReasons = "reasons"
	installsNothing = "nothing"
)

// audienceManufacturer is the one audience that a rule may be kept for.
const audienceManufacturer = "manufacturer"

// ruleUnrooted is what manufacturers are told instead of version-unreachable.
const ruleUnrooted = "version-unrooted"

// ByInstalls is what of the rule's findings follows from what devices run, in
// the words of graphstore.
func (r Rule) ByInstalls() string {
	switch r.Installs {
	case installsNothing:
		return graphstore.ByInstallsNothing
	case installsReasons:
		return graphstore.ByInstallsReasons
	case installsDecide:
		return graphstore.ByInstallsAll
	}
	if r.Source == builtIn {
		return graphstore.ByInstallsNothing
	}
	return graphstore.ByInstallsAll
}

// toldLink are the members of a broken link that say nothing of installs, nor of
// versions of another manufacturer than their ids, which it cited itself.
var toldLink = []string{"reason", "at", "from", "members", "duty", "until", "says", "whoCanAct", "fix"}

// toldEvidence is what of a finding's evidence a manufacturer is told: the broken
// links, and of a rule whose reasons or findings follow from installs nothing.
// The links are worded already.
func (r Rule) toldEvidence(evidence any) (json.RawMessage, error) {
	members, _ := evidence.(map[string]any)
	breaks, _ := members["breaks"].([]any)
	told := map[string]any{}
	if r.ByInstalls() == graphstore.ByInstallsNothing && len(breaks) > 0 {
		links := make([]any, 0, len(breaks))
		for _, b := range breaks {
			if link, ok := b.(map[string]any); ok {
				links = append(links, toldOf(link))
			}
		}
		told["breaks"] = links
	}
	return json.Marshal(told) //nolint:wrapcheck // the caller names the act
}

func toldOf(link map[string]any) map[string]any {
	out := map[string]any{}
	for _, member := range toldLink {
		if value, has := link[member]; has && value != nil {
			out[member] = value
		}
	}
	return out
}

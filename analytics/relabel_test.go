//go:build integration

package analytics_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
	"waymark/cpl"
)

func TestRelabellingIDsGivesTheSameFindingsUnderTheirNewNames(t *testing.T) {
	onEstates(t, func(rt *rapid.T, l *lab, files []file) bool {
		l.loadEach(rt, files)
		want := l.everyVerdict(rt)
		l.clear(t)
		l.loadEach(rt, relabelled(files))
		got := l.everyVerdict(rt)
		for _, rule := range l.engine.Registry.All() {
			require.Equal(rt, want[rule.ID].relabelled(rule.ID, rule.Subject), got[rule.ID], rule.ID)
		}
		return true
	})
}

func TestNewNamesTurnTheOrderOfIDsRound(t *testing.T) {
	for i, id := range labelledIDs[1:] {
		require.Greater(t, id, labelledIDs[i])
		require.Less(t, relabel(id), relabel(labelledIDs[i]))
	}
	require.Equal(t, cpl.JoinKey("d-P|7", `c-Q\8`), relabelSubject("restriction", cpl.JoinKey("P|7", `Q\8`)))
	require.Equal(t, cpl.JoinKey(`c-Q\8`, "d-P|7"), relabelSubject("pathway-cycle", cpl.JoinKey("P|7", `Q\8`)))
}

// labelledIDs are all ids that an estate may cite, on its list or not, in order.
var labelledIDs = slices.Compact(slices.Sorted(slices.Values(slices.Concat(poolIDs, poolGhost, poolCopied))))

// relabel gives an id a new name, other text being as it was. What comes first
// among the ids comes last among their names, so that a rule that leans on their
// order says something else. A letter in front leaves free text free text.
func relabel(id string) string {
	at, known := slices.BinarySearch(labelledIDs, id)
	if !known {
		return id
	}
	return string(rune('a'+len(labelledIDs)-1-at)) + "-" + id
}

// relabelled is what was said, under the new names.
func (v verdicts) relabelled(rule, kind string) verdicts {
	rename := func(subject string) string { return subject }
	if slices.Contains([]string{"version", "entry", "cycle"}, kind) {
		rename = func(subject string) string { return relabelSubject(rule, subject) }
	}
	out := verdicts{examined: v.examined, failing: renamed(v.failing, rename), unknown: renamed(v.unknown, rename), causes: renamed(v.causes, rename)}
	for subject, text := range out.causes {
		var causes []cause
		for part := range strings.SplitSeq(text, "; ") {
			by, about, _ := strings.Cut(part, " of ")
			causes = append(causes, cause{rule: by, subject: relabelSubject(by, about)})
		}
		out.causes[subject] = causesText(causes...)
	}
	return out
}

func renamed(said map[string]string, rename func(string) string) map[string]string {
	out := map[string]string{}
	for subject, text := range said {
		out[rename(subject)] = text
	}
	return out
}

var keyPart = regexp.MustCompile(`(?:[^|\\]|\\.)+`)

// relabelSubject gives the subject of a rule, or of a cause that is none, its new name.
func relabelSubject(rule, subject string) string {
	if rule != "pathway-cycle" && rule != "restriction" {
		return relabel(subject)
	}
	ids := keyPart.FindAllString(subject, -1)
	for i, id := range ids {
		ids[i] = relabel(strings.NewReplacer(`\\`, `\`, `\|`, `|`).Replace(id))
	}
	if rule == "pathway-cycle" {
		slices.Sort(ids)
	}
	return cpl.JoinKey(ids...)
}

var betweenIDs = regexp.MustCompile(`[^,;\n]+`)

func relabelled(files []file) []file {
	var out []file
	for _, f := range files {
		f.entries = slices.Clone(f.entries)
		for i, e := range f.entries {
			e.id = relabel(e.id)
			e.declaration = betweenIDs.ReplaceAllStringFunc(e.declaration, func(part string) string {
				return strings.Replace(part, strings.TrimSpace(part), relabel(strings.TrimSpace(part)), 1)
			})
			f.entries[i] = e
		}
		for _, r := range []**restriction{&f.restricts, &f.lifts} {
			if *r != nil {
				renamed := **r
				renamed.from, renamed.to = relabel(renamed.from), relabel(renamed.to)
				*r = &renamed
			}
		}
		out = append(out, f)
	}
	return out
}

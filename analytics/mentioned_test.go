//go:build integration

package analytics_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	comment    = regexp.MustCompile(`(?m)//.*$`)
	quoted     = regexp.MustCompile(`'(?:[^'\\]|\\.)*'`)
	labelWord  = regexp.MustCompile(`[:|]([A-Za-z_]\w*)`)
	patternMap = regexp.MustCompile(`(\(\w*(?::\w+)?) \{([^{}]*)\}\)`)
	mapKey     = regexp.MustCompile(`(\w+):\s`)
	bound      = regexp.MustCompile(`[(\[](\w+):[A-Z]`)
	element    = regexp.MustCompile(`(\w+) IN `)
	member     = regexp.MustCompile(`(\w+)\.([A-Za-z_]\w*)`)
)

// namespaces are those of Cypher's own functions that rules call.
var namespaces = []string{"duration"}

// mentioned are the labels and types (":X") and the properties (".x") of the
// graph that a query mentions. The key of a map that the query makes is none; as
// a member of what a pattern binds it is one if some graph has it.
func mentioned(query string, everywhere map[string]bool) []string {
	text := quoted.ReplaceAllString(comment.ReplaceAllString(query, ""), "''")
	words := map[string]bool{}
	for _, m := range patternMap.FindAllStringSubmatch(text, -1) {
		for _, key := range mapKey.FindAllStringSubmatch(m[2], -1) {
			words["."+key[1]] = true
		}
	}
	for _, m := range labelWord.FindAllStringSubmatch(text, -1) {
		words[":"+m[1]] = true
	}
	made, nodes := firstGroups(mapKey, patternMap.ReplaceAllString(text, "$1)")), firstGroups(bound, text)
	for variable := range firstGroups(element, text) {
		delete(nodes, variable) // it is an element of a list elsewhere, of maps perhaps
	}
	for _, m := range member.FindAllStringSubmatch(text, -1) {
		variable, name := m[1], "."+m[2]
		ofGraph := !made[m[2]] || nodes[variable] && everywhere[name]
		if ofGraph && !slices.Contains(namespaces, variable) {
			words[name] = true
		}
	}
	return slices.Sorted(maps.Keys(words))
}

func firstGroups(of *regexp.Regexp, text string) map[string]bool {
	found := map[string]bool{}
	for _, m := range of.FindAllStringSubmatch(text, -1) {
		found[m[1]] = true
	}
	return found
}

func TestMentionedWordsAreThoseOfTheGraph(t *testing.T) {
	query := `// (c:Comment).comment
MATCH (m:DeviceModel {key: $key})-[:HAS_VERSION|OLD_VERSION*1..]->(v:Version)
WHERE v.listed AND NOT EXISTS { (:RejectedRow {entryId: v.cited}) } AND v.text <> 'a:Quote.quoted'
WITH m, {reason: 'x', at: v.entryId, of: m.key} AS k, duration.inDays(v.addedOn, $today).days AS n
RETURN k.reason AS reason, v.at AS odd, v.of AS own, k.missing AS missing`
	got := mentioned(query, map[string]bool{".of": true})
	require.Equal(t, strings.Fields(".addedOn .cited .entryId .key .listed .missing .of .text :DeviceModel :HAS_VERSION :OLD_VERSION :RejectedRow :Version"), got)
}

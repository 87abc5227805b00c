//go:build integration

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const ownRule = `// ---
// id: name-missing
// version: 0.1.0
// title: The manufacturer's name is not on the list
// maturity: live
// subject: version
// identity: [entryId]
// addressee: operator
// definition: The version is listed and its manufacturer has no name.
// basis: A rule of the house.
// why: Letters go to identifiers.
// fix: Fill in the name.
// parameters: {word: {default: nobody}}
// severities: {any: [{installs: 0, severity: info}]}
// timeout: 5s
// reasons:
//   nameless: {says: The name is missing., actor: operator, fix: Fill it in.}
// ---
MATCH (f:Manufacturer)-[:MAKES]->(m:DeviceModel)-[:HAS_VERSION]->(v:Version)
WHERE v.listed AND f.name IS NULL
RETURN v.entryId AS entryId, v.entryId AS subject, false AS unknown, 'advice' AS duty, 'advisory' AS class, ['nameless'] AS reasons,
       m.manufacturerId AS manufacturerId, '' AS supplier, m.key AS modelKey, 0 AS installs, {word: $word} AS evidence
ORDER BY subject
`

const ownCases = `- name: no name
  kind: violating
  given: [{cpl: "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status\nA,ESME,A0C1,00000001,00000001,Current"}]
  expect: {examined: 1, findings: [{subject: A, reasons: [nameless]}]}
- name: a name
  kind: compliant
  given: [{cpl: "CPL Entry ID,Device Type,Manufacturer Identifier,Manufacturer Name,Model Identifier,Firmware Version,Status\nA,ESME,A0C1,Acme,00000001,00000001,Current"}]
  expect: {examined: 1}
- name: delisted
  kind: out-of-scope
  given: [{cpl: "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status\nA,ESME,A0C1,00000001,00000001,Removed"}]
  expect: {examined: 0}
`

func TestRulesOfTheUsersOwnRunAndAreRefusedByFileKeyAndRemedy(t *testing.T) {
	p := newProgram(t)
	dir := filepath.Join(p.dir, "rules")
	require.NoError(t, os.Mkdir(dir, 0o700))
	write := func(suffix, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "name-missing"+suffix), []byte(text), 0o600))
	}
	write(".cypher", ownRule)
	p.env = append(p.env, "WAYMARK_RULES_DIRECTORY="+dir, "WAYMARK_RULES_PARAMETERS=name-missing.word=somebody")

	code, _, stderr := p.run("rules", "list")
	require.Equal(t, 2, code)
	require.Contains(t, stderr, filepath.Join(dir, "name-missing.cypher")+": population: write name-missing.population.cypher")
	write(".population.cypher", "MATCH (v:Version) WHERE v.listed RETURN count(v) AS examined\n")
	write(".cases.yaml", ownCases)

	require.Contains(t, p.answer(0, "rules", "list")["rules"], map[string]any{
		"rule": "name-missing", "version": "0.1.0", "maturity": "live", "title": "The manufacturer's name is not on the list",
		"addressee": "operator", "subject": "version", "source": dir,
	})
	p.file("list.csv", "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status\nA,ESME,A0C1,00000001,00000001,Current\n")
	p.answer(0, "import", "cpl", "list.csv")
	p.answer(0, "run")
	findings := p.answer(0, "findings", "--rule", "name-missing")["findings"].([]any)
	require.Len(t, findings, 1)
	require.Equal(t, map[string]any{"word": "somebody"}, findings[0].(map[string]any)["evidence"])

	preview := p.answer(0, "rules", "preview", filepath.Join(dir, "name-missing.cypher"))["preview"].(map[string]any)
	require.Empty(t, preview["opens"])
	require.EqualValues(t, 1, preview["after"].(map[string]any)["failing"])

	report := p.answer(0, "report", "panel", "--format", "json", "-o", "live.json")
	require.NotEmpty(t, report)
	live, err := os.ReadFile(filepath.Join(p.dir, "live.json"))
	require.NoError(t, err)
	require.Contains(t, string(live), `"rule": "name-missing"`)
	write(".cypher", strings.Replace(ownRule, "maturity: live", "maturity: shadow", 1))
	p.answer(0, "run")
	p.answer(0, "report", "panel", "--format", "json", "-o", "shadow.json")
	shadow, err := os.ReadFile(filepath.Join(p.dir, "shadow.json"))
	require.NoError(t, err)
	require.NotContains(t, string(shadow), `"rule": "name-missing"`, "what a rule in the shadow finds is in no report")
	require.Len(t, p.answer(0, "findings", "--rule", "name-missing")["findings"], 1, "operators see it")

	code, _, stderr = p.run("rules", "test", "name-missing")
	require.Equal(t, 2, code, "the graph given holds data")
	require.Contains(t, stderr, "cases are loaded into an empty graph")
}

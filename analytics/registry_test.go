package analytics

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"waymark/graphstore"
)

const goodRule = `// ---
// id: some-rule
// version: 1.0.0
// title: Something is wrong
// maturity: live
// subject: version
// identity: [entryId]
// addressee: manufacturer
// definition: The definition.
// basis: The basis.
// why: The reason.
// fix: The remedy.
// parameters: {today: run.today}
// timeout: 5s
// reasons:
//   blank: {says: It is blank., actor: manufacturer, fix: Fill it in.}
// ---
MATCH (v:Version) WHERE v.addedOn < $today // not a $parameter of the text above
RETURN v.entryId AS entryId
`

func TestRuleFilesAreReadStrictly(t *testing.T) {
	replace := func(old, text string) string {
		require.Contains(t, goodRule, old)
		return strings.Replace(goodRule, old, text, 1)
	}
	cases := map[string]struct{ text, want string }{
		"no front matter":                {"MATCH (n) RETURN n", `the first line must be "// ---"`},
		"front matter that does not end": {"// ---\n// id: x\n", "no closing"},
		"a line without a comment sign":  {replace("// version: 1.0.0", "version: 1.0.0"), "line 3 must begin with //"},
		"an unknown key":                 {replace("// why:", "// reason:"), "field reason not found"},
		"an id unlike the file name":     {replace("id: some-rule", "id: other-rule"), `must be the file's name, "some-rule"`},
		"a missing key":                  {replace("// why: The reason.\n", ""), "why: is missing"},
		"a version that is none":         {replace("1.0.0", "first"), "version: give one like 1.0.0"},
		"an unknown maturity":            {replace("live", "young"), "maturity: give live or shadow"},
		"an unknown subject":             {replace("subject: version", "subject: planet"), "subject: give one of"},
		"an unknown setting":             {replace("run.today", "run.tomorrow"), `parameters.today: no setting "run.tomorrow"`},
		"a parameter not declared":       {replace("// parameters: {today: run.today}\n", ""), "the query uses $today"},
		"a reason without an actor":      {replace("actor: manufacturer", "actor: nobody"), "reasons.blank: needs says, fix, and actor"},
		"no identity":                    {replace("[entryId]", "[]"), "identity: name at least one"},
		"a timeout beyond measure":       {replace("5s", "5h"), "timeout: give a duration up to 10m"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := loadRules(fstest.MapFS{"some-rule.cypher": file(c.text), "some-rule.population.cypher": file("RETURN 0 AS examined")})
			require.ErrorContains(t, err, "rule file some-rule.cypher")
			require.ErrorContains(t, err, c.want)
		})
	}
	t.Run("a missing population", func(t *testing.T) {
		_, err := loadRules(fstest.MapFS{"some-rule.cypher": file(goodRule)})
		require.ErrorContains(t, err, "write some-rule.population.cypher")
	})
	t.Run("a good rule", func(t *testing.T) {
		registry, err := loadRules(fstest.MapFS{"some-rule.cypher": file(goodRule), "some-rule.population.cypher": file("RETURN 0 AS examined")})
		require.NoError(t, err)
		rule, ok := registry.Rule("some-rule")
		require.True(t, ok)
		require.Equal(t, goodRule, rule.Query, "the whole file is the query, so that it can be pasted")
	})
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: fs.ModePerm} }

func TestRulesMayOnlyReadAndMustReturnTheirColumns(t *testing.T) {
	require.ErrorContains(t, admissible(graphstore.Plan{}, nil), "the query writes")
	require.ErrorContains(t, admissible(graphstore.Plan{ReadOnly: true, Operators: []string{"ProduceResults", "LoadCSV"}}, nil), "loads a file")
	require.ErrorContains(t, admissible(graphstore.Plan{ReadOnly: true, Columns: []string{"a"}}, []string{"a", "b"}), "add it with AS b")
	require.NoError(t, admissible(graphstore.Plan{ReadOnly: true, Columns: []string{"a", "b", "c"}}, []string{"a", "b"}))
}

func TestEmbeddedRulesAndSeveritiesLoad(t *testing.T) {
	registry, err := LoadRules()
	require.NoError(t, err)
	severities, err := LoadSeverities()
	require.NoError(t, err)
	var ids []string
	for _, rule := range registry.All() {
		ids = append(ids, rule.ID)
		require.Contains(t, severities, rule.ID, "every rule has its severities")
	}
	require.Equal(t, []string{
		"certificate-expired", "certificate-expiring", "certificate-renewal-overdue", "declaration-withdrawn", "hash-reused",
		"install-orphaned", "install-stale", "install-stranded", "install-vanished", "pathway-cycle",
		"predecessor-foreign", "predecessor-invalid", "predecessor-later", "predecessor-self", "predecessor-suspect-root", "predecessor-undeclared", "predecessor-unknown",
		"row-rejected", "tuple-repeated", "version-coding-twin", "version-dead-end", "version-unreachable",
	}, ids)
	require.Len(t, severities, len(ids), "no severities of a rule that is not there")
}

func TestSeverityRisesWithDevicesAffected(t *testing.T) {
	table := SeverityTable{"r": {"any": {{0, "low"}, {1000, "high"}}, "breach": {{0, "critical"}}}}
	for _, c := range []struct {
		rule, duty string
		installs   int64
		want       string
	}{
		{"r", "gap", 0, "low"}, {"r", "gap", 999, "low"}, {"r", "gap", 1000, "high"}, {"r", "breach", 0, "critical"}, {"unheard-of", "gap", 5, "medium"},
	} {
		require.Equal(t, c.want, table.Of(c.rule, c.duty, c.installs), "%+v", c)
	}
	for name, broken := range map[string]SeverityTable{
		"does not begin at 0": {"r": {"any": {{1, "low"}}}},
		"falls":               {"r": {"any": {{0, "low"}, {9, "high"}, {5, "high"}}}},
		"is no severity":      {"r": {"any": {{0, "awful"}}}},
		"lacks any":           {"r": {"breach": {{0, "low"}}}},
	} {
		require.Error(t, broken.validate(), name)
	}
}

func TestFingerprintIsFixedAndKeepsValuesApart(t *testing.T) {
	// Findings are followed by this value: it may never change.
	require.Equal(t, "ccbb40b97f0fb9304e528dd39f5b367e6d7112fa87412fc67c8ed5802aba2186", Fingerprint("version-unreachable", "V1"))
	require.NotEqual(t, Fingerprint("r", "ab", "c"), Fingerprint("r", "a", "bc"))
	require.NotEqual(t, Fingerprint("r", "a"), Fingerprint("r", "a", ""))
}

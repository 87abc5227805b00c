package analytics

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
		"an unknown key":                 {replace("// why:", "// reason:"), "line 11: there is no key reason, take it out"},
		"an id unlike the file name":     {replace("id: some-rule", "id: other-rule"), `must be the file's name, "some-rule"`},
		"a missing key":                  {replace("// why: The reason.\n", ""), "why: is missing"},
		"a version that is none":         {replace("1.0.0", "first"), "version: give one like 1.0.0"},
		"an unknown maturity":            {replace("live", "young"), "maturity: give live or shadow"},
		"installs in other words":        {replace("// maturity: live\n", "// maturity: live\n// installs: some\n"), "installs: give decide, reasons or nothing"},
		"an audience that there is not":  {replace("// maturity: live\n", "// maturity: live\n// audience: supplier\n"), "audience: give manufacturer"},
		"an audience not to be told":     {replace("// maturity: live\n", "// maturity: live\n// audience: manufacturer\n// installs: decide\n"), "audience: a rule for manufacturers must not follow from installs"},
		"an unknown subject":             {replace("subject: version", "subject: planet"), "subject: give one of"},
		"an unknown setting":             {replace("run.today", "run.tomorrow"), `parameters.today: no setting "run.tomorrow"`},
		"a parameter not declared":       {replace("// parameters: {today: run.today}\n", ""), "the query uses $today"},
		"a parameter in quotation":       {replace("$today //", "$`the day` //"), "the query uses $the day"},
		"a parameter from an underscore": {replace("$today //", "$_today //"), "the query uses $_today"},
		"a reserved parameter declared":  {replace("{today: run.today}", "{today: run.today, models: run.today}"), "parameters.models: is reserved"},
		"a reason without an actor":      {replace("actor: manufacturer", "actor: nobody"), "reasons.blank: needs says, fix, and actor"},
		"no identity":                    {replace("[entryId]", "[]"), "identity: name at least one"},
		"a timeout beyond measure":       {replace("5s", "5h"), "timeout: give a duration up to 10m"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := loadFrom(fstest.MapFS{"some-rule.cypher": file(c.text), "some-rule.population.cypher": file("RETURN 0 AS examined"), "some-rule.cases.yaml": file(goodCases)})
			require.ErrorContains(t, err, "rule file some-rule.cypher")
			require.ErrorContains(t, err, c.want)
		})
	}
	t.Run("a missing population", func(t *testing.T) {
		_, err := loadFrom(fstest.MapFS{"some-rule.cypher": file(goodRule), "some-rule.cases.yaml": file(goodCases)})
		require.ErrorContains(t, err, "write some-rule.population.cypher")
	})
	t.Run("a population with a parameter of nobody", func(t *testing.T) {
		_, err := loadFrom(fstest.MapFS{"some-rule.cypher": file(goodRule), "some-rule.population.cypher": file("RETURN $days AS examined"), "some-rule.cases.yaml": file(goodCases)})
		require.ErrorContains(t, err, "parameters: the population query uses $days")
	})
	t.Run("missing cases", func(t *testing.T) {
		_, err := loadFrom(fstest.MapFS{"some-rule.cypher": file(goodRule), "some-rule.population.cypher": file("RETURN 0 AS examined")})
		require.ErrorContains(t, err, "cases: write some-rule.cases.yaml")
	})
	t.Run("a file that belongs to no rule", func(t *testing.T) {
		_, err := loadFrom(fstest.MapFS{"some-rule.cases.yaml": file(goodCases)})
		require.ErrorContains(t, err, "rule file some-rule.cases.yaml: there is no some-rule.cypher that it belongs to")
	})
	t.Run("a good rule", func(t *testing.T) {
		registry, err := loadFrom(fstest.MapFS{"some-rule.cypher": file(goodRule), "some-rule.population.cypher": file("RETURN 0 AS examined"), "some-rule.cases.yaml": file(goodCases)})
		require.NoError(t, err)
		rule, ok := registry.Rule("some-rule")
		require.True(t, ok)
		require.Equal(t, goodRule, rule.Query, "the whole file is the query, so that it can be pasted")
		require.Len(t, rule.Cases, 3)
	})
}

func loadFrom(files fs.FS) (*Registry, error) {
	l := loader{registry: &Registry{}, sum: sha256.New()}
	l.load(files, builtIn)
	return l.registry, errors.Join(l.faults...)
}

const goodCases = `- name: blank
  kind: violating
  given: [{cpl: rows}]
  expect: {examined: 1, findings: [{subject: A, reasons: [blank]}]}
- name: filled
  kind: compliant
  given: [{cpl: rows}, {run: full}]
  expect: {examined: 1}
- name: delisted
  kind: out-of-scope
  given: [{installs: rows, partial: true}]
  expect: {examined: 0}
`

func TestCasesAreReadStrictly(t *testing.T) {
	for name, c := range map[string]struct{ old, text, want string }{
		"an unknown key":              {"kind: violating", "sort: violating", "field sort not found"},
		"an unknown kind":             {"kind: compliant", "kind: fine", `case "filled": kind: give one of violating, compliant, unknown, out-of-scope`},
		"no case of a kind":           {"kind: out-of-scope", "kind: compliant", "add a case that is out-of-scope"},
		"two cases of one name":       {"name: filled", "name: blank", "case 2: name: give each case a name of its own"},
		"a violating case that isn't": {"findings: [{subject: A, reasons: [blank]}]", "unknown: []", "a violating case needs one"},
		"a verdict without reasons":   {"reasons: [blank]", "duty: gap", "each verdict needs a subject and its reasons"},
		"a step of two parts":         {"{run: full}", "{run: full, cpl: rows}", "given[1]: give exactly one of"},
		"a run that is not full":      {"{run: full}", "{run: half}", "given[1]: give exactly one of"},
		"a setting that cases lack":   {"  expect: {examined: 0}", "  settings: {rules.colour: red}\n  expect: {examined: 0}", "settings: rules.colour: a case cannot set it"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, goodCases, c.old)
			_, err := parseCases([]byte(strings.Replace(goodCases, c.old, c.text, 1)), Rule{})
			require.ErrorContains(t, err, c.want)
		})
	}
	_, err := parseCases([]byte(goodCases), Rule{Unknowns: map[string]string{"x": "y"}})
	require.ErrorContains(t, err, "add a case that is unknown")
}

func TestParametersOfARulesOwnHaveDefaultsThatSettingsReplace(t *testing.T) {
	text := strings.Replace(goodRule, "{today: run.today}", "{today: run.today, days: {default: 30}, words: {default: [a, b]}}", 1)
	registry, err := loadFrom(fstest.MapFS{"some-rule.cypher": file(text), "some-rule.population.cypher": file("RETURN $days AS examined"), "some-rule.cases.yaml": file(goodCases)})
	require.NoError(t, err)
	rule, _ := registry.Rule("some-rule")
	require.EqualValues(t, 30, rule.bind(Settings{}, "")["days"])
	replaced := Settings{Parameters: map[string]string{"some-rule.days": "45", "some-rule.words": "c|d"}}
	require.NoError(t, registry.checkParameters(replaced))
	require.EqualValues(t, 45, rule.bind(replaced, "")["days"])
	require.Equal(t, []any{"c", "d"}, rule.bind(replaced, "")["words"])
	require.ErrorContains(t, registry.checkParameters(Settings{Parameters: map[string]string{"some-rule.days": "many"}}), `some-rule.days is "many"`)
	require.ErrorContains(t, registry.checkParameters(Settings{Parameters: map[string]string{"some-rule.today": "x"}}), "is no parameter of its own of a rule")
	for _, wrong := range []string{"{}", "{default: {a: b}}", "{default: 1, least: 0}", "{default: [1]}"} {
		_, err := parseRule("some-rule", strings.Replace(goodRule, "run.today", wrong, 1))
		require.ErrorContains(t, err, "default", wrong)
	}
}

func TestRulesOfTheUsersOwnStandBesideThoseBuiltIn(t *testing.T) {
	dir := t.TempDir()
	_, err := LoadRules(dir)
	require.ErrorContains(t, err, "holds no rule")
	write := func(id, text string) {
		for suffix, content := range map[string]string{ruleSuffix: text, populationSuffix: "RETURN 0 AS examined", casesSuffix: goodCases} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, id+suffix), []byte(content), 0o600))
		}
	}
	write("some-rule", goodRule)
	builtInAlone, err := LoadRules("")
	require.NoError(t, err)
	registry, err := LoadRules(dir)
	require.NoError(t, err)
	require.Len(t, registry.All(), len(builtInAlone.All())+1)
	require.NotEqual(t, builtInAlone.Hash(), registry.Hash())
	rule, _ := registry.Rule("some-rule")
	require.Equal(t, dir, rule.Source)

	table, err := LoadSeverities()
	require.NoError(t, err)
	_, err = table.With(registry)
	require.ErrorContains(t, err, "rule file some-rule.cypher: severities: is missing")
	write("some-rule", strings.Replace(goodRule, "// why:", "// severities: {any: [{installs: 0, severity: low}]}\n// why:", 1))
	registry, err = LoadRules(dir)
	require.NoError(t, err)
	all, err := table.With(registry)
	require.NoError(t, err)
	require.Equal(t, "low", all.Of("some-rule", "gap", 5))

	write("predecessor-self", strings.ReplaceAll(goodRule, "some-rule", "predecessor-self"))
	_, err = LoadRules(dir)
	require.ErrorContains(t, err, filepath.Join(dir, "predecessor-self.cypher")+": id: the rule predecessor-self (built in) has it")
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text), Mode: fs.ModePerm} }

func TestRulesMayOnlyReadAndMustReturnTheirColumns(t *testing.T) {
	require.ErrorContains(t, admissible(graphstore.Plan{}, nil), "the query writes")
	require.ErrorContains(t, admissible(graphstore.Plan{ReadOnly: true, Operators: []string{"ProduceResults", "LoadCSV"}}, nil), "loads a file")
	require.ErrorContains(t, admissible(graphstore.Plan{ReadOnly: true, Columns: []string{"a"}}, []string{"a", "b"}), "add it with AS b")
	require.NoError(t, admissible(graphstore.Plan{ReadOnly: true, Columns: []string{"a", "b", "c"}}, []string{"a", "b"}))
}

func TestEmbeddedRulesAndSeveritiesLoad(t *testing.T) {
	registry, err := LoadRules("")
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
		"install-orphaned", "install-past-end-date", "install-stale", "install-stranded", "install-vanished", "list-drift", "pathway-cycle",
		"predecessor-foreign", "predecessor-invalid", "predecessor-later", "predecessor-self", "predecessor-suspect-root", "predecessor-undeclared", "predecessor-unknown",
		"row-rejected", "tuple-repeated", "version-coding-twin", "version-dead-end", "version-unreachable", "version-unrooted",
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

package cpl_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

func builtIn(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("data/" + name)
	require.NoError(t, err)
	return string(text)
}

func TestColumnMapsThatAreRefused(t *testing.T) {
	text := builtIn(t, "columns.yaml")
	for name, c := range map[string]struct{ content, says string }{
		"empty":             {"", "empty"},
		"unknown key":       {strings.Replace(text, "aliases:", "alias:", 1), "alias"},
		"unknown kind":      {text + "\npeople: []\n", "people"},
		"unknown column":    {strings.Replace(text, "column: Status", "column: State", 1), `"State"`},
		"column lacking":    {strings.Replace(text, "  - column: GBCS Version\n    read: text\n", "", 1), `"GBCS Version" is missing`},
		"column twice":      {strings.Replace(text, "column: GBCS Version", "column: Status", 1), `"Status"`},
		"optional now":      {strings.Replace(text, "required: true", "required: false", 1), "cannot be optional"},
		"read otherwise":    {strings.Replace(text, "read: hex4", "read: hex8", 1), `"hex4"`},
		"alias of two":      {strings.Replace(text, "[CPL Status]", "[CPL-Status, entry id]", 1), `"entry id"`},
		"blank alias":       {strings.Replace(text, "[CPL Status]", "[' - ']", 1), "blank alias"},
		"second document":   {text + "\n---\ncpl: []\n", "more than one document"},
		"not what it seems": {"cpl: 5", "cpl"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cpl.LoadColumnMap(strings.NewReader(c.content))
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestColumnMapIsUsed(t *testing.T) {
	text := strings.Replace(builtIn(t, "columns.yaml"), "[CPL Status]", "[Zustand]", 1)
	text = strings.Replace(text, "  - column: GBCS Version\n", "  - column: GBCS Version\n    required: true\n", 1)
	m, err := cpl.LoadColumnMap(strings.NewReader(text))
	require.NoError(t, err)
	path := write(t, lines(strings.Replace(cplHeader, "Status", "ZUSTAND", 1)+",GBCS Version", cplRow+","))
	f, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: cpl.KindCPL, Columns: m})
	require.NoError(t, err)
	checked, err := f.Check(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, []string{"GBCS Version:required"}, codes(checked.Faults))
	column, known := m.Find(cpl.KindCPL, "zu-stand")
	require.True(t, known)
	require.Equal(t, cpl.ColStatus, column)
	require.Contains(t, m.Required(cpl.KindCPL), cpl.ColGBCSVersion)
}

func TestVocabulariesThatAreRefused(t *testing.T) {
	text := builtIn(t, "vocabulary.yaml")
	for name, c := range map[string]struct{ content, says string }{
		"unknown key":      {text + "\nstatus: []\n", "status"},
		"unknown word key": {strings.Replace(text, "listed: true", "list: true", 1), "list"},
		"listed unsaid":    {strings.Replace(text, "{word: Active, listed: true}", "{word: Active}", 1), `"Active"`},
		"status twice":     {strings.Replace(text, "word: Active", "word: CURRENT", 1), `"CURRENT"`},
		"type twice":       {strings.Replace(text, "word: GSME", "word: esme", 1), `"esme"`},
		"blank type":       {strings.Replace(text, "word: GSME", "word: ' '", 1), "blank"},
		"pair of one":      {strings.Replace(text, "[CHF, GPF]", "[CHF]", 1), "two device types"},
		"pair unknown":     {strings.Replace(text, "[CHF, GPF]", "[CHF, HUB]", 1), "HUB"},
		"paired twice":     {strings.Replace(text, "- [CHF, GPF]", "- [CHF, GPF]\n  - [GPF, CAD]", 1), "GPF"},
		"eleven months":    {strings.Replace(text, ", December", "", 1), "11"},
		"no statuses":      {"statuses: []", "statuses is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cpl.LoadVocabulary(strings.NewReader(c.content))
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestVocabulary(t *testing.T) {
	v := cpl.DefaultVocabulary()
	word, listed, ok := v.Status(" acTIVE ")
	require.Equal(t, []any{"Active", true, true}, []any{word, listed, ok})
	_, _, ok = v.Status("Live")
	require.False(t, ok)
	pair, ok := v.Pair("GPF")
	require.Equal(t, []any{"CHF", true}, []any{pair, ok})
	_, ok = v.Pair("ESME")
	require.False(t, ok)
	require.True(t, v.Type2("CAD"))
	require.False(t, v.Type2("ESME"))

	other, err := v.WithType2([]string{"ppmid"})
	require.NoError(t, err)
	require.True(t, other.Type2("PPMID"))
	require.False(t, other.Type2("CAD"))
	require.True(t, v.Type2("CAD"))
	_, err = v.WithType2([]string{"HUB"})
	require.ErrorContains(t, err, "HUB")
}

func TestKeysOfPartsNeverCollide(t *testing.T) {
	require.Equal(t, `a\|b|c\\`, cpl.JoinKey("a|b", `c\`))
	require.NotEqual(t, cpl.JoinKey("a|", "b"), cpl.JoinKey("a", "|b"))
}

func TestDeclarationsThatMeanTheSame(t *testing.T) {
	same := func(a, b string) bool { return cpl.ParseDeclaration(a).Same(cpl.ParseDeclaration(b)) }
	require.True(t, same("A,B", "B; A;A"))
	require.True(t, same("N/A", "none"))
	require.True(t, same("", " "))
	require.True(t, same(" N/A,x", "N/A,x"))
	require.False(t, same("N/A,x", "N/A,y"))
	require.False(t, same("A", "A,B"))
	require.False(t, same("A", "B"))
	require.False(t, same("", "N/A"))
}

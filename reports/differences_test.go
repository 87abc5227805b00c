package reports

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDifferencesInJSONAreNamedByPointer(t *testing.T) {
	original := []byte(`{"a":1,"b/c":{"d":[1,2,{"e":"x"}]},"f":null,"g":true}`)
	for name, c := range map[string]struct {
		file string
		want []Difference
	}{
		"same, other spacing": {` { "a" : 1, "g":true, "f":null, "b/c":{"d":[1,2,{"e":"x"}]} }`, []Difference{}},
		"value":               {`{"a":2,"b/c":{"d":[1,2,{"e":"x"}]},"f":null,"g":true}`, []Difference{{"/a", "2", "1"}}},
		"deep":                {`{"a":1,"b/c":{"d":[1,2,{"e":"y"}]},"f":null,"g":true}`, []Difference{{"/b~1c/d/2/e", `"y"`, `"x"`}}},
		"dropped and added":   {`{"b/c":{"d":[1,2,{"e":"x"}]},"f":null,"g":true,"h":0}`, []Difference{{"/a", "", "1"}, {"/h", "0", ""}}},
		"shorter list":        {`{"a":1,"b/c":{"d":[1]},"f":null,"g":true}`, []Difference{{"/b~1c/d/1", "", "2"}, {"/b~1c/d/2", "", `{"e":"x"}`}}},
		"longer list":         {`{"a":1,"b/c":{"d":[1,2,{"e":"x"},3]},"f":null,"g":true}`, []Difference{{"/b~1c/d/3", "3", ""}}},
		"other kind":          {`{"a":[],"b/c":1,"f":null,"g":true}`, []Difference{{"/a", "[]", "1"}, {"/b~1c", "1", `{"d":[1,2,{"e":"x"}]}`}}},
		"number spelt anew":   {`{"a":1.0,"b/c":{"d":[1,2,{"e":"x"}]},"f":null,"g":true}`, []Difference{{"/a", "1.0", "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, total := differences(FormatJSON, []byte(c.file), original)
			require.Equal(t, c.want, got)
			require.Len(t, c.want, total)
		})
	}
	got, _ := differences(FormatJSON, []byte("{"), original)
	require.Equal(t, "/", got[0].Where)
}

func TestDifferencesInCSVAreNamedByLineAndColumn(t *testing.T) {
	original := []byte("A,B\r\n1,2\r\n3,4\r\n")
	for name, c := range map[string]struct {
		file string
		want []Difference
	}{
		"cell":      {"A,B\r\n1,9\r\n3,4\r\n", []Difference{{"line 2, column B", "9", "2"}}},
		"row lost":  {"A,B\r\n1,2\r\n", []Difference{{"line 3", "", "3,4"}}},
		"row more":  {"A,B\r\n1,2\r\n3,4\r\n5,6\r\n", []Difference{{"line 4", "5,6", ""}}},
		"cell lost": {"A,B\r\n1\r\n3,4\r\n", []Difference{{"line 2, column B", "", "2"}}},
		"endings":   {"A,B\n1,2\n3,4\n", []Difference{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, total := differences(FormatCSV, []byte(c.file), original)
			require.Equal(t, c.want, got)
			require.Len(t, c.want, total)
		})
	}
}

func TestOnlySoManyDifferencesAreNamed(t *testing.T) {
	got, total := differences(FormatJSON, []byte(`[`+sequence(300, "1")+`]`), []byte(`[`+sequence(300, "2")+`]`))
	require.Len(t, got, maxDifferences)
	require.Equal(t, 300, total)
}

func TestAFileFarLongerThanTheOriginalIsNotComparedPlaceByPlace(t *testing.T) {
	for format, c := range map[string][2]string{
		FormatJSON: {`{"a":1}`, `{"a":2,"b":[` + sequence(maxGrown/2, "1") + `]}`},
		FormatCSV:  {"A,B\r\n1,2\r\n", "A,B\r\n" + strings.Repeat("1,3\n", maxGrown/4+4)},
	} {
		_, total := differences(format, []byte(c[1]), []byte(c[0]))
		require.Zero(t, total, format)
	}
	long := `[` + sequence(maxCompared/2, "1") + `]`
	_, total := differences(FormatJSON, []byte(long), []byte(`[2`+long[2:]))
	require.Zero(t, total)
}

func sequence(n int, value string) string {
	return value + strings.Repeat(","+value, n-1)
}

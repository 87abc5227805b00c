package reports_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

func TestJSONIsTheFrozenData(t *testing.T) {
	p := samplePanel(t)
	out := write(t, p, reports.FormatJSON, nil)
	golden(t, "panel.json", out)
	require.NotContains(t, string(out), `"seal"`, "nobody signed it")

	frozen, sum, err := p.Freeze()
	require.NoError(t, err)
	require.Len(t, sum, 64)
	var shown, kept map[string]any
	require.NoError(t, json.Unmarshal(out, &shown))
	require.NoError(t, json.Unmarshal(frozen, &kept))
	require.Equal(t, kept, shown)
}

func TestFrozenReportComesBackTheSame(t *testing.T) {
	p := samplePanel(t)
	frozen, sum, err := p.Freeze()
	require.NoError(t, err)
	thawed, err := reports.Thaw(frozen)
	require.NoError(t, err)
	again, sumAgain, err := thawed.Freeze()
	require.NoError(t, err)
	require.Equal(t, string(frozen), string(again))
	require.Equal(t, sum, sumAgain)

	rebuilt, _, err := samplePanel(t).Freeze()
	require.NoError(t, err)
	require.Equal(t, string(frozen), string(rebuilt), "the same run gives the same report")
}

func TestThawRefusesOtherData(t *testing.T) {
	_, err := reports.Thaw([]byte(`{"schema":"waymark.panel/2"}`))
	require.ErrorContains(t, err, `"waymark.panel/2"`)
	_, err = reports.Thaw([]byte(`{`))
	require.Error(t, err)
}

func TestNoListIsNull(t *testing.T) {
	frozen, _, err := samplePanel(t).Freeze()
	require.NoError(t, err)
	var data any
	require.NoError(t, json.Unmarshal(frozen, &data))
	var walk func(path string, value any)
	walk = func(path string, value any) {
		switch v := value.(type) {
		case nil:
			t.Errorf("%s is null", path)
		case map[string]any:
			for k, x := range v {
				walk(path+"."+k, x)
			}
		case []any:
			for _, x := range v {
				walk(path+"[]", x)
			}
		}
	}
	walk("panel", data)
}

func TestCSVIsOneRowAFinding(t *testing.T) {
	p := followedPanel(t)
	out := write(t, p, reports.FormatCSV, nil)
	golden(t, "panel.csv", out)

	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+len(p.Findings))
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		require.Equal(t, p.Marking.Label, row[column["Classification"]])
		require.Equal(t, "run-12", row[column["Run"]])
		seen[row[column["Fingerprint"]]] = true
		for _, cell := range row {
			require.NotRegexp(t, `^[=+\-@\t\r]`, cell)
		}
	}
	for _, f := range p.Findings {
		require.True(t, seen[f.Fingerprint])
	}
	require.Contains(t, string(out), `'@SUM(1+1)`)
	require.Contains(t, string(out), "'=Birch Gas")
	require.NotRegexp(t, `[^\r]\n`, string(out), "lines end in CRLF")
}

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
	var out bytes.Buffer
	require.NoError(t, reports.WriteJSON(&out, p))
	golden(t, "panel.json", out.Bytes())

	frozen, sum, err := p.Freeze()
	require.NoError(t, err)
	require.Len(t, sum, 64)
	require.JSONEq(t, string(frozen), out.String())
	require.NotContains(t, out.String(), ": null,\n      \"list\"", "lists are never null")
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
	p := samplePanel(t)
	var out bytes.Buffer
	require.NoError(t, reports.WriteCSV(&out, p))
	golden(t, "panel.csv", out.Bytes())

	rows, err := csv.NewReader(bytes.NewReader(out.Bytes())).ReadAll()
	require.NoError(t, err)
	require.Equal(t, reports.CSVColumns, rows[0])
	require.Len(t, rows, 1+len(p.Findings))
	for i, row := range rows[1:] {
		require.Equal(t, p.Marking.Label, row[0])
		require.Equal(t, "run-12", row[1])
		require.Equal(t, p.Findings[i].Fingerprint, row[5])
		for _, cell := range row {
			require.NotRegexp(t, `^[=+\-@\t\r]`, cell)
		}
	}
	require.Contains(t, out.String(), `'@SUM(1+1)`)
	require.Contains(t, out.String(), "'=Birch Gas")
	require.NotRegexp(t, `[^\r]\n`, out.String(), "lines end in CRLF")
}

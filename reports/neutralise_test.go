package reports_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

func TestNeutraliseCell(t *testing.T) {
	for text, want := range map[string]string{
		"":              "",
		"A-01":          "A-01",
		"=1+1":          "'=1+1",
		"+44":           "'+44",
		"-1":            "'-1",
		"@SUM(A1)":      "'@SUM(A1)",
		"\t=1":          "'\t=1",
		"\r=1":          "'\r=1",
		"\n=1":          "'\n=1",
		"＝1":            "'＝1",
		"a=1":           "a=1",
		"'=1":           "'=1",
		" =1":           " =1",
		"é":             "é",
		"\xff=":         "\xff=",
		"2026-11-25":    "2026-11-25",
		"4.10.0-rc.1,=": "4.10.0-rc.1,=",
	} {
		require.Equal(t, want, reports.NeutraliseCell(text), "%q", text)
	}
}

package reports_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/reports"
)

func recordsOf(t *testing.T, data []byte) [][]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	require.NoError(t, err)
	return records
}

func TestDocumentCSVIsTheMainTable(t *testing.T) {
	d := sampleDocument(t)
	got := rendered(t, "csv", d, nil)
	golden(t, "document.csv", got)
	require.NotRegexp(t, `[^\r]\n`, string(got), "lines end in CRLF")
	records := recordsOf(t, got)
	require.Equal(t, []string{"Classification", "Subject", "Severity", "What is wrong", "What to do", "Devices", "Fingerprint", "Note", d.Seal.Text()}, records[0])
	require.Len(t, records, 4)
	require.Equal(t, []string{"SEC CONFIDENTIAL (sample)", "A-18", "high"}, records[2][:3])
	require.Empty(t, records[2][8], "only the head carries the seal")

	d.Sections = d.Sections[:3]
	require.Equal(t, "What is wrong", recordsOf(t, rendered(t, "csv", d, nil))[0][2], "without an appendix, the first table")
	d.Seal.KeyID = ""
	require.Equal(t, "As typed", recordsOf(t, rendered(t, "csv", d, nil))[0][7], "no seal, no column for it")
	require.Len(t, recordsOf(t, rendered(t, "csv", d, nil))[0], 8)
}

func TestDocumentCSVHoldsNoFormulas(t *testing.T) {
	d := sampleDocument(t)
	d.Sections = d.Sections[:3]
	d.Marking.Label = "=mark"
	records := recordsOf(t, rendered(t, "csv", d, nil))
	require.Len(t, records, 1+2+len(hostileTexts)+3, "PageRows is for pages")
	for _, r := range records[1:] {
		require.Equal(t, "'=mark", r[0])
		require.Equal(t, "=as typed", r[7], "verbatim cells are left alone")
		require.NotRegexp(t, `^[=+@\t\r＝-]`, r[2])
	}
	require.Equal(t, "'=HYPERLINK(\"http://x\",\"y\")", records[3][2])
	require.Equal(t, "-1", records[3][4], "a negative number stays one")
	require.Equal(t, "not shown", records[2][4])
	require.Equal(t, "2026-11-25T01:00:00Z", records[1][6])
}

func TestDocumentZIPHoldsEveryTable(t *testing.T) {
	d := sampleDocument(t)
	names, parts := unzipped(t, rendered(t, "zip", d, nil))
	require.Equal(t, []string{"findings.csv", "new-findings.csv", "resolved.csv", "seal.txt"}, names)
	require.Equal(t, d.Seal.Text()+"\n", parts["seal.txt"])
	require.Equal(t, string(rendered(t, "csv", d, nil)), parts["findings.csv"])
	require.Len(t, recordsOf(t, []byte(parts["resolved.csv"])), 1, "an empty table has its head")
}

func TestDocumentZIPNamesFilesSafelyAndOnce(t *testing.T) {
	var blocks []reports.Block
	for _, id := range []string{"../../etc/passwd", "A", "a", "", "Ünïcode"} {
		blocks = append(blocks, &reports.Table{ID: id, Columns: []reports.Column{{Name: "X"}}})
	}
	names, _ := unzipped(t, rendered(t, "zip", &reports.Document{Sections: []reports.Section{{ID: "s", Blocks: blocks}}}, nil))
	require.ElementsMatch(t, []string{"------etc-passwd.csv", "A.csv", "a-2.csv", "table.csv", "-n-code.csv"}, names)
	require.NotContains(t, strings.Join(names, ""), "/")
}

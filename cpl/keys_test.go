package cpl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

const fullHeader = cplHeader + ",Date Added,Previous Firmware CPL Entry IDs,Remark"

func TestRepeatedKeys(t *testing.T) {
	base := "A1,ESME,A0C1,0C1A0001,0000000A,Current,2019-04-16,\"X, Y\",r"
	for name, c := range map[string]struct {
		second  string
		outcome cpl.Outcome
	}{
		"the same":                    {base, cpl.Repeated},
		"hex in another case":         {"A1,ESME,0xa0c1,0c1a0001,0000000a,Current,2019-04-16,\"X, Y\",r", cpl.Repeated},
		"date in another form":        {"A1,esme,A0C1,0C1A0001,0000000A,CURRENT,16th April 2019,\"X, Y\",r", cpl.Repeated},
		"declaration respelt":         {"A1,ESME,A0C1,0C1A0001,0000000A,Current,16/04/2019,\"Y;X\nX\",r", cpl.Repeated},
		"unknown column differs":      {"A1,ESME,A0C1,0C1A0001,0000000A,Current,43571,\"X, Y\",other", cpl.Repeated},
		"id trimmed":                  {" A1\u00a0,ESME,A0C1,0C1A0001,0000000A,Current,2019-04-16,\"X, Y\",r", cpl.Repeated},
		"status means the same":       {"A1,ESME,A0C1,0C1A0001,0000000A,Active,2019-04-16,\"X, Y\",r", cpl.Rejected},
		"another firmware":            {"A1,ESME,A0C1,0C1A0001,0000000B,Current,2019-04-16,\"X, Y\",r", cpl.Rejected},
		"another date":                {"A1,ESME,A0C1,0C1A0001,0000000A,Current,,\"X, Y\",r", cpl.Rejected},
		"another declaration":         {"A1,ESME,A0C1,0C1A0001,0000000A,Current,2019-04-16,X,r", cpl.Rejected},
		"declaration blank":           {"A1,ESME,A0C1,0C1A0001,0000000A,Current,2019-04-16,,r", cpl.Rejected},
		"another id, case of letters": {"a1,ESME,A0C1,0C1A0001,0000000A,Current,2019-04-16,\"X, Y\",r", cpl.Accepted},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows := read(t, cpl.KindCPL, lines(fullHeader, "title", base, c.second))
			require.Equal(t, cpl.Accepted, rows[1].Outcome)
			require.Equal(t, c.outcome, rows[2].Outcome)
			if c.outcome == cpl.Rejected {
				require.Equal(t, []string{"CPL Entry ID:duplicate-key"}, codes(rows[2].Faults))
				require.Contains(t, rows[2].Faults[0].Hint, "line 3 ")
			}
		})
	}
}

func TestNoneSpeltOtherwiseIsARepeatAndInvalidIsComparedAsText(t *testing.T) {
	row := func(declaration string) string { return cplRow + ",," + declaration + "," }
	_, rows := read(t, cpl.KindCPL, lines(fullHeader, row("N/A"), row(" none; n/a")))
	require.Equal(t, cpl.Repeated, rows[1].Outcome)
	_, rows = read(t, cpl.KindCPL, lines(fullHeader, row("N/A; A"), row("N/A; A "), row("N/A; B")))
	require.Equal(t, []cpl.Outcome{cpl.Accepted, cpl.Repeated, cpl.Rejected}, []cpl.Outcome{rows[0].Outcome, rows[1].Outcome, rows[2].Outcome})
}

func TestARejectedRowHoldsNoKey(t *testing.T) {
	bad := "A1,ESME,A0C1,0C1A0001,0000000A,Nonsense"
	other := "A1,ESME,A0C1,0C1A0001,0000000B,Current"
	checked, rows := read(t, cpl.KindCPL, lines(cplHeader, bad, cplRow, other, bad, cplRow))
	var got []cpl.Outcome
	for _, row := range rows {
		got = append(got, row.Outcome)
	}
	require.Equal(t, []cpl.Outcome{cpl.Rejected, cpl.Accepted, cpl.Rejected, cpl.Rejected, cpl.Repeated}, got)
	require.Equal(t, []string{"Status:unknown-status", "CPL Entry ID:duplicate-key", "Status:unknown-status"}, codes(checked.Faults))
	require.Equal(t, []int64{2, 4, 5}, []int64{checked.Faults[0].Line, checked.Faults[1].Line, checked.Faults[2].Line})
}

func TestInstallKeys(t *testing.T) {
	row := func(fw, asOf, count string) string { return "Sup,ESME,A0C1,0C1A0001," + fw + "," + asOf + "," + count }
	_, rows := read(t, cpl.KindInstalls, lines(insHeader,
		row("0000000a", "2026-10-31", "5"), row("0000000A", "31/10/2026", "05"), row("0000000A", "2026-10-30", "5"), row("0000000A", "2026-10-31", "6")))
	require.Equal(t, []cpl.Outcome{cpl.Accepted, cpl.Repeated, cpl.Accepted, cpl.Rejected},
		[]cpl.Outcome{rows[0].Outcome, rows[1].Outcome, rows[2].Outcome, rows[3].Outcome})
	require.Equal(t, "Sup|ESME|A0C1|0C1A0001|0000000A|2026-10-31", rows[3].Faults[0].Value)
}

func TestBlankDeclarationsAreCountedOnce(t *testing.T) {
	row := func(id, declaration string) string { return id + cplRow[2:] + ",," + declaration + "," }
	checked, _ := read(t, cpl.KindCPL, lines(fullHeader, row("A1", ""), row("A1", " "), row("A2", "N/A"), row("A3", "\u200b"), "A4,bad"))
	require.Equal(t, int64(2), checked.BlankDeclarations)
}

// Many keys are sorted in runs on disk, and so are the lines that hold them.
func TestManyRepeatedKeys(t *testing.T) {
	const keys, n = 1000, 600_000
	var b strings.Builder
	b.WriteString(cplHeader + "\n")
	for i := range n {
		status := "Current"
		if i/keys%2 == 1 {
			status = "Removed"
		}
		fmt.Fprintf(&b, "K%d%s\n", i%keys, strings.Replace(cplRow[2:], "Current", status, 1))
	}
	checked, rows := read(t, cpl.KindCPL, b.String())
	require.Equal(t, int64(keys), checked.Accepted)
	require.Equal(t, int64(n/2-keys), checked.Repeated)
	require.Equal(t, int64(n/2), checked.Rejected)
	require.Len(t, checked.Faults, cpl.MaxFaults)
	for i, row := range rows {
		want, hint := cpl.Accepted, ""
		switch {
		case i/keys%2 == 1:
			want, hint = cpl.Rejected, fmt.Sprintf("line %d ", i%keys+2)
		case i >= keys:
			want = cpl.Repeated
		}
		if row.Outcome != want || hint != "" && !strings.HasPrefix(row.Faults[0].Hint, hint) {
			require.Failf(t, "wrong row", "row %d is %d with %v", i, row.Outcome, row.Faults)
		}
	}
}

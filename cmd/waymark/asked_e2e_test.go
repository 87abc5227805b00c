//go:build integration

package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRequestsAreRecordedAndAnsweredThroughTheBinary(t *testing.T) {
	p := newProgram(t)
	header := "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Previous Firmware CPL Entry IDs\n"
	p.answer(0, "import", "cpl", "--as-of", "2026-10-01", p.file("list.csv", header+"V 1,ESME,A0C1,0C1A0001,00000001,Current,\nV 2,ESME,A0C1,0C1A0001,00000002,Current,\nV 3,ESME,B0B2,0C1A0001,00000002,Current,\n"))
	p.answer(0, "import", "parties", p.file("parties.csv", "Party,Category,Manufacturer Identifiers\nAcme,manufacturer,A0C1\n"))
	p.answer(0, "run")

	tried := p.answer(0, "asked", "--from-findings", "predecessor-undeclared", "--on", "2026-10-02", "--reference", "L-1", "--dry-run")
	require.EqualValues(t, 2, tried["total"], "nobody represents B0B2")
	require.Equal(t, []any{map[string]any{"subject": "V 3", "why": noParty}}, tried["leftOut"])
	require.EqualValues(t, 1, tried["totalLeftOut"])
	_, said, _ := p.run("asked", "--from-findings", "predecessor-undeclared", "--on", "2026-10-02", "--reference", "L-1", "--dry-run")
	require.Contains(t, said, "Left out: V 3 (1 finding); no responsible party is known")
	require.EqualValues(t, 0, p.answer(0, "asked", "list")["total"])
	require.EqualValues(t, 2, p.answer(0, "asked", "--from-findings", "predecessor-undeclared", "--on", "2026-10-02", "--reference", "L-1", "--by", "pat")["total"])
	again := p.answer(0, "asked", "--from-findings", "predecessor-undeclared", "--on", "2026-10-02", "--reference", "L-1")
	require.EqualValues(t, 0, again["total"], "they wait for an answer")
	require.EqualValues(t, 3, again["totalLeftOut"])
	chased := p.answer(0, "asked", "V 2", "--chase", "--on", "2026-10-20", "--reference", "L-2")["asked"].([]any)[0].(map[string]any)
	require.Len(t, chased["chases"], 1)

	p.answer(0, "import", "cpl", p.file("answer.csv", header+"V 1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n"))
	silent := p.answer(0, "asked", "list", "--silent", "--party", "Acme")
	require.EqualValues(t, 1, silent["total"])
	require.Equal(t, "V 2", silent["asked"].([]any)[0].(map[string]any)["entryId"])
	for code, args := range map[string][]string{
		"already-asked": {"asked", "V 2", "--reference", "L-3"},
		"not-asked":     {"asked", "V 3", "--party", "Acme", "--reference", "L-3", "--chase"},
		"unknown-party": {"asked", "V 3", "--reference", "L-3"},
		"text-missing":  {"asked", "V 3", "--party", "Acme"},
		"not-a-date":    {"asked", "V 1", "--on", "1/2/2026", "--reference", "L-3"},
		"unknown-rule":  {"asked", "--from-findings", "no-such-rule", "--reference", "L-3"},
		"usage":         {"asked", "V 1", "--reference", "L-3", "--dry-run"},
	} {
		require.Equal(t, code, p.answer(2, args...)["error"].(map[string]any)["code"])
	}
	p.answer(2, "asked")
	_, stdout, _ := p.run("asked", "list")
	require.Contains(t, stdout, "L-1")
}

//go:build integration

package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnUpgradeIsRestrictedAndFreedThroughTheBinary(t *testing.T) {
	p := newProgram(t)
	p.answer(0, "import", "cpl", p.file("list.csv", "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Previous Firmware CPL Entry IDs\n"+
		"V 1,ESME,A0C1,0C1A0001,00000001,Current,N/A\nV 2,ESME,A0C1,0C1A0001,00000002,Current,V 1\n"))
	made := p.answer(0, "restrict", "V 1", "V 2", "--reason", "bricks", "--reference", "R-1", "--end", "2199-12-31", "--by", "me")["restriction"].(map[string]any)
	for _, member := range []string{"id", "from", "to", "reason", "reference", "startsOn", "endsOn", "by", "at", "state"} {
		require.NotEmpty(t, made[member], member)
	}
	require.Equal(t, "in-force", made["state"])
	p.answer(0, "run")
	found := p.answer(0, "findings", "--rule", "version-unreachable")
	require.EqualValues(t, 1, found["total"])
	require.Equal(t, []any{"restricted"}, found["findings"].([]any)[0].(map[string]any)["reasons"])

	for code, args := range map[string][]string{
		"already-restricted": {"restrict", "V 1", "V 2", "--reason", "r", "--reference", "f"},
		"edge-not-declared":  {"restrict", "V 2", "V 1", "--reason", "r", "--reference", "f"},
		"reason-missing":     {"restrict", "V 1", "V 2", "--reference", "f"},
		"not-a-date":         {"restrict", "V 1", "V 2", "--reason", "r", "--reference", "f", "--start", "tomorrow"},
		"not-restricted":     {"unrestrict", "V 2", "V 1"},
		"usage":              {"unrestrict", "V 2"},
		"unknown-state":      {"restrictions", "--state", "open"},
	} {
		require.Equal(t, code, p.answer(2, args...)["error"].(map[string]any)["code"], args)
	}
	lifted := p.answer(0, "unrestrict", "V 1", "V 2", "--why", "mended")["restriction"].(map[string]any)
	require.Equal(t, made["id"], lifted["id"])
	require.Equal(t, "lifted", lifted["state"])
	all := p.answer(0, "restrictions")
	require.EqualValues(t, 1, all["total"])
	require.Equal(t, lifted, all["restrictions"].([]any)[0])
	_, table, _ := p.run("restrictions")
	require.Contains(t, table, "bricks")
	p.answer(0, "run")
	require.EqualValues(t, 0, p.answer(0, "findings", "--rule", "version-unreachable")["total"])
}

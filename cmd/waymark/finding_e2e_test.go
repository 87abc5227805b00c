//go:build integration

package main

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAFindingIsFollowedThroughTheBinary(t *testing.T) {
	p := newProgram(t)
	p.answer(0, "import", "cpl", p.file("list.csv", "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,Date Added,Previous Firmware CPL Entry IDs\n"+
		"V1,ESME,A0C1,0C1A0001,00000001,Current,2023-05-01,\nV2,ESME,A0C1,0C1A0001,00000002,Current,2025-05-01,V1\n"))
	people := p.file("parties.csv", "Party,Category,Manufacturer Identifiers,Contact,E-mail\nAcme,manufacturer,\"A0C1;A0C2\",Ann,ann@example.com\nBolt,manufacturer,A0C1,,\n")
	parties := p.answer(0, "import", "parties", people)["import"].(map[string]any)
	require.Equal(t, []any{1.0, 1.0}, []any{parties["created"], parties["rejected"]}, "two claim one identifier")
	require.EqualValues(t, 1, p.answer(0, "import", "parties", people)["import"].(map[string]any)["unchanged"])
	run := p.answer(0, "run")["run"].(map[string]any)
	require.Contains(t, run["rules"].([]any)[0], "waived")

	find := func(rule string) map[string]any {
		return p.answer(0, "findings", "--rule", rule, "--state", "all")["findings"].([]any)[0].(map[string]any)
	}
	cause, after := find("predecessor-undeclared"), find("version-unreachable")
	for _, member := range []string{"revision", "owner", "party", "dueOn", "overdue", "baseline", "maturity", "primaryCause", "causes", "consequences", "consequence"} {
		require.Contains(t, after, member)
	}
	require.Equal(t, "ann@example.com", after["party"].(map[string]any)["email"])
	id := cause["fingerprint"].(string)
	revision := strconv.Itoa(int(cause["revision"].(float64)))
	shown := p.answer(0, "triage", id, "--to", "acknowledged", "--why", "raised", "--revision", revision, "--by", "pat")
	require.Equal(t, "acknowledged", shown["finding"].(map[string]any)["state"])
	stale := p.answer(2, "triage", id, "--to", "open", "--why", "back", "--revision", revision)
	require.Equal(t, "stale-revision", stale["error"].(map[string]any)["code"])
	require.Equal(t, "acknowledged", stale["finding"].(map[string]any)["state"])
	p.answer(0, "comment", id, "promised for March")
	detail := p.answer(0, "finding", id)
	require.Len(t, detail["trail"], 3)
	require.Len(t, detail["consequences"], 1)

	many := []string{"triage", "--manufacturer", "A0C1", "--to", "fix-proposed", "--why", "letter"}
	count := p.answer(0, many...)["triage"].(map[string]any)["count"]
	require.Equal(t, "count-differs", p.answer(2, append(many, "--expect", "99")...)["error"].(map[string]any)["code"])
	require.Equal(t, count, p.answer(0, append(many, "--expect", strconv.Itoa(int(count.(float64))))...)["triage"].(map[string]any)["changed"])

	until := time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	grant := func(of any) []string {
		return []string{"waive", of.(string), "--reason", "can wait", "--reference", "R-1", "--until", until}
	}
	require.Equal(t, "causes-stand", p.answer(2, grant(after["fingerprint"])...)["error"].(map[string]any)["code"])
	stale = p.answer(2, append(grant(id), "--revision", revision)...)
	require.Equal(t, "stale-revision", stale["error"].(map[string]any)["code"])
	now := stale["finding"].(map[string]any)
	require.Equal(t, []any{id, "fix-proposed"}, []any{now["fingerprint"], now["state"]})
	require.NotEmpty(t, stale["trail"])
	revision = strconv.Itoa(int(now["revision"].(float64)))
	waiver := p.answer(0, append(grant(id), "--revision", revision)...)["waiver"].(map[string]any)
	require.Equal(t, "waived", find("version-unreachable")["state"])
	require.Len(t, p.answer(0, "waivers")["waivers"], 1)
	p.answer(0, "unwaive", waiver["id"].(string), "--why", "mended")
	require.Empty(t, p.answer(0, "waivers")["waivers"])

	require.Nil(t, p.answer(0, "baseline")["baseline"])
	taken := p.answer(0, "baseline", "take", "--reason", "go-live", "--reference", "R-2")["baseline"].(map[string]any)
	require.Equal(t, taken["taken"], taken["left"])
	require.Equal(t, "baseline-taken", p.answer(2, "baseline", "take", "--reason", "r", "--reference", "R-3")["error"].(map[string]any)["code"])
	require.Equal(t, "usage", p.answer(2, "triage", "--to", "open", "--why", "x")["error"].(map[string]any)["code"])
	require.Equal(t, "not-found", p.answer(2, "finding", "none")["error"].(map[string]any)["code"])
}

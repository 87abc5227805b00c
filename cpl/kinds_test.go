package cpl_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
)

func TestTheApplicabilityTableIsRead(t *testing.T) {
	checked, rows := read(t, cpl.KindApplicability, lines(
		"smets chts version,GBCS-Version,Maintenance End Date,Note",
		" SMETS2 v4.2 ,4.1,6 November 2025,x", "SMETS2 v5.1,4.1,,y",
		"SMETS2 v5.1,4.1,,y", "SMETS2 v5.1,4.1,2030-01-01,y", ",4.1,,", "SMETS2 v5.2,,,", "SMETS2 v5.2,4.1,soon,",
	))
	require.Equal(t, []int64{7, 2, 1, 4}, []int64{checked.Rows, checked.Accepted, checked.Repeated, checked.Rejected})
	require.Equal(t, cpl.Applicability{SMETSVersion: "SMETS2 v4.2", GBCSVersion: "4.1", EndsOn: "2025-11-06"}, rows[0].Applicability)
	require.Equal(t, "SMETS2 v5.1\n4.1", rows[1].Key)
	require.False(t, rows[1].Applicability.EndsOn.Stated(), "blank is open")
	require.Equal(t, []string{":duplicate-key", "SMETS/CHTS Version:required", "GBCS Version:required", "Maintenance End Date:not-a-date"}, codes(checked.Faults))
	require.Zero(t, checked.BlankDeclarations)
}

func TestTheDCCsCopyIsReadLikeTheList(t *testing.T) {
	content := lines(cplHeader, cplRow, cplRow, strings.Replace(cplRow, "Current", "Removed", 1), strings.Replace(cplRow, "ESME", "METER", 1))
	want, wantRows := read(t, cpl.KindCPL, content)
	got, rows := read(t, cpl.KindDCC, content)
	require.Equal(t, want, got)
	require.Equal(t, wantRows[0].Version, rows[0].Version)
	require.Equal(t, wantRows[0].Key, rows[0].Key)
}

func TestAColumnMapMayLeaveOutTheLaterKinds(t *testing.T) {
	text := strings.Replace(builtIn(t, "columns.yaml"), "[CPL Status]", "[Zustand]", 1)
	text, _, _ = strings.Cut(text, "\napplicability:")
	m, err := cpl.LoadColumnMap(strings.NewReader(text))
	require.NoError(t, err)
	column, known := m.Find(cpl.KindDCC, "zustand")
	require.True(t, known, "the DCC's copy has the columns of the list")
	require.Equal(t, cpl.ColStatus, column)
	require.Equal(t, []cpl.Column{cpl.ColSMETSVersion, cpl.ColGBCSVersion}, m.Required(cpl.KindApplicability))
}

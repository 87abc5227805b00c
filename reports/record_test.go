package reports_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

func sampleRecord(t *testing.T) *reports.Record {
	t.Helper()
	return sampleBasis(t, "").Record
}

func TestTheRecordIsAlwaysAlikeAndComesBack(t *testing.T) {
	data, sum, err := sampleRecord(t).Freeze()
	require.NoError(t, err)
	again, sumAgain, err := sampleRecord(t).Freeze()
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))
	require.Equal(t, sum, sumAgain)
	thawed, err := reports.ThawRecord(data)
	require.NoError(t, err)
	back, _, err := thawed.Freeze()
	require.NoError(t, err)
	require.Equal(t, string(data), string(back))
	require.NotContains(t, string(data), ":null")
	_, err = reports.ThawRecord([]byte(strings.Replace(string(data), reports.RecordSchema, "waymark.record/9", 1)))
	require.ErrorContains(t, err, "waymark.record/9")
	_, err = reports.ThawRecord([]byte("{"))
	require.Error(t, err)
}

func TestTheRecordHoldsWhatIsToBeMendedWithCandidates(t *testing.T) {
	r := sampleRecord(t).Shares
	var ids []string
	for _, e := range r.Entries {
		ids = append(ids, e.EntryID)
	}
	require.Equal(t, []string{"A-15", "A-17", "A-18", "A-19"}, ids, "not what is waived or follows from others; A-19 since devices on A-14 have no way to it")
	require.Equal(t, map[string][]string{modelA: {"A-19"}}, r.Newest)
	near := r.Entries[1].Candidates[0]
	require.Equal(t, reports.Candidate{EntryID: "A-07", Firmware: "00000007", AddedOn: "2023-03-01", Near: "A-77"}, near)
	require.Equal(t, "A-16", r.Entries[1].Candidates[1].EntryID, "then the latest before it")
	require.Len(t, r.Entries[1].Candidates, 10)
	require.Equal(t, 6, r.Entries[1].More, "A-00 to A-06 but the one that is not listed")
	for _, c := range r.Entries[2].Candidates {
		require.NotContains(t, []string{"A-18", "A-16"}, c.EntryID, "what it cites is no candidate")
	}
}

func TestTheRecordKeepsTheCohortsThatPacksShow(t *testing.T) {
	r := sampleRecord(t)
	require.Equal(t, []graphstore.DisclosedTotal{{ModelKey: modelA, Devices: 98640}}, r.Shares.Disclosed)
	north := r.Shares.Suppliers[0]
	require.Equal(t, []reports.TypeTotal{{DeviceType: "ESME", Cohorts: 3, Devices: 51957, OnNewest: 9001, Ageing: 30611, Unlisted: 12345, Gained: 17}}, north.Totals)
	require.Len(t, north.Cohorts, 2, "the one on the newest firmware is in the totals alone")
	gained := north.Cohorts[0]
	require.Equal(t, []any{"A-01", 56, reports.PlaceNoWay, true}, []any{gained.EntryID, gained.Months, gained.Place, gained.Ageing})
	require.Equal(t, []reports.UndecidedRecord{{Rule: "install-orphaned", Reason: "firmware-blank", Says: "firmware-blank", Count: 1}}, r.Undecided)
}

func TestOnlyTotalsThatTellNothingOfOneSupplierAreDisclosed(t *testing.T) {
	for _, c := range []struct {
		suppliers, devices, largest, told int64
		may                               bool
	}{
		{3, 100, 85, 100, true},
		{3, 100, 86, 0, false},
		{2, 100, 50, 0, false},
		{3, 9, 3, 0, false},
		{3, 10, 4, 10, true},
		{5, 14, 4, 10, true},
		{5, 15, 4, 20, true},
		{9, 1234567, 200000, 1234570, true},
	} {
		told, may := reports.Disclosed(graphstore.Holding{Suppliers: c.suppliers, Devices: c.devices, Largest: c.largest})
		require.Equal(t, []any{c.told, c.may}, []any{told, may}, fmt.Sprint(c))
	}
}

func TestOneSlipOfTheKeyboard(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		apart bool
	}{
		{"A-77", "A-07", true},
		{"A-07", "A-7", true},
		{"A-7", "A-07", true},
		{"A-07", "A-70", true},
		{"ab-07", "AB-07", true},
		{"A-07", "A-071", true},
		{"", "A", true},
		{"A-07", "A-07", false},
		{"A-07", "A-18", false},
		{"A-07", "A-0712", false},
		{"ABCD", "BADC", false},
		{"é1", "è1", true},
	} {
		require.Equal(t, c.apart, reports.OneSlipApart(c.a, c.b), c.a+" "+c.b)
	}
}

func TestMonthsAreWhole(t *testing.T) {
	for _, c := range []struct {
		from, to cpl.Date
		months   int
	}{
		{"2024-02-29", "2025-02-28", 12},
		{"2024-11-25", "2026-11-25", 24},
		{"2024-11-26", "2026-11-25", 23},
		{"2026-01-31", "2026-02-28", 1},
		{"2026-01-31", "2026-02-27", 0},
		{"2026-12-01", "2026-11-25", 0},
		{"", "2026-11-25", -1},
	} {
		require.Equal(t, c.months, reports.MonthsBetween(c.from, c.to), fmt.Sprint(c))
	}
}

func TestASupplierIsTakenStepByStepTowardsTheNewest(t *testing.T) {
	src := partySource()
	src.pathway = func(key string) (*graphstore.PanelPathway, error) {
		p := &graphstore.PanelPathway{ModelKey: key}
		for i, day := range []cpl.Date{"2022-01-01", "2023-01-01", "2024-01-01", ""} {
			p.Versions = append(p.Versions, graphstore.PanelVersion{EntryID: fmt.Sprintf("A-0%d", i), Listed: true, AddedOn: day, FirmwareVersion: fmt.Sprintf("0000000%d", i)})
		}
		// The undated one leads to the newest, so that it is not newer.
		p.Links = []graphstore.PanelLink{{From: "A-00", To: "A-01", Walkable: true}, {From: "A-01", To: "A-02", Walkable: true}, {From: "A-03", To: "A-02", Walkable: key == modelA}}
		return p, nil
	}
	panel, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	record, err := reports.BuildRecord(t.Context(), oneCohort{src, []string{"A-00"}}, panel)
	require.NoError(t, err)
	c := record.Shares.Suppliers[0].Cohorts[0]
	require.Equal(t, []any{reports.PlaceWay, "A-01", "A-02", true}, []any{c.Place, c.Next, c.Newest, c.Ageing})
	pack, err := reports.NewSupplierPack(&reports.Basis{Panel: panel, Record: record, Party: &graphstore.Party{ID: "North Power", Category: "supplier"}})
	require.NoError(t, err)
	require.Equal(t, "Upgrade to A-01 first: it is the next declared step towards A-02, the newest firmware.", pack.Ageing[0].ToDo)

	record, err = reports.BuildRecord(t.Context(), oneCohort{src, []string{"A-01"}}, panel)
	require.NoError(t, err)
	require.Equal(t, "A-02", record.Shares.Suppliers[0].Cohorts[0].Next)
}

func TestAListedMatchCountsBeforeAnUnlistedOne(t *testing.T) {
	src := partySource()
	src.pathway = func(key string) (*graphstore.PanelPathway, error) {
		return &graphstore.PanelPathway{ModelKey: key, Versions: []graphstore.PanelVersion{
			{EntryID: "A-00", AddedOn: "2021-01-01", Status: "Removed"},
			{EntryID: "A-01", Listed: true, AddedOn: "2022-01-01", Status: "Current"},
			{EntryID: "A-02", Listed: true, AddedOn: "2024-01-01", Status: "Current"},
		}, Links: []graphstore.PanelLink{{From: "A-00", To: "A-02", Walkable: true}}}, nil
	}
	panel, err := reports.Build(t.Context(), src, "run-12", sampleSettings())
	require.NoError(t, err)
	for _, matched := range [][]string{{"A-00", "A-01"}, {"A-01", "A-00"}} {
		record, err := reports.BuildRecord(t.Context(), oneCohort{src, matched}, panel)
		require.NoError(t, err)
		c := record.Shares.Suppliers[0].Cohorts[0]
		require.Equal(t, []any{"A-01", true, reports.PlaceNoWay}, []any{c.EntryID, c.Listed, c.Place}, "though the unlisted one is nearer")
	}
}

// oneCohort is the sample with one cohort, which matches entries.
type oneCohort struct {
	*fakeSource
	entries []string
}

func (s oneCohort) RecordCohorts(_ context.Context, _ graphstore.Scope, models []string) ([]graphstore.RecordCohort, error) {
	c := graphstore.RecordCohort{Key: "North Power|" + modelA + "|x", Supplier: "North Power", ModelKey: modelA, Count: 5, AsOf: "2026-10-31"}
	for _, id := range s.entries {
		c.Matched = append(c.Matched, graphstore.MatchedVersion{EntryID: id, ModelKey: modelA})
	}
	return []graphstore.RecordCohort{c}, nil
}

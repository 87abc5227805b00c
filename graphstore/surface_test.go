//go:build integration

package graphstore_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

const (
	surfaceModel = "ESME|A0C1|00000001"
	otherModel   = "ESME|B0C1|0000B001"
)

// surface loads two manufacturers' models and two suppliers' returns.
func surface(t *testing.T) graph {
	t.Helper()
	g := newGraph(t)
	line := func(id, maker, model, firmware, status, cites string) string {
		return fmt.Sprintf("%s,ESME,%s,%s,%s,%s,%s\n", id, maker, model, firmware, status, cites)
	}
	g.cpl(line("C1", "A0C1", "00000001", "00000001", "Current", "N/A") + line("C2", "A0C1", "00000001", "00000002", "Removed", "C1") +
		line("C10", "A0C1", "00000001", "00000010", "Current", "\"C2,D1\"") + line("D1", "B0C1", "0000B001", "00000001", "Current", "") +
		line("D2", "B0C1", "0000B001", "00000002", "Current", "C1"))
	count := func(supplier, maker, model, firmware string, n int) string {
		return fmt.Sprintf("%s,ESME,%s,%s,%s,2026-10-31,%d\n", supplier, maker, model, firmware, n)
	}
	g.load(cpl.KindInstalls, installHeader+count("S1", "A0C1", "00000001", "00000001", 7)+count("S1", "B0C1", "0000B001", "00000009", 0)+
		count("S1|x", "A0C1", "00000001", "00000001", 5)+count("S2", "A0C1", "00000001", "00000002", 11), graphstore.ImportOptions{})
	return g
}

func (g graph) versionIDs(scope graphstore.Scope, q graphstore.VersionQuery) []string {
	g.t.Helper()
	ids := []string{}
	var after graphstore.VersionPlace
	for {
		page, places, total, err := g.VersionPage(g.t.Context(), scope, q, after, 2)
		require.NoError(g.t, err)
		require.False(g.t, total.AtLeast)
		for _, v := range page {
			ids = append(ids, v.EntryID)
		}
		if len(page) < 2 {
			require.EqualValues(g.t, len(ids), total.Total)
			return ids
		}
		after = places[1]
	}
}

func TestVersionsAreFilteredPagedAndScoped(t *testing.T) {
	g := surface(t)
	yes, no := true, false
	all := graphstore.Everything
	for name, tc := range map[string]struct {
		scope graphstore.Scope
		q     graphstore.VersionQuery
		want  string
	}{
		"all":                        {all, graphstore.VersionQuery{}, "C1 C10 C2 D1 D2"},
		"listed":                     {all, graphstore.VersionQuery{Listed: &yes}, "C1 C10 D1 D2"},
		"not listed":                 {all, graphstore.VersionQuery{Listed: &no}, "C2"},
		"declaration":                {all, graphstore.VersionQuery{Declaration: "not-stated"}, "D1"},
		"device type of none":        {all, graphstore.VersionQuery{DeviceType: "GSME"}, ""},
		"model":                      {all, graphstore.VersionQuery{Model: surfaceModel}, "C1 C10 C2"},
		"manufacturer":               {all, graphstore.VersionQuery{Manufacturer: "B0C1"}, "D1 D2"},
		"model of another maker":     {all, graphstore.VersionQuery{Model: surfaceModel, Manufacturer: "B0C1"}, ""},
		"exact before prefix":        {all, graphstore.VersionQuery{Text: "C1"}, "C1 C10"},
		"of a model identifier":      {all, graphstore.VersionQuery{Text: "0000b"}, "D1 D2"},
		"prefix within a model":      {all, graphstore.VersionQuery{Text: "C1", Model: surfaceModel, Listed: &yes}, "C1 C10"},
		"supplier":                   {graphstore.OfSupplier("S1"), graphstore.VersionQuery{}, "C1 C10 C2 D1 D2"},
		"manufacturer's own":         {graphstore.OfManufacturer("B0C1"), graphstore.VersionQuery{}, "D1 D2"},
		"manufacturer's own, listed": {graphstore.OfManufacturer("A0C1"), graphstore.VersionQuery{Listed: &yes}, "C1 C10"},
		"another's by model":         {graphstore.OfManufacturer("B0C1"), graphstore.VersionQuery{Model: surfaceModel}, ""},
		"another's by identifier":    {graphstore.OfManufacturer("B0C1"), graphstore.VersionQuery{Manufacturer: "A0C1"}, ""},
		"another's by text":          {graphstore.OfManufacturer("B0C1"), graphstore.VersionQuery{Text: "C"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, strings.Join(g.versionIDs(tc.scope, tc.q), " "))
		})
	}
}

func TestManufacturersAndModelsAreScoped(t *testing.T) {
	g := surface(t)
	ctx := t.Context()
	makers, total, err := g.Manufacturers(ctx, graphstore.Everything, "", 10)
	require.NoError(t, err)
	require.EqualValues(t, 2, total)
	require.Equal(t, graphstore.Manufacturer{ManufacturerID: "A0C1", Models: 1, Versions: 3, Listed: 2}, makers[0])
	own := graphstore.OfManufacturer("B0C1")
	makers, total, err = g.Manufacturers(ctx, own, "", 10)
	require.NoError(t, err)
	require.EqualValues(t, 1, total)
	require.Equal(t, "B0C1", makers[0].ManufacturerID)
	_, err = g.Manufacturer(ctx, own, "A0C1")
	require.ErrorIs(t, err, graphstore.ErrNotFound)

	for name, tc := range map[string]struct {
		scope graphstore.Scope
		want  *int64
	}{
		"all":             {graphstore.Everything, new(int64(23))},
		"supplier's own":  {graphstore.OfSupplier("S1"), new(int64(7))},
		"no manufacturer": {graphstore.OfManufacturer("A0C1"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := g.Model(ctx, tc.scope, surfaceModel)
			require.NoError(t, err)
			require.Equal(t, tc.want, m.Devices)
			require.EqualValues(t, 3, m.Versions)
		})
	}
	_, err = g.Model(ctx, own, surfaceModel)
	require.ErrorIs(t, err, graphstore.ErrNotFound)
	models, total, err := g.Models(ctx, own, graphstore.ModelFilter{}, "", 10)
	require.NoError(t, err)
	require.EqualValues(t, 1, total)
	require.Equal(t, otherModel, models[0].Key)
	models, _, err = g.Models(ctx, graphstore.Everything, graphstore.ModelFilter{Manufacturer: "A0C1", DeviceType: "ESME"}, "", 10)
	require.NoError(t, err)
	require.Len(t, models, 1)
}

func TestCohortsAreScopedToTheirSupplier(t *testing.T) {
	g := surface(t)
	yes, no := true, false
	for name, tc := range map[string]struct {
		scope graphstore.Scope
		f     graphstore.CohortFilter
		want  []string
	}{
		"all":                      {graphstore.Everything, graphstore.CohortFilter{}, []string{`S1|x`, "S1", "S1", "S2"}},
		"of a supplier":            {graphstore.Everything, graphstore.CohortFilter{Supplier: "S1"}, []string{"S1", "S1"}},
		"of one with a bar":        {graphstore.Everything, graphstore.CohortFilter{Supplier: "S1|x"}, []string{`S1|x`}},
		"of a model":               {graphstore.Everything, graphstore.CohortFilter{Model: surfaceModel}, []string{`S1|x`, "S1", "S2"}},
		"in service":               {graphstore.Everything, graphstore.CohortFilter{Supplier: "S1", InService: &yes}, []string{"S1"}},
		"out of service":           {graphstore.Everything, graphstore.CohortFilter{InService: &no}, []string{"S1"}},
		"of a manufacturer":        {graphstore.Everything, graphstore.CohortFilter{Manufacturer: "B0C1"}, []string{"S1"}},
		"own":                      {graphstore.OfSupplier("S2"), graphstore.CohortFilter{}, []string{"S2"}},
		"own of a model":           {graphstore.OfSupplier("S2"), graphstore.CohortFilter{Model: surfaceModel}, []string{"S2"}},
		"another's":                {graphstore.OfSupplier("S2"), graphstore.CohortFilter{Supplier: "S1"}, []string{}},
		"another's of a model":     {graphstore.OfSupplier("S2"), graphstore.CohortFilter{Supplier: "S1", Model: surfaceModel}, []string{}},
		"none to its manufacturer": {graphstore.OfManufacturer("A0C1"), graphstore.CohortFilter{}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			suppliers, after := []string{}, ""
			for {
				page, total, err := g.Cohorts(t.Context(), tc.scope, tc.f, after, 1)
				require.NoError(t, err)
				require.EqualValues(t, len(tc.want), total.Total)
				if len(page) == 0 {
					break
				}
				suppliers, after = append(suppliers, page[0].Supplier), page[0].Key
			}
			require.Equal(t, tc.want, suppliers)
		})
	}
	page, _, err := g.Cohorts(t.Context(), graphstore.Everything, graphstore.CohortFilter{Supplier: "S2"}, "", 1)
	require.NoError(t, err)
	require.Equal(t, []string{"C2"}, page[0].Runs)
	require.EqualValues(t, 11, page[0].Devices)
}

func TestImportsAreListedNewestFirst(t *testing.T) {
	g := surface(t)
	found, total, err := g.Imports(t.Context(), graphstore.Everything, graphstore.ImportFilter{}, "", 1)
	require.NoError(t, err)
	require.EqualValues(t, 2, total)
	require.Equal(t, "installs", found[0].Kind)
	found, _, err = g.Imports(t.Context(), graphstore.Everything, graphstore.ImportFilter{}, found[0].ID, 5)
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "cpl", found[0].Kind)
	found, total, err = g.Imports(t.Context(), graphstore.OfSupplier("S1"), graphstore.ImportFilter{}, "", 5)
	require.NoError(t, err)
	require.Empty(t, found)
	require.Zero(t, total)
}

// What is asked for most begins at an index: a scan would make every page as slow as the list is long.
func TestListsBeginAtAnIndex(t *testing.T) {
	// Without data, a plan warns of names that the database has not met.
	g := surface(t)
	none := map[string]any{
		"after": "", "afterRank": 0, "limit": 10, "models": []any{}, "keys": []any{}, "makers": []any{}, "maker": "", "deviceType": "", "declaration": "", "listed": nil, "q": "",
		"id": "", "key": "", "manufacturer": "", "most": 10, "begin": "", "end": "z", "model": "m", "inService": nil, "before": "", "kind": "", "status": "",
		"entryId": "", "afterDirection": "", "afterNth": 0, "afterOn": nil, "afterAt": 0,
	}
	findings := map[string]any{
		"atModels": []any{}, "atRules": []any{}, "atManufacturers": []any{}, "atSuppliers": []any{}, "rule": "", "states": []any{}, "manufacturer": "", "supplier": "", "severity": "",
		"model": "", "class": "", "baseline": nil, "overdue": nil, "sort": "", "afterKey": "", "afterRule": "", "afterSubject": "", "afterFingerprint": "", "limit": 10, "causes": 3, "plain": "rule",
	}
	for _, name := range []string{"page_versions", "pick_versions", "list_models", "list_cohorts", "list_model_cohorts", "count_cohorts", "count_model_cohorts", "list_parties", "explain_history", "count_history", "count_edges"} {
		t.Run(name, func(t *testing.T) {
			plan, err := g.Explain(t.Context(), graphstore.Statements()[name].Text, none)
			require.NoError(t, err)
			require.NotContains(t, strings.Join(plan.Operators, " "), "NodeByLabelScan", "%v %v", plan.Operators, plan.Details)
			require.NotContains(t, strings.Join(plan.Operators, " "), "CartesianProduct")
			require.Empty(t, plan.Notifications)
		})
	}
	plan, err := g.Explain(t.Context(), graphstore.Statements()["page_versions"].Text, none)
	require.NoError(t, err)
	require.False(t, slices.ContainsFunc(plan.Operators, func(o string) bool { return strings.HasPrefix(o, "Sort") || strings.HasPrefix(o, "Top") }), "it is read in order: %v", plan.Operators)
	for _, name := range []string{"list_findings", "count_findings"} {
		plan, err = g.Explain(t.Context(), graphstore.Statements()[name].Text, findings)
		require.NoError(t, err)
		// One branch is for all findings, and scans them.
		operators := strings.Join(plan.Operators, " ")
		require.Equal(t, 1, strings.Count(operators, "NodeByLabelScan"), "%v %v", plan.Operators, plan.Details)
		require.GreaterOrEqual(t, strings.Count(operators, "NodeIndexSeek"), 4, "%v", plan.Operators)
	}
	plan, err = g.Explain(t.Context(), graphstore.Statements()["list_findings"].Text, findings)
	require.NoError(t, err)
	for _, index := range []string{"Finding(rule, subject, fingerprint)", "Finding(severity, rule, subject, fingerprint)"} {
		require.Contains(t, strings.Join(plan.Details, " "), index)
	}
	plan, err = g.Explain(t.Context(), graphstore.Statements()["count_all_versions"].Text, none)
	require.NoError(t, err)
	require.Contains(t, strings.Join(plan.Operators, " "), "NodeCountFromCountStore")
}

//go:build integration

package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
	"waymark/reports"
)

// storeOf is the database that the binary works on.
func storeOf(t *testing.T, p program) *graphstore.Store {
	t.Helper()
	at := map[string]string{}
	for _, pair := range p.env {
		name, value, _ := strings.Cut(pair, "=")
		at[name] = value
	}
	store, err := graphstore.Connect(t.Context(), graphstore.Config{URI: at["WAYMARK_NEO4J_URI"], Username: at["WAYMARK_NEO4J_USERNAME"], Password: at["WAYMARK_NEO4J_PASSWORD"], Database: at["WAYMARK_NEO4J_DATABASE"]})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close(context.Background())) })
	return store
}

// packFor is a pack of the newest run, as the party itself reads it, or another as the operator does.
func packFor[P reports.Pack](t *testing.T, store *graphstore.Store, scope graphstore.Scope, name string) P {
	t.Helper()
	library := &reports.Library{Shelf: store}
	issue, err := library.Draft(t.Context(), scope, reports.Request{Pack: name, Party: scope.Party()})
	require.NoError(t, err)
	return issue.Pack.(P)
}

// asCSV writes a table as it stands.
func asCSV(t *testing.T, table *reports.Table) [][]string {
	t.Helper()
	var head []string
	for _, c := range table.Columns {
		require.Equal(t, !slices.Contains([]string{"Finding", "What to type", "Candidates"}, c.Name), c.Verbatim, c.Name)
		head = append(head, c.Name)
	}
	rows := [][]string{head}
	for _, r := range table.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		rows = append(rows, cells)
	}
	return rows
}

func csvText(t *testing.T, rows [][]string) string {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	require.NoError(t, w.WriteAll(rows))
	return out.String()
}

func tableOf(t *testing.T, d *reports.Document, id string) *reports.Table {
	t.Helper()
	for _, table := range d.Tables() {
		if table.ID == id {
			return table
		}
	}
	t.Fatalf("no table %s", id)
	return nil
}

const wholeHeader = "CPL Entry ID,Device Type,Manufacturer Identifier,Manufacturer Name,Model Identifier,Firmware Version,SMETS/CHTS Version,GBCS Version,Manufacturer Image Hash,CPA Certificate,CPA Expiry Date,CPA Renewal Date,Status,Date Added,Date Removed,Previous Firmware CPL Entry IDs,Note\n"

func TestAManufacturersFileGoesBackIntoLintAndTheList(t *testing.T) {
	p := newProgram(t)
	hash := strings.Repeat("0E", 32)
	p.answer(0, "import", "cpl", p.file("list.csv", wholeHeader+
		"A 1,ESME,00C1,Alder,0C1A0001,00000001,SMETS2 v4.2,4.1,"+hash+",CERT/1,2199-04-01,,Current,01/02/2023,,N/A,old\n"+
		"A 2,ESME,00C1,Alder,0C1A0001,00000002,,,,,,,Current,2025-02-01,,,\n"+
		"A 3,ESME,00C1,Alder,0C1A0001,00000003,SMETS2 v4.2,4.1,"+hash[2:]+"0A,,,,Current,2025-03-01,,\"A 22\nA 1\",kept\n"+
		"A 4,ESME,00C1,Alder,0C1A0001,00000004,,,,,,,Current,2025-04-01,,\"A 4, A 3\",\n"+
		"B 1,ESME,B0B2,Birch,0C1A0001,00000001,,,,,,,Current,2025-02-01,,,\n"))
	p.answer(0, "import", "installs", p.file("installs.csv", "Supplier,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,As Of,Count\nNorth,ESME,00C1,0C1A0001,00000001,2026-11-01,4321\n"))
	p.answer(0, "import", "parties", p.file("parties.csv", "Party,Category,Manufacturer Identifiers\nAlder,manufacturer,00C1\nNorth,supplier,\n"))
	p.answer(0, "run")
	store := storeOf(t, p)
	alder := graphstore.OfManufacturer("00C1").Of("Alder")
	pack := packFor[*reports.ManufacturerPack](t, store, alder, reports.PackManufacturer)
	rows := asCSV(t, tableOf(t, pack.Document(), "cpl"))
	require.Equal(t, []string{"A 2", "A 3", "A 4"}, []string{rows[1][0], rows[2][0], rows[3][0]})
	require.NotContains(t, csvText(t, rows), "North")

	// As it is: every row reads without a fault, and says what is stored.
	text := csvText(t, rows)
	path := p.file("pack.csv", text)
	file, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: cpl.KindCPL, Today: "2026-11-25", TempDir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	checked, err := file.Check(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, []int64{3, 3, 0}, []int64{checked.Rows, checked.Accepted, checked.FaultCount})
	for _, column := range []cpl.Column{cpl.ColEntryID, cpl.ColGBCSVersion, cpl.ColRemovedOn, cpl.ColDeclaration} {
		require.True(t, file.Has(column), column)
	}
	lint := p.answer(0, "lint", path)["lint"].(map[string]any)
	require.Empty(t, lint["faults"])
	require.Empty(t, lint["opens"])
	require.Empty(t, lint["closes"])
	require.EqualValues(t, 3, p.answer(0, "import", "cpl", path, "--dry-run")["import"].(map[string]any)["unchanged"], "cells are as stored")

	// Filled in as the pack says, the findings close.
	declaration := slices.Index(rows[0], string(cpl.ColDeclaration))
	require.Contains(t, rows[2][slices.Index(rows[0], "What to type")], "One slip of the keyboard away: A 2.")
	require.Contains(t, rows[3][slices.Index(rows[0], "What to type")], "Left are: A 3.")
	rows[1][declaration], rows[2][declaration], rows[3][declaration] = "A 1", "A 2, A 1", "A 3"
	filled := p.file("filled.csv", csvText(t, rows))
	lint = p.answer(0, "lint", filled)["lint"].(map[string]any)
	require.Empty(t, lint["opens"])
	closed := map[string]string{}
	for _, f := range lint["closes"].([]any) {
		closed[f.(map[string]any)["rule"].(string)] = f.(map[string]any)["subject"].(string)
	}
	require.Equal(t, "A 2", closed["predecessor-undeclared"])
	require.Equal(t, "A 3", closed["predecessor-unknown"])
	require.Equal(t, "A 4", closed["predecessor-self"])
	require.EqualValues(t, 3, p.answer(0, "import", "cpl", filled)["import"].(map[string]any)["updated"])
	p.answer(0, "run")
	pack = packFor[*reports.ManufacturerPack](t, store, alder, reports.PackManufacturer)
	require.Empty(t, pack.Mends)
	require.Positive(t, pack.Changes.Resolved)
	require.Equal(t, "N/A", neo4jtest.Query(t, "MATCH (v:Version {entryId: 'A 1'}) RETURN v.declarationText AS text", nil)[0]["text"])

	supplier := packFor[*reports.SupplierPack](t, store, graphstore.OfSupplier("North").Of("North"), reports.PackSupplier)
	require.EqualValues(t, 4321, supplier.Totals[0].Devices)
	require.Len(t, supplier.Ageing, 1)
	require.Contains(t, []string{"A 2", "A 3"}, supplier.Ageing[0].Next)
	fir := packFor[*reports.FIRPack](t, store, graphstore.Everything, reports.PackFIR)
	require.Equal(t, []string{"A 2", "A 3"}, fir.Entries[0].Successors)
	require.Equal(t, "Alder", fir.Entries[0].Party)
}

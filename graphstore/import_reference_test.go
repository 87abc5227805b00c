//go:build integration

package graphstore_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

const (
	tableHeader = "SMETS/CHTS Version,GBCS Version,Maintenance End Date\n"
	copyHeader  = "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Manufacturer Image Hash,Status\n"
)

// outcome is what an import came to: created, updated, unchanged, rejected, removed.
func outcome(r *graphstore.ImportResult) []int64 {
	return []int64{r.Created, r.Updated, r.Unchanged, r.Rejected, r.Removed}
}

func (g graph) table(kind cpl.Kind, text string) []int64 {
	g.t.Helper()
	return outcome(g.load(kind, text, graphstore.ImportOptions{}))
}

// inForce are the rows that readers see, as "key: value".
func (g graph) inForce(kind cpl.Kind, value string) []string {
	g.t.Helper()
	return g.texts(fmt.Sprintf("MATCH (t:ReferenceTable {kind: '%s'}) MATCH (r:ReferenceRow {importId: t.importId}) WITH r, %s AS value "+
		"RETURN replace(split(r.key, r.importId)[1], '\n', ' ') + ': ' + coalesce(toString(value), '') + CASE WHEN r.rejected THEN ' rejected' ELSE '' END AS e ORDER BY e", kind, value))
}

func TestATableReplacesTheFormerOne(t *testing.T) {
	g := newGraph(t)
	first := tableHeader + "S4.2,G3,2025-11-06\nS5,G4,\nS6,G4,2030-01-01\n"
	require.Equal(t, []int64{3, 0, 0, 0, 0}, g.table(cpl.KindApplicability, first))
	require.Equal(t, []string{" S4.2 G3: 2025-11-06", " S5 G4: ", " S6 G4: 2030-01-01"}, g.inForce(cpl.KindApplicability, "r.endsOn"))
	was := g.one("MATCH (t:ReferenceTable) RETURN t.importId")
	require.Equal(t, []int64{0, 0, 3, 0, 0}, g.table(cpl.KindApplicability, first))
	require.Equal(t, was, g.one("MATCH (t:ReferenceTable) RETURN t.importId"), "the same bytes change nothing")

	second := g.load(cpl.KindApplicability, tableHeader+"S5,G4,2027-01-01\nS6,G4,01/01/2030\nS7,G4,soon\nS7,,\nS8,G4,\n", graphstore.ImportOptions{})
	require.Equal(t, []int64{1, 1, 1, 2, 1}, outcome(second))
	require.Equal(t, []string{" S5 G4: 2027-01-01", " S6 G4: 2030-01-01", " S7 G4:  rejected", " S8 G4: "}, g.inForce(cpl.KindApplicability, "r.endsOn"))
	require.EqualValues(t, 4, g.one("MATCH (r:ReferenceRow) RETURN count(r)"), "the former one is cleared up")
	read, err := g.ImportResult(t.Context(), graphstore.Everything, second.ID)
	require.NoError(t, err)
	require.Equal(t, outcome(second), outcome(&read))
	require.Len(t, read.Rejects, 2)
	require.Equal(t, []int64{1, 1, 1, 0, 1}, g.table(cpl.KindApplicability, first), "A, B, A brings A back; a key that stood rejected was not held")
}

func TestACopyOfTheListIsKeptBesideTheList(t *testing.T) {
	g := newGraph(t)
	g.cpl("A" + meterRow + "00000001,Current,N/A\n")
	hash := strings.Repeat("AB", 32)
	first := copyHeader + "A" + meterRow + "00000001," + hash + ",Current\nB" + meterRow + "00000002,,Removed\n"
	require.Equal(t, []int64{2, 0, 0, 0, 0}, g.table(cpl.KindDCC, first))
	require.Equal(t, []string{" A: true", " B: false"}, g.inForce(cpl.KindDCC, "r.listed"))
	require.EqualValues(t, 1, g.one("MATCH (v:CplEntry) RETURN count(v)"), "the list is untouched")
	require.Equal(t, []int64{0, 0, 2, 0, 0}, g.table(cpl.KindDCC, strings.ReplaceAll(first, "00000002", "0x00000002")), "read, not typed")

	require.Equal(t, []int64{0, 1, 0, 0, 1}, g.table(cpl.KindDCC, strings.Replace(copyHeader, ",Manufacturer Image Hash", "", 1)+"A"+meterRow+"00000001,Current\n"),
		"a column that the copy lacks is gone from it")
	require.Equal(t, []string{" A: "}, g.inForce(cpl.KindDCC, "r.imageHash"))

	clash := g.load(cpl.KindDCC, copyHeader+"A"+meterRow+"00000001,,Current\nA"+meterRow+"00000001,,Removed\nA"+meterRow+"00000009,,Current\nC"+meterRow+"4.2,,Current\n", graphstore.ImportOptions{})
	require.Equal(t, []int64{0, 0, 1, 3, 0}, outcome(clash))
	require.Equal(t, []string{" A: true rejected", " C:  rejected"}, g.inForce(cpl.KindDCC, "r.listed"), "a later row of the entry was rejected")
	require.Equal(t, []int64{0, 0, 2, 1, 0}, g.table(cpl.KindDCC, copyHeader+"A"+meterRow+"00000001,,Current\nA"+meterRow+"00000001,,Removed\nA"+meterRow+"00000001,,Current\n"))
	require.Equal(t, []string{" A: true"}, g.inForce(cpl.KindDCC, "r.listed"), "the last row decides")
	require.Equal(t, []int64{0, 0, 0, 0, 1}, g.table(cpl.KindDCC, copyHeader))
	require.Empty(t, g.inForce(cpl.KindDCC, "r.listed"))
}

func TestATableIsTriedAndRefusedWithoutATrace(t *testing.T) {
	g := newGraph(t)
	g.table(cpl.KindApplicability, tableHeader+"S5,G4,\nS6,G4,\n")
	dry := g.load(cpl.KindApplicability, tableHeader+"S5,G4,2027-01-01\nS7,G4,\nS8,G4,soon\n", graphstore.ImportOptions{DryRun: true})
	require.Equal(t, []int64{1, 1, 0, 1, 1}, outcome(dry))
	strict, err := g.try(cpl.KindApplicability, tableHeader+"S5,G4,2027-01-01\nS8,G4,soon\n", graphstore.ImportOptions{Strict: true})
	require.ErrorIs(t, err, graphstore.ErrStrict)
	require.Equal(t, []int64{0, 1, 0, 1, 1}, outcome(strict))
	require.Equal(t, []string{" S5 G4: ", " S6 G4: "}, g.inForce(cpl.KindApplicability, "r.endsOn"))
	require.EqualValues(t, 1, g.one("MATCH (i:Import) RETURN count(i)"))
	for option, o := range map[string]graphstore.ImportOptions{"--as-of": {AsOf: today}, "--complete": {Complete: true}, "--partial": {Partial: true}} {
		for kind, header := range map[cpl.Kind]string{cpl.KindApplicability: tableHeader, cpl.KindDCC: copyHeader} {
			_, err := g.try(kind, header, o)
			var input *graphstore.InputError
			require.ErrorAs(t, err, &input)
			require.Equal(t, "option-of-other-kind", input.Code)
			require.Contains(t, input.Message, option)
		}
	}
}

func manyCopies(n int, status string) string {
	var b strings.Builder
	b.WriteString(copyHeader)
	for i := range n {
		fmt.Fprintf(&b, "E%06d,ESME,A0C1,%08X,%08X,,%s\n", i, i/20, i, status)
	}
	return b.String()
}

func TestAnImportThatIsCutOffLeavesTheFormerTableInForce(t *testing.T) {
	g := newGraph(t)
	require.Equal(t, []int64{30, 0, 0, 0, 0}, g.table(cpl.KindDCC, manyCopies(30, "Current")))
	ctx, cancel := context.WithCancel(t.Context())
	o := graphstore.ImportOptions{Today: today, Vocabulary: cpl.DefaultVocabulary(), Progress: func(p graphstore.Progress) {
		if p.Phase == "load" && 2*p.Done > p.Total {
			cancel()
		}
	}}
	_, err := g.Import(ctx, open(t, cpl.KindDCC, manyCopies(30_000, "Removed")), cpl.KindDCC, o)
	require.ErrorIs(t, err, context.Canceled)
	require.Greater(t, g.one("MATCH (r:ReferenceRow) RETURN count(r)"), int64(30), "it had begun to load")
	require.Len(t, g.inForce(cpl.KindDCC, "r.listed"), 30)
	require.Equal(t, " E000000: true", g.inForce(cpl.KindDCC, "r.listed")[0])

	require.Equal(t, []int64{0, 0, 30, 0, 0}, g.table(cpl.KindDCC, manyCopies(30, "Current")), "the former one is still there")
	require.EqualValues(t, 30, g.one("MATCH (r:ReferenceRow) RETURN count(r)"), "and the next import clears up, whatever it changes")
	require.Equal(t, []int64{29_970, 30, 0, 0, 0}, g.table(cpl.KindDCC, manyCopies(30_000, "Removed")))
	require.EqualValues(t, 30_000, g.one("MATCH (r:ReferenceRow) RETURN count(r)"))
}

//go:build integration

package graphstore_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"waymark/cpl"
	"waymark/graphstore"
)

const twoVersions = "V1,ESME,A0C1,0C1A0001,00000001,Current,N/A\nV2,ESME,A0C1,0C1A0001,00000002,Current,V1\n"

func TestImportDrawsDeclaredAndWalkableEdges(t *testing.T) {
	g := newGraph(t)
	// V3 cites what is not there, itself, a removed version and one of another model.
	r := g.cpl(twoVersions +
		"V3,ESME,A0C1,0C1A0001,00000003,Current,\"V2,GHOST,V3,OLD,ELSE\"\n" +
		"OLD,ESME,A0C1,0C1A0001,00000000,Removed,V1\n" +
		"ELSE,ESME,A0C1,0C1A0002,00000001,Active,n/a\n")
	require.EqualValues(t, 5, r.Created)
	require.Equal(t, []string{"OLD>V3", "V1>V2", "V2>V3"}, g.walks(), "target listed, one model, no self-edge; the start may be delisted")
	require.Equal(t, []string{"ELSE", "V1"}, g.starts())
	require.Equal(t, []string{"GHOST"}, g.texts("MATCH (p:Placeholder) RETURN p.entryId"))
	require.EqualValues(t, 7, g.one("MATCH ()-[e:UPGRADES_TO]->() WHERE e.until IS NULL RETURN count(e)"))
	require.EqualValues(t, 0, g.one("MATCH (n) WHERE n:Unlinked OR n:Underived RETURN count(n)"))
}

func TestPlaceholderTurnsIntoTheVersionThatArrives(t *testing.T) {
	g := newGraph(t)
	g.cpl("V2,ESME,A0C1,0C1A0001,00000002,Current,V1\n")
	require.Empty(t, g.walks())
	g.cpl("V1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n")
	require.Equal(t, []string{"V1>V2"}, g.walks())
	require.EqualValues(t, 0, g.one("MATCH (p:Placeholder) RETURN count(p)"))
}

func TestSameFileChangesNothingAndABABringsABack(t *testing.T) {
	g := newGraph(t)
	a := twoVersions
	b := strings.Replace(twoVersions, "00000002,Current,V1", "00000002,Suspended,N/A", 1)
	g.cpl(a)
	again := g.cpl(a)
	require.EqualValues(t, 2, again.Unchanged)
	require.EqualValues(t, 2, g.one("MATCH (s:Statement) RETURN count(s)"), "nothing new was said")

	require.EqualValues(t, 1, g.cpl(b).Updated)
	require.Empty(t, g.walks())
	require.EqualValues(t, 1, g.one("MATCH ()-[e:UPGRADES_TO]->() WHERE e.until IS NOT NULL RETURN count(e)"), "ended, not deleted")

	require.EqualValues(t, 1, g.cpl(a).Updated)
	require.Equal(t, []string{"V1>V2"}, g.walks())
	require.Equal(t, "Current", g.one("MATCH (v:Version {entryId: 'V2'}) RETURN v.status"))
	require.EqualValues(t, 4, g.one("MATCH (s:Statement) WHERE s.raw CONTAINS 'CPL Entry ID' RETURN count(s)"))
}

func TestRespeltDeclarationAndUnknownColumnsAloneChangeNothing(t *testing.T) {
	g := newGraph(t)
	g.cpl("V3,ESME,A0C1,0C1A0001,0000000a,Current,\"V1,V2\"\n")
	r := g.load(cpl.KindCPL, strings.Replace(shortHeader, "\n", ",Remark\n", 1)+"V3,esme,a0c1,0x0C1A0001,0000000A,CURRENT,V2; V1;,new\n", graphstore.ImportOptions{})
	require.EqualValues(t, 1, r.Unchanged)
}

func TestAbsentColumnKeepsAndBlankCellReplaces(t *testing.T) {
	g := newGraph(t)
	header := strings.Replace(shortHeader, "Status", "Status,GBCS Version,Date Added", 1)
	g.load(cpl.KindCPL, header+"V1,ESME,A0C1,0C1A0001,00000001,Current,4.2,2020-02-29,N/A\n", graphstore.ImportOptions{})
	g.load(cpl.KindCPL, "CPL Entry ID,Device Type,Manufacturer Identifier,Model Identifier,Firmware Version,Status,GBCS Version\nV1,ESME,A0C1,0C1A0001,00000001,Current,\n", graphstore.ImportOptions{})
	require.Equal(t, [][]any{{nil, "2020-02-29", "none"}},
		g.all("MATCH (v:Version) RETURN v.gbcsVersion AS a, toString(v.addedOn) AS b, v.declaration AS c"))
}

func TestVersionThatMovesToAnotherModelTakesItsFactsAlong(t *testing.T) {
	g := newGraph(t)
	g.cpl(twoVersions)
	g.cpl("V1,ESME,A0C1,0C1A0009,00000001,Current,N/A\n")
	require.Empty(t, g.walks(), "its successor is of the old model")
	require.Equal(t, []string{"ESME|A0C1|0C1A0009"}, g.texts("MATCH (m)-[:HAS_VERSION]->({entryId: 'V1'}) RETURN m.key"))
	require.Equal(t, []string{"ESME|A0C1|0C1A0009"}, g.texts("MATCH (m)-[:STARTS_AT]->({entryId: 'V1'}) RETURN m.key"))
}

func TestRejectedRowStandsUntilTheEntryIsAccepted(t *testing.T) {
	g := newGraph(t)
	bad := "V1,ESME,A0C1,0C1A0001,00000001,Nonsense,N/A\n"
	r := g.cpl(bad)
	require.EqualValues(t, 1, r.Rejected)
	require.EqualValues(t, 2, r.Rejects[0].Line)
	require.NotEmpty(t, r.Rejects[0].Hint)
	require.Equal(t, []string{"ESME|A0C1|0C1A0001|00000001"}, g.texts("MATCH (r:RejectedRow {entryId: 'V1'}) RETURN r.tupleKey"))
	require.EqualValues(t, 1, g.one("MATCH (:Import {id: '"+r.ID+"'})-[:REJECTED]->(f:Reject) RETURN count(f)"))

	g.cpl(twoVersions)
	require.EqualValues(t, 0, g.one("MATCH (r:RejectedRow) RETURN count(r)"))

	g.cpl("V1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n" + bad)
	require.EqualValues(t, 1, g.one("MATCH (r:RejectedRow) RETURN count(r)"), "the latest row decides")
}

func TestStrictAndDryRunWriteNothing(t *testing.T) {
	g := newGraph(t)
	text := shortHeader + twoVersions + "V3,ESME,A0C1,XYZ,00000001,Current,N/A\n"
	before := g.one("MATCH (n) WHERE NOT n:Lease RETURN count(n)")
	r, err := g.try(cpl.KindCPL, text, graphstore.ImportOptions{Strict: true})
	require.ErrorIs(t, err, graphstore.ErrStrict)
	require.EqualValues(t, 1, r.Rejected)
	dry := g.load(cpl.KindCPL, text, graphstore.ImportOptions{DryRun: true})
	require.Equal(t, before, g.one("MATCH (n) WHERE NOT n:Lease RETURN count(n)"))
	wet := g.load(cpl.KindCPL, text, graphstore.ImportOptions{})
	require.Equal(t, []int64{wet.Created, wet.Updated, wet.Unchanged, wet.Rejected}, []int64{dry.Created, dry.Updated, dry.Unchanged, dry.Rejected})
}

func TestBlankingManyDeclarationsNeedsAReason(t *testing.T) {
	g := newGraph(t)
	g.cpl(twoVersions)
	blank := shortHeader + "V2,ESME,A0C1,0C1A0001,00000002,Current,\n"
	_, err := g.try(cpl.KindCPL, blank, graphstore.ImportOptions{})
	var refused *graphstore.InputError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "too-many-blanked", refused.Code)
	require.Equal(t, []string{"V1>V2"}, g.walks())
	r := g.load(cpl.KindCPL, blank, graphstore.ImportOptions{Force: "asked for by the manufacturer"})
	require.EqualValues(t, 1, r.Blanked)
	require.Empty(t, g.walks())
}

func TestCompleteListRetiresSoftlyAndALaterRowBringsBack(t *testing.T) {
	g := newGraph(t)
	g.cpl(twoVersions)
	only := shortHeader + "V1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n"
	_, err := g.try(cpl.KindCPL, only, graphstore.ImportOptions{Complete: true})
	require.ErrorContains(t, err, "--force")
	mentioned := g.load(cpl.KindCPL, only+"V2,ESME,A0C1,0C1A0001,nonsense,Current,V1\n", graphstore.ImportOptions{Complete: true})
	require.EqualValues(t, 0, mentioned.Retired, "a rejected row is a mention")

	r := g.load(cpl.KindCPL, only, graphstore.ImportOptions{Complete: true, Force: "whole list"})
	require.EqualValues(t, 1, r.Retired)
	require.Equal(t, [][]any{{false, "Current", string(today)}}, g.all("MATCH (v:Version {entryId: 'V2'}) RETURN v.listed AS a, v.status AS b, toString(v.retiredOn) AS c"))
	require.Empty(t, g.walks())

	require.EqualValues(t, 1, g.cpl(twoVersions).Updated)
	require.Equal(t, []string{"V1>V2"}, g.walks())
	require.EqualValues(t, 2, g.cpl(twoVersions).Unchanged)
}

func TestOlderListIsRefusedOrRecordsWhatWasTrueThen(t *testing.T) {
	g := newGraph(t)
	g.load(cpl.KindCPL, shortHeader+twoVersions, graphstore.ImportOptions{AsOf: "2026-06-01"})
	older := shortHeader + "V2,ESME,A0C1,0C1A0001,00000002,Suspended,N/A\nV0,ESME,A0C1,0C1A0001,00000000,Current,N/A\n"
	_, err := g.try(cpl.KindCPL, older, graphstore.ImportOptions{AsOf: "2026-05-01"})
	require.ErrorContains(t, err, "2026-06-01")

	r := g.load(cpl.KindCPL, older, graphstore.ImportOptions{AsOf: "2026-05-01", Force: "found in the archive"})
	require.EqualValues(t, 1, r.Created)
	require.EqualValues(t, 1, r.Updated, "something new was said about V2")
	require.Equal(t, "Current", g.one("MATCH (v:Version {entryId: 'V2'}) RETURN v.status"), "nothing newer is changed")
	require.Equal(t, []string{"Suspended", "Current"}, g.texts("MATCH (:Version {entryId: 'V2'})-[:STATED]->(s) RETURN s.status ORDER BY s.effectiveOn"))

	again := g.load(cpl.KindCPL, older, graphstore.ImportOptions{AsOf: "2026-05-01", Force: "found in the archive"})
	require.EqualValues(t, 2, again.Unchanged)

	// A column that the newer file lacked is as the older one said.
	g.load(cpl.KindCPL, strings.Replace(shortHeader, "Status", "Status,GBCS Version", 1)+"V2,ESME,A0C1,0C1A0001,00000002,Suspended,3.2,N/A\n",
		graphstore.ImportOptions{AsOf: "2026-05-02", Force: "found in the archive"})
	require.Equal(t, [][]any{{"Current", "3.2"}}, g.all("MATCH (v:Version {entryId: 'V2'}) RETURN v.status AS a, v.gbcsVersion AS b"))

	_, err = g.try(cpl.KindCPL, older, graphstore.ImportOptions{AsOf: "2027-01-01", Force: "no"})
	require.ErrorContains(t, err, "after today")
}

func TestOptionsOfTheOtherKindAreErrors(t *testing.T) {
	g := newGraph(t)
	for _, o := range []graphstore.ImportOptions{{Complete: true}, {AsOf: "2026-01-01"}} {
		_, err := g.try(cpl.KindInstalls, installHeader+"S,ESME,A0C1,0C1A0001,00000001,2026-01-01,1\n", o)
		require.ErrorIs(t, err, graphstore.ErrInvalid)
	}
	_, err := g.try(cpl.KindCPL, shortHeader+twoVersions, graphstore.ImportOptions{Partial: true})
	require.ErrorIs(t, err, graphstore.ErrInvalid)
}

func TestInterruptedImportIsCompletedByTheSameFile(t *testing.T) {
	whole := newGraph(t)
	whole.cpl(twoVersions)
	// What an import leaves that ended after its rows and before their edges.
	whole.all("MATCH (:Version)<-[e:UPGRADES_TO|WALKS_TO|STARTS_AT]-() DELETE e")
	whole.all("MATCH (v:Version {entryId: 'V2'}) SET v:Unlinked MERGE (:Underived {key: v.modelKey})")
	require.Empty(t, whole.walks())
	r := whole.cpl(twoVersions)
	require.EqualValues(t, 2, r.Unchanged)
	require.Equal(t, []string{"V1>V2"}, whole.walks())
	require.Equal(t, []string{"V1"}, whole.starts())
}

func TestOlderListChangesNothingThatANewerOneConfirmed(t *testing.T) {
	g := newGraph(t)
	load := func(asOf cpl.Date, row string) *graphstore.ImportResult {
		return g.load(cpl.KindCPL, shortHeader+row, graphstore.ImportOptions{AsOf: asOf, Force: "found in the archive"})
	}
	was, differs := "V1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n", "V1,ESME,A0C1,0C1A0001,00000001,Suspended,\n"
	load("2026-05-01", was)
	require.EqualValues(t, 1, load("2026-06-01", was).Unchanged)
	require.EqualValues(t, 1, load("2026-05-15", differs).Updated)
	status := "MATCH (v:Version) RETURN v.status"
	require.Equal(t, []string{"Current"}, g.texts(status), "the list of June said so too")
	load("2026-07-01", differs)
	require.Equal(t, []string{"Suspended"}, g.texts(status))
}

func TestRejectedRowOfAnOlderListChangesNothingNewer(t *testing.T) {
	g := newGraph(t)
	load := func(asOf cpl.Date, row string) {
		g.load(cpl.KindCPL, shortHeader+row, graphstore.ImportOptions{AsOf: asOf, Force: "found in the archive"})
	}
	good, bad := "V1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n", "V1,ESME,A0C1,0C1A0001,00000001,Nonsense,N/A\n"
	standing := "MATCH (r:RejectedRow) RETURN count(r)"
	load("2026-06-01", good)
	load("2026-05-01", bad)
	require.EqualValues(t, 0, g.one(standing), "the newer row was accepted")
	load("2026-07-01", bad)
	load("2026-06-15", good)
	require.EqualValues(t, 1, g.one(standing), "the newer row was rejected")
	load("2026-07-02", good)
	require.EqualValues(t, 0, g.one(standing))
}

func TestRefusedFileSaysWhatItsRowsWouldHaveComeTo(t *testing.T) {
	g := newGraph(t)
	g.cpl("V1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n")
	r, err := g.try(cpl.KindCPL, shortHeader+twoVersions+"V3,ESME,A0C1,XYZ,00000001,Current,N/A\n", graphstore.ImportOptions{Strict: true})
	require.ErrorIs(t, err, graphstore.ErrStrict)
	require.Equal(t, []int64{3, 1, 0, 1, 1}, []int64{r.Rows, r.Created, r.Updated, r.Unchanged, r.Rejected})
	require.False(t, r.Loaded)
	r, err = g.try(cpl.KindCPL, shortHeader+"V1,ESME,A0C1,0C1A0001,00000001,Current,\n", graphstore.ImportOptions{})
	require.ErrorIs(t, err, graphstore.ErrInvalid)
	require.Equal(t, []int64{1, 1, 1}, []int64{r.Rows, r.Updated, r.Blanked})
	_, err = g.try(cpl.KindCPL, shortHeader+twoVersions, graphstore.ImportOptions{Force: " "})
	require.ErrorContains(t, err, "reason")
}

func TestOlderListLeavesALaterRetirementAlone(t *testing.T) {
	g := newGraph(t)
	g.load(cpl.KindCPL, shortHeader+twoVersions, graphstore.ImportOptions{AsOf: "2026-05-01"})
	g.load(cpl.KindCPL, shortHeader+"V1,ESME,A0C1,0C1A0001,00000001,Current,N/A\n", graphstore.ImportOptions{AsOf: "2026-06-01", Complete: true, Force: "whole list"})
	g.load(cpl.KindCPL, shortHeader+"V2,ESME,A0C1,0C1A0001,00000002,Suspended,V1\n", graphstore.ImportOptions{AsOf: "2026-05-15", Force: "found in the archive"})
	require.Equal(t, [][]any{{false, "2026-06-01"}}, g.all("MATCH (v:Version {entryId: 'V2'}) RETURN v.listed AS a, toString(v.retiredOn) AS b"))
}

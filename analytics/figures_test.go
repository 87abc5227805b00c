//go:build bench

package analytics_test

import (
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/analytics"
	"waymark/cpl"
	"waymark/cpl/synthetic"
	"waymark/graphstore"
	"waymark/internal/neo4jtest"
)

const benchToday = cpl.Date("2026-11-25")

// TestFigures prints the figures of the project as JSON, each a ratio taken warm in this one run.
func TestFigures(t *testing.T) {
	ctx := t.Context()
	neo4jtest.New(t)
	dir := t.TempDir()
	warmUp := synthetic.Generate(synthetic.Config{Versions: 10_000, Seed: 7, Today: benchToday})
	estate := synthetic.Generate(synthetic.Config{Versions: 100_000, Seed: 1, Today: benchToday})
	require.NoError(t, warmUp.Write(filepath.Join(dir, "warm")))
	require.NoError(t, estate.Write(filepath.Join(dir, "estate")))

	bareLoad(t, warmUp)
	neo4jtest.New(t)
	bare := bareLoad(t, estate)

	store := benchStore(t, neo4jtest.New(t))
	importFile(t, store, filepath.Join(dir, "warm", "cpl.csv"), cpl.KindCPL)
	require.NoError(t, store.Close(ctx))
	store = benchStore(t, neo4jtest.New(t))
	reading := readOnly(t, filepath.Join(dir, "estate", "cpl.csv"))
	imported := importFile(t, store, filepath.Join(dir, "estate", "cpl.csv"), cpl.KindCPL)
	installs := importFile(t, store, filepath.Join(dir, "estate", "installs.csv"), cpl.KindInstalls)

	engine := benchEngine(t, store, estate.InForceDate)
	reach := reachability(t)
	rules, total := map[string]float64{}, time.Duration(0)
	for _, id := range []string{"predecessor-undeclared", "version-unreachable", "install-orphaned"} {
		rule, ok := engine.Registry.Rule(id)
		require.True(t, ok)
		took := median(t, func() {
			_, err := engine.Evaluate(ctx, rule, benchToday)
			require.NoError(t, err)
		})
		rules[rule.ID] = ratio(took, reach)
		total += took
	}
	printFigures(t, "figures", map[string]any{
		"versions": len(estate.Versions), "edges": countEdges(estate), "cohorts": len(estate.Cohorts),
		"importOverBareLoad": ratio(imported, bare), "importOverBareLoadAtMost": 3,
		"readingOverBareLoad": ratio(reading, bare), "readingOverBareLoadAtMost": 0.1,
		"threeRulesOverReachability": ratio(total, reach), "threeRulesOverReachabilityAtMost": 12, "perRule": rules,
		"seconds": map[string]float64{"bareLoad": bare.Seconds(), "import": imported.Seconds(), "reading": reading.Seconds(), "installs": installs.Seconds(), "reachability": reach.Seconds(), "threeRules": total.Seconds()},
	})
	require.LessOrEqual(t, ratio(imported, bare), 3.0)
	require.LessOrEqual(t, ratio(reading, bare), 0.1)
	require.LessOrEqual(t, ratio(total, reach), 12.0)
}

func benchStore(t *testing.T, server *neo4jtest.Neo4j) *graphstore.Store {
	store, err := graphstore.Connect(t.Context(), graphstore.Config{URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database})
	require.NoError(t, err)
	_, err = store.Migrate(t.Context())
	require.NoError(t, err)
	return store
}

func benchEngine(t *testing.T, store *graphstore.Store, inForce cpl.Date) *analytics.Engine {
	registry, err := analytics.LoadRules("")
	require.NoError(t, err)
	severities, err := analytics.LoadSeverities()
	require.NoError(t, err)
	require.NoError(t, registry.Verify(t.Context(), store, analytics.Settings{InForceDate: inForce}))
	return &analytics.Engine{
		Graph: store, Registry: registry, Severities: severities, Logger: slog.New(slog.DiscardHandler),
		Settings: analytics.Settings{InForceDate: inForce, HubPairs: cpl.DefaultVocabulary().Pairs()},
	}
}

func importFile(t *testing.T, store *graphstore.Store, path string, kind cpl.Kind) time.Duration {
	began := time.Now()
	file, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: kind, Today: benchToday, TempDir: t.TempDir()})
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	phase, phaseBegan := "", time.Now()
	result, err := store.Import(t.Context(), file, kind, graphstore.ImportOptions{Today: benchToday, Vocabulary: cpl.DefaultVocabulary(), Progress: func(p graphstore.Progress) {
		if p.Phase != phase {
			t.Logf("%s: %s after %.1f s", kind, phase, time.Since(phaseBegan).Seconds())
			phase, phaseBegan = p.Phase, time.Now()
		}
	}})
	require.NoError(t, err)
	require.Zero(t, result.Rejected)
	t.Logf("%s: %s after %.1f s", kind, phase, time.Since(phaseBegan).Seconds())
	return time.Since(began)
}

// readOnly opens, checks and reads a file as an import does, without a database.
func readOnly(t *testing.T, path string) time.Duration {
	began := time.Now()
	file, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: cpl.KindCPL, Today: benchToday, TempDir: t.TempDir()})
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	_, err = file.Check(t.Context(), nil)
	require.NoError(t, err)
	for _, err := range file.Rows(t.Context(), nil) {
		require.NoError(t, err)
	}
	return time.Since(began)
}

// bareLoad creates the same versions, with the same properties, and the same
// edges by UNWIND, with nothing around them.
func bareLoad(t *testing.T, estate *synthetic.Estate) time.Duration {
	const batch = 10_000
	var nodes, edges []map[string]any
	for _, v := range estate.Versions {
		nodes = append(nodes, map[string]any{
			"entryId": v.EntryID, "deviceType": v.Tuple.DeviceType, "manufacturerId": v.Tuple.ManufacturerID, "modelId": v.Tuple.ModelID,
			"firmwareVersion": v.Tuple.FirmwareVersion, "manufacturerName": v.ManufacturerName, "smetsVersion": v.SMETSVersion, "gbcsVersion": v.GBCSVersion,
			"imageHash": v.ImageHash, "cpaCertificate": v.CPACertificate, "cpaExpiry": string(v.CPAExpiry), "cpaRenewal": string(v.CPARenewal),
			"status": v.Status, "listed": v.Listed, "addedOn": string(v.AddedOn), "removedOn": string(v.RemovedOn),
			"declaration": string(v.Declaration.State), "declarationText": v.Declaration.Text, "predecessors": v.Declaration.IDs,
		})
		for _, id := range v.Declaration.IDs {
			edges = append(edges, map[string]any{"from": id, "to": v.EntryID})
		}
	}
	neo4jtest.Query(t, "CREATE CONSTRAINT bare IF NOT EXISTS FOR (n:Bare) REQUIRE n.entryId IS UNIQUE", nil)
	neo4jtest.Query(t, "CALL db.awaitIndexes(60)", nil)
	began := time.Now()
	for rows := range slices.Chunk(nodes, batch) {
		neo4jtest.Query(t, "UNWIND $rows AS row CREATE (n:Bare) SET n = row", map[string]any{"rows": rows})
	}
	for rows := range slices.Chunk(edges, batch) {
		neo4jtest.Query(t, "UNWIND $rows AS row MATCH (a:Bare {entryId: row.from}) MATCH (b:Bare {entryId: row.to}) MERGE (a)-[:UPGRADES_TO]->(b)", map[string]any{"rows": rows})
	}
	return time.Since(began)
}

// reachability is the time of the bare count of versions that the entry points reach.
func reachability(t *testing.T) time.Duration {
	neo4jtest.Query(t, "MATCH (:DeviceModel)-[:STARTS_AT]->(v) SET v:Entry", nil)
	defer neo4jtest.Query(t, "MATCH (v:Entry) REMOVE v:Entry", nil)
	return median(t, func() {
		neo4jtest.Query(t, "MATCH (e:Entry)-[:UPGRADES_TO*0..]->(v) RETURN count(DISTINCT v)", nil)
	})
}

// median runs work twice to warm it up, then seven times.
func median(t *testing.T, work func()) time.Duration {
	t.Helper()
	work()
	work()
	var took []time.Duration
	for range 7 {
		began := time.Now()
		work()
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func countEdges(estate *synthetic.Estate) int {
	n := 0
	for _, v := range estate.Versions {
		n += len(v.Declaration.IDs)
	}
	return n
}

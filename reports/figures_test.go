//go:build bench

package reports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
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
	"waymark/reports"
)

const figuresToday = cpl.Date("2026-11-25")

// figuresFindings is how many findings the measured report is to have, about.
const figuresFindings = 2_000

// reportFigures are what TestReportFigures prints.
type reportFigures struct {
	Findings       int                `json:"findings"`
	OverQueries    map[string]float64 `json:"renderingOverQueries"`
	AtMost         map[string]float64 `json:"renderingOverQueriesAtMost"`
	QueriesSeconds float64            `json:"queriesSeconds"`
	Bytes          map[string]int     `json:"bytes"`
}

// TestReportFigures prints how long a report to the Panel takes to be rendered,
// as ratios to the queries that fetch its data, warm, in this one run.
func TestReportFigures(t *testing.T) {
	store, runID, settings := figuresEstate(t)
	var panel *reports.Panel
	fetching := figuresMedian(t, func() time.Duration {
		source := &timedSource{Source: store}
		var err error
		panel, err = reports.Build(t.Context(), source, runID, settings)
		require.NoError(t, err)
		return source.spent
	})
	require.InDelta(t, figuresFindings, len(panel.Findings), figuresFindings/4, "the estate is to have about 2,000 findings")
	library := &reports.Library{Drawer: childDrawer(t, "draw"), Release: "bench"}
	got := reportFigures{
		Findings: len(panel.Findings), OverQueries: map[string]float64{}, QueriesSeconds: fetching.Seconds(), Bytes: map[string]int{},
		AtMost: map[string]float64{reports.FormatHTML: 3, reports.FormatXLSX: 3, reports.FormatPDF: 5},
	}
	for _, format := range reports.Formats {
		took := figuresMedian(t, func() time.Duration {
			var out bytes.Buffer
			began := time.Now()
			require.NoError(t, library.Render(t.Context(), &out, &reports.Issue{Pack: panel}, format))
			got.Bytes[format] = out.Len()
			return time.Since(began)
		})
		got.OverQueries[format] = took.Seconds() / fetching.Seconds()
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	require.NoError(t, e.Encode(map[string]any{"reports": got}))
	for format, most := range got.AtMost {
		require.LessOrEqual(t, got.OverQueries[format], most, format)
	}
}

// figuresEstate loads a synthetic estate and runs the rules over it once.
func figuresEstate(t *testing.T) (*graphstore.Store, string, reports.Settings) {
	server := neo4jtest.New(t)
	store, err := graphstore.Connect(t.Context(), graphstore.Config{URI: server.URI, Username: server.Username, Password: server.Password, Database: server.Database})
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close(t.Context()) })
	_, err = store.Migrate(t.Context())
	require.NoError(t, err)
	dir := t.TempDir()
	estate := synthetic.Generate(synthetic.Config{Versions: 20_000, Seed: 3, Today: figuresToday})
	require.NoError(t, estate.Write(dir))
	for name, kind := range map[string]cpl.Kind{"cpl.csv": cpl.KindCPL, "installs.csv": cpl.KindInstalls} {
		figuresImport(t, store, filepath.Join(dir, name), kind)
	}
	registry, err := analytics.LoadRules("")
	require.NoError(t, err)
	severities, err := analytics.LoadSeverities()
	require.NoError(t, err)
	engine := &analytics.Engine{
		Graph: store, Registry: registry, Severities: severities, Logger: slog.New(slog.DiscardHandler),
		Settings: analytics.Settings{InForceDate: estate.InForceDate, HubPairs: cpl.DefaultVocabulary().Pairs()},
	}
	run, err := engine.Run(t.Context(), analytics.RunOptions{Trigger: "command"})
	require.NoError(t, err)
	settings := reports.Settings{}
	for _, rule := range registry.All() {
		settings.Rules = append(settings.Rules, reports.RuleText{ID: rule.ID, Version: rule.Version, Title: rule.Title, Why: rule.Why, Fix: rule.Fix, Addressee: rule.Addressee})
	}
	return store, run.ID, settings
}

func figuresImport(t *testing.T, store *graphstore.Store, path string, kind cpl.Kind) {
	file, err := cpl.Open(t.Context(), path, cpl.Reading{Kind: kind, Today: figuresToday, TempDir: t.TempDir()})
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	_, err = store.Import(t.Context(), file, kind, graphstore.ImportOptions{Today: figuresToday, Vocabulary: cpl.DefaultVocabulary()})
	require.NoError(t, err)
}

// figuresMedian is the median of what work says of five times, after one that warms up.
func figuresMedian(t *testing.T, work func() time.Duration) time.Duration {
	t.Helper()
	work()
	times := make([]time.Duration, 5)
	for i := range times {
		times[i] = work()
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// timedSource adds up how long the reads of a report take that are in question:
// those that bring more than a handful of rows.
type timedSource struct {
	reports.Source
	spent time.Duration
}

func timed[T any](s *timedSource, read func() (T, error)) (T, error) {
	began := time.Now()
	defer func() { s.spent += time.Since(began) }()
	return read()
}

func (s *timedSource) PanelRules(ctx context.Context, scope graphstore.Scope, runID string) ([]graphstore.PanelRule, error) {
	return timed(s, func() ([]graphstore.PanelRule, error) { return s.Source.PanelRules(ctx, scope, runID) })
}

func (s *timedSource) PanelFindings(ctx context.Context, scope graphstore.Scope, runID, audience string) ([]graphstore.PanelFinding, error) {
	return timed(s, func() ([]graphstore.PanelFinding, error) { return s.Source.PanelFindings(ctx, scope, runID, audience) })
}

func (s *timedSource) PanelManufacturers(ctx context.Context, scope graphstore.Scope) ([]graphstore.PanelManufacturer, error) {
	return timed(s, func() ([]graphstore.PanelManufacturer, error) { return s.Source.PanelManufacturers(ctx, scope) })
}

func (s *timedSource) PanelReturns(ctx context.Context, scope graphstore.Scope) ([]graphstore.PanelReturn, error) {
	return timed(s, func() ([]graphstore.PanelReturn, error) { return s.Source.PanelReturns(ctx, scope) })
}

func (s *timedSource) PanelPathway(ctx context.Context, scope graphstore.Scope, model string) (*graphstore.PanelPathway, error) {
	return timed(s, func() (*graphstore.PanelPathway, error) { return s.Source.PanelPathway(ctx, scope, model) })
}

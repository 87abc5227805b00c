//go:build bench

package api_test

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	vegeta "github.com/tsenart/vegeta/v12/lib"
)

const (
	// figuresVersions is how many versions the measured service has.
	figuresVersions = 100_000
	// figuresRate is how many requests a second it is asked, for figuresTime.
	figuresRate = 50
	figuresTime = 30 * time.Second
)

// figure is a ratio with its bound; one of the bounds is 0.
type figure struct {
	Got     float64 `json:"got"`
	AtMost  float64 `json:"atMost,omitempty"`
	AtLeast float64 `json:"atLeast,omitempty"`
}

// TestServiceFigures prints how fast the service answers, as ratios taken in this one run.
func TestServiceFigures(t *testing.T) {
	m := newMeasured(t)
	bare, mix := m.bareRoute(t), m.mix(t)
	load(bare, figuresTime/3)
	load(mix, figuresTime/3)
	one, reads := load(bare, figuresTime), load(mix, figuresTime)
	during := m.duringARun(t, mix)
	with, without := m.versionReads(t)
	figures := map[string]figure{
		"readMedianOverReturn1":         {Got: over(reads.Latencies.P50, one.Latencies.P50), AtMost: 5},
		"readP99OverReturn1":            {Got: over(reads.Latencies.P99, one.Latencies.P99), AtMost: 20},
		"readP99DuringARunOverReadP99":  {Got: over(during.Latencies.P99, reads.Latencies.P99), AtMost: 3},
		"versionMedianByKeyOverByNoKey": {Got: over(with, without), AtMost: 1.15},
	}
	m.downloads(t, figures)
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	require.NoError(t, out.Encode(map[string]any{"service": map[string]any{
		"versions": figuresVersions, "requestsPerSecond": figuresRate, "figures": figures,
		"milliseconds": map[string]any{
			"return1": spread(one), "reads": spread(reads), "readsDuringARun": spread(during),
			"versionByKey": with.Seconds() * 1e3, "versionByNoKey": without.Seconds() * 1e3,
		},
	}}))
	for _, got := range []vegeta.Metrics{one, reads, during} {
		require.Equal(t, map[string]int{"200": int(got.Requests)}, got.StatusCodes, got.Errors)
	}
	for name, f := range figures {
		require.GreaterOrEqual(t, f.Got, f.AtLeast, name)
		require.True(t, f.AtMost == 0 || f.Got <= f.AtMost, "%s is %.2f", name, f.Got)
	}
}

// load asks the targets in turn, and says how that went.
func load(targets []vegeta.Target, long time.Duration) vegeta.Metrics {
	attacker := vegeta.NewAttacker(vegeta.KeepAlive(true), vegeta.Timeout(time.Minute), vegeta.Connections(64))
	var m vegeta.Metrics
	for result := range attacker.Attack(vegeta.NewStaticTargeter(targets...), vegeta.Rate{Freq: figuresRate, Per: time.Second}, long, "") {
		m.Add(result)
	}
	m.Close()
	return m
}

// target is a GET by the bearer of a secret.
func target(url, secret string) vegeta.Target {
	header := http.Header{}
	if secret != "" {
		header.Set("Authorization", "Bearer "+secret)
	}
	return vegeta.Target{Method: http.MethodGet, URL: url, Header: header}
}

func over(a, b time.Duration) float64 { return float64(a) / float64(b) }

func spread(m vegeta.Metrics) map[string]float64 {
	out := map[string]float64{}
	for name, d := range map[string]time.Duration{"p50": m.Latencies.P50, "p95": m.Latencies.P95, "p99": m.Latencies.P99, "max": m.Latencies.Max} {
		out[name] = d.Seconds() * 1e3
	}
	return out
}

package api

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"waymark/graphstore"
)

const (
	// findingsAge is how old the counts may be; findingsTime bounds reading them.
	findingsAge  = 30 * time.Second
	findingsTime = 2 * time.Second
)

var findingsDescription = prometheus.NewDesc("waymark_findings", "Findings, by rule and state, as at most 30 s ago; absent while the database does not answer.", []string{"rule", "state"}, nil)

// findingsCollector counts the findings when it is asked, and not too often.
type findingsCollector struct {
	count func(context.Context) ([]graphstore.FindingCount, error)
	log   *slog.Logger

	mu     sync.Mutex
	at     time.Time
	counts []graphstore.FindingCount
}

// Describe tells what Collect gives.
func (c *findingsCollector) Describe(out chan<- *prometheus.Desc) { out <- findingsDescription }

// Collect gives the counts.
func (c *findingsCollector) Collect(out chan<- prometheus.Metric) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) > findingsAge {
		c.refresh()
	}
	for _, n := range c.counts {
		out <- prometheus.MustNewConstMetric(findingsDescription, prometheus.GaugeValue, float64(n.Total), n.Rule, n.State)
	}
}

func (c *findingsCollector) refresh() {
	ctx, cancel := context.WithTimeout(context.Background(), findingsTime)
	defer cancel()
	counts, err := c.count(ctx)
	if err != nil {
		c.log.WarnContext(ctx, "findings not counted", "error", err)
	}
	c.counts, c.at = counts, time.Now()
}

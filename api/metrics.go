package api

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"waymark/graphstore"
)

// metrics are the service's own; each Server has a registry of its own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	imports  *prometheus.CounterVec
	runs     *prometheus.CounterVec
	panics   prometheus.Counter
}

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "waymark_http_requests_total", Help: "Requests answered."}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "waymark_http_request_duration_seconds", Help: "Time from the first byte of a request to the last of its answer.",
			Buckets: []float64{0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300},
		}, []string{"route", "method"}),
		imports: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "waymark_imports_total", Help: "Imports that ended, by kind and status."}, []string{"kind", "status"}),
		runs:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "waymark_runs_total", Help: "Runs asked for over HTTP that ended, by status."}, []string{"status"}),
		panics:  prometheus.NewCounter(prometheus.CounterOpts{Name: "waymark_http_panics_total", Help: "Requests that ended in a panic."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "waymark_build_info", Help: "Always 1; the labels say what runs.", ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.imports, m.runs, m.panics, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// knownMethods keeps a client's inventions out of labels and of the audit.
var knownMethods = map[string]bool{
	http.MethodGet: true, http.MethodHead: true, http.MethodPost: true, http.MethodPut: true, http.MethodPatch: true, http.MethodDelete: true, http.MethodOptions: true,
}

// methodOf is a request's method, or other where nobody knows it.
func methodOf(r *http.Request) string {
	if !knownMethods[r.Method] {
		return "other"
	}
	return r.Method
}

func (m *metrics) observe(route, method string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route, method).Observe(took.Seconds())
}

func (s *Server) addMetrics() {
	if s.o.Store != nil {
		s.metrics.registry.MustRegister(&findingsCollector{log: s.log, count: func(ctx context.Context) ([]graphstore.FindingCount, error) {
			return s.o.Store.FindingCounts(ctx, graphstore.Everything)
		}})
	}
	op := operation("read-metrics", http.MethodGet, "/metrics", "service", "Metrics for Prometheus", "The Prometheus text format.")
	op.Responses = map[string]*huma.Response{"200": {Description: "The metrics.", Content: map[string]*huma.MediaType{
		"text/plain": {Schema: &huma.Schema{Type: huma.TypeString}},
	}}}
	handler := promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{DisableCompression: true})
	register(s, op, func(context.Context, *struct{}) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(hc huma.Context) { serveWith(hc, handler) }}, nil
	})
}

package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"waymark/analytics"
	"waymark/graphstore"
)

const runsPath = apiRoot + "/runs"

type runRequest struct {
	Rules []string `json:"rules,omitempty" minItems:"1" maxItems:"500" doc:"Ids of the rules to run; such a run feeds no report and does not count as the last run. All rules if left out."`
}

type runInput struct {
	Preference
	Body *runRequest `required:"false"`
}

type runBody struct {
	Run graphstore.Run `json:"run"`
}

type runOutput struct {
	Status            int
	Location          string `header:"Location" doc:"Where the run is to be read."`
	PreferenceApplied string `header:"Preference-Applied" doc:"respond-async, where it was asked for."`
	Body              runBody
}

type runID struct {
	ID string `path:"id" maxLength:"100" doc:"The run's id."`
}

type runRead struct{ Body runBody }

func (s *Server) addRuns() {
	op := operation("create-run", http.MethodPost, runsPath, "runs", "Run the rules",
		"Runs all rules, or chosen ones, over the graph as it is. It waits a little for an import or run under way, and is a 409 (busy) if that does not end. "+
			"A run that could be carried out is a 201, whatever its status says: ok, partial or failed. Once begun it goes on even if the client goes away.",
		http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	op.DefaultStatus = http.StatusCreated
	op.Responses = map[string]*huma.Response{"202": s.response(reflect.TypeFor[runBody](), "The run goes on; read it at Location.", "Location", "Preference-Applied")}
	register(s, op, s.createRun)
	register(s, operation("read-run", http.MethodGet, runsPath+"/{id}", "runs", "Read a run",
		"The run with the result of each rule that has ended.", http.StatusNotFound), s.readRun)
}

// runJob is a run of this process: began is closed once it has an id, done once it has ended.
type runJob struct {
	began, done chan struct{}

	mu  sync.Mutex
	run graphstore.Run
	err error
}

func (j *runJob) set(run graphstore.Run, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.run, j.err = run, err
}

func (j *runJob) read() (graphstore.Run, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.run, j.err
}

func (s *Server) createRun(ctx context.Context, in *runInput) (*runOutput, error) {
	var rules []string
	if in.Body != nil {
		rules = slices.Compact(slices.Sorted(slices.Values(in.Body.Rules)))
	}
	job, err := s.startRun(ctx, rules)
	if err != nil {
		return nil, err
	}
	until := job.done
	if in.async() {
		until = job.began
	}
	select {
	case <-until:
	case <-job.done:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	run, err := job.read()
	if err != nil {
		p := s.problem(ctx, err)
		if run.ID != "" {
			p.Run = &run
		}
		return nil, p
	}
	out := &runOutput{Status: http.StatusCreated, Location: runsPath + "/" + run.ID, Body: runBody{Run: run}}
	if in.async() {
		out.Status, out.PreferenceApplied = http.StatusAccepted, "respond-async"
	}
	return out, nil
}

func (s *Server) startRun(ctx context.Context, rules []string) (*runJob, error) {
	if err := s.jobs.runs.take(); err != nil {
		return nil, err
	}
	job := &runJob{began: make(chan struct{}), done: make(chan struct{})}
	from, outcome := context.WithoutCancel(ctx), s.outcomeLater(ctx)
	err := s.jobs.start(requestID(ctx), func(ctx context.Context) error { //nolint:contextcheck // a job outlives its request
		run, err := s.o.Engine.Run(ctx, analytics.RunOptions{
			Rules: rules, Trigger: "api", Wait: graphstore.Wait{For: s.o.BusyWait},
			Began: func(run graphstore.Run) {
				job.set(run, nil)
				close(job.began)
			},
		})
		job.set(run, nil)
		return err //nolint:wrapcheck // worded by the engine
	}, func(err error) {
		defer s.jobs.runs.free()
		run, _ := job.read()
		job.set(run, err)
		s.endRun(from, run, err)
		at := ""
		if run.ID != "" {
			at = runsPath + "/" + run.ID
		}
		outcome(err, at)
		close(job.done)
	})
	if err != nil {
		s.jobs.runs.free()
		outcome(err, "")
		return nil, err
	}
	return job, nil
}

func (s *Server) endRun(from context.Context, run graphstore.Run, err error) {
	status := run.Status
	switch {
	case errors.Is(err, graphstore.ErrBusy):
		status = "busy"
	case err != nil:
		status = graphstore.RunFailed
	}
	s.metrics.runs.WithLabelValues(status).Inc()
	s.log.InfoContext(from, "run ended", "request_id", requestID(from), "run_id", run.ID, "status", status)
}

func (s *Server) readRun(ctx context.Context, in *runID) (*runRead, error) {
	run, err := s.o.Store.Run(ctx, s.scope(ctx), in.ID)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	return &runRead{Body: runBody{Run: run}}, nil
}

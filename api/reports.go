package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"waymark/graphstore"
	"waymark/reports"
)

type panelInput struct {
	Format string `query:"format" enum:"json,csv,html" default:"json" doc:"How the report is written."`
	Run    string `query:"run" maxLength:"100" doc:"Id of a full run; the newest that ended ok or partial if left out."`
}

func (s *Server) addReports() {
	op := operation("read-panel-report", http.MethodGet, apiRoot+"/reports/panel", "reports", "Download the Panel report",
		"The SEC Panel's report of a full run, from the data that the run froze: the same run gives the same report.", http.StatusNotFound)
	header := &huma.Header{Schema: &huma.Schema{Type: huma.TypeString}}
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The report.", Headers: map[string]*huma.Param{"Content-Disposition": header},
		Content: map[string]*huma.MediaType{
			mediaJSON:   {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}},
			"text/csv":  {Schema: &huma.Schema{Type: huma.TypeString}},
			"text/html": {Schema: &huma.Schema{Type: huma.TypeString}},
		},
	}}
	register(s, op, s.readPanel)
}

func (s *Server) readPanel(ctx context.Context, in *panelInput) (*huma.StreamResponse, error) {
	panel, err := s.frozenPanel(ctx, in.Run)
	if err != nil {
		return nil, err
	}
	// It is written to a file first: a picture that fails is still an error then,
	// and a slow client holds no memory.
	f, err := os.CreateTemp(s.o.TempDir, "waymark-report-*")
	if err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	err = reports.Write(ctx, f, panel, in.Format, s.o.Drawer)
	size, seekErr := f.Seek(0, io.SeekCurrent)
	if _, rewindErr := f.Seek(0, io.SeekStart); errors.Join(err, seekErr, rewindErr) != nil {
		return nil, errors.Join(err, seekErr, rewindErr, f.Close(), removeFile(f.Name()))
	}
	// Open, it can be read although its name is gone.
	if err := removeFile(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer func() { _ = f.Close() }()
		s.describePanel(hc, panel, in.Format, size)
		s.stream(ctx, hc, func(w io.Writer) error {
			_, err := io.Copy(w, f)
			return err
		})
	}}, nil
}

func (s *Server) describePanel(hc huma.Context, panel *reports.Panel, format string, size int64) {
	how := "attachment"
	if format == reports.FormatHTML {
		how = "inline"
		hc.SetHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-popups")
	}
	hc.SetHeader("Content-Type", reports.MediaType(format))
	hc.SetHeader("Content-Length", strconv.FormatInt(size, 10))
	hc.SetHeader("Content-Disposition", fmt.Sprintf(`%s; filename="waymark-panel-%d.%s"`, how, panel.Run.Number, format))
}

// frozenPanel reads the report of a run, or of the newest one there is a report of.
func (s *Server) frozenPanel(ctx context.Context, runID string) (*reports.Panel, error) {
	if runID == "" {
		run, err := s.o.Store.NewestReportableRun(ctx, s.scope(ctx))
		if errors.Is(err, graphstore.ErrNotFound) {
			return nil, &graphstore.InputError{Code: "no-run", Message: "no full run has ended yet, so there is nothing to report on", Hint: "run the rules first: POST " + runsPath}
		}
		if err != nil {
			return nil, err //nolint:wrapcheck // worded by graphstore
		}
		runID = run.ID
	}
	data, err := s.o.Store.FrozenReport(ctx, s.scope(ctx), runID, reports.KindPanel)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	panel, err := reports.Thaw(data)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by reports
	}
	return panel, nil
}

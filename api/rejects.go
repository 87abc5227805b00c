package api

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"waymark/cpl"
	"waymark/graphstore"
	"waymark/reports"
)

const (
	mediaCSV = "text/csv; charset=utf-8"
	// rejectsPage is how many faults are read from the graph at a time.
	rejectsPage = 1000
)

// rejectColumns is the header of a file of rejects.
var rejectColumns = []string{"line", "column", "code", "value", "hint"}

func (s *Server) addRejects() {
	op := operation("read-import-rejects", http.MethodGet, importsPath+"/{id}/rejects.csv", "imports", "Download every fault of an import",
		"One row a fault, in file order, as CSV, once the import has ended. Cells that a spreadsheet could take for a formula have an apostrophe in front.", http.StatusNotFound, http.StatusHTTPVersionNotSupported)
	op.Responses = map[string]*huma.Response{"200": {Description: "The faults.", Headers: map[string]*huma.Param{
		"Content-Disposition": {Schema: &huma.Schema{Type: huma.TypeString}},
	}, Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	register(s, op, s.readRejects)
}

func (s *Server) readRejects(ctx context.Context, in *importID) (*huma.StreamResponse, error) {
	body, err := s.follow(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if body.Import.Status == graphstore.ImportRunning {
		return nil, fmt.Errorf("faults of import %s, which is under way: %w", in.ID, graphstore.ErrNotFound)
	}
	write := func(w io.Writer) error { return s.copyRejects(ctx, w, in.ID) }
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		if s.refuseOldHTTP(humagin.Unwrap(hc)) { //nolint:contextcheck // the request has its own
			return
		}
		hc.SetHeader("Content-Type", mediaCSV)
		hc.SetHeader("Content-Disposition", `attachment; filename="rejects-`+in.ID+`.csv"`)
		s.stream(ctx, hc, write)
	}}, nil
}

// stream writes an answer whose end cannot be taken back: a failure breaks the
// connection, so that no client takes a part for the whole.
func (s *Server) stream(ctx context.Context, hc huma.Context, write func(io.Writer) error) {
	hc.SetStatus(http.StatusOK)
	if err := write(hc.BodyWriter()); err != nil {
		s.log.WarnContext(ctx, "download broken off", "request_id", requestID(ctx), "error", err)
		panic(http.ErrAbortHandler)
	}
}

// copyRejects writes the faults that the graph keeps, page by page.
func (s *Server) copyRejects(ctx context.Context, w io.Writer, id string) error {
	out := newRejectWriter(w)
	for after := int64(0); ; {
		faults, last, err := s.o.Uploads.Rejects(ctx, s.scope(ctx), id, after, rejectsPage)
		if err != nil {
			return err
		}
		for _, f := range faults {
			out.write(f)
		}
		if len(faults) < rejectsPage {
			return out.end()
		}
		after = last
	}
}

// rejectWriter writes faults as CSV that is safe to open in a spreadsheet.
type rejectWriter struct{ csv *csv.Writer }

func newRejectWriter(w io.Writer) rejectWriter {
	out := rejectWriter{csv.NewWriter(w)}
	// Its error is kept for end.
	_ = out.csv.Write(rejectColumns)
	return out
}

func (w rejectWriter) write(f cpl.Fault) {
	_ = w.csv.Write([]string{
		strconv.FormatInt(f.Line, 10), reports.NeutraliseCell(f.Column), f.Code, reports.NeutraliseCell(f.Value), reports.NeutraliseCell(f.Hint),
	})
}

func (w rejectWriter) end() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return fmt.Errorf("write rejects: %w", err)
	}
	return nil
}

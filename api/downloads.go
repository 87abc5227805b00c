package api

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"waymark/graphstore"
)

const (
	downloadsPath = apiRoot + "/downloads"
	mediaNDJSON   = "application/x-ndjson"
	formatCSV     = "csv"
	// sendBuffer is how much of a download is held before it is sent.
	sendBuffer = 64 << 10
)

// DownloadForm is in which form a whole list is downloaded.
type DownloadForm struct {
	Format string `query:"format" enum:"ndjson,csv" default:"ndjson" doc:"One JSON object a line, or CSV, in whose cells an apostrophe stands before what a spreadsheet could take for a formula."`
}

type versionsDownload struct {
	DownloadForm
	VersionFilters
}

type findingsDownload struct {
	DownloadForm
	FindingFilters
}

type cohortsDownload struct {
	DownloadForm
	CohortFilters
}

func (s *Server) addDownloads() {
	register(s, download("versions", "The versions of the list, of any status, by CPL Entry ID."), s.downloadVersions)
	register(s, download("findings", "What the rules found, by rule, subject and fingerprint."), s.downloadFindings)
	register(s, download("cohorts", "The install cohorts, by key. A supplier's are its own."), s.downloadCohorts)
}

func download(list, what string) huma.Operation {
	op := operation("download-"+list, http.MethodGet, downloadsPath+"/"+list, "downloads", "Download all "+list,
		what+" Each line is an item as the list of them has it. An answer that ends with its connection broken is not whole.", http.StatusHTTPVersionNotSupported)
	text := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	op.Responses = map[string]*huma.Response{"200": {Description: "The whole list.", Headers: map[string]*huma.Param{
		"Content-Disposition": {Schema: &huma.Schema{Type: huma.TypeString}},
	}, Content: map[string]*huma.MediaType{mediaNDJSON: text, "text/csv": text}}}
	return op
}

func (s *Server) downloadVersions(ctx context.Context, in *versionsDownload) (*huma.StreamResponse, error) {
	return s.download(ctx, "versions", in.Format, versionColumns, func(w *listWriter) error {
		return s.o.Store.EachVersion(ctx, s.scope(ctx), in.query(), func(v graphstore.Version) error { return w.write(v, func() []string { return versionCells(v) }) })
	}), nil
}

func (s *Server) downloadFindings(ctx context.Context, in *findingsDownload) (*huma.StreamResponse, error) {
	f, err := s.findingFilter(ctx, in.FindingFilters, "")
	if err != nil {
		return nil, err
	}
	return s.download(ctx, "findings", in.Format, findingColumns, func(w *listWriter) error {
		return s.o.Store.EachFinding(ctx, s.scope(ctx), f, func(v graphstore.Finding) error { return w.write(v, func() []string { return findingCells(v) }) })
	}), nil
}

func (s *Server) downloadCohorts(ctx context.Context, in *cohortsDownload) (*huma.StreamResponse, error) {
	return s.download(ctx, "cohorts", in.Format, cohortColumns, func(w *listWriter) error {
		return s.o.Store.EachCohort(ctx, s.scope(ctx), in.filter(), func(v graphstore.Cohort) error { return w.write(v, func() []string { return cohortCells(v) }) })
	}), nil
}

// download answers with a list as its items arrive.
func (s *Server) download(ctx context.Context, list, format string, columns []string, each func(*listWriter) error) *huma.StreamResponse {
	media := mediaNDJSON
	if format == formatCSV {
		media = mediaCSV
	}
	return s.sendAsMade(ctx, media, list+"."+format, func(to io.Writer) error {
		w := newListWriter(to, format, columns)
		if err := each(w); err != nil {
			return err
		}
		return w.end()
	})
}

// refuseOldHTTP refuses what is sent as it is made to a client of HTTP before 1.1, to
// which an answer that broke off looks like one that is whole.
func (s *Server) refuseOldHTTP(c *gin.Context) bool {
	if c.Request.ProtoAtLeast(1, 1) {
		return false
	}
	s.abort(c, newProblem(http.StatusHTTPVersionNotSupported, "old-http", "a download is not sent over HTTP/1.0, which cannot tell whether it is whole", "ask with HTTP/1.1; a proxy must ask so too"))
	return true
}

// sendAsMade answers with what write writes, as it comes. What fails before
// anything was sent is still a problem; after that it breaks the connection.
func (s *Server) sendAsMade(ctx context.Context, media, name string, write func(io.Writer) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		c := humagin.Unwrap(hc)
		if s.refuseOldHTTP(c) { //nolint:contextcheck // the request has its own
			return
		}
		c.Header("Content-Type", media)
		if name != "" {
			c.Header("Content-Disposition", `attachment; filename="waymark-`+name+`"`)
		}
		c.Status(http.StatusOK)
		out := bufio.NewWriterSize(c.Writer, sendBuffer)
		err := write(out)
		if err == nil {
			err = out.Flush()
		}
		switch {
		case err == nil:
		case c.Writer.Written():
			s.log.WarnContext(ctx, "download broken off", "request_id", requestID(ctx), "error", err)
			panic(http.ErrAbortHandler)
		default:
			c.Writer.Header().Del("Content-Disposition")
			s.abort(c, s.problem(ctx, err)) //nolint:contextcheck // it has the request's
		}
	}}
}

// listWriter writes items one a line, as JSON or as CSV.
type listWriter struct {
	json *json.Encoder
	csv  *csv.Writer
}

func newListWriter(w io.Writer, format string, columns []string) *listWriter {
	if format != formatCSV {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		return &listWriter{json: encoder}
	}
	out := &listWriter{csv: csv.NewWriter(w)}
	// Its error is kept for the first item, or the end.
	_ = out.csv.Write(columns)
	return out
}

func (w *listWriter) write(item any, cells func() []string) error {
	var err error
	if w.csv == nil {
		err = w.json.Encode(item)
	} else {
		err = w.csv.Write(cells())
	}
	if err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

func (w *listWriter) end() error {
	if w.csv == nil {
		return nil
	}
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	return nil
}

package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"waymark/graphstore"
	"waymark/reports"
)

const (
	reportsPath      = apiRoot + "/reports"
	publicationsPath = reportsPath + "/published"
	headerSeal       = "Waymark-Seal"
	headerRunNumber  = "Waymark-Run-Number"
)

// DraftQuery says how a draft is written, and of which run.
type DraftQuery struct {
	Format string `query:"format" enum:"json,csv,zip,xlsx,html,pdf" default:"json" doc:"How the report is written. csv is its main table, zip every table as CSV."`
	Run    string `query:"run" maxLength:"100" doc:"Id of a full run; the newest that ended ok or partial if left out."`
}

type partyDraftInput struct {
	Party string `query:"party" required:"true" minLength:"1" maxLength:"1000" doc:"Whom it is for."`
	DraftQuery
}

type publishedInput struct {
	ID     string `path:"id" maxLength:"100" doc:"The report's id."`
	Format string `query:"format" enum:"json,csv,zip,xlsx,html,pdf" default:"json" doc:"How the report is written."`
}

type publishRequest struct {
	Pack     string `json:"pack" enum:"panel,manufacturer,supplier,fir,quality,ledger" doc:"Which report."`
	Party    string `json:"party,omitempty" maxLength:"1000" doc:"Whom it is for: of manufacturer and supplier."`
	Run      string `json:"run,omitempty" maxLength:"100" doc:"Id of a full run; the newest that ended ok or partial if left out."`
	By       string `json:"by,omitempty" maxLength:"200" doc:"Who publishes it."`
	Restates string `json:"restates,omitempty" maxLength:"100" doc:"Id of the published report that this one corrects."`
	Why      string `json:"why,omitempty" maxLength:"1000" doc:"What was wrong in that one."`
}

type publishInput struct{ Body publishRequest }

type publishOutput struct {
	Body struct {
		Report reports.Published `json:"report"`
	} `nameHint:"PublishedReport"`
}

type publishedListInput struct {
	Pack  string `query:"pack" enum:"panel,manufacturer,supplier,fir,quality,ledger" doc:"Only this pack."`
	Party string `query:"party" maxLength:"1000" doc:"Only for this party."`
	Page
}

type publishedListOutput struct {
	Body struct {
		Reports []graphstore.Report `json:"reports" doc:"Newest first."`
		Paged
	} `nameHint:"PublishedReportList"`
}

func (s *Server) addReports() {
	for _, pack := range reports.Packs {
		s.addDraft(pack)
	}
	register(s, operation("list-published-reports", http.MethodGet, publicationsPath, "reports", "List published reports",
		"What was published, newest first, with what proves it."), s.listPublished)

	publish := operation("publish-report", http.MethodPost, publicationsPath, "reports", "Publish a report",
		"Builds a report, signs it and keeps it for good. The same report of the same run is published once. A correction names the report that it restates.",
		http.StatusNotFound, http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	publish.DefaultStatus = http.StatusCreated
	register(s, publish, s.publishReport)

	read := operation("read-published-report", http.MethodGet, publicationsPath+"/{id}", "reports", "Download a published report",
		"A published report in one of its forms. It can be verified. It never changes.", http.StatusNotFound)
	read.Responses = reportResponses()
	describeTag(&read)
	register(s, read, s.readPublished)
}

// packWords say what each report is.
var packWords = map[string]string{
	reports.PackPanel:        "The SEC Panel's report: what changed, what is to be decided, and every finding.",
	reports.PackManufacturer: "A manufacturer's entries to fix, with what to type where. Its XLSX and CSV can be filled in and linted.",
	reports.PackSupplier:     "A supplier's own devices that are orphaned, stranded or ageing, and what is next.",
	reports.PackFIR:          "The list as it is now, entry by entry: predecessors, successors, declaration, the manufacturer's contact.",
	reports.PackQuality:      "What is wrong with the data, and what is not known.",
	reports.PackLedger:       "Who was asked for which declaration, and what became of it.",
}

// draftWords say what a draft rests on.
func draftWords(pack string) string {
	if pack == reports.PackFIR {
		return " It is a draft, and of the list of this moment; the run says what was found by then."
	}
	return " It is a draft, from what a full run froze: the same run gives the same report."
}

// addDraft adds the operation that gives a pack as a draft.
func (s *Server) addDraft(pack string) {
	op := operation("read-"+pack+"-report", http.MethodGet, reportsPath+"/"+pack, "reports", "Download the "+pack+" report",
		packWords[pack]+draftWords(pack), http.StatusNotFound)
	op.Responses = reportResponses()
	describeTag(&op)
	if reports.ForParty(pack) {
		register(s, op, func(ctx context.Context, in *partyDraftInput) (*huma.StreamResponse, error) {
			return s.draft(ctx, pack, in.Party, in.DraftQuery)
		})
		return
	}
	register(s, op, func(ctx context.Context, in *DraftQuery) (*huma.StreamResponse, error) {
		return s.draft(ctx, pack, "", *in)
	})
}

func reportResponses() map[string]*huma.Response {
	content := map[string]*huma.MediaType{}
	for _, format := range reports.Formats {
		schema := &huma.Schema{Type: huma.TypeString}
		switch format {
		case reports.FormatJSON:
			schema = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
		case reports.FormatZIP, reports.FormatXLSX, reports.FormatPDF:
			schema.Format = "binary"
		}
		media, _, _ := mime.ParseMediaType(reports.MediaType(format)) // they are our own
		content[media] = &huma.MediaType{Schema: schema}
	}
	headers := map[string]*huma.Param{
		"Content-Disposition": {Schema: &huma.Schema{Type: huma.TypeString}},
		headerSeal:            {Description: "The report's seal, which its file carries too, as JSON in base64: what it is of, and what proves it.", Schema: &huma.Schema{Type: huma.TypeString}},
		headerRunNumber:       {Description: "The number of the run that it is of.", Schema: &huma.Schema{Type: huma.TypeInteger}},
	}
	return map[string]*huma.Response{"200": {Description: "The report.", Headers: headers, Content: content}}
}

func (s *Server) draft(ctx context.Context, pack, party string, in DraftQuery) (*huma.StreamResponse, error) {
	issue, err := s.o.Library.Draft(ctx, s.scope(ctx), reports.Request{Pack: pack, Party: party, RunID: in.Run})
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by reports
	}
	return s.sendReport(ctx, issue, in.Format)
}

func (s *Server) readPublished(ctx context.Context, in *publishedInput) (*huma.StreamResponse, error) {
	issue, err := s.o.Library.Open(ctx, s.scope(ctx), in.ID)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by reports
	}
	return s.sendReport(ctx, issue, in.Format)
}

// sendReport renders a report into a file first: what fails is still an error
// then, and a slow client holds no memory.
func (s *Server) sendReport(ctx context.Context, issue *reports.Issue, format string) (*huma.StreamResponse, error) {
	f, err := os.CreateTemp(s.o.TempDir, "waymark-report-*")
	if err != nil {
		return nil, fmt.Errorf("write report: %w", err)
	}
	sum := sha256.New()
	err = s.o.Library.Render(ctx, io.MultiWriter(f, sum), issue, format)
	seal, sealErr := json.Marshal(issue.Seal)
	size, seekErr := f.Seek(0, io.SeekCurrent)
	if _, rewindErr := f.Seek(0, io.SeekStart); errors.Join(err, sealErr, seekErr, rewindErr) != nil {
		return nil, errors.Join(err, sealErr, seekErr, rewindErr, f.Close(), removeFile(f.Name()))
	}
	// Open, it can be read although its name is gone.
	if err := removeFile(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer func() { _ = f.Close() }()
		hc.SetHeader(headerRun, issue.Seal.RunID)
		hc.SetHeader(headerRunNumber, strconv.FormatInt(issue.Pack.About().Run.Number, 10))
		hc.SetHeader(headerSeal, base64.StdEncoding.EncodeToString(seal))
		c := humagin.Unwrap(hc)
		if mark(c, fileTag(sum.Sum(nil), packs(c.Request, reports.MediaType(format), size))) {
			c.Status(http.StatusNotModified)
			c.Writer.WriteHeaderNow()
			return
		}
		describeReport(hc, issue.FileName(format), format, size)
		s.stream(ctx, hc, func(w io.Writer) error {
			_, err := io.Copy(w, f)
			return err
		})
	}}, nil
}

func describeReport(hc huma.Context, name, format string, size int64) {
	how := "attachment"
	if slices.Contains([]string{reports.FormatHTML, reports.FormatPDF}, format) {
		how = "inline"
	}
	if format == reports.FormatHTML {
		hc.SetHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-popups allow-downloads")
	}
	hc.SetHeader("Content-Type", reports.MediaType(format))
	hc.SetHeader("Content-Length", strconv.FormatInt(size, 10))
	hc.SetHeader("Content-Disposition", fmt.Sprintf(`%s; filename="%s"`, how, name))
}

func (s *Server) publishReport(ctx context.Context, in *publishInput) (*publishOutput, error) {
	b := in.Body
	published, err := s.o.Library.Publish(ctx, reports.Request{Pack: b.Pack, Party: b.Party, RunID: b.Run, By: s.acting(ctx, b.By).By, Restates: b.Restates, Why: b.Why})
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by reports
	}
	out := &publishOutput{}
	out.Body.Report = published
	return out, nil
}

func (s *Server) listPublished(ctx context.Context, in *publishedListInput) (*publishedListOutput, error) {
	filters := []string{in.Pack, in.Party}
	key, err := decodeCursor(in.Cursor, "reports", filters, 1)
	if err != nil {
		return nil, err
	}
	found, total, err := s.o.Store.Reports(ctx, s.scope(ctx), graphstore.ReportFilter{Pack: in.Pack, Party: in.Party}, key[0], in.Limit+1)
	if err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	out := &publishedListOutput{}
	out.Body.Paged = Paged{Total: total, TotalIs: "exact"}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = encodeCursor("reports", filters, []string{found[in.Limit-1].ID})
	}
	out.Body.Reports = found
	return out, nil
}

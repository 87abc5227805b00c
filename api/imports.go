package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"waymark/cpl"
	"waymark/graphstore"
)

const importsPath = apiRoot + "/imports"

type importInput struct {
	Preference
	Kind     string `query:"kind" required:"true" enum:"cpl,installs,applicability,dcc,parties" doc:"What the file is: the Central Products List, a supplier's install return, the table of until when SMETS or CHTS and GBCS versions are maintained, the DCC's copy of the list (each of these two replaces the former one), or the parties: who is who, and whose identifiers are whose."`
	Strict   bool   `query:"strict" doc:"Load nothing if a row is rejected."`
	DryRun   bool   `query:"dryRun" doc:"Say what would happen and write nothing."`
	Complete bool   `query:"complete" doc:"Retire listed entries that the file does not mention (cpl only)."`
	Partial  bool   `query:"partial" doc:"Leave counts that the file does not mention as they are (installs only)."`
	AsOf     string `query:"asOf" format:"date" doc:"Date of which the list was true, as YYYY-MM-DD; today if left out (cpl only)."`
	Force    string `query:"force" maxLength:"1000" doc:"Reason to pass a guard against undoing much of what is known."`
	Name     string `query:"name" maxLength:"255" pattern:"^[^\\x00-\\x1f\\x7f]*$" doc:"What the file is called, for the record."`

	body io.Reader
}

// Resolve takes the body without reading it: a file may be far larger than memory.
func (in *importInput) Resolve(ctx huma.Context) []error {
	in.body = ctx.BodyReader()
	return nil
}

func (in *importInput) options(today cpl.Date, vocabulary *cpl.Vocabulary) (graphstore.ImportOptions, error) {
	o := graphstore.ImportOptions{
		FileName: in.Name, Today: today, Strict: in.Strict, DryRun: in.DryRun, Complete: in.Complete, Partial: in.Partial,
		Force: in.Force, Vocabulary: vocabulary,
	}
	if o.FileName == "" {
		o.FileName = "upload"
	}
	if in.AsOf == "" {
		return o, nil
	}
	var err error
	if o.AsOf, err = cpl.ParseISODate(in.AsOf); err != nil {
		return o, &graphstore.InputError{Code: "not-a-date", Message: "asOf: " + err.Error(), Hint: "give the date of which the list was true"}
	}
	return o, nil
}

// importBody is an import as it is answered.
type importBody struct {
	Import graphstore.ImportResult `json:"import"`
	// Problem says why an import failed that its client did not wait for.
	Problem *Problem `json:"problem,omitempty" doc:"Why the import failed; for a day after it ended."`
	// Progress says what it waits for or works at.
	Progress *graphstore.Progress `json:"progress,omitempty" doc:"How far an import is that is running. In the phase wait its file is checked, and another import or run is first; done of total are of one phase, and total is 0 where it is not known."`
}

type importOutput struct {
	Status            int
	Location          string `header:"Location" doc:"Where the import is to be read."`
	PreferenceApplied string `header:"Preference-Applied" doc:"respond-async, where it was asked for."`
	Body              importBody
}

type importID struct {
	ID string `path:"id" maxLength:"100" doc:"The import's id."`
}

type importRead struct{ Body importBody }

func (s *Server) addImports() {
	op := operation("create-import", http.MethodPost, importsPath, "imports", "Load a file",
		"The body is one CSV or XLSX file, whatever its content type says; what it is is found by its content. Good rows load, rows at fault are named. "+
			"A file that is refused whole is a 422 with its code, hint and line; strict with rejects is a 422 with the reconciliation in its member import; "+
			"a guard that wants a reason (force) is a 409, and so is another import or run that does not end (busy). "+
			"Once the file has arrived the import goes on even if the client goes away. A dry run is answered likewise. "+
			"What loaded nothing, a dry run or a refused file, is known for a day.",
		http.StatusRequestTimeout, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusInsufficientStorage)
	op.DefaultStatus = http.StatusCreated
	op.RequestBody = &huma.RequestBody{Required: true, Description: "The file.", Content: map[string]*huma.MediaType{}}
	for _, media := range []string{mediaStream, "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		op.RequestBody.Content[media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	op.Responses = map[string]*huma.Response{"202": s.response(reflect.TypeFor[importBody](), "The import goes on; read it at Location.", "Location", "Preference-Applied")}
	register(s, op, s.createImport)
	register(s, operation("read-import", http.MethodGet, importsPath+"/{id}", "imports", "Read an import",
		"The reconciliation, with the first 1,000 faults. Its status is running, done or failed; while it is running, also before it has its turn, progress says how far it is, "+
			"and problem says why it failed. One whose process ended before it was done has failed with the code interrupted: send the file again. "+
			"Every replica answers alike. What loaded nothing, a dry run or a refused file, is known for a day.", http.StatusNotFound), s.readImport)
	s.addRejects()
}

// response describes an answer beside an operation's usual one.
func (s *Server) response(body reflect.Type, description string, headers ...string) *huma.Response {
	r := &huma.Response{Description: description, Headers: map[string]*huma.Param{}, Content: map[string]*huma.MediaType{
		mediaJSON: {Schema: s.api.OpenAPI().Components.Schemas.Schema(body, true, "")},
	}}
	for _, name := range headers {
		r.Headers[name] = &huma.Header{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	return r
}

func (s *Server) createImport(ctx context.Context, in *importInput) (*importOutput, error) {
	o, err := in.options(s.today(), s.o.Vocabulary)
	if err != nil {
		return nil, err
	}
	if o.ID, err = graphstore.NewImportID(); err != nil {
		return nil, err //nolint:wrapcheck // worded by graphstore
	}
	job, err := s.startImport(ctx, in, o)
	if err != nil {
		return nil, err
	}
	out := &importOutput{Status: http.StatusAccepted, Location: importsPath + "/" + o.ID, PreferenceApplied: "respond-async"}
	if in.async() {
		out.Body.Import, _ = job.read()
		now := job.progress()
		out.Body.Progress = &now
		return out, nil
	}
	select {
	case <-job.done:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	result, problem := job.read()
	if problem != nil {
		return nil, withRows(problem, result)
	}
	out.Status, out.PreferenceApplied, out.Body.Import = http.StatusCreated, "", result
	return out, nil
}

// withRows adds the reconciliation to a problem, if the rows were read.
func withRows(p *Problem, result graphstore.ImportResult) *Problem {
	out := *p
	if result.Rows > 0 {
		out.Import = &result
	}
	return &out
}

// startImport keeps the body in a private file and begins the job that loads it.
func (s *Server) startImport(ctx context.Context, in *importInput, o graphstore.ImportOptions) (*importJob, error) {
	if err := s.jobs.imports.take(); err != nil {
		return nil, err
	}
	path, err := cpl.Spool(ctx, in.body, s.o.TempDir)
	if err != nil {
		s.jobs.imports.free()
		return nil, err //nolint:wrapcheck // worded by cpl and the body's reader
	}
	job, err := s.beginJob(ctx, in, o)
	if err != nil {
		s.jobs.imports.free()
		return nil, errors.Join(err, removeFile(path))
	}
	o.Progress = job.tell
	o.Wait.Told = func(string) { job.tell(graphstore.Progress{Phase: phaseWait}) }
	o.Wait.For = s.o.BusyWait
	if in.async() {
		o.Wait.For = asyncBusyWait
	}
	outcome := s.outcomeLater(ctx)
	err = s.jobs.start(requestID(ctx), func(ctx context.Context) error { //nolint:contextcheck // a job outlives its request
		return s.loadFile(ctx, job, path, cpl.Kind(in.Kind), o)
	}, func(err error) {
		defer s.jobs.imports.free()
		outcome(err, importsPath+"/"+job.id)
		s.endImport(ctx, job, err)
	})
	if err != nil {
		outcome(err, "")
		s.jobs.imports.free()
		return nil, errors.Join(err, removeFile(path))
	}
	return job, nil
}

func (s *Server) readImport(ctx context.Context, in *importID) (*importRead, error) {
	body, err := s.follow(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &importRead{Body: body}, nil
}

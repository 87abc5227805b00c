package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"waymark/api/identity"
)

const (
	apiRoot     = "/api/v1"
	mediaJSON   = "application/json"
	mediaStream = "application/octet-stream"
)

// settleHuma sets what huma keeps in variables of its package: errors are
// problems, and lists are never null.
var settleHuma = sync.OnceFunc(func() {
	gin.SetMode(gin.ReleaseMode)
	huma.DefaultArrayNullable = false
	// Of two members whose names differ in case alone one would be checked and the other taken.
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return problemOf(status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := problemOf(status, message, errs)
		p.RequestID = requestID(ctx.Context())
		return p
	}
})

func newRouter(version string) (*gin.Engine, huma.API) {
	settleHuma()
	r := gin.New()
	// An id may hold an encoded slash, so routes match the path as it was sent.
	// The values are unescaped in middleware.go: gin would turn a plus sign into a space.
	r.UseEscapedPath = true
	r.UnescapePathValues = false
	r.RedirectTrailingSlash = false
	r.HandleMethodNotAllowed = true
	config := huma.DefaultConfig("Waymark", version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil
	config.RejectUnknownQueryParameters = true
	config.Formats = withoutNulls(config.Formats)
	config.Info.Description = "Firmware versions of the Central Products List, their declared upgrade pathways, and what the rules find about them. " +
		"Errors are application/problem+json (RFC 9457) with a code, a hint and the request's id. Lists are paged by an opaque cursor. Times are UTC in RFC 3339."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":     {Type: "http", Scheme: "bearer", Description: "The secret of an API key. A service that was started with --auth=off asks for none."},
		"session": {Type: "apiKey", In: "cookie", Name: identity.CookieName, Description: "The session of a person who has signed in at /auth/login/{provider}. Changes carry its token in Waymark-Csrf; who has several roles names one in Waymark-Role."},
	}
	config.Components.Headers = sharedHeaders()
	config.Components.Parameters = sharedParameters()
	config.Components.Responses = map[string]*huma.Response{}
	config.Tags = []*huma.Tag{
		{Name: "imports", Description: "Load files and see what became of their rows."},
		{Name: "runs", Description: "Run the rules."},
		{Name: "rehearsals", Description: "Try a submission or a change, and keep nothing of it."},
		{Name: "findings", Description: "What the rules found, followed over time."},
		{Name: "versions", Description: "The entries of the list and what is declared about them."},
		{Name: "installs", Description: "What devices run, in cohorts: counts, never devices, and what may be told of totals."},
		{Name: "downloads", Description: "Whole lists and the graph, sent as they are read."},
		{Name: "restrictions", Description: "Declared upgrades that must not be done for a time."},
		{Name: "asked", Description: "Who was asked about which entry, and what came of it."},
		{Name: "reports", Description: "Reports of finished runs."},
		{Name: "mail", Description: "Who gets what by e-mail, and what became of it."},
		{Name: "identities", Description: "Who may ask, and what was done."},
		{Name: "service", Description: "The service itself."},
	}
	return r, humagin.New(r, config)
}

// failures are the statuses with which every operation may fail.
var failures = []int{
	http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
}

// register adds an operation whose errors are translated in problem.go.
func register[I, O any](s *Server, op huma.Operation, handle func(context.Context, *I) (*O, error)) {
	op.Errors = append(slices.Clone(failures), op.Errors...)
	// How long a body may take is settled in body.go. A deadline that stands once the body
	// is here would give up the request, and all later ones of its connection.
	op.BodyReadTimeout = -1
	s.bound(&op)
	s.guard(&op)
	if strings.HasPrefix(op.Path, apiRoot) {
		s.rests(&op, op.Method != http.MethodGet)
	}
	s.placed(&op)
	s.audited(&op)
	s.filled(&op)
	switch {
	case op.Method != http.MethodGet:
		s.repeatable(&op)
	case strings.HasPrefix(op.Path, apiRoot) && reflect.TypeFor[O]() != reflect.TypeFor[huma.StreamResponse]():
		s.tagged(&op)
	}
	if op.Method != http.MethodGet && !slices.Contains(op.Errors, http.StatusForbidden) {
		op.Errors = append(op.Errors, http.StatusForbidden)
	}
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
	s.describeHeaders(op)
}

// describeHeaders documents the headers that every answer carries.
func (s *Server) describeHeaders(op huma.Operation) {
	item := s.api.OpenAPI().Paths[op.Path]
	for _, described := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Delete} {
		if described == nil || described.OperationID != op.OperationID {
			continue
		}
		showExamples(described)
		for status, response := range described.Responses {
			if isProblem(response) || status == "304" {
				described.Responses[status] = shareResponse(s.api.OpenAPI(), status, response)
				continue
			}
			names := []string{headerRequestID}
			if strings.HasPrefix(op.Path, apiRoot) {
				names = append(names, headerRun, headerDataDate)
			}
			if response.Headers[headerETag] != nil || status == "200" && described.Responses["304"] != nil {
				names = append(names, headerETag)
			}
			if op.Method != http.MethodGet {
				names = append(names, headerReplayed)
			}
			referToHeaders(response, names...)
		}
		described.Responses[strconv.Itoa(http.StatusRequestHeaderFieldsTooLarge)] = referToTooLarge(s.api.OpenAPI())
	}
}

func operation(id, method, path, tag, summary, description string, errors ...int) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: path, Tags: []string{tag}, Summary: summary, Description: description, Errors: errors}
}

func (s *Server) addRoutes() {
	s.addImports()
	s.addImportList()
	s.addRuns()
	s.addRunHistory()
	s.addRules()
	s.addRule()
	s.addFindings()
	s.addTriage()
	s.addWaivers()
	s.addBaseline()
	s.addRehearsals()
	s.addExplain()
	s.addVersions()
	s.addVersionHistory()
	s.addManufacturers()
	s.addModels()
	s.addCohorts()
	s.addParties()
	s.addDownloads()
	s.addGraph()
	s.addRestrictions()
	s.addAsked()
	s.addReports()
	s.addTotals()
	s.addVerify()
	s.addSubscriptions()
	s.addMessages()
	s.addUndeliverable()
	s.addKeys()
	s.addAudit()
	s.addSessions()
	s.addHealth()
	s.addMetrics()
}

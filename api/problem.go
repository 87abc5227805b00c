package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"syscall"

	"waymark/api/identity"
	"waymark/cpl"
	"waymark/graphstore"
)

const (
	mediaProblem     = "application/problem+json"
	headerRetryAfter = "Retry-After"
	// statusClientGone is what proxies log when a client left before the answer.
	statusClientGone = 499
)

// Problem is an error as clients read it (RFC 9457). It is made here alone.
type Problem struct {
	Type   string `json:"type" doc:"urn:waymark:problem: and the code."`
	Title  string `json:"title" doc:"The status in words."`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty" doc:"What is wrong and why; absent when it is the service's own fault, which the log explains under the request's id."`
	Code   string `json:"code" doc:"A stable word for programs."`
	Hint   string `json:"hint,omitempty" doc:"What to do."`
	// RequestID is the id under which the log tells more.
	RequestID string         `json:"requestId"`
	Errors    []ProblemField `json:"errors,omitempty" doc:"Each part of the request that is at fault."`
	// Line is where a refused file is at fault.
	Line int64 `json:"line,omitempty" doc:"Line of a refused file, from 1."`
	// Import is the reconciliation of an import that was refused for its rows.
	Import *graphstore.ImportResult `json:"import,omitempty" doc:"What became of the rows of an import that failed after they were read."`
	// Run is what a run came to that could not be carried to its end.
	Run *graphstore.Run `json:"run,omitempty" doc:"What a run came to that could not be carried to its end."`

	// Finding is the finding that a stale change was made on, as it is now.
	Finding *graphstore.Finding `json:"finding,omitempty" doc:"The finding as it is now, where a change of it was stale."`
	// Restriction, Waiver and Subscription are what was to be changed, as it is now.
	Restriction  *graphstore.Restriction  `json:"restriction,omitempty" doc:"The restriction as it is now, where it was changed since it was read."`
	Waiver       *graphstore.Waiver       `json:"waiver,omitempty" doc:"The waiver as it is now, where it was changed since it was read."`
	Subscription *graphstore.Subscription `json:"subscription,omitempty" doc:"The subscription as it is now, where it was changed since it was read."`

	// etag is that of what was to be changed.
	etag       string
	retryAfter int
}

// ProblemField is one part of a request that is at fault.
type ProblemField struct {
	In      string `json:"in" enum:"path,query,header,cookie,body,request"`
	Pointer string `json:"pointer" doc:"JSON pointer: into the body, or / and the parameter's name."`
	Message string `json:"message"`
}

// Error is the problem in one line.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are the headers that go with the problem.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set(headerRetryAfter, strconv.Itoa(p.retryAfter))
	}
	if p.etag != "" {
		h.Set(headerETag, p.etag)
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	if p.Status == http.StatusRequestTimeout || p.Status == http.StatusRequestEntityTooLarge {
		h.Set("Connection", "close")
	}
	return h
}

// ContentType is that of a problem, whatever was asked for.
func (p *Problem) ContentType(string) string { return mediaProblem }

func newProblem(status int, code, detail, hint string) *Problem {
	return &Problem{Type: "urn:waymark:problem:" + code, Title: http.StatusText(status), Status: status, Code: code, Detail: detail, Hint: hint}
}

// translation says what one sentinel is to a client. A blank detail stands for
// the error's own words, which are fit for clients where it is left blank.
type translation struct {
	is           error
	status       int
	code         string
	detail, hint string
	retryAfter   int
}

var translations = []translation{
	{is: errSlowBody, status: http.StatusRequestTimeout, code: "slow-body", hint: "send the file without pauses"},
	{is: errBodyCut, status: http.StatusBadRequest, code: "body-cut-short", hint: "send the whole file again"},
	{is: errNotSent, status: http.StatusBadRequest, code: "malformed", hint: "send the body with its length, or in chunks"},
	{is: errStopping, status: http.StatusServiceUnavailable, code: "stopping", hint: "try again when the service is back", retryAfter: 10},
	{is: errTooManyJobs, status: http.StatusServiceUnavailable, code: "too-many-jobs", hint: "try again when some have ended", retryAfter: 30},
	{is: identity.ErrBadKey, status: http.StatusUnauthorized, code: "bad-key", hint: "send the secret of a key that is neither expired nor revoked, as Authorization: Bearer SECRET"},
	{is: identity.ErrStrangers, status: http.StatusServiceUnavailable, code: "too-busy", hint: "try again a little later", retryAfter: 5},
	{is: graphstore.ErrStrict, status: http.StatusUnprocessableEntity, code: "strict-rejects", hint: "mend the rows, or leave out strict to load the good ones"},
	{is: graphstore.ErrBusy, status: http.StatusConflict, code: "busy", detail: "another import or run is working", hint: "try again when it is done", retryAfter: 5},
	{is: graphstore.ErrLeaseLost, status: http.StatusServiceUnavailable, code: "lease-lost", detail: "another process took over the work", hint: "send the request again", retryAfter: 5},
	{is: graphstore.ErrNotFound, status: http.StatusNotFound, code: "not-found", hint: "check the name, or load the data first"},
	{is: graphstore.ErrNoScope, status: http.StatusForbidden, code: "nothing-in-scope", detail: "your party may see nothing of this", hint: "a manufacturer sees the models of the identifiers that it represents: ask the operator whether the file of parties names yours"},
	{is: graphstore.ErrConflict, status: http.StatusConflict, code: "conflict", detail: "somebody else changed what this request needs", hint: "read it again and repeat the request"},
	{is: graphstore.ErrTimeout, status: http.StatusGatewayTimeout, code: "timeout", detail: "the database took too long", hint: "try again when it is less busy"},
	{is: graphstore.ErrUnavailable, status: http.StatusServiceUnavailable, code: "database-unavailable", detail: "the database does not answer", hint: "try again later; see readyz", retryAfter: 5},
	{is: graphstore.ErrInvalid, status: http.StatusUnprocessableEntity, code: "invalid"},
	{is: syscall.ENOSPC, status: http.StatusInsufficientStorage, code: "disk-full", detail: "there is no room to keep the file", hint: "try again later, or tell the operator"},
	{is: context.Canceled, status: http.StatusServiceUnavailable, code: "interrupted", detail: "the work was interrupted", hint: "send the request again: what was loaded stays, and the rest is completed", retryAfter: 5},
	{is: context.DeadlineExceeded, status: http.StatusGatewayTimeout, code: "timeout", detail: "it took too long", hint: "try again later"},
}

// inputStatus are the statuses of input errors by code; others are 422.
var inputStatus = map[string]int{
	"as-of-older":          http.StatusConflict,
	"too-many-retired":     http.StatusConflict,
	"too-many-blanked":     http.StatusConflict,
	"already-restricted":   http.StatusConflict,
	"not-restricted":       http.StatusConflict,
	"already-asked":        http.StatusConflict,
	"not-asked":            http.StatusConflict,
	"causes-stand":         http.StatusConflict,
	"finding-resolved":     http.StatusConflict,
	"finding-waived":       http.StatusConflict,
	"state-unchanged":      http.StatusConflict,
	"trail-full":           http.StatusConflict,
	"waiver-ended":         http.StatusConflict,
	"baseline-taken":       http.StatusConflict,
	"no-baseline":          http.StatusNotFound,
	"parties-changed":      http.StatusConflict,
	"being-sent":           http.StatusConflict,
	"bad-etag":             http.StatusBadRequest,
	"unknown-subject":      http.StatusNotFound,
	"no-run":               http.StatusNotFound,
	"no-seal":              http.StatusUnprocessableEntity,
	"draft-gone":           http.StatusConflict,
	"other-release":        http.StatusConflict,
	"no-signing-key":       http.StatusConflict,
	"login-failed":         http.StatusUnauthorized,
	"no-role":              http.StatusForbidden,
	"not-your-role":        http.StatusForbidden,
	"csrf-token":           http.StatusForbidden,
	"no-session":           http.StatusConflict,
	"provider-unavailable": http.StatusServiceUnavailable,
	"key-revoked":          http.StatusConflict,
	"key-expired":          http.StatusConflict,
	"bad-cursor":           http.StatusBadRequest,
	"bad-encoding":         http.StatusBadRequest,
	"cross-origin":         http.StatusForbidden,
	"schema-behind":        http.StatusServiceUnavailable,
	"schema-newer":         http.StatusServiceUnavailable,
	"schema-altered":       http.StatusServiceUnavailable,
}

// parameterNames turns the command line's words for an option into HTTP's.
var parameterNames = strings.NewReplacer(
	`--force "reason"`, "force=reason", "--as-of", "asOf", "--dry-run", "dryRun",
	"--complete", "complete", "--partial", "partial", "--strict", "strict", "--force", "force",
)

// translate turns an error into a problem. What it does not know is the
// service's own fault: 500, without detail.
func translate(err error) *Problem {
	var problem *Problem
	var file *cpl.FileFault
	var input *graphstore.InputError
	var tooLarge *http.MaxBytesError
	var stale *graphstore.StaleError
	var count *graphstore.CountError
	var changed *graphstore.ChangedError
	switch {
	case errors.As(err, &stale):
		p := newProblem(http.StatusConflict, "stale-revision", stale.Error(), "look at the finding again, then repeat the change")
		p.Finding = &stale.Finding
		return p
	case errors.As(err, &count):
		return newProblem(http.StatusConflict, "count-differs", count.Error(), "look at them again, then repeat the change with that count")
	case errors.As(err, &changed):
		return changedProblem(changed)
	case errors.As(err, &problem):
		return problem
	case errors.As(err, &tooLarge):
		return newProblem(http.StatusRequestEntityTooLarge, "body-too-large", "the body is over "+strconv.FormatInt(tooLarge.Limit, 10)+" bytes", "send less at a time")
	case errors.As(err, &file):
		p := newProblem(http.StatusUnprocessableEntity, file.Code, file.Message, file.Hint)
		p.Line = file.Line
		return p
	case errors.As(err, &input):
		status := http.StatusUnprocessableEntity
		if s, ok := inputStatus[input.Code]; ok {
			status = s
		}
		return newProblem(status, input.Code, parameterNames.Replace(input.Message), parameterNames.Replace(input.Hint))
	}
	for _, t := range translations {
		if !errors.Is(err, t.is) {
			continue
		}
		detail := t.detail
		if detail == "" {
			detail = parameterNames.Replace(err.Error())
		}
		p := newProblem(t.status, t.code, detail, t.hint)
		p.retryAfter = t.retryAfter
		return p
	}
	return newProblem(http.StatusInternalServerError, "internal", "", "tell the operator the request's id")
}

// problem translates err for the client and logs what is the service's own fault.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	p := translate(err)
	if errors.Is(ctx.Err(), context.Canceled) && p.Status >= http.StatusInternalServerError {
		// Whatever broke off says so in words of its own. Nobody reads it; the status is for the log and the metrics.
		p = newProblem(statusClientGone, "client-gone", "", "")
	}
	p.RequestID = requestID(ctx)
	// What anybody can cause, as often as they like, fills no log; the metrics count it.
	if p.Status >= http.StatusInternalServerError && !errors.Is(err, identity.ErrStrangers) {
		s.log.ErrorContext(ctx, "request failed", "request_id", p.RequestID, "code", p.Code, "error", err)
	}
	return p
}

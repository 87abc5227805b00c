package client

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// maxProblem bounds how much of an answer is read for a problem, which may hold the
// reconciliation of an import.
const maxProblem = 16 << 20

// Problem is a refusal by the service: its code is for programs, its hint says what to do.
type Problem struct {
	ProblemBody
	// RetryAfter is after how long trying again may help; 0 if the service does not say.
	RetryAfter time.Duration
	// Raw is the problem as it was sent.
	Raw json.RawMessage
}

// Error is the problem in one line.
func (p *Problem) Error() string {
	text := string(p.Code)
	if p.Detail != nil {
		text += ": " + *p.Detail
	}
	if p.Hint != nil {
		text += " (" + *p.Hint + ")"
	}
	return text
}

// ForeignError is an answer that no Waymark service gives: something else is at the
// address, or between here and there.
type ForeignError struct {
	Status    int
	MediaType string
}

// Error says what came.
func (e *ForeignError) Error() string {
	return fmt.Sprintf("the answer is %d %s of type %q, which no Waymark service gives", e.Status, http.StatusText(e.Status), e.MediaType)
}

func problemOf(response *http.Response) error {
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")) // none is foreign
	foreign := &ForeignError{Status: response.StatusCode, MediaType: media}
	if media != "application/problem+json" {
		return foreign
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxProblem))
	if err != nil {
		return fmt.Errorf("read the problem: %w", err)
	}
	p := &Problem{Raw: body}
	if err := json.Unmarshal(body, &p.ProblemBody); err != nil || p.Code == "" {
		return foreign
	}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
		p.RetryAfter = time.Duration(seconds) * time.Second
	}
	return p
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"waymark/cpl"
	"waymark/graphstore"
	"waymark/graphstore/localneo4j"
)

// The exit codes (contract, section 4).
const (
	exitDone     = 0
	exitFindings = 1
	exitFailed   = 2
)

// failure is an error as a person or a machine reads it.
type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// found says that the command is done and what was asked about has findings or rejects.
type found struct{ what string }

func (f found) Error() string { return f.what }

// answered is an error whose JSON answer was printed already.
type answered struct{ error }

func (a answered) Unwrap() error { return a.error }

// explain finds code, message and hint for an error.
func explain(err error) failure {
	var file *cpl.FileFault
	var input *graphstore.InputError
	var local *localneo4j.Error
	var stale *graphstore.StaleError
	var count *graphstore.CountError
	if told, ok := explainRemote(err); ok {
		return told
	}
	switch {
	case errors.As(err, &stale):
		return failure{"stale-revision", stale.Error(), "look at the finding again, then repeat the change with --revision " + strconv.FormatInt(stale.Finding.Revision, 10)}
	case errors.As(err, &count):
		return failure{"count-differs", count.Error(), "look at them again, then repeat the change with --expect " + strconv.FormatInt(count.Count, 10)}
	case errors.As(err, &file):
		return failure{file.Code, file.Message, file.Hint}
	case errors.As(err, &input):
		return failure{input.Code, input.Message, input.Hint}
	case errors.As(err, &local):
		return failure{local.Code, local.Message, local.Hint}
	}
	for _, known := range []struct {
		is         error
		code, hint string
	}{
		{graphstore.ErrStrict, "strict-rejects", "mend them, or leave out --strict to load the good rows"},
		{graphstore.ErrBusy, "busy", "try again when it is done, or wait longer with --wait"},
		{graphstore.ErrLeaseLost, "lease-lost", "another process took over; run the command again"},
		{graphstore.ErrTimeout, "timeout", "try again when the database is less busy"},
		{graphstore.ErrUnavailable, "database-unavailable", "check that Neo4j runs, and --neo4j, WAYMARK_NEO4J_USERNAME and WAYMARK_NEO4J_PASSWORD"},
		{graphstore.ErrNotFound, "not-found", "check the name, or load the data first"},
		{context.Canceled, "interrupted", "run the command again: what was loaded stays, and the rest is completed"},
	} {
		if errors.Is(err, known.is) {
			return failure{known.code, err.Error(), known.hint}
		}
	}
	var path *fs.PathError
	switch {
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		return failure{"no-such-file", err.Error(), "check the path"}
	case errors.As(err, &path):
		return failure{"file", err.Error(), "check the path and its permissions"}
	}
	return failure{"failed", err.Error(), "see waymark help for how, or the log with --log-level debug"}
}

// report writes err: one line for people, and for machines a document on
// stdout unless the command has answered there already.
func report(stdout, stderr io.Writer, asJSON bool, err error) int {
	var f found
	if errors.As(err, &f) {
		return exitFindings
	}
	told := explain(err)
	line := told.Message
	if told.Hint != "" && !strings.Contains(line, told.Hint) {
		line += ": " + told.Hint
	}
	_, _ = fmt.Fprintln(stderr, "waymark: "+oneLine(line))
	var done answered
	if asJSON && !errors.As(err, &done) {
		_ = writeJSON(stdout, map[string]any{"error": told})
	}
	return exitFailed
}

func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

func writeJSON(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(document); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

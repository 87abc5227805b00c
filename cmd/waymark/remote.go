package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"waymark/api/client"
	"waymark/graphstore"
)

// remoteCommands have a remote form, and those in databaseless need no database at all;
// by the first word of their path.
var (
	remoteCommands = map[string]bool{"import": true, "lint": true, "findings": true, "explain": true, "report": true, "verify": true}
	databaseless   = map[string]bool{"example": true, "openapi": true}
)

// localFlags mean nothing to a service.
var localFlags = map[string]string{
	"neo4j":    "it names a database, and the service has its own",
	"data-dir": "it is where a local database is, and the service has its own",
	"wait":     "the service itself says how long it waits",
	"by":       "the service knows by the key who publishes",
}

// checkRemote refuses what cannot be done through a service, rather than do it beside
// whatever database there is.
func (c *command) checkRemote(cmd *cobra.Command) error {
	group, _, _ := strings.Cut(c.path, " ")
	if c.config.server == "" || databaseless[group] {
		return nil
	}
	if !remoteCommands[group] {
		return &graphstore.InputError{
			Code: "no-remote-form", Message: "waymark " + c.path + " works beside the database alone, and a service was named: " + c.config.server,
			Hint: "leave out --server, or unset WAYMARK_SERVER; over HTTP the service has an operation for it: see waymark openapi",
		}
	}
	for name, why := range localFlags {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed {
			return &graphstore.InputError{Code: "not-remote", Message: "--" + name + " cannot be given with a service: " + why, Hint: "leave it out, or leave out --server"}
		}
	}
	return nil
}

// service is the desk of a service.
type service struct {
	*command
	api *client.ClientWithResponses
}

// newService makes the desk of the service that the settings name. A key goes over http
// to this machine alone.
func (c *command) newService() (service, error) {
	u, err := url.Parse(c.config.server)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return service{}, &graphstore.InputError{Code: "bad-server", Message: "--server is no address of a service", Hint: "give one like https://waymark.example"}
	}
	if u.Scheme == "http" && c.config.key.reveal() != "" && !isLoopback(u.Hostname()) {
		return service{}, &graphstore.InputError{
			Code: "insecure-server", Message: "anybody on the way to " + u.Host + " could read the key, since http is not encrypted",
			Hint: "use https, or a tunnel to 127.0.0.1",
		}
	}
	api, err := client.New(c.config.server, c.config.key.reveal())
	if err != nil {
		return service{}, err //nolint:wrapcheck // worded by client
	}
	return service{c, api}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// decoded reads the JSON of an answer.
func decoded[T any](response *http.Response, err error) (T, error) {
	var out T
	if err != nil {
		return out, err
	}
	defer func() { _ = response.Body.Close() }()
	media, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type")) // none is foreign
	if media != "application/json" {
		return out, &client.ForeignError{Status: response.StatusCode, MediaType: media}
	}
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil {
		return out, fmt.Errorf("read the service's answer: %w", err)
	}
	return out, nil
}

// explainRemote finds code, message and hint for what went wrong with a service.
func explainRemote(err error) (failure, bool) {
	var problem *client.Problem
	var foreign *client.ForeignError
	var request *url.Error
	switch {
	case errors.As(err, &problem):
		return explainProblem(problem), true
	case errors.As(err, &foreign):
		return failure{"not-waymark", foreign.Error(), "check the address given with --server or WAYMARK_SERVER: it is that of the service, without a path"}, true
	case errors.As(err, &request) && !errors.Is(err, context.Canceled):
		return failure{"no-service", "no service answers at " + hostOf(request.URL) + ": " + request.Err.Error(), "check that it runs, and the address given with --server or WAYMARK_SERVER"}, true
	}
	return failure{}, false
}

func explainProblem(p *client.Problem) failure {
	told := failure{Code: string(p.Code), Message: p.Title}
	if p.Detail != nil {
		told.Message = *p.Detail
	}
	if p.Hint != nil {
		told.Hint = *p.Hint
	}
	for _, field := range p.Errors {
		told.Message += "; " + strings.TrimPrefix(field.Pointer, "/") + ": " + field.Message
	}
	switch p.Code {
	case "who-are-you", "bad-key":
		told.Hint = "give the secret of a key that is neither expired nor revoked, in WAYMARK_KEY or with --key-file"
	case "internal":
		told.Message, told.Hint = "the service failed", "tell its operator the request's id: "+p.RequestID
	}
	if p.RetryAfter > 0 {
		told.Hint += fmt.Sprintf(" (after %s)", p.RetryAfter)
	}
	return told
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "the address"
	}
	return u.Scheme + "://" + u.Host
}

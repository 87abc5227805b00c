// Package api serves Waymark over HTTP: resources under /api/v1, their OpenAPI
// 3.1 document and a reference page, health, readiness and metrics. It is the
// only importer of gin and huma, and of neither does anything leave it.
//
// A handler binds its input, calls one act of graphstore or analytics with the
// request's context, and returns what it got; errors become RFC 9457 problems
// in problem.go and nowhere else. Imports and runs go on as background jobs,
// which outlive the request and are waited for by [Server.Close].
//
// The package imports reports, analytics, graphstore and cpl.
package api

//go:generate go test -run TestTheCommittedDocumentIsWhatIsServed -update .

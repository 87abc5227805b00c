// Package graphstore keeps Waymark's data in Neo4j and is the only importer of
// the Neo4j driver. Its methods are named for acts of the domain: import a
// file, derive what changed, record a run, list findings.
//
// Every statement is a named .cypher file (cypher/ and migrations/), run in a
// managed transaction with parameters only. Reads take a [Scope]. Writes that
// must not overlap, on this machine or another, hold a [Lease], and each of
// their transactions checks its token. Driver errors are translated in one
// place (errors.go); nothing outside sees a driver type.
//
// The package imports cpl and nothing else of Waymark.
package graphstore

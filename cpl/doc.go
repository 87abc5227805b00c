// Package cpl holds the nouns of the Central Products List: versions, device
// models, tuples, predecessor declarations and install cohorts, and the readers
// that turn a CSV or XLSX file into them, row by row.
//
// It knows nothing of Neo4j, HTTP or reports and imports no other package of
// Waymark. The words are those of the project's contract: a version is a CPL
// entry known by its CPL Entry ID; a declaration is what its manufacturer
// stated in "Previous Firmware CPL Entry IDs".
package cpl

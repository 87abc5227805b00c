//go:build bench

package neo4jtest

// conf changes nothing of a server that is measured.
var conf []string

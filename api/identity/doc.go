// Package identity says who asks and as what: roles, parties, and what each may
// see of the graph. It knows nothing of HTTP routes; package api asks it.
package identity

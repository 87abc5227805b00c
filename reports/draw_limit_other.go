//go:build !unix

package reports

// limitMemory does nothing: there is no such limit on this system.
func limitMemory() {}

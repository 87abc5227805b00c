// Command waymark keeps the Central Products List's firmware versions and their
// declared upgrade pathways in Neo4j, checks them, and reports what does not
// hold together. Each command has a file of its own here; they wire the parts
// and hold no logic.
package main

import (
	"os"

	// The service runs where no time zone data is installed; its schedule is in Europe/London.
	_ "time/tzdata"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

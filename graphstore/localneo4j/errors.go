package localneo4j

import (
	"errors"
	"fmt"
	"syscall"
)

// The codes of Error, one for each way in which the local Neo4j can be unavailable.
const (
	CodeNoJava    = "java-missing"    // neither JAVA_HOME nor PATH has a java
	CodeWrongJava = "java-wrong"      // there are Javas, none of them 17 or 21
	CodeNoMaven   = "maven-missing"   // the jars have to be fetched and there is no mvn
	CodeDownload  = "download-failed" // mvn ran and did not bring the jars
	CodeNoDisk    = "disk-full"       // too little space for the jars or the data
	CodePortTaken = "port-taken"      // the configured Bolt port is in use
	CodeExited    = "neo4j-exited"    // the server ended before it answered
	CodeSilent    = "neo4j-silent"    // the server runs and does not answer over Bolt
	CodeDataDir   = "data-dir"        // the data or cache directory cannot be used
)

// waysOut ends every hint: whatever is wrong here, these three lead on.
const waysOut = "install a JDK 17 or 21 and Maven, or start one with `docker compose up`, or name a server with `--neo4j URI`"

// Error says why there is no local Neo4j. Message is one line with what could not
// be done and why; Hint is what to do about it, and always names the three ways to
// get a Neo4j. Err is the cause, or nil.
type Error struct {
	Code, Message, Hint string
	Err                 error
}

// Error gives what, why and what to do in one line.
func (e *Error) Error() string { return e.Message + ": " + e.Hint }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

func fail(code string, err error, remedy, format string, args ...any) *Error {
	hint := waysOut
	if remedy != "" {
		hint = remedy + "; else " + waysOut
	}
	return &Error{Code: code, Message: "local neo4j: " + fmt.Sprintf(format, args...), Hint: hint, Err: err}
}

// fileFault turns a failure of the file system into an Error: a full disk is told
// apart, since what to do about it differs.
func fileFault(err error, act string) error {
	if err == nil {
		return nil
	}
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fail(CodeNoDisk, err, "free some disk space", "%s: %v", act, err)
	}
	return fail(CodeDataDir, err, "check the directory, or name others with --data-dir and XDG_CACHE_HOME", "%s: %v", act, err)
}

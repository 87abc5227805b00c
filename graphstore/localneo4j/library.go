package localneo4j

import (
	"context"
	_ "embed"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

//go:embed pom.xml
var pomXML []byte

// Version is the Neo4j release that the embedded pom names.
var Version = pomVersion(pomXML)

func pomVersion(text []byte) string {
	var pom struct {
		Version string `xml:"properties>neo4j.version"`
	}
	// The file is part of the program and a test reads it: it cannot be malformed here.
	_ = xml.Unmarshal(text, &pom)
	return pom.Version
}

// resolveLibrary gives the directory that holds Neo4j's jars, fetching them the
// first time. Processes that need them at once take turns; what is fetched grows in
// a directory of its own and gets its final name only when it is whole.
func resolveLibrary(ctx context.Context, o Options) (string, error) {
	dir := filepath.Join(o.CacheDir, "neo4j-"+Version)
	if verify(dir, Version) == nil {
		return dir, nil
	}
	if err := os.MkdirAll(o.CacheDir, 0o750); err != nil {
		return "", fileFault(err, "make the cache directory")
	}
	waiting := func() { o.Progress("waiting for another process that fetches Neo4j " + Version) }
	err := withTurn(ctx, filepath.Join(o.CacheDir, "neo4j.lock"), waiting, func() error {
		if verify(dir, Version) == nil {
			return nil
		}
		return fetchLibrary(ctx, o, dir)
	})
	return dir, err
}

func fetchLibrary(ctx context.Context, o Options, dir string) error {
	// Under the lock, whatever is half-fetched was left by a process that died.
	leftovers, err := filepath.Glob(filepath.Join(o.CacheDir, "fetching-*"))
	if err != nil {
		return fileFault(err, "look for unfinished downloads")
	}
	for _, old := range append(leftovers, dir) {
		if err := os.RemoveAll(old); err != nil {
			return fileFault(err, "remove an unfinished download")
		}
	}
	if err := checkSpace(o.CacheDir, libraryMiB, "the Neo4j jars"); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(o.CacheDir, "fetching-*")
	if err != nil {
		return fileFault(err, "make a directory for the download")
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	lib := filepath.Join(tmp, "lib")
	if err := runMaven(ctx, o, tmp, lib); err != nil {
		return err
	}
	m, err := takeStock(lib, Version)
	if err != nil {
		return fileFault(err, "list the downloaded jars")
	}
	if !m.complete() {
		return fail(CodeDownload, nil, "try again", "mvn ended well but brought no Neo4j %s server", Version)
	}
	if err := errors.Join(m.write(lib), os.Chmod(lib, 0o755), os.Rename(lib, dir)); err != nil { //nolint:gosec // jars are no secret, and a directory needs its x
		return fileFault(err, "put the downloaded jars in place")
	}
	o.Progress("Neo4j " + Version + " is ready in " + dir)
	return nil
}

// complete says whether the jars that start a server are among those fetched.
func (m manifest) complete() bool {
	server, kernel := false, false
	for name, size := range m.Jars {
		if size == 0 {
			return false
		}
		server = server || strings.HasPrefix(name, "neo4j-server-"+m.Version)
		kernel = kernel || strings.HasPrefix(name, "neo4j-kernel-"+m.Version)
	}
	return server && kernel
}

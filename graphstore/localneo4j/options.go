package localneo4j

import (
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// Defaults that leave a 4 GiB laptop usable: with its own overhead the server then
// takes about 2 GiB. The heap holds the transaction of an import batch several
// times over; the page cache holds the whole store of 100,000 versions.
const (
	DefaultHeapMiB      = 1024
	DefaultPageCacheMiB = 512
)

// startLimit bounds the wait for Bolt. A cold start takes 7 s on two cores; the
// rest is for slow disks and for the recovery of a store that was not closed.
const startLimit = 3 * time.Minute

// Options says where a local Neo4j lives and how much it may take. Only DataDir is
// required; the memory settings apply when this call starts the server, not when
// it shares one that runs already.
type Options struct {
	DataDir      string // the directory that the server is known by
	CacheDir     string // keeps the jars; default: waymark in the user's cache directory
	HeapMiB      int    // default DefaultHeapMiB
	PageCacheMiB int    // default DefaultPageCacheMiB
	// Conf are more lines of neo4j.conf.
	Conf     []string
	BoltPort int              // 0: chosen by the system and recorded
	Progress func(msg string) // told what takes time, in one short line; may be nil
	Logger   *slog.Logger     // may be nil
}

func (o Options) complete() (Options, error) {
	if o.DataDir == "" {
		return o, fail(CodeDataDir, nil, "name one with --data-dir", "no data directory is named")
	}
	dir, err := filepath.Abs(o.DataDir)
	if err != nil {
		return o, fileFault(err, "find the data directory")
	}
	o.DataDir = dir
	if o.CacheDir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return o, fileFault(err, "find the cache directory")
		}
		o.CacheDir = filepath.Join(cache, "waymark")
	}
	if o.CacheDir, err = filepath.Abs(o.CacheDir); err != nil {
		return o, fileFault(err, "find the cache directory")
	}
	if o.HeapMiB == 0 {
		o.HeapMiB = DefaultHeapMiB
	}
	if o.PageCacheMiB == 0 {
		o.PageCacheMiB = DefaultPageCacheMiB
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o, nil
}

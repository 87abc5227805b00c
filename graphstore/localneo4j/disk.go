package localneo4j

import "syscall"

const (
	// libraryMiB is what fetching takes at its peak: the jars in Maven's own
	// repository and again in the cache directory, 118 MiB each, and some air.
	libraryMiB = 320
	// homeMiB is what an empty graph, its logs and a first import take.
	homeMiB = 256
)

// checkSpace refuses when the file system of dir has less than needMiB free.
func checkSpace(dir string, needMiB uint64, what string) error {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return fileFault(err, "ask for the free space of "+dir)
	}
	freeMiB := fs.Bavail * uint64(fs.Bsize) >> 20
	if freeMiB < needMiB {
		return fail(CodeNoDisk, nil, "free some disk space",
			"no disk space for %s: %d MiB are free at %s, %d are needed", what, freeMiB, dir, needMiB)
	}
	return nil
}

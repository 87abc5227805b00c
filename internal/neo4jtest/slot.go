package neo4jtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// slots bounds how many test processes run their own server at once.
const slots = 16

// takeSlot gives a data directory that no other live test process uses, and what
// lets go of it.
func takeSlot() (dir string, release func() error, err error) {
	for n := range slots {
		dir := filepath.Join(os.TempDir(), fmt.Sprintf("waymark-neo4jtest-%d-%d", os.Getuid(), n))
		f, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return "", nil, fmt.Errorf("open a slot for the test server: %w", err)
		}
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return dir, f.Close, nil
		}
		if err = errors.Join(err, f.Close()); !errors.Is(err, syscall.EWOULDBLOCK) {
			return "", nil, fmt.Errorf("lock a slot for the test server: %w", err)
		}
	}
	return "", nil, fmt.Errorf("%d test processes run a server already: use go test -p 1", slots)
}

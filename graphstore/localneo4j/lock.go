package localneo4j

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// lock is an advisory lock on a file. The kernel lets go of it when its process
// ends, however that happens, so it can never be left behind.
type lock struct{ f *os.File }

// errHeld says that another process holds the lock.
var errHeld = errors.New("held by another process")

func openLock(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fileFault(err, "open a lock file")
	}
	return &lock{f: f}, nil
}

// try takes the lock or says errHeld at once; how is syscall.LOCK_SH or LOCK_EX.
func (l *lock) try(how int) error {
	for {
		err := syscall.Flock(int(l.f.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errHeld
		default:
			return fileFault(err, "lock "+l.f.Name())
		}
	}
}

// take waits for the lock; waiting is called once if it has to.
func (l *lock) take(ctx context.Context, how int, waiting func()) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for first := true; ; first = false {
		if err := l.try(how); !errors.Is(err, errHeld) {
			return err
		}
		if first && waiting != nil {
			waiting()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// release lets go of the lock and closes its file.
func (l *lock) release() { _ = l.f.Close() }

// withTurn runs act while this process alone may change what the lock at path guards.
func withTurn(ctx context.Context, path string, waiting func(), act func() error) error {
	l, err := openLock(path)
	if err != nil {
		return err
	}
	defer l.release()
	if err := l.take(ctx, syscall.LOCK_EX, waiting); err != nil {
		return err
	}
	return act()
}

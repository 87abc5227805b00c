package localneo4j

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"
)

// Server is this process's use of the local Neo4j of one data directory. Its
// methods may be called from several goroutines.
type Server struct {
	o        Options
	h        home
	password string

	mu    sync.Mutex
	port  int
	users *lock // nil once closed
}

// Start gives the Neo4j of o.DataDir: the one that runs, whoever started it, or a
// new one. It answers over Bolt when Start returns. Failures are *Error; a context
// that ends is its own error, and leaves no server behind that this call started.
func Start(ctx context.Context, o Options) (*Server, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	h, err := openHome(o.DataDir)
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, h: h}
	err = withTurn(ctx, h.turn(), s.waiting, func() error {
		users, err := openLock(h.users())
		if err != nil {
			return err
		}
		// Only the holder of the turn locks it exclusively, so this never waits.
		if err = users.take(ctx, syscall.LOCK_SH, nil); err == nil {
			err = s.ensure(ctx)
		}
		if err != nil {
			users.release()
			return err
		}
		s.users = users
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Revive starts the server again if it is gone, on the same port if that is still
// free, so that a driver pool finds it again. It does nothing while it runs.
func (s *Server) Revive(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == nil {
		return errors.New("revive the local neo4j: it is closed")
	}
	return withTurn(ctx, s.h.turn(), s.waiting, func() error { return s.ensure(ctx) })
}

// Close lets go of the server; the last process to do so stops it and waits until
// it is gone. If ctx ends before that, the server stays and the next Start adopts
// it. A second Close does nothing.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users == nil {
		return nil
	}
	users := s.users
	s.users = nil
	defer users.release()
	return withTurn(ctx, s.h.turn(), nil, func() error {
		err := users.try(syscall.LOCK_EX)
		if errors.Is(err, errHeld) {
			return nil
		}
		if err != nil {
			return err
		}
		p, found := s.h.find()
		if !found {
			return nil
		}
		if err := end(ctx, s.h, p); err != nil {
			return err
		}
		s.o.Logger.Info("local neo4j stopped", "pid", p.pid)
		// A starter that was killed may have left a server without a record.
		if err := os.Remove(s.h.state()); !errors.Is(err, fs.ErrNotExist) {
			return fileFault(err, "remove the record of the server")
		}
		return nil
	})
}

// URI gives the address for a driver. It changes only in Revive.
func (s *Server) URI() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "bolt://" + loopback(s.port)
}

// Username gives the name to log in with.
func (s *Server) Username() string { return "neo4j" }

// Password gives the generated password. It is a secret.
func (s *Server) Password() string { return s.password }

func (s *Server) waiting() {
	s.o.Progress("waiting for another process that starts or stops the local Neo4j")
}

// ensure has a server run. The caller has the turn and is one of the users.
func (s *Server) ensure(ctx context.Context) error {
	if p, found := s.h.find(); found {
		adopted, err := s.adopt(ctx, p)
		if adopted || err != nil {
			return err
		}
	}
	return s.startNew(ctx)
}

// adopt uses a server that runs, its starter alive or not. One that does not
// answer is ended, for a new one.
func (s *Server) adopt(ctx context.Context, p process) (bool, error) {
	password, err := s.h.readPassword()
	if err != nil {
		return false, err
	}
	if err = await(ctx, s.h, p, nil); err == nil {
		s.port, s.password = p.port, password
		s.o.Logger.Info("local neo4j shared", "pid", p.pid, "port", p.port)
		return true, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	s.o.Logger.Warn("local neo4j does not answer and is replaced", "pid", p.pid, "port", p.port)
	return false, s.replace(ctx, p)
}

func (s *Server) replace(ctx context.Context, p process) error {
	asked, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if end(asked, s.h, p) == nil {
		return nil
	}
	// Neo4j recovers from this: its transactions are in its log.
	if err := syscall.Kill(p.pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fail(CodeSilent, err, "", "the running Neo4j, pid %d, neither answers nor ends: %v", p.pid, err)
	}
	return end(ctx, s.h, p)
}

func (s *Server) startNew(ctx context.Context) error {
	java, err := findJava(ctx)
	if err != nil {
		return err
	}
	lib, err := resolveLibrary(ctx, s.o)
	if err != nil {
		return err
	}
	if err := checkSpace(s.h.root, homeMiB, "the graph"); err != nil {
		return err
	}
	if s.password, err = s.h.readPassword(); err != nil {
		return err
	}
	if !s.h.started() {
		if err := s.h.setPassword(ctx, java, lib); err != nil {
			return err
		}
	}
	port, err := s.choosePort(ctx)
	if err != nil {
		return err
	}
	s.o.Progress("starting Neo4j " + Version)
	begun := time.Now()
	l, err := launch(ctx, s.h, java, lib, port, s.o)
	if err != nil {
		return err
	}
	if err := await(ctx, s.h, l.process, l.exit); err != nil {
		return s.abandon(ctx, l, err)
	}
	s.port = port
	s.o.Logger.Info("local neo4j started", "pid", l.pid, "port", port, "took", time.Since(begun))
	return nil
}

// abandon ends a server that this call started in vain.
func (s *Server) abandon(ctx context.Context, l *launched, why error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	_ = s.replace(ctx, l.process)
	_ = os.Remove(s.h.state())
	if errors.Is(why, errSilent) {
		return fail(CodeSilent, why, "read "+s.h.log(), "Neo4j runs but did not answer within %s: %s", startLimit, s.h.lastLog(8))
	}
	return why
}

// choosePort gives the configured port; else the one that a killed server left, so
// that its other users find the new one; else one that the system chooses.
func (s *Server) choosePort(ctx context.Context) (int, error) {
	if s.o.BoltPort != 0 {
		port, err := awaitPort(ctx, s.o.BoltPort)
		if err != nil {
			return 0, fail(CodePortTaken, err, "free the port, or set none and have one chosen", "port %d is taken: %v", s.o.BoltPort, err)
		}
		return port, nil
	}
	if last := s.h.readState().Port; last != 0 {
		if port, err := awaitPort(ctx, last); err == nil {
			return port, nil
		}
	}
	port, err := listenable(ctx, 0)
	if err != nil {
		return 0, fail(CodePortTaken, err, "", "no free port on loopback: %v", err)
	}
	return port, nil
}

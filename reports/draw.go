package reports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// Drawer lays out a graph in Graphviz' language, the same graph always the same,
// as Graphviz' JSON, in which every stroke has its place. An error says in words
// why it could not.
type Drawer interface {
	Layout(ctx context.Context, dot []byte) (layout []byte, err error)
}

// ChildDrawer draws in a child process, since the drawing library corrupts
// memory under concurrent use and never gives memory back. One child serves
// all pictures of a report; one that hangs or dies is replaced for the next
// picture. The zero value with a Command is ready; it is safe for concurrent
// use, and Close ends the child.
type ChildDrawer struct {
	// Command is the program that runs [DrawMain], with its arguments.
	Command []string
	// Env is the child's whole environment beside TMPDIR and its memory limit.
	Env []string
	// TempDir keeps the library's compiled form between reports (0.5 s the
	// first time); the system's if empty.
	TempDir string
	// Timeout is the most that one picture may take; 0 means 20 s.
	Timeout time.Duration

	mu    sync.Mutex
	child *drawChild
}

const (
	defaultDrawTimeout = 20 * time.Second
	drawMemoryBytes    = 1 << 29
)

type drawChild struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout io.Reader
	cancel context.CancelFunc
}

// Layout sends dot to the child, starting one if none runs.
func (d *ChildDrawer) Layout(ctx context.Context, dot []byte) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.start(); err != nil { //nolint:contextcheck // the child outlives the call that starts it
		return nil, err
	}
	timeout := d.Timeout
	if timeout == 0 {
		timeout = defaultDrawTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	// Killing the child is what ends a read from it that takes too long.
	stop := context.AfterFunc(ctx, d.child.cancel)
	answer, err := d.child.exchange(dot)
	stop()
	var refused *drawRefusal
	switch {
	case err == nil, errors.As(err, &refused):
		return answer, err
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("drawing took longer than %s", timeout)
	case ctx.Err() != nil:
		err = fmt.Errorf("draw: %w", context.Cause(ctx))
	default:
		err = errors.New("the drawing process ended before it had drawn")
	}
	return nil, errors.Join(err, d.end())
}

// Close ends the child, if one runs. The drawer may be used again.
func (d *ChildDrawer) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.end()
}

func (d *ChildDrawer) start() error {
	if d.child != nil {
		return nil
	}
	if len(d.Command) == 0 {
		return errors.New("no drawing program is set")
	}
	temp := d.TempDir
	if temp == "" {
		temp = os.TempDir()
	}
	env := append([]string{"TMPDIR=" + temp, fmt.Sprintf("GOMEMLIMIT=%d", drawMemoryBytes)}, d.Env...)
	child, err := startChild(d.Command, env)
	if err != nil {
		return fmt.Errorf("start the drawing process: %w", err)
	}
	d.child = child
	return nil
}

func startChild(command, env []string) (*drawChild, error) {
	// The child outlives the call that starts it; Close and timeouts end it.
	ctx, cancel := context.WithCancel(context.Background())
	c := &drawChild{cmd: exec.CommandContext(ctx, command[0], command[1:]...), cancel: cancel} //nolint:gosec // this same program
	c.cmd.Env = env
	c.cmd.WaitDelay = 2 * time.Second
	var err error
	if c.stdin, err = c.cmd.StdinPipe(); err == nil {
		if c.stdout, err = c.cmd.StdoutPipe(); err == nil {
			err = c.cmd.Start()
		}
	}
	if err != nil {
		cancel()
		return nil, err
	}
	return c, nil
}

// end kills the child and waits for it. How it ended is of no interest.
func (d *ChildDrawer) end() error {
	if d.child == nil {
		return nil
	}
	child := d.child
	d.child = nil
	child.cancel()
	err := child.cmd.Wait()
	var exit *exec.ExitError
	if err == nil || errors.As(err, &exit) || errors.Is(err, context.Canceled) || errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	return fmt.Errorf("end the drawing process: %w", err)
}

// drawRefusal is the child's word that it cannot draw a graph. The child goes on.
type drawRefusal struct{ why string }

func (r *drawRefusal) Error() string { return r.why }

// A reply begins with one of these.
const (
	replyDrawn   = 'd'
	replyRefused = 'r'
)

func (c *drawChild) exchange(dot []byte) ([]byte, error) {
	if err := writeFrame(c.stdin, dot); err != nil {
		return nil, err
	}
	reply, err := readFrame(c.stdout)
	if err != nil {
		return nil, err
	}
	switch {
	case len(reply) > 0 && reply[0] == replyDrawn:
		return reply[1:], nil
	case len(reply) > 0 && reply[0] == replyRefused:
		return nil, &drawRefusal{why: string(reply[1:])}
	}
	return nil, errors.New("the drawing process answered with something else than a drawing")
}

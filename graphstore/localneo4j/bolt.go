package localneo4j

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// boltHello is the magic number of Bolt and four version proposals: 5.8 down to
// 5.0, 4.4, and nothing twice.
var boltHello = []byte{
	0x60, 0x60, 0xB0, 0x17,
	0x00, 0x08, 0x08, 0x05,
	0x00, 0x00, 0x04, 0x04,
	0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00,
}

// boltAnswers says whether a server on loopback takes one of the proposed versions.
func boltAnswers(ctx context.Context, port int) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", loopback(port))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	deadline, _ := ctx.Deadline()
	if err := conn.SetDeadline(deadline); err != nil {
		return err
	}
	if _, err := conn.Write(boltHello); err != nil {
		return err
	}
	var chosen [4]byte
	if _, err := io.ReadFull(conn, chosen[:]); err != nil {
		return fmt.Errorf("read the chosen Bolt version: %w", err)
	}
	if chosen == [4]byte{} {
		return errors.New("no common Bolt version")
	}
	return nil
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// listenable says whether port can be listened on; 0 asks the system for one. It
// gives the port.
func listenable(ctx context.Context, port int) (int, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", loopback(port))
	if err != nil {
		return 0, err
	}
	addr, _ := l.Addr().(*net.TCPAddr)
	return addr.Port, l.Close()
}

// awaitPort is listenable with patience: a server that has just ended is out of
// the process table some moments before the system lets go of its port.
func awaitPort(ctx context.Context, port int) (int, error) {
	deadline := time.Now().Add(2 * time.Second)
	for {
		free, err := listenable(ctx, port)
		if err == nil || ctx.Err() != nil || time.Now().After(deadline) {
			return free, err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

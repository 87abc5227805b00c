package api_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
	"waymark/graphstore"
)

// lateBook says, a moment after it was asked, whether who asks was given up.
type lateBook struct{ given chan error }

func (l lateBook) Audit(ctx context.Context, _ ...graphstore.AuditAct) error {
	select {
	case <-ctx.Done():
	case <-time.After(300 * time.Millisecond):
	}
	l.given <- ctx.Err()
	return errors.New("not written")
}

func TestARequestWithAKeyGoesOnOnceItsBodyIsHere(t *testing.T) {
	book := lateBook{given: make(chan error, 10)}
	c := serve(t, api.Options{Authenticator: claims{}, Auditor: book})
	for _, key := range []string{"", "Idempotency-Key: k1\r\n"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
		require.NoError(t, err)
		_, err = io.WriteString(conn, "POST /api/v1/findings/triage HTTP/1.1\r\nHost: localhost\r\nAuthorization: panel\r\n"+key+
			"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
		require.NoError(t, err)
		require.NoError(t, conn.Close())
		if key == "" {
			require.Error(t, <-book.given)
		} else {
			require.NoError(t, <-book.given)
		}
	}
}

// patientBook takes its time with what became of the first operation, and says of
// each intent whether who asks was given up.
type patientBook struct {
	given chan error
	once  *sync.Once
}

func (p patientBook) Audit(ctx context.Context, acts ...graphstore.AuditAct) error {
	if acts[0].Phase == graphstore.AuditOutcome {
		p.once.Do(func() { time.Sleep(5500 * time.Millisecond) })
		return nil
	}
	p.given <- ctx.Err()
	return nil
}

// The framework gives a body five seconds to arrive. That time goes by on the connection
// although the body is here, and its end would give up who waits, and all further requests.
func TestWorkMayTakeLongerThanItsBody(t *testing.T) {
	t.Parallel()
	book := patientBook{given: make(chan error, 10), once: &sync.Once{}}
	c := serve(t, api.Options{Authenticator: claims{}, Auditor: book})
	for range 2 {
		a := c.do(http.MethodPost, "/api/v1/findings/triage", strings.NewReader(`{"to":"open","why":"w"}`), "Authorization", "panel", "Content-Type", "application/json")
		refused(t, a, http.StatusUnprocessableEntity, "filter-missing")
		require.NoError(t, <-book.given)
	}
}

func TestABodyInBrokenChunksIsItsSendersFault(t *testing.T) {
	c := serve(t, api.Options{Authenticator: claims{}})
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, "POST /api/v1/findings/triage HTTP/1.1\r\nHost: localhost\r\nAuthorization: panel\r\nConnection: close\r\n"+
		"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n")
	require.NoError(t, err)
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Contains(t, string(answer), "400 Bad Request")
	require.Contains(t, string(answer), `"code":"malformed"`)
}

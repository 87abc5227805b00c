package api_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
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

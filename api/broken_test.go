package api_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

// lines writes so many lines, and then fails if it is told to.
func lines(w io.Writer, n int, then error) error {
	for i := range n {
		if _, err := fmt.Fprintf(w, "{\"line\":%d,\"text\":\"%s\"}\n", i, strings.Repeat("x", 40)); err != nil {
			return fmt.Errorf("send: %w", err)
		}
	}
	return then
}

// A part is never taken for the whole: reading it ends with an error.
func TestADownloadThatBreaksMidwayLooksBroken(t *testing.T) {
	c := serve(t, api.Options{})
	broken := errors.New("the query was killed")
	c.server.Send("/few", func(w io.Writer) error { return lines(w, 10, broken) })
	c.server.Send("/some", func(w io.Writer) error { return lines(w, 2_000, broken) })
	c.server.Send("/many", func(w io.Writer) error { return lines(w, 40_000, broken) })
	c.server.Send("/whole", func(w io.Writer) error { return lines(w, 40_000, nil) })
	for _, packed := range []bool{false, true} {
		for _, path := range []string{"/few", "/some", "/many", "/whole"} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url+path, nil)
			require.NoError(t, err)
			if !packed {
				r.Header.Set("Accept-Encoding", "identity")
			}
			response, err := http.DefaultClient.Do(r)
			status := 0
			if err == nil {
				status = response.StatusCode
				_, err = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
			}
			switch path {
			case "/few":
				require.Equal(t, http.StatusInternalServerError, status, "nothing was sent yet, so it can be said")
			case "/whole":
				require.NoError(t, err)
			default:
				require.Error(t, err, "%s packed %v", path, packed)
			}
		}
	}
}

func TestADownloadNeedsHTTPThatTellsItsEnd(t *testing.T) {
	c := serve(t, api.Options{})
	c.server.Send("/whole", func(w io.Writer) error { return lines(w, 10, nil) })
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "GET /whole HTTP/1.0\r\nHost: localhost\r\n\r\n")
	require.NoError(t, err)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusHTTPVersionNotSupported, response.StatusCode)
	require.Contains(t, string(text), "old-http")
}

func TestWhoTakesNothingOfADownloadIsCutOff(t *testing.T) {
	c := serve(t, api.Options{Stall: 2 * time.Second})
	ended := make(chan error, 1)
	c.server.Send("/endless", func(w io.Writer) error {
		err := lines(w, 1_000_000, nil)
		ended <- err
		return err
	})
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
	require.NoError(t, err)
	select {
	case err := <-ended:
		require.Error(t, err)
	case <-time.After(20 * time.Second):
		require.Fail(t, "the download goes on")
	}
}

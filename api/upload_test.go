package api_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"waymark/api"
)

const importCPL = "/api/v1/imports?kind=cpl"

func TestRefusedFileSaysWhatWhereAndWhatToDo(t *testing.T) {
	c := serve(t, api.Options{TempDir: t.TempDir()})
	p := refused(t, c.do(http.MethodPost, importCPL, strings.NewReader("a,b\n1,2\n")), http.StatusUnprocessableEntity, "missing-column")
	require.NotEmpty(t, p.Detail)
	require.NotEmpty(t, p.Hint)
	require.Nil(t, p.Import, "no row was read")
	p = refused(t, c.do(http.MethodPost, importCPL, nil), http.StatusUnprocessableEntity, "missing-column")
	require.NotEmpty(t, p.Hint)
}

func TestImportThatWasRefusedInTheBackgroundIsRemembered(t *testing.T) {
	dir := t.TempDir()
	c := serve(t, api.Options{TempDir: dir})
	a := c.do(http.MethodPost, importCPL+"&name=list.csv", strings.NewReader("a,b\n1,2\n"), "Prefer", "wait=1, Respond-Async; x=y")
	got := read[struct{ Import importAnswer }](t, a, http.StatusAccepted).Import
	require.Equal(t, "respond-async", a.header.Get("Preference-Applied"))
	require.Equal(t, "/api/v1/imports/"+got.ID, a.header.Get("Location"))
	require.Equal(t, "running", got.Status)
	require.Equal(t, "list.csv", got.FileName)
	ended := func() (importAnswer, problem) {
		for {
			got := read[struct {
				Import  importAnswer
				Problem problem
			}](t, c.get(a.header.Get("Location")), http.StatusOK)
			if got.Import.Status != "running" {
				return got.Import, got.Problem
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	result, why := ended()
	require.Equal(t, "failed", result.Status)
	require.NotEmpty(t, result.Error)
	require.Equal(t, "missing-column", why.Code)
	require.Equal(t, "line,column,code,value,hint\n", c.get(a.header.Get("Location")+"/rejects.csv").body)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "the spooled file is gone")
}

// repeated gives size bytes without holding them.
type repeated struct {
	line []byte
	left int64
	at   int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), r.left)]
	for n := 0; n < len(p); {
		copied := copy(p[n:], r.line[r.at:])
		r.at = (r.at + copied) % len(r.line)
		n += copied
	}
	r.left -= int64(len(p))
	return len(p), nil
}

func TestLargeUploadStreamsInConstantMemory(t *testing.T) {
	const size = 150 << 20
	c := serve(t, api.Options{TempDir: t.TempDir()})
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	stop := make(chan struct{})
	sampled := make(chan struct{})
	go func() {
		defer close(sampled)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
			runtime.ReadMemStats(&now)
			peak.Store(max(peak.Load(), now.HeapAlloc))
		}
	}()
	refused(t, c.do(http.MethodPost, importCPL, &repeated{line: []byte("not,a,list\n"), left: size}), http.StatusUnprocessableEntity, "missing-column")
	close(stop)
	<-sampled
	grown := int64(peak.Load()) - int64(before.HeapAlloc)
	require.Less(t, grown, int64(32<<20), "the heap grew by %d bytes for a body of %d", grown, size)
}

func TestTooLargeUploadIsRefused(t *testing.T) {
	dir := t.TempDir()
	c := serve(t, api.Options{TempDir: dir, MaxUploadBytes: 1000})
	// Announced or not.
	refused(t, c.do(http.MethodPost, importCPL, bytes.NewReader(make([]byte, 1001))), http.StatusRequestEntityTooLarge, "body-too-large")
	refused(t, c.do(http.MethodPost, importCPL, &repeated{line: []byte("x"), left: 1001}), http.StatusRequestEntityTooLarge, "body-too-large")
	refused(t, c.do(http.MethodPost, importCPL, &repeated{line: []byte("x"), left: 1000}), http.StatusUnprocessableEntity, "missing-column")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

// dial sends the start of an upload that announces size bytes.
func dial(t *testing.T, c *client, size int, start string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", importCPL, size, start)
	require.NoError(t, err)
	return conn
}

func answerOn(t *testing.T, conn net.Conn) answer {
	t.Helper()
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return answer{status: response.StatusCode, header: response.Header, body: string(body)}
}

func TestStallingClientIsCutOff(t *testing.T) {
	dir := t.TempDir()
	c := serve(t, api.Options{TempDir: dir, Stall: time.Second})
	conn := dial(t, c, 100, "CPL Entry ID")
	// As long as something comes, it is no stall.
	for range 6 {
		time.Sleep(200 * time.Millisecond)
		_, err := conn.Write([]byte("x"))
		require.NoError(t, err)
	}
	stalled := time.Now()
	refused(t, answerOn(t, conn), http.StatusRequestTimeout, "slow-body")
	require.Less(t, time.Since(stalled), 5*time.Second)
	_, err := conn.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF, "the connection is closed")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestUploadThatIsCutShortIsNotLoaded(t *testing.T) {
	c := serve(t, api.Options{TempDir: t.TempDir()})
	conn := dial(t, c, 100, "CPL Entry ID")
	require.NoError(t, conn.(*net.TCPConn).CloseWrite())
	refused(t, answerOn(t, conn), http.StatusBadRequest, "body-cut-short")
}

func TestImportsBeyondTheLimitAreToldToComeBack(t *testing.T) {
	dir := t.TempDir()
	c := serve(t, api.Options{TempDir: dir, MaxJobs: 1, Stall: time.Minute})
	conn := dial(t, c, 100, "CPL")
	require.Eventually(t, func() bool {
		spooled, err := os.ReadDir(dir)
		return err == nil && len(spooled) == 1
	}, 5*time.Second, 5*time.Millisecond)
	a := c.do(http.MethodPost, importCPL, strings.NewReader("a,b\n"))
	refused(t, a, http.StatusServiceUnavailable, "too-many-jobs")
	require.NotEmpty(t, a.header.Get("Retry-After"))
	require.NoError(t, conn.Close())
	require.Eventually(t, func() bool {
		return c.do(http.MethodPost, importCPL, strings.NewReader("a,b\n")).status == http.StatusUnprocessableEntity
	}, 5*time.Second, 10*time.Millisecond, "its place is free again")
}

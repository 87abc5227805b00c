package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// The variables that choose the server; see the package comment.
const (
	EnvSource   = "WAYMARK_TEST_NEO4J"
	EnvURI      = "WAYMARK_TEST_NEO4J_URI"
	EnvUsername = "WAYMARK_TEST_NEO4J_USERNAME"
	EnvPassword = "WAYMARK_TEST_NEO4J_PASSWORD"
)

// Neo4j is what a client needs to reach the test server. An empty Username means
// that the server asks for no login.
type Neo4j struct {
	URI, Username, Password, Database string
}

// Auth gives the token to log in with.
func (n Neo4j) Auth() neo4j.AuthToken {
	if n.Username == "" {
		return neo4j.NoAuth()
	}
	return neo4j.BasicAuth(n.Username, n.Password, "")
}

// server is the one server of this process.
type server struct {
	Neo4j
	driver neo4j.DriverWithContext
	stop   func(context.Context) error
}

var shared struct {
	sync.Mutex
	server *server
	err    error
}

// New gives the server of this test process with nothing in it: no node, no
// relationship, no constraint, no index but the two that Neo4j makes itself; only a
// server named by EnvURI keeps its :WaymarkTestMarker. The first call starts the
// server. It fails the test if there is no proper server.
func New(t testing.TB) *Neo4j {
	t.Helper()
	s, err := get(t.Context())
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	if err := empty(t.Context(), s.driver, s.Database); err != nil {
		t.Fatalf("neo4jtest: empty the test graph: %v", err)
	}
	n := s.Neo4j
	return &n
}

// Driver gives a driver for the test server, which is closed when the process
// ends: do not close it. It is for assertions past the code under test.
func Driver(t testing.TB) neo4j.DriverWithContext {
	t.Helper()
	s, err := get(t.Context())
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	return s.driver
}

// Query runs one statement in an implicit transaction and gives its rows, by column.
// It is for arranging and asserting past the code under test, without the driver.
func Query(t testing.TB, cypher string, params map[string]any) []map[string]any {
	t.Helper()
	s, err := get(t.Context())
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	rows, err := query(t.Context(), s.driver, s.Database, cypher, params)
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	return rows
}

// Drain runs one statement and takes its rows as they arrive, keeping none; it
// says how many there were. It is what the driver alone costs.
func Drain(t testing.TB, cypher string, params map[string]any) int {
	t.Helper()
	s, err := get(t.Context())
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	rows, err := drain(t.Context(), s.driver, s.Database, cypher, params)
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	return rows
}

// Hold runs one statement in a transaction that stays open, so that what it locks is
// locked, until release is called or the test ends; then it is rolled back.
func Hold(t testing.TB, cypher string, params map[string]any) (release func()) {
	t.Helper()
	s, err := get(t.Context())
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	// The test's own context ends before its cleanups.
	ctx := context.WithoutCancel(t.Context())
	session := s.driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: s.Database})
	release = sync.OnceFunc(func() { _ = session.Close(ctx) })
	t.Cleanup(release)
	tx, err := session.BeginTransaction(ctx)
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	result, err := tx.Run(ctx, cypher, params)
	if err == nil {
		_, err = result.Consume(ctx)
	}
	if err != nil {
		t.Fatalf("neo4jtest: %v", err)
	}
	return release
}

// ForgetPlans makes the server plan each statement anew, for the graph as it is
// now. Tests that look at plans call it first: a plan may be of an earlier test.
func ForgetPlans(t testing.TB) {
	t.Helper()
	Query(t, forgetPlans, nil)
}

// Main runs the tests of a package and then stops the server, if one was started.
// It gives the exit code.
func Main(m *testing.M) int {
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "neo4jtest:", err)
		return max(code, 1)
	}
	return code
}

// get starts the server once; a failure is remembered, so that not every test waits for it.
func get(ctx context.Context) (*server, error) {
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil || shared.err != nil {
		return shared.server, shared.err
	}
	// The server outlives the test that asked for it first.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 8*time.Minute)
	defer cancel()
	shared.server, shared.err = open(ctx)
	return shared.server, shared.err
}

func stop() error {
	shared.Lock()
	defer shared.Unlock()
	s := shared.server
	if s == nil {
		return nil
	}
	shared.server, shared.err = nil, errors.New("the test server was stopped")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return errors.Join(s.driver.Close(ctx), s.stop(ctx))
}

// open starts or finds a server and accepts it only if it is a proper one.
func open(ctx context.Context) (*server, error) {
	s, err := source(ctx)
	if err != nil {
		return nil, err
	}
	if s.driver, err = connect(ctx, s.Neo4j); err != nil {
		return nil, errors.Join(err, s.stop(ctx))
	}
	err = checkServer(ctx, s.driver)
	if err == nil && os.Getenv(EnvURI) != "" {
		err = claim(ctx, s.driver, s.Database)
	}
	if err != nil {
		return nil, errors.Join(err, s.driver.Close(ctx), s.stop(ctx))
	}
	return s, nil
}

// connect waits until the server takes the login: Bolt opens a little before that.
func connect(ctx context.Context, n Neo4j) (neo4j.DriverWithContext, error) {
	driver, err := neo4j.NewDriverWithContext(n.URI, n.Auth())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", n.URI, err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := driver.VerifyConnectivity(ctx)
		if err == nil {
			return driver, nil
		}
		var answer *neo4j.Neo4jError
		refused := errors.As(err, &answer) && strings.HasPrefix(answer.Code, "Neo.ClientError.Security.")
		if refused || ctx.Err() != nil || time.Now().After(deadline) {
			return nil, errors.Join(fmt.Errorf("connect to %s: %w", n.URI, err), driver.Close(ctx))
		}
		time.Sleep(200 * time.Millisecond)
	}
}

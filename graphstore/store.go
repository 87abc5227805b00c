package graphstore

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

// Default bounds of a statement. A caller's context may end it earlier.
const (
	readTimeout  = 60 * time.Second
	writeTimeout = 5 * time.Minute
)

// Config says which Neo4j to use.
type Config struct {
	// URI is bolt://, neo4j://, or one of their +s and +ssc forms.
	URI      string
	Username string
	Password string
	// Database is the name of the database; "neo4j" if empty.
	Database string
	Logger   *slog.Logger
}

// Store reads and writes Waymark's graph. It is safe for concurrent use.
type Store struct {
	driver   neo4j.DriverWithContext
	database string
	// bookmarks chain what this process does: on a cluster, a read sees its writes.
	bookmarks neo4j.BookmarkManager
	log       *slog.Logger
}

// Connect opens a pool of connections and proves that the server answers. The
// schema is not touched; see [Store.Migrate]. It fails with ErrUnavailable when
// nothing answers or the password is refused.
func Connect(ctx context.Context, c Config) (*Store, error) {
	auth := neo4j.NoAuth()
	if c.Username != "" || c.Password != "" {
		auth = neo4j.BasicAuth(c.Username, c.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(c.URI, auth, func(d *config.Config) {
		d.MaxTransactionRetryTime = 15 * time.Second
		d.ConnectionAcquisitionTimeout = 20 * time.Second
		d.SocketConnectTimeout = 5 * time.Second
		d.UserAgent = "waymark"
	})
	if err != nil {
		return nil, &InputError{Code: "bad-neo4j-uri", Message: fmt.Sprintf("the Neo4j address %q cannot be used", c.URI), Hint: "give local, or a bolt:// or neo4j:// address"}
	}
	s := &Store{driver: driver, database: c.Database, bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}), log: c.Logger}
	if s.database == "" {
		s.database = "neo4j"
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.Ping(ctx); err != nil {
		_ = driver.Close(ctx)
		return nil, err
	}
	return s, nil
}

// Ping proves that Neo4j answers over Bolt with the credentials given.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.driver.VerifyConnectivity(ctx); err != nil {
		return translate("reach Neo4j at "+s.Address(), err)
	}
	return nil
}

// Address is the server's address, for messages; it holds no credentials.
func (s *Store) Address() string {
	target := s.driver.Target()
	return target.Scheme + "://" + target.Host
}

// Close gives the connections back.
func (s *Store) Close(ctx context.Context) error {
	if err := s.driver.Close(ctx); err != nil {
		return fmt.Errorf("close Neo4j connections: %w", err)
	}
	return nil
}

func (s *Store) session(ctx context.Context, mode neo4j.AccessMode) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{DatabaseName: s.database, AccessMode: mode, FetchSize: 2000, BookmarkManager: s.bookmarks})
}

// read runs st in a read transaction and returns all its rows. The zero Scope is
// refused with ErrNoScope.
func (s *Store) read(ctx context.Context, scope Scope, st Statement, params map[string]any) ([]row, error) {
	all, err := scope.with(params)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", st.Name, err)
	}
	began := time.Now()
	session := s.session(ctx, neo4j.AccessModeRead)
	defer func() { _ = session.Close(ctx) }()
	out, err := session.ExecuteRead(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		return collect(ctx, tx, st, all)
	}, neo4j.WithTxTimeout(readTimeout), neo4j.WithTxMetadata(map[string]any{"statement": st.Name}))
	if err != nil {
		return nil, translate(st.Name, err)
	}
	s.log.DebugContext(ctx, "read", "name", st.Name, "took", time.Since(began))
	return out.([]row), nil
}

// write runs work in a write transaction that Neo4j may ask to repeat: work
// builds its result inside and leaves nothing behind when it fails.
func (s *Store) write(ctx context.Context, act string, work func(tx *transaction) error) error {
	return s.writeWithin(ctx, act, writeTimeout, work)
}

func (s *Store) writeWithin(ctx context.Context, act string, limit time.Duration, work func(tx *transaction) error) error {
	began := time.Now()
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer func() { _ = session.Close(ctx) }()
	_, err := session.ExecuteWrite(ctx, func(tx neo4j.ManagedTransaction) (any, error) {
		return nil, work(&transaction{tx: tx, log: s.log})
	}, neo4j.WithTxTimeout(limit), neo4j.WithTxMetadata(map[string]any{"act": act}))
	s.log.DebugContext(ctx, "transaction", "act", act, "took", time.Since(began))
	return translate(act, err)
}

// writeOnce runs one statement in a transaction of its own, which is not repeated
// when Neo4j asks for that, and returns its rows. It takes one round trip where
// [Store.write] takes two.
func (s *Store) writeOnce(ctx context.Context, act string, st Statement, params map[string]any) ([]row, error) {
	began := time.Now()
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer func() { _ = session.Close(ctx) }()
	rows, err := collect(ctx, alone{session, act}, st, params)
	s.log.DebugContext(ctx, "transaction", "act", act, "took", time.Since(began))
	return rows, translate(act, err)
}

// alone runs each statement in a transaction of its own.
type alone struct {
	session neo4j.SessionWithContext
	act     string
}

// Run runs one statement.
func (a alone) Run(ctx context.Context, cypher string, params map[string]any) (neo4j.ResultWithContext, error) {
	return a.session.Run(ctx, cypher, params, neo4j.WithTxTimeout(writeTimeout), neo4j.WithTxMetadata(map[string]any{"act": a.act})) //nolint:wrapcheck // its caller does
}

// runner is what the driver's two kinds of transactions have in common.
type runner interface {
	Run(ctx context.Context, cypher string, params map[string]any) (neo4j.ResultWithContext, error)
}

// transaction is an open write transaction.
type transaction struct {
	tx  runner
	log *slog.Logger
}

// run executes st and returns its rows.
func (t *transaction) run(ctx context.Context, st Statement, params map[string]any) ([]row, error) {
	began := time.Now()
	rows, err := collect(ctx, t.tx, st, params)
	t.log.DebugContext(ctx, "statement", "name", st.Name, "rows", len(rows), "took", time.Since(began))
	return rows, err
}

// runFor executes st as a reader may have it; see [Scope].
func (t *transaction) runFor(ctx context.Context, scope Scope, st Statement, params map[string]any) ([]row, error) {
	all, err := scope.with(params)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", st.Name, err)
	}
	return t.run(ctx, st, all)
}

func collect(ctx context.Context, tx runner, st Statement, params map[string]any) ([]row, error) {
	rows, _, err := collectAll(ctx, tx, st, params)
	return rows, err
}

// collectAll returns what the server says about the statement as well.
func collectAll(ctx context.Context, tx runner, st Statement, params map[string]any) ([]row, neo4j.ResultSummary, error) {
	result, err := tx.Run(ctx, st.Text, params)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", st.Name, err)
	}
	var rows []row
	for result.Next(ctx) {
		record := result.Record()
		rows = append(rows, row{keys: record.Keys, values: record.Values})
	}
	if err := result.Err(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", st.Name, err)
	}
	summary, err := result.Consume(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", st.Name, err)
	}
	return rows, summary, nil
}

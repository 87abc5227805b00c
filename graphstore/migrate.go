package graphstore

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

//go:embed migrations/*.cypher
var migrationFiles embed.FS

var (
	createLeaseKey  = statement("create_lease_key")
	listMigrations  = statement("list_migrations")
	recordMigration = statement("record_migration")
	awaitIndexes    = statement("await_indexes")
)

const leaseSchema = "schema"

// Migration is one step of the schema: the file migrations/<number>_<name>.cypher.
// A file that has landed is never changed; a later one mends it.
type Migration struct {
	Number   int64
	Name     string
	Checksum string
	text     string
}

// Migrations returns the steps that this program knows, in order.
func Migrations() ([]Migration, error) {
	return readMigrations(migrationFiles)
}

func readMigrations(files fs.FS) ([]Migration, error) {
	paths, err := fs.Glob(files, "migrations/*.cypher")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var out []Migration
	for _, path := range paths {
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, "migrations/"), ".cypher")
		number, err := strconv.ParseInt(strings.SplitN(name, "_", 2)[0], 10, 64)
		if err != nil || number != int64(len(out))+1 {
			return nil, fmt.Errorf("migration %s: expected number %04d", name, len(out)+1)
		}
		sum := sha256.Sum256(text)
		out = append(out, Migration{Number: number, Name: name, Checksum: hex.EncodeToString(sum[:]), text: string(text)})
	}
	return out, nil
}

// Migrate brings the schema up to date and returns the names of the steps that
// it applied. Several processes may start at once: one migrates, the others
// wait for it. It refuses, as *InputError, a schema that a newer program made
// and one whose recorded steps differ from this program's.
func (s *Store) Migrate(ctx context.Context) ([]string, error) {
	steps, err := Migrations()
	if err != nil {
		return nil, err
	}
	pending, err := s.pendingMigrations(ctx, steps)
	if err != nil || len(pending) == 0 {
		return nil, err
	}
	if err := s.schemaStatement(ctx, createLeaseKey.Text); err != nil {
		return nil, fmt.Errorf("prepare the schema: %w", err)
	}
	var applied []string
	err = s.WithLease(ctx, leaseSchema, "schema migration", Wait{For: 2 * time.Minute}, func(ctx context.Context, lease *Lease) error {
		// Another starter may have been quicker.
		pending, err := s.pendingMigrations(ctx, steps)
		if err != nil {
			return err
		}
		for _, step := range pending {
			if err := s.applyMigration(ctx, lease, step); err != nil {
				return fmt.Errorf("migration %s: %w", step.Name, err)
			}
			applied = append(applied, step.Name)
		}
		_, err = s.read(ctx, Everything, awaitIndexes, nil)
		return err
	})
	return applied, err
}

// SchemaCurrent reports whether every migration is applied. Its errors are those of Migrate.
func (s *Store) SchemaCurrent(ctx context.Context) (bool, error) {
	steps, err := Migrations()
	if err != nil {
		return false, err
	}
	pending, err := s.pendingMigrations(ctx, steps)
	return err == nil && len(pending) == 0, err
}

func (s *Store) pendingMigrations(ctx context.Context, steps []Migration) ([]Migration, error) {
	rows, err := s.read(ctx, Everything, listMigrations, nil)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		n, name := r.number("number"), r.text("name")
		if n > int64(len(steps)) {
			return nil, &InputError{
				Code:    "schema-newer",
				Message: fmt.Sprintf("the database holds schema step %s, which this Waymark does not know", name),
				Hint:    "it was made by a newer Waymark; run that version or a later one",
			}
		}
		if want := steps[n-1]; want.Checksum != r.text("checksum") {
			return nil, &InputError{
				Code:    "schema-tampered",
				Message: fmt.Sprintf("schema step %s in the database is not the %s of this Waymark", name, want.Name),
				Hint:    "the step was changed after it was applied; run the Waymark that applied it, or restore the database from a copy",
			}
		}
	}
	return steps[len(rows):], nil
}

func (s *Store) applyMigration(ctx context.Context, lease *Lease, step Migration) error {
	for _, text := range splitStatements(step.text) {
		if err := s.schemaStatement(ctx, text); err != nil {
			return fmt.Errorf("apply: %w", err)
		}
	}
	return s.guarded(ctx, lease, "record migration", func(tx *transaction) error {
		_, err := tx.run(ctx, recordMigration, map[string]any{"number": step.Number, "name": step.Name, "checksum": step.Checksum})
		return err
	})
}

// schemaStatement runs one statement in a transaction of its own, since Neo4j
// keeps schema and data changes apart. Starters that race may make the database
// refuse one of them for the moment; it tries again.
func (s *Store) schemaStatement(ctx context.Context, text string) error {
	const tries = 8
	for try := 1; ; try++ {
		err := translate("schema statement", s.tryStatement(ctx, text))
		if err == nil || try == tries || !errors.Is(err, ErrUnavailable) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("schema statement: %w", context.Cause(ctx))
		case <-time.After(time.Duration(50+rand.IntN(100*try)) * time.Millisecond): //nolint:gosec // it decides a wait
		}
	}
}

func (s *Store) tryStatement(ctx context.Context, text string) error {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer func() { _ = session.Close(ctx) }()
	result, err := session.Run(ctx, text, nil, neo4j.WithTxTimeout(writeTimeout))
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	if _, err := result.Consume(ctx); err != nil {
		return fmt.Errorf("run: %w", err)
	}
	return nil
}

// splitStatements cuts a migration file at the semicolons that end its lines;
// comment lines are left out.
func splitStatements(text string) []string {
	var out []string
	var current strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "//") {
			continue
		}
		current.WriteString(line)
		if body, ends := strings.CutSuffix(strings.TrimSpace(current.String()), ";"); ends {
			out = append(out, body)
			current.Reset()
		}
	}
	if rest := strings.TrimSpace(current.String()); rest != "" {
		out = append(out, rest)
	}
	return out
}

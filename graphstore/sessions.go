package graphstore

import (
	"context"
	"fmt"
	"time"
)

var (
	createLogin   = statement("create_login")
	takeLogin     = statement("take_login")
	createSession = statement("create_session")
	readSession   = statement("read_session")
	touchSession  = statement("touch_session")
	endSession    = statement("end_session")
	endSessions   = statement("end_sessions")
)

const (
	// maxLogins bounds the logins that have begun: anybody can begin one. More put an
	// end to the oldest, so that strangers who begin many keep nobody from signing in.
	maxLogins = 10_000
	// loginTime is how long a login may take.
	loginTime = 10 * time.Minute
	// SessionIdle is after how long a session ends that nobody uses.
	SessionIdle = 30 * time.Minute
	// SessionLength is after how long a session ends in any case.
	SessionLength = 12 * time.Hour
)

// Login is a login at a provider that has begun. Hash and Browser are hashes of
// what the provider and the browser give back.
type Login struct {
	Hash, Browser, Provider, Nonce, Verifier string
	// Next is where the person goes afterwards, within this service.
	Next string
}

// BeginLogin keeps a login until it ends, for ten minutes at most, or until so many
// others have begun that it is the oldest of more than may go on at once.
func (s *Store) BeginLogin(ctx context.Context, l Login) error {
	return s.beginLogin(ctx, l, maxLogins)
}

func (s *Store) beginLogin(ctx context.Context, l Login, most int) error {
	return s.write(ctx, "begin a login", func(tx *transaction) error {
		_, err := tx.run(ctx, createLogin, map[string]any{
			"hash": l.Hash, "browser": l.Browser, "provider": l.Provider, "nonce": l.Nonce, "verifier": l.Verifier, "next": l.Next,
			"seconds": int64(loginTime.Seconds()), "most": most,
		})
		return err
	})
}

// TakeLogin ends a login that has begun and returns it. A second time, or too
// late, it fails with ErrNotFound.
func (s *Store) TakeLogin(ctx context.Context, hash string) (Login, error) {
	var l Login
	err := s.write(ctx, "end a login", func(tx *transaction) error {
		rows, err := tx.run(ctx, takeLogin, map[string]any{"hash": hash})
		if err != nil {
			return err
		}
		l = Login{}
		if len(rows) > 0 && rows[0].truth("live") {
			r := asRow(rows[0].value("login"))
			l = Login{Hash: hash, Browser: r.text("browser"), Provider: r.text("provider"), Nonce: r.text("nonce"), Verifier: r.text("verifier"), Next: r.text("next")}
		}
		return nil
	})
	if err == nil && l.Hash == "" {
		err = fmt.Errorf("login: %w", ErrNotFound)
	}
	return l, err
}

// SessionRole is one of the roles that a person has in a session.
type SessionRole struct {
	Role, Party string
	// ManufacturerIDs are the identifiers that the party represents.
	ManufacturerIDs []string
}

// Session is a person who is signed in. Hash is that of a secret which the
// person's browser holds.
type Session struct {
	Hash, Person, Name string
	// CSRF is the token that changes must carry.
	CSRF  string
	Roles []SessionRole
}

// BeginSession keeps a session until it ends.
func (s *Store) BeginSession(ctx context.Context, n Session) error {
	roles, parties := make([]any, len(n.Roles)), make([]any, len(n.Roles))
	for i, r := range n.Roles {
		roles[i], parties[i] = r.Role, r.Party
	}
	return s.write(ctx, "begin a session", func(tx *transaction) error {
		_, err := tx.run(ctx, createSession, map[string]any{
			"hash": n.Hash, "person": n.Person, "name": n.Name, "csrf": n.CSRF, "roles": roles, "parties": parties, "seconds": int64(SessionLength.Seconds()),
		})
		return err
	})
}

// Session returns a session that goes on, which counts as using it. It fails with
// ErrNotFound if it has ended.
func (s *Store) Session(ctx context.Context, hash string) (Session, error) {
	rows, err := s.read(ctx, Everything, readSession, map[string]any{"hash": hash, "idleSeconds": int64(SessionIdle.Seconds())})
	if err != nil {
		return Session{}, err
	}
	if len(rows) == 0 {
		return Session{}, fmt.Errorf("session: %w", ErrNotFound)
	}
	stored := asRow(rows[0].value("session"))
	found := Session{Hash: hash, Person: stored.text("person"), Name: stored.text("name"), CSRF: stored.text("csrf")}
	grants, _ := rows[0].value("grants").([]any)
	for _, g := range grants {
		values, _ := g.([]any)
		r := row{keys: []string{"role", "party", "identifiers"}, values: values}
		found.Roles = append(found.Roles, SessionRole{Role: r.text("role"), Party: r.text("party"), ManufacturerIDs: r.texts("identifiers")})
	}
	if rows[0].truth("touch") {
		err = s.write(ctx, "use a session", func(tx *transaction) error {
			_, err := tx.run(ctx, touchSession, map[string]any{"hash": hash})
			return err
		})
	}
	return found, err
}

// EndSession ends a session; one that has ended stays so.
func (s *Store) EndSession(ctx context.Context, hash string) error {
	return s.write(ctx, "end a session", func(tx *transaction) error {
		_, err := tx.run(ctx, endSession, map[string]any{"hash": hash})
		return err
	})
}

// EndSessions ends every session of a person, and returns how many there were.
func (s *Store) EndSessions(ctx context.Context, person string) (ended int64, err error) {
	err = s.write(ctx, "end sessions", func(tx *transaction) error {
		rows, err := tx.run(ctx, endSessions, map[string]any{"person": person})
		if err == nil {
			ended = rows[0].number("ended")
		}
		return err
	})
	return ended, err
}

package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"

	"waymark/graphstore"
)

const (
	// CookieName is the cookie of a session: of this host alone, and over TLS, as
	// browsers enforce for the prefix.
	CookieName = "__Host-waymark"
	// HeaderRole chooses one of several roles, as role or role:party.
	HeaderRole = "Waymark-Role"
	// HeaderCSRF carries the session's token where a cookie says who changes something.
	HeaderCSRF = "Waymark-Csrf"
)

// SessionStore knows sessions.
type SessionStore interface {
	// Session fails with graphstore.ErrNotFound for one that has ended.
	Session(ctx context.Context, hash string) (graphstore.Session, error)
	EndSession(ctx context.Context, hash string) error
	EndSessions(ctx context.Context, person string) (int64, error)
}

// Sessions says which person sends a request. It is safe for concurrent use.
type Sessions struct {
	store SessionStore
	read  *cache[graphstore.Session]
}

// NewSessions makes Sessions over a store.
func NewSessions(store SessionStore) *Sessions {
	s := &Sessions{store: store}
	s.read = newCache(func(ctx context.Context, hash string) (graphstore.Session, error) {
		found, err := store.Session(ctx, hash)
		if errors.Is(err, graphstore.ErrNotFound) {
			return graphstore.Session{}, nil
		}
		return found, err
	}, func(session graphstore.Session) bool { return session.Hash != "" })
	return s
}

// sessionOf is the hash of the session that a request names, or blank.
func sessionOf(r *http.Request) string {
	cookie, err := r.Cookie(CookieName)
	if err != nil || cookie.Value == "" {
		return ""
	}
	return hashOf(cookie.Value)
}

// Principal is the person whose session a request names, in the role that it
// names, or in the only one. It is the zero Principal where the session has ended,
// and without a role where there are several and none is named. It fails with
// *InputError: a change without the session's token, a role that the person has not.
func (s *Sessions) Principal(r *http.Request) (Principal, error) {
	hash := sessionOf(r)
	if hash == "" {
		return Principal{}, nil
	}
	session, err := s.read.get(r.Context(), hash)
	if err != nil || session.Hash == "" {
		return Principal{}, err
	}
	if changes(r.Method) && subtle.ConstantTimeCompare([]byte(r.Header.Get(HeaderCSRF)), []byte(session.CSRF)) != 1 {
		return Principal{}, &graphstore.InputError{Code: "csrf-token", Message: "the request changes something and does not carry the session's token", Hint: "send it as " + HeaderCSRF + "; GET /api/v1/me tells it"}
	}
	return personOf(session, r.Header.Get(HeaderRole))
}

func changes(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}

func personOf(session graphstore.Session, role string) (Principal, error) {
	who := Principal{Kind: Person, ID: session.Person, Name: session.Name, CSRF: session.CSRF}
	chosen := -1
	for i, r := range session.Roles {
		g := Grant{Role(r.Role), r.Party}
		who.Grants = append(who.Grants, g)
		if role != "" && role == g.String() || role == "" && len(session.Roles) == 1 {
			chosen = i
		}
	}
	switch {
	case chosen >= 0:
		r := session.Roles[chosen]
		who.Role, who.Party, who.ManufacturerIDs = Role(r.Role), r.Party, r.ManufacturerIDs
	case role != "":
		return Principal{}, &graphstore.InputError{Code: "not-your-role", Message: "you do not have the role that " + HeaderRole + " names", Hint: "GET /api/v1/me tells which you have"}
	}
	return who, nil
}

// End ends the session that a request names, on every replica within seconds.
func (s *Sessions) End(r *http.Request) error {
	hash := sessionOf(r)
	err := s.store.EndSession(r.Context(), hash)
	s.read.forget(hash)
	return err
}

// EndAll ends every session of a person, and returns how many there were.
func (s *Sessions) EndAll(r *http.Request, person string) (int64, error) {
	ended, err := s.store.EndSessions(r.Context(), person)
	s.read.forget(sessionOf(r))
	return ended, err
}

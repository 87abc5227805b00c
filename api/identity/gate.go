package identity

import "net/http"

// Gate says who sends a request: whoever its API key belongs to or, where it
// carries none, the person of its session.
type Gate struct {
	Keys *Keys
	// Sessions is nil where no person can sign in.
	Sessions *Sessions
}

// Authenticate returns who asks, or the zero Principal if the request does not
// say. It fails with ErrBadKey for a key that is not taken, and as
// [Sessions.Principal] does.
func (g *Gate) Authenticate(r *http.Request) (Principal, error) {
	secret, given := bearer(r)
	switch {
	case given:
		return g.Keys.Principal(r.Context(), secret)
	case g.Sessions != nil:
		return g.Sessions.Principal(r)
	}
	return Principal{}, nil
}

package identity

import "net/http"

// Gate says who sends a request: whoever its API key belongs to.
type Gate struct {
	Keys *Keys
}

// Authenticate returns who asks, or the zero Principal if the request does not
// say. It fails with ErrBadKey for a key that is not taken.
func (g *Gate) Authenticate(r *http.Request) (Principal, error) {
	secret, given := bearer(r)
	if !given {
		return Principal{}, nil
	}
	return g.Keys.Principal(r.Context(), secret)
}

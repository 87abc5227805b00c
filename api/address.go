package api

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/gin-gonic/gin"
)

type addressKey struct{}

// trustProxies settles whose word is taken for where a request comes from: that of
// proxies, and of nobody else, since any client may send the header.
func (s *Server) trustProxies(proxies []netip.Prefix) error {
	texts := make([]string, len(proxies))
	for i, p := range proxies {
		texts[i] = p.String()
	}
	s.router.RemoteIPHeaders = []string{"X-Forwarded-For"}
	return s.router.SetTrustedProxies(texts) //nolint:wrapcheck // a prefix that is one is always taken
}

// locate notes from where a request comes: the last address that its connection
// or a trusted proxy names and that is no trusted proxy itself.
func locate(c *gin.Context) {
	address := c.ClientIP()
	if address == "" {
		address = c.Request.RemoteAddr
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), addressKey{}, address))
	c.Next()
}

// addressOf is from where a request comes, as locate noted it.
func addressOf(r *http.Request) string {
	address, _ := r.Context().Value(addressKey{}).(string)
	return address
}

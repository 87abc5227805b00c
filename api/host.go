package api

import (
	"net"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// refuseRebound answers only requests for this machine by name where nobody is
// asked who they are: a web page whose name was made to point here would be of the
// same origin as the service, and could do everything.
func (s *Server) refuseRebound(c *gin.Context) {
	if s.o.Authenticator == nil && !namesLoopback(c.Request.Host) {
		s.abort(c, newProblem(http.StatusMisdirectedRequest, "wrong-host", "this service answers for this machine alone, not for that host",
			"call it as 127.0.0.1 or localhost, or start it with identities"))
		return
	}
	c.Next()
}

func namesLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

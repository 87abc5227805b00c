package mail

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"

	"waymark/graphstore"
)

// Server is the SMTP server that takes the mail. It holds a password: do not print it.
type Server struct {
	Host string
	Port int
	// Implicit says that TLS is spoken from the first byte (smtps), else STARTTLS
	// is required; Off that there is none, which is for loopback addresses.
	Implicit, Off bool
	User          string
	password      string
	// roots are the authorities that may vouch for the server; nil means the system's.
	roots *x509.CertPool
}

const (
	portSubmission = 587
	portSMTPS      = 465
)

func badServer(why, hint string) error {
	return &graphstore.InputError{Code: "bad-smtp-url", Message: why, Hint: hint}
}

// ParseServer reads smtp://user:password@host:port or smtps://…; ?tls=off is
// allowed for loopback addresses only. Its errors never show the address, which
// may hold a password. caFile names a PEM file of authorities to trust instead of
// the system's; blank for none.
func ParseServer(address, caFile string) (*Server, error) {
	const form = "give smtp://user:password@host:port or smtps://user:password@host:port"
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/")+u.Fragment != "" {
		return nil, badServer("the address of the SMTP server cannot be read", form+", with %40 and the like for special characters")
	}
	s := &Server{Host: u.Hostname(), Implicit: u.Scheme == "smtps", User: u.User.Username()}
	s.password, _ = u.User.Password()
	if u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, badServer(fmt.Sprintf("the address of the SMTP server begins with %q", u.Scheme+":"), form)
	}
	if s.Port, err = portOf(u.Port(), s.Implicit); err != nil || s.Host == "" {
		return nil, badServer("the address of the SMTP server has no usable host and port", form)
	}
	if err := s.readOptions(u.Query()); err != nil {
		return nil, err
	}
	if (s.User == "") != (s.password == "") {
		return nil, badServer("the address of the SMTP server has a user or a password, not both", form)
	}
	return s, s.trust(caFile)
}

func (s *Server) trust(caFile string) error {
	if caFile == "" {
		return nil
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return fmt.Errorf("read the authorities for the SMTP server: %w", err)
	}
	s.roots = x509.NewCertPool()
	if !s.roots.AppendCertsFromPEM(pem) {
		return badServer(caFile+" holds no certificate", "give a PEM file with the certificate of the authority")
	}
	return nil
}

func portOf(text string, implicit bool) (int, error) {
	switch {
	case text != "":
		return strconv.Atoi(text) //nolint:wrapcheck // the caller says what was wrong
	case implicit:
		return portSMTPS, nil
	}
	return portSubmission, nil
}

func (s *Server) readOptions(options url.Values) error {
	for name, values := range options {
		if name != "tls" || len(values) != 1 || (values[0] != "off" && values[0] != "required") {
			return badServer("the address of the SMTP server has an option that there is not", "leave it out; ?tls=off is the only one, for loopback addresses")
		}
		s.Off = values[0] == "off"
	}
	switch {
	case !s.Off:
		return nil
	case s.Implicit:
		return badServer("the address of the SMTP server asks for TLS (smtps) and for none (?tls=off)", "use smtp:// with ?tls=off, for loopback addresses only")
	case !loopback(s.Host):
		return badServer("?tls=off is for loopback addresses only: mail would cross the network unprotected", "leave it out; STARTTLS is then required")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Address is host and port, for messages.
func (s *Server) Address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// String is Address: nothing else is fit to be printed.
func (s *Server) String() string { return s.Address() }

// GoString is Address.
func (s *Server) GoString() string { return s.Address() }

func (s *Server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.Host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}
